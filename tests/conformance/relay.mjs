// Proves that Relay can page through every connection of the schema, forwards and both ways:
// a fragment with @connection is written for each field that returns one, refetchable wherever
// Relay can refetch (Query and every Node), and relay-compiler compiles them all.

import { execFile } from "node:child_process";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { buildSchema, getNamedType, isInterfaceType, isObjectType, isRequiredArgument } from "graphql";
import { within } from "./scratch.mjs";

const compiler = path.join(import.meta.dirname, "node_modules/relay-compiler/cli.js");
const DIRECTIONS = {
  Forwards: ["first", "after"],
  BothWays: ["first", "after", "last", "before"],
};

function connections(schema) {
  const owners = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  return owners.flatMap((owner) =>
    Object.values(owner.getFields())
      .filter((field) => getNamedType(field.type).name.endsWith("Connection"))
      .map((field) => ({ owner, field })));
}

function refetchable(schema, owner) {
  return owner === schema.getQueryType() || owner.name === "Node"
    || owner.getInterfaces().some(({ name }) => name === "Node");
}

/** A module named for the field and the direction, as Relay wants it, with one fragment. */
function module(schema, { owner, field }, direction) {
  const name = `${owner.name}${field.name[0].toUpperCase()}${field.name.slice(1)}${direction}`;
  const args = field.args.filter((arg) => DIRECTIONS[direction].includes(arg.name) || isRequiredArgument(arg));
  const defined = args.map((arg) => `${arg.name}: { type: "${arg.type}" }`).join(", ");
  const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  const refetch = refetchable(schema, owner) ? `@refetchable(queryName: "${name}Query")` : "";
  const fragment = `fragment ${name}_page on ${owner.name} ${refetch} @argumentDefinitions(${defined}) {
    ${field.name}(${given}) @connection(key: "${name}_${field.name}") { edges { node { __typename } } }
  }`;
  return { name, text: `import { graphql } from "react-relay";\ngraphql\`${fragment}\`;\n` };
}

async function compile(folder) {
  const config = { src: ".", schema: "schema.graphql", language: "typescript", eagerEsModules: true };
  await writeFile(path.join(folder, "package.json"), "{}");
  await writeFile(path.join(folder, "relay.config.json"), JSON.stringify(config));
  const run = promisify(execFile)(process.execPath, [compiler, "relay.config.json"], { cwd: folder });
  const said = await run.then(() => "", (error) => `${error.stdout}${error.stderr}` || error.message);
  return stripVTControlCharacters(said);
}

const check = ({ schema: sdl }) =>
  within(async (folder) => {
    const schema = buildSchema(await readFile(sdl, "utf8"));
    const found = connections(schema);
    if (!found.length) throw new Error("the schema has no connection");
    await copyFile(sdl, path.join(folder, "schema.graphql"));
    for (const connection of found)
      for (const direction of Object.keys(DIRECTIONS)) {
        const { name, text } = module(schema, connection, direction);
        await writeFile(path.join(folder, `${name}.ts`), text);
      }
    const said = await compile(folder);
    const reasons = said.split("\n").filter((line) => line.includes("✖")).sort();
    const findings = reasons.length || !said ? reasons : [said];
    const summary = said ? `does not compile: ${findings.length} findings` : `${found.length}/${found.length} connections`;
    return { summary, findings };
  });

export const checks = [{ name: "relay-compiler", needs: [], check }];
