// Proves that Apollo Client, with its normalised cache, gets an answer without errors to every
// documented query and mutation, each asked by the one for whom it is documented.

import { readFile } from "node:fs/promises";
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { buildSchema, isAbstractType } from "graphql";
import { documented } from "./operations.mjs";

async function possibleTypes(sdl) {
  const schema = buildSchema(await readFile(sdl, "utf8"));
  const abstract = Object.values(schema.getTypeMap()).filter(isAbstractType);
  return Object.fromEntries(
    abstract.map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]));
}

function headers(role, tokens) {
  if (role === "anonymous") return {};
  if (!tokens[role]) throw new Error(`there is no demo token for "${role}"`);
  return { authorization: `Bearer ${tokens[role].token}` };
}

/** The variables, with every "{{operation.path}}" filled from an earlier answer. */
function filled(variables, answers) {
  return JSON.parse(variables, (_, value) => {
    const place = typeof value === "string" && value.match(/^\{\{(.+)\}\}$/)?.[1].trim().split(".");
    if (!place) return value;
    const answer = place.reduce((part, key) => part?.[key], answers);
    if (answer === undefined || answer === null) throw new Error(`nothing was answered at ${value}`);
    return answer;
  });
}

async function answer(client, { kind, document }, variables) {
  const asked = kind === "mutation"
    ? client.mutate({ mutation: document, variables })
    : client.query({ query: document, variables, fetchPolicy: "network-only" });
  return (await asked).data;
}

const refused = (data) => Object.values(data).some((value) => value?.__typename === "Refused");

async function check({ url, tokens, schema, docs }) {
  const types = await possibleTypes(schema);
  const operations = documented(docs).filter(({ kind }) => kind !== "subscription");
  const answers = {};
  const findings = [];
  let refusals = 0;
  for (const operation of operations)
    try {
      const link = new HttpLink({ uri: `${url}/graphql`, headers: headers(operation.role, tokens) });
      const client = new ApolloClient({ link, cache: new InMemoryCache({ possibleTypes: types }) });
      const data = await answer(client, operation, filled(operation.variables, answers));
      answers[operation.name] = answers[operation.alias ?? operation.name] = data;
      if (refused(data)) refusals += 1;
    } catch (error) {
      findings.push(`${operation.where} ${operation.name} (${operation.role}): ${error.message}`);
    }
  const answered = `${operations.length - findings.length}/${operations.length} operations`;
  return { summary: refusals ? `${answered}, ${refusals} of them refused` : answered, findings };
}

export const checks = [{ name: "apollo-client", needs: ["url", "tokens"], check }];
