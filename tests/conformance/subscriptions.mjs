// Proves that graphql-ws, the client of most front ends, hears what is published while it listens:
// every documented subscription is begun by the one for whom it is documented, and then a notice
// is drafted, submitted and approved over HTTP.

import { createClient } from "graphql-ws";
import { documented } from "./operations.mjs";
import { bearer, publish } from "./publishing.mjs";

const PATIENCE = 10_000;

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
