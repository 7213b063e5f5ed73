// Proves that the committed SDL and the documented operations keep graphql-eslint's rules:
// flat/schema-all with flat/schema-relay, and flat/operations-all.

import { copyFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { ESLint } from "eslint";
import plugin from "@graphql-eslint/eslint-plugin";
import { documented } from "./operations.mjs";
import { within } from "./scratch.mjs";

const SCHEMA = "schema.graphql";
const OPERATIONS = "operations/*.graphql";

const schemaRules = {
  ...plugin.configs["flat/schema-all"].rules,
  ...plugin.configs["flat/schema-relay"].rules,
  // "all" forbids the roots Mutation and Subscription, and we have both.
  "@graphql-eslint/no-root-type": "off",
  // A page of a list has a cursor, not an identity.
  "@graphql-eslint/strict-id-in-types": [
    "error",
    { exceptions: { suffixes: ["Connection", "Edge", "Payload"], types: ["PageInfo"] } },
  ],
};
const operationRules = plugin.configs["flat/operations-all"].rules;

// The plugin reads its configuration once in a process: schema and operations are linted together.
function linter(folder) {
  const graphQLConfig = { schema: path.join(folder, SCHEMA), documents: path.join(folder, OPERATIONS) };
  const block = (files, rules) => ({
    files: [files],
    languageOptions: { parser: plugin.parser, parserOptions: { graphQLConfig } },
    plugins: { "@graphql-eslint": plugin },
    rules,
  });
  const overrideConfig = [block(SCHEMA, schemaRules), block(OPERATIONS, operationRules)];
  return new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig });
}

const kebab = (name) => name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g).join("-").toLowerCase();

const check = ({ schema, docs }) =>
  within(async (folder) => {
    const operations = documented(docs);
    await copyFile(schema, path.join(folder, SCHEMA));
    await mkdir(path.join(folder, path.dirname(OPERATIONS)));
    for (const { name, text } of operations)
      await writeFile(path.join(folder, OPERATIONS.replace("*", kebab(name))), text);
    const results = await linter(folder).lintFiles([SCHEMA, OPERATIONS]);
    const findings = results.flatMap(({ filePath, messages }) =>
      messages.map(({ line, message, ruleId }) => `${path.basename(filePath)}:${line} ${message} (${ruleId})`));
    return { summary: `${findings.length} findings in the schema and ${operations.length} operations`, findings };
  });

export const checks = [{ name: "graphql-eslint", needs: [], check }];
