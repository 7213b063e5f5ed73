// Makes something public, as a clerk and a supervisor do, for those who listen.

export const bearer = (role, tokens) =>
  role === "anonymous" ? {} : { authorization: `Bearer ${tokens[role].token}` };

export async function ask(url, tokens, role, query, variables) {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...bearer(role, tokens) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  const [answer] = Object.values(data ?? {});
  if (errors || answer?.__typename === "Refused") throw new Error(JSON.stringify(errors ?? answer));
  return answer;
}

/** A notice that the clerk drafts and submits, and the supervisor approves. */
export async function publish(url, tokens) {
  const act = (role, name, type, input) =>
    ask(url, tokens, role, `mutation A($input: ${type}!) { ${name}(input: $input) {
      __typename ... on Node { id } ... on Record { version } ... on Refused { code fact } } }`, { input });
  const bodies = await ask(url, tokens, "clerk", "{ bodies(first: 1) { edges { node { id } } } }");
  const notice = await act("clerk", "draftNotice", "NoticeDraft", {
    body: bodies.edges[0].node.id, title: "饮水检测通知", text: "十二月检测组内饮水，结果另行公布。",
    contact: "组务议事室，电话 0731-00000000", postedFrom: "2026-12-01", postedUntil: "2099-12-31",
  });
  const edition = await act("clerk", "submit", "Submission", { document: "OPEN_NOTICE", record: notice.id });
  await act("supervisor", "approve", "Ruling", { edition: edition.id, expectedVersion: edition.version });
}
