// Proves that graphql-codegen types every documented operation, and that the documented
// variables are of the types it writes: the result compiles under tsc --strict.

import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { codegen } from "@graphql-codegen/core";
import * as typescriptOperations from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";
import { documented } from "./operations.mjs";
import { within } from "./scratch.mjs";

const tsc = path.join(import.meta.dirname, "node_modules/typescript/bin/tsc");

async function types(schema, operations) {
  return codegen({
    filename: "operations.ts",
    schema: parse(await readFile(schema, "utf8")),
    documents: operations.map(({ document, where }) => ({ document, location: where })),
    config: { namingConvention: "keep", defaultScalarType: "unknown", strictScalars: false },
    plugins: [{ typescriptOperations: {} }],
    pluginMap: { typescriptOperations },
  });
}

function use({ name, kind, variables }) {
  const type = `${name}${kind[0].toUpperCase()}${kind.slice(1)}`;
  return `export const given${name}: ${type}Variables = ${variables};\nexport type Answer${name} = ${type};\n`;
}

const check = ({ schema, docs }) =>
  within(async (folder) => {
    const operations = documented(docs);
    const file = path.join(folder, "operations.ts");
    await writeFile(file, `${await types(schema, operations)}\n${operations.map(use).join("")}`);
    const options = ["--strict", "--noEmit", "--noUncheckedIndexedAccess", "--target", "es2022", file];
    const run = promisify(execFile)(process.execPath, [tsc, ...options], { cwd: folder });
    const failure = await run.then(() => null, (error) => error.stdout + error.stderr);
    if (failure) return { summary: "tsc --strict fails", findings: [failure.trim()] };
    return { summary: `${operations.length}/${operations.length} operations`, findings: [] };
  });

export const checks = [{ name: "graphql-codegen", needs: [], check }];
