// Finds documents by their words: an index for each village, added together as they are needed.
// The indexes change with every release, so the list of them is read again for every search.
const FEW = 10;
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
    await Promise.all(folders.map((folder) => made.mergeIndex(`${indexes}${folder}/`, { baseUrl: site })));
    engines.clear();
    engines.set(key, made);
  }
  return engines.get(key);
}

async function search() {
  const mine = (asked += 1);
  const text = words.value.trim();
  remember(text);
  found.replaceChildren();
  more.hidden = true;
  if (!text) return void (told.textContent = "");
  told.textContent = "正在找……";
  try {
    const { program, villages } = await listed();
    const wanted = villages.filter(({ code }) => !village.value || code === village.value);
    const making = wanted.filter(({ folder }) => folder === null).map(({ name }) => name);
    const searching = await engine(program, wanted.flatMap(({ folder }) => folder || []));
    const filters = kind.value ? { kind: kind.value } : {};
    const { results } = await searching.search(text, { filters });
    if (mine !== asked) return;
    told.textContent = answer(results.length, making);
    await show(results, 0, mine);
  } catch {
    if (mine === asked) told.textContent = "现在搜索不了，请过一会儿再试，或者用下面的办法找。";
  }
}

function answer(count, making) {
  const first = count ? `找到 ${count} 件。` : "没有找到。换一个词，或者少写几个字试试。";
  return making.length ? `${first}${making.join("、")}的搜索正在更新，过几分钟再找一次。` : first;
}

async function show(results, from, mine) {
  const pages = await Promise.all(results.slice(from, from + FEW).map((each) => each.data()));
  if (mine !== asked) return;
  found.append(...pages.map(item));
  more.hidden = results.length <= from + FEW;
  more.onclick = async () => {
    await show(results, from + FEW, mine);
    found.children[from + FEW]?.querySelector("a").focus();
  };
}

function item({ url, meta, excerpt }) {
  const line = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: url, textContent: meta.title });
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

// Built of texts, never as HTML: every second piece is a word that was found.
function passage(excerpt) {
  const shown = document.createElement("p");
  const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  excerpt.split(/<\/?mark>/).forEach((text, place) => {
    const node = place % 2 ? document.createElement("mark") : document.createElement("span");
    node.textContent = plain(text);
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

for (const each of document.querySelectorAll(".search [hidden]")) each.hidden = false;
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
