// Proves that graphql-ws, the client of most front ends, hears what is published while it listens:
// every documented subscription is begun by the one for whom it is documented, and then a notice
// is drafted, submitted and approved over HTTP.

import { createClient } from "graphql-ws";
import { documented } from "./operations.mjs";

const PATIENCE = 10_000;

const bearer = (role, tokens) =>
  role === "anonymous" ? {} : { authorization: `Bearer ${tokens[role].token}` };

async function ask(url, tokens, role, query, variables) {
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
async function publish(url, tokens) {
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

/** Resolves once begun; `heard` then resolves with the first event. */
function listen(url, tokens, { text, role, variables }) {
  const client = createClient({
    url: `${url.replace(/^http/, "ws")}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0,
    connectionParams: bearer(role, tokens),
  });
  const events = client.iterate({ query: text, variables: JSON.parse(variables) });
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE, new Error("nothing was heard")).unref());
  const first = events.next().then(({ value }) => {
    if (!value?.data) throw new Error(JSON.stringify(value));
    return value.data;
  });
  return { heard: Promise.race([first, late]), end: () => client.dispose() };
}

async function check({ url, tokens, docs }) {
  const operations = documented(docs).filter(({ kind }) => kind === "subscription");
  const findings = [];
  const ears = operations.map((operation) => listen(url, tokens, operation));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await publish(url, tokens);
  for (const [index, ear] of ears.entries()) {
    await ear.heard.catch((error) =>
      findings.push(`${operations[index].where} ${operations[index].name}: ${error.message ?? JSON.stringify(error)}`));
    await ear.end();
  }
  if (!operations.length) findings.push("no subscription is documented");
  return { summary: `${operations.length - findings.length}/${operations.length} subscriptions`, findings };
}

export const checks = [{ name: "graphql-ws", needs: ["url", "tokens"], check }];
