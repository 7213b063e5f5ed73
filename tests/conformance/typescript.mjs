// Proves that the typed client of docs/client is current with the schema, compiles under
// tsc --strict, and works: somebody new signs in, is carried on when the session runs out, reads all
// notices page by page, is refused, and hears of what others publish.

import { execFile } from "node:child_process";
import { copyFile, cp, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { Client } from "../../docs/client/client.ts";
import { DraftNoticeDocument, NoticesDocument, PublishedDocument } from "../../docs/client/graphql.ts";
import { ask, publish } from "./publishing.mjs";
import { within } from "./scratch.mjs";

const FOLDER = path.resolve(import.meta.dirname, "../../docs/client");
const PASSWORD = "松塘村口的老樟树有三百年";

const run = (tool, args, cwd) =>
  promisify(execFile)(process.execPath, [path.join(FOLDER, "node_modules", tool), ...args], { cwd });

function must(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

/** What codegen writes today is what stands in the folder. */
const current = ({ schema }) =>
  within(async (folder) => {
    const [written, config] = ["graphql.ts", "codegen.yml"].map((name) => path.join(FOLDER, name));
    for (const name of ["operations.graphql", "package.json"])
      await copyFile(path.join(FOLDER, name), path.join(folder, name));
    await symlink(path.join(FOLDER, "node_modules"), path.join(folder, "node_modules"));
    const said = (await readFile(config, "utf8")).replace(/^schema: .*$/m, `schema: ${schema}`);
    await writeFile(path.join(folder, "codegen.yml"), said);
    await run("@graphql-codegen/cli/cjs/bin.js", ["--config", "codegen.yml"], folder);
    const [fresh, kept] = await Promise.all(
      [path.join(folder, "graphql.ts"), written].map((file) => readFile(file, "utf8")));
    must(fresh === kept, "docs/client/graphql.ts is not current: npm run generate");
  });

/** A clerk who has never been here, by name and code. */
async function newcomer(url, tokens) {
  const name = `三组文书${Date.now()}`;
  const appointed = await ask(url, tokens, "administrator", `mutation A($input: Appointment!) {
    appoint(input: $input) { __typename ... on Grant { officer { id } } ... on Refused { fact } } }`,
    { input: { name, role: "CLERK", area: "439901/101/201/001" } });
  const invited = await ask(url, tokens, "administrator", `mutation I($input: Holder!) {
    issueActivationCode(input: $input) { __typename ... on ActivationCode { secret } ... on Refused { fact } } }`,
    { input: { officer: appointed.officer.id } });
  return { name, code: invited.secret };
}

/** Signs in; the access token is then lost, as if its time were over, and fetched anew. */
async function signedIn(client, { name, code }) {
  const activated = await client.activate({ code, password: PASSWORD });
  must(activated?.__typename === "SignedIn", JSON.stringify(activated));
  const wrong = await client.logIn({ name, password: `${PASSWORD}。` });
  must(wrong?.__typename === "Refused" && wrong.code === "accounts.sign-in-refused", JSON.stringify(wrong));
  const entered = await client.logIn({ name, password: PASSWORD });
  must(entered?.__typename === "SignedIn", JSON.stringify(entered));
  entered.accessToken = `${entered.accessToken.slice(0, -1)}!`;
  await Promise.all([1, 2, 3].map(() => client.ask(NoticesDocument, { first: 1 })));
}

async function paged(client, { url, tokens }) {
  const found = await ask(url, tokens, "clerk", "{ notices { totalCount } }");
  const ids = new Set();
  for await (const notice of client.all(NoticesDocument, { first: 1 }, ({ notices }) => notices)) ids.add(notice.id);
  must(ids.size > 1 && ids.size === found.totalCount, `${ids.size} notices of ${found.totalCount}`);
}

async function refused(client) {
  const input = {
    body: "Tm90aGluZzpub3RoaW5n", title: "检测通知", text: "十二月检测。", contact: "组务议事室",
    postedFrom: "2026-12-02", postedUntil: "2026-12-01",
  };
  const { draftNotice } = await client.ask(DraftNoticeDocument, { input });
  must(draftNotice?.__typename === "Refused" && draftNotice.message && draftNotice.field, JSON.stringify(draftNotice));
}

async function heard(client, { url, tokens }) {
  const connected = Promise.withResolvers();
  const events = client.hear(PublishedDocument, { area: "439901/101" }, connected.resolve);
  const first = events.next();
  await Promise.race([first, connected.promise]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await publish(url, tokens);
  const late = new Promise((_, reject) => setTimeout(reject, 10_000, new Error("nothing was heard")).unref());
  const { value } = await Promise.race([first, late]);
  await events.return();
  must(value.publicationsChanged.now.title, JSON.stringify(value));
}

async function check(subject) {
  const client = new Client(`${subject.url}/graphql`);
  const steps = {
    "graphql.ts": () => current(subject),
    "tsc --strict": () => run("typescript/bin/tsc", [], FOLDER),
    "signing in": async () => signedIn(client, await newcomer(subject.url, subject.tokens)),
    paging: () => paged(client, subject),
    "a refusal": () => refused(client),
    "a subscription": () => heard(client, subject),
  };
  const findings = [];
  for (const [name, step] of Object.entries(steps))
    await Promise.resolve(step()).catch((error) => findings.push(`${name}: ${error.stdout || error.message || error.reason}`));
  const total = Object.keys(steps).length;
  return { summary: `${total - findings.length}/${total}`, findings };
}

export const checks = [{ name: "typescript", needs: ["url", "tokens"], check }];
