// The documented operations: every ```graphql block of the manuals that holds an operation.
//
// A block's fence says for whom it runs: ```graphql clerk, ```graphql anonymous (the default).
// The ```json variables block after it holds its variables. A variable may come from the answer
// to an earlier operation: "{{Notices.notices.edges.0.node.id}}". The operation goes by its own
// name, and also by that of a first line `# operation: name`.

import { readFileSync } from "node:fs";
import path from "node:path";
import { Kind, parse } from "graphql";

function fences(file) {
  const text = readFileSync(file, "utf8");
  const pattern = /^( *)(`{3,})([^`\n]*)\n([\s\S]*?)^\1\2 *$/gm;
  return [...text.matchAll(pattern)].map((fence) => ({
    words: fence[3].match(/[\w-]+/g) ?? [],
    body: fence[4],
    where: `${path.basename(file)}:${text.slice(0, fence.index).split("\n").length}`,
  }));
}

function operation({ words, body, where }) {
  const document = parse(body);
  const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (!operations.length) return null;
  if (operations.length > 1) throw new Error(`${where}: a block holds one operation`);
  const [{ name, operation: kind }] = operations;
  if (!name) throw new Error(`${where}: a documented operation has a name`);
  const alias = body.match(/^# operation: *(\S+)/)?.[1];
  return {
    name: name.value, alias, kind, document, where,
    text: body, role: words.at(1) ? words.at(-1) : "anonymous", variables: "{}",
  };
}

function documentedIn(file) {
  const found = [];
  let last = null;
  for (const fence of fences(file)) {
    if (fence.words[0] === "graphql") {
      last = operation(fence);
      if (last) found.push(last);
    } else if (fence.words.join(" ") === "json variables") {
      if (!last) throw new Error(`${fence.where}: variables follow their operation`);
      JSON.parse(fence.body);
      last.variables = fence.body;
      last = null;
    }
  }
  return found;
}

/** Every documented operation, in the order in which it is read; a repeated one counts once. */
export function documented(files) {
  const seen = new Map();
  for (const operation of files.flatMap(documentedIn)) {
    const first = seen.get(operation.name);
    if (first && first.text !== operation.text)
      throw new Error(`${operation.where}: ${operation.name} is another operation at ${first.where}`);
    if (!first) seen.set(operation.name, operation);
  }
  if (!seen.size) throw new Error(`no operation is documented in ${files.join(", ")}`);
  return [...seen.values()];
}
