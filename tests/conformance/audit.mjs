// Proves that the service keeps the specification of GraphQL over HTTP, as graphql-http audits it,
// for whoever has a token: only a token opens GET.

import { auditServer } from "graphql-http";

const check = async ({ url, tokens }) => {
  const fetchFn = (address, options = {}) =>
    fetch(address, {
      ...options,
      headers: { ...options.headers, authorization: `Bearer ${tokens.clerk.token}` },
    });
  const results = await auditServer({ url: `${url}/graphql`, fetchFn });
  const findings = results
    .filter(({ status }) => status !== "ok")
    .map(({ id, name, status, reason }) => `${id} ${name}: ${status}, ${reason}`);
  return { summary: `${results.length - findings.length}/${results.length}`, findings };
};

export const checks = [{ name: "graphql-http", needs: ["url", "tokens"], check }];
