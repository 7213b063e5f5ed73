// Proves that somebody without a token finds nothing to work with: the weaknesses that scanners of
// GraphQL services look for, each tried. The service asked is no demonstration, which shows a page
// to try questions on.

const BATCH = 10;

const post = (url, query, { type = "application/json", body = JSON.stringify({ query }) } = {}) =>
  fetch(url, { method: "POST", headers: { "content-type": type }, body });

const answered = async (response) => Boolean((await response.json().catch(() => ({}))).data);

const many = (count, text) => Array.from({ length: count }, (_, n) => text(n)).join(" ");

/** Each answers true if the weakness is there. */
const PROBES = {
  "aliases without a limit": async (url) =>
    answered(await post(url, `{ ${many(101, (n) => `a${n}: __typename`)} }`)),
  "lists of operations": async (url) => {
    const body = JSON.stringify(Array(BATCH).fill({ query: "{ __typename }" }));
    return Array.isArray(await (await post(url, "", { body })).json());
  },
  "directives without a limit": async (url) => {
    const response = await post(url, `{ __typename ${"@a".repeat(50)} }`);
    return (await response.json()).errors.length > 5;
  },
  "fields repeated without a limit": async (url) =>
    answered(await post(url, `{ ${"__typename ".repeat(500)} }`)),
  "introspection within introspection": async (url) => {
    const deep = "fields { type { fields { type { fields { type { name } } } } } }";
    return answered(await post(url, `{ __schema { types { ${deep} } } }`));
  },
  introspection: async (url) => answered(await post(url, "{ __schema { queryType { name } } }")),
  "suggestions of names": async (url) =>
    /did you mean/i.test(await (await post(url, "{ publication { totalCoun } }")).text()),
  "a page to try questions on": async (url) => {
    const paths = ["/graphql", "/graphiql", "/playground", "/console", "/graphql/console", "/altair"];
    const pages = paths.map(async (path) => {
      const response = await fetch(new URL(path, url), { headers: { accept: "text/html" } });
      return response.ok && /graphiql|playground|altair/i.test(await response.text());
    });
    return (await Promise.all(pages)).some(Boolean);
  },
  "queries by GET": async (url) => answered(await fetch(`${url}?query={__typename}`)),
  "mutations by GET": async (url) => (await fetch(`${url}?query=mutation{__typename}`)).ok,
  "queries in a form": async (url) => {
    const type = "application/x-www-form-urlencoded";
    return answered(await post(url, "", { type, body: "query={__typename}" }));
  },
  "traces of the execution": async (url) =>
    Boolean((await (await post(url, "{ __typename }")).json()).extensions?.tracing) ||
    /traceback|\.py\b/i.test(await (await post(url, "{ __typename nothing( }")).text()),
};

const check = async ({ plain }) => {
  const tried = Object.entries(PROBES).map(async ([name, probe]) =>
    (await probe(`${plain}/graphql`)) ? name : null);
  const findings = (await Promise.all(tried)).filter(Boolean);
  return { summary: `${findings.length}/${tried.length} weaknesses`, findings };
};

export const checks = [{ name: "probes", needs: ["plain"], check }];
