// Runs every conformance tool against a running demonstration server, one line each.
//
//   ZUWU_URL     address of the running demo, e.g. http://127.0.0.1:8000
//   ZUWU_PLAIN   address of a running service that is no demonstration
//   ZUWU_TOKENS  path of its demo-tokens.json: {"clerk": {"token": "…"}, …}
//   ZUWU_SCHEMA  the committed SDL (default: schema/schema.graphql of this repository)
//   ZUWU_DOCS    files whose operations are documented (default: README.md and docs/frontends.md)
//   CHROMIUM     the browser (default: /usr/bin/chromium)
//   ZUWU_JAVA    a Java for the Nu HTML checker
//
// `node run.mjs` runs all of them; `node run.mjs relay-compiler axe` only those named.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const TOOLS = [
  "audit", "probes", "inspector", "eslint", "relay", "codegen", "apollo", "subscriptions", "typescript",
  "axe", "search", "links", "weight", "vnu", "lighthouse",
];
const root = path.resolve(import.meta.dirname, "../..");

function stop(reason) {
  console.error(`conformance needs ${reason}`);
  process.exit(1);
}

if (!existsSync(path.join(import.meta.dirname, "node_modules"))) stop("its packages: npm ci");
const { ZUWU_URL, ZUWU_PLAIN, ZUWU_TOKENS, ZUWU_SCHEMA, ZUWU_DOCS, ZUWU_JAVA, CHROMIUM } = process.env;
const manuals = ["README.md", "docs/frontends.md"].map((file) => path.join(root, file));
const subject = {
  url: ZUWU_URL?.replace(/\/$/, ""),
  plain: ZUWU_PLAIN?.replace(/\/$/, ""),
  released: path.join(root, "schema/released.graphql"),
  changelog: path.join(root, "CHANGELOG.md"),
  tokens: ZUWU_TOKENS && JSON.parse(readFileSync(ZUWU_TOKENS, "utf8")),
  schema: path.resolve(ZUWU_SCHEMA || path.join(root, "schema/schema.graphql")),
  docs: ZUWU_DOCS ? ZUWU_DOCS.split(path.delimiter) : manuals,
  java: ZUWU_JAVA,
  chromium: CHROMIUM || "/usr/bin/chromium",
};

const modules = await Promise.all(TOOLS.map((tool) => import(`./${tool}.mjs`)));
const checks = modules.flatMap((module) => module.checks);
const named = process.argv.slice(2);
const unknown = named.find((name) => !checks.some((check) => check.name === name));
if (unknown) stop(`one of ${checks.map((check) => check.name).join(", ")}; not ${unknown}`);
const chosen = checks.filter((check) => !named.length || named.includes(check.name));

const needs = new Set(chosen.flatMap((check) => check.needs));
if (!existsSync(subject.schema)) stop(`the SDL: ${subject.schema} is missing; see ZUWU_SCHEMA`);
if (needs.has("url") && !subject.url) stop("ZUWU_URL: the address of a running demo, e.g. http://127.0.0.1:8000");
if (needs.has("plain") && !subject.plain) stop("ZUWU_PLAIN: the address of a service that is no demonstration");
if (needs.has("tokens") && !subject.tokens) stop("ZUWU_TOKENS: the path of demo-tokens.json");
if (needs.has("java") && !subject.java) stop("ZUWU_JAVA: the path of java");
if (needs.has("chromium") && !existsSync(subject.chromium)) stop("Chromium: apt-get install chromium");

let failed = 0;
for (const { name, check } of chosen) {
  const { summary, findings } = await check(subject).catch((error) => ({
    summary: "could not run",
    findings: [error.constructor === Error ? error.message : error.stack],
  }));
  console.log(`${name.padEnd(17)}${summary}`);
  for (const finding of findings) console.log(finding.replace(/^/gm, "    "));
  if (findings.length) failed += 1;
}
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
