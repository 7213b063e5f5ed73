// Finds documents by their words: an index for each village, added together as they are needed.
// The indexes change with every release, so the list of them is read again for every search.
const FEW = 10; // results at a time
const BATCH = 2; // villages at a time, beside the town's own pages, so that a phone need not load the whole town
const HAN = "\\u3400-\\u9fff\\u{20000}-\\u{3ffff}";
const WORDS = new RegExp(`[0-9a-z]+(?:[-./:][0-9a-z]+)*|[${HAN}]`, "gu");
const SPACED = new RegExp(` *([^ 0-9A-Za-z<>/]|</?mark>) *`, "gu");
const site = new URL("..", import.meta.url).pathname;
const indexes = `${site}pagefind/`;
const part = (name) => document.getElementById(name);
const [words, village, kind, button, told, found, more] =
  ["words", "village", "kind", "search", "told", "found", "more"].map(part);
const engines = new Map();
let asked = 0;

async function listed() {
  const answer = await fetch(`${indexes}indexes.json`);
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

function choose(select, options) {
  const chosen = select.value;
  for (const [value, name] of options) select.add(new Option(name, value));
  if (chosen) select.value = chosen;
}

// An engine for these indexes; the program brings an index of nothing, to which they are added.
async function engine(program, folders) {
  const key = [program, ...folders].join();
  if (!engines.has(key)) {
    const { createInstance } = await import(`${indexes}${program}/pagefind.js`);
    const made = createInstance({ basePath: `${indexes}${program}/`, baseUrl: site, noWorker: true });
    await made.init();
    await made.options({ excerptLength: 60 });
    await Promise.all(folders.map((folder) => made.mergeIndex(`${indexes}${folder}/`, { baseUrl: site })));
    engines.clear();
    engines.set(key, made);
  }
  return engines.get(key);
}

// What stands in quotes is a phrase. Several words may stand anywhere in a document.
function phrases(text) {
  const written = text.normalize("NFKC").toLowerCase().split(/\s+/);
  const cut = written.map((word) => word.match(WORDS)?.join(" ").replaceAll(/[-./:]/g, ""));
  return cut.filter(Boolean).map((word) => `"${word}"`);
}

async function matches(searching, text) {
  const filters = kind.value ? { kind: kind.value } : {};
  const answers = await Promise.all(phrases(text).map((each) => searching.search(each, { filters })));
  const [first, ...others] = answers.map(({ results }) => new Map(results.map((each) => [each.id, each])));
  const all = [...(first?.values() ?? [])].filter(({ id }) => others.every((other) => other.has(id)));
  return all.sort((one, other) => early(one) - early(other) || other.score - one.score);
}

// A document begins with its title: what stands there comes first.
function early({ words }) {
  return Math.min(...words) < 24 ? 0 : 1;
}

async function search() {
  const mine = (asked += 1);
  const text = words.value.trim();
  remember(text);
  found.replaceChildren();
  more.hidden = true;
  told.textContent = "";
  if (!text) return;
  told.textContent = "正在找……";
  try {
    const { program, villages } = await listed();
    const wanted = villages.filter(({ code }) => !village.value || code === village.value);
    await look(text, program, wanted, 0, mine);
  } catch {
    if (mine === asked) told.textContent = "现在搜索不了，请过一会儿再试，或者用下面的办法找。";
  }
}

// Looks through a few villages, and through the next ones where nothing is found in them.
async function look(text, program, villages, count, mine) {
  const end = villages[0]?.code === "town" ? BATCH + 1 : BATCH;
  const [some, rest] = [villages.slice(0, end), villages.slice(end)];
  const searching = await engine(program, some.flatMap(({ folder }) => folder || []));
  const results = await matches(searching, text);
  if (mine !== asked) return;
  const making = some.filter(({ folder }) => folder === null).map(({ name }) => name);
  if (!count && !results.length && !making.length && rest.length) return look(text, program, rest, 0, mine);
  told.textContent = answer(count + results.length, making, rest);
  await show(results, mine, rest.length && (() => look(text, program, rest, count + results.length, mine)));
}

function answer(count, making, rest) {
  const first = count ? `找到 ${count} 件。` : "没有找到。换一个词，或者少写几个字试试。";
  const waiting = making.length ? `${making.join("、")}的搜索正在更新，过几分钟再找一次。` : "";
  return `${first}${waiting}${rest.length ? `还有 ${rest.length} 个村没有找。` : ""}`;
}

async function show(results, mine, next) {
  const pages = await Promise.all(results.slice(0, FEW).map((each) => each.data()));
  if (mine !== asked) return;
  found.append(...pages.map(item));
  const left = results.slice(FEW);
  more.hidden = !left.length && !next;
  more.textContent = left.length ? "再看一些" : "再找其他村";
  more.onclick = async () => {
    const seen = found.children.length;
    await (left.length ? show(left, mine, next) : next());
    found.children[seen]?.querySelector("a").focus();
  };
}

function item({ url, meta, excerpt }) {
  const line = document.createElement("li");
  const title = closed(meta.title).replace(meta.area, "$& ");
  const page = url.replace(/\.html$/, "/"); // an index knows the page of a folder as one file
  const link = Object.assign(document.createElement("a"), { href: page, textContent: title });
  const facts = document.createElement("p");
  facts.textContent = [meta.kind, meta.area, meta.day && day(meta.day)].filter(Boolean).join(" · ");
  line.append(link, facts);
  if (meta.day) line.append(passage(excerpt));
  return line;
}

function day(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

// In an index every character stands apart.
function closed(text) {
  return text.replaceAll(SPACED, "$1").replaceAll("</mark><mark>", "");
}

// Built of texts, never as HTML: every second piece is a word that was found.
function passage(excerpt) {
  const shown = document.createElement("p");
  closed(`…${excerpt}…`).split(/<\/?mark>/).forEach((text, place) => {
    const node = document.createElement(place % 2 ? "mark" : "span");
    node.textContent = text.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    shown.append(node);
  });
  return shown;
}

// The address says what was looked for, so that it can be sent on and gone back to.
function remember(text) {
  const address = new URLSearchParams();
  if (text) address.set("q", text);
  if (village.value) address.set("in", village.value);
  if (kind.value) address.set("kind", kind.value);
  history.replaceState(null, "", address.size ? `?${address}` : location.pathname);
}

for (const each of document.querySelectorAll(".finder [hidden]")) each.hidden = false;
const given = new URLSearchParams(location.search);
words.value = given.get("q") ?? "";
try {
  const { villages, kinds } = await listed();
  choose(village, villages.map(({ code, name }) => [code, name]));
  choose(kind, (kinds ?? []).map((name) => [name, name]));
} catch {
  told.textContent = "搜索还没有准备好，请用下面的办法找。";
}
village.value = given.get("in") ?? "";
kind.value = given.get("kind") ?? "";
for (const select of [village, kind]) {
  if (select.selectedIndex < 0) select.value = "";
  select.addEventListener("change", search);
}
button.addEventListener("click", search);
words.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) search();
});
if (words.value) search();
else words.focus();
