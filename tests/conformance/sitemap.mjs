// The pages of the published site: those that its sitemaps name, and those that links lead to.

const LOCATION = /<loc>\s*(.*?)\s*<\/loc>/g;
const LINK = /<a\b[^>]*\bhref=["']?([^"'\s>]+)/g;

async function read(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return response.text();
}

const found = (text, pattern) => [...text.matchAll(pattern)].map(([, each]) => each);

/** Every page that links lead to from the front page, with its HTML; most sitemaps name only some. */
async function linked(url, first) {
  const texts = new Map();
  const waiting = [...first];
  while (waiting.length) {
    const page = waiting.pop();
    if (texts.has(page)) continue;
    const text = await read(page);
    texts.set(page, text);
    const targets = found(text, LINK).map((link) => new URL(link, page));
    const inside = targets.filter(({ origin, pathname }) => origin === url && pathname.endsWith("/"));
    waiting.push(...inside.map(({ pathname }) => url + pathname));
  }
  return texts;
}

/** The address under which the site is published, and its pages at `url` with their HTML. */
export async function pages(url) {
  const { origin } = new URL(url);
  const sitemaps = found(await read(`${url}/sitemap.xml`), LOCATION).map((each) => new URL(each));
  if (!sitemaps.length) throw new Error(`${url}/sitemap.xml names no sitemap`);
  const named = await Promise.all(sitemaps.map(({ pathname }) => read(origin + pathname)));
  const first = found(named.join("\n"), LOCATION).map((each) => origin + new URL(each).pathname);
  return { published: sitemaps[0].origin, pages: await linked(origin, [`${origin}/`, ...first]) };
}

const NAMED = /<meta[^>]*\bname=["']?zuwu-template\b[^>]*>/;

/** One page of every template, the largest, and what is wrong with those that name none. */
export async function onePagePerTemplate(url) {
  const templates = new Map();
  const findings = [];
  for (const [page, html] of (await pages(url)).pages) {
    const template = html.match(NAMED)?.[0].match(/\bcontent=["']?([^"'\s>]+)/)?.[1];
    const known = templates.get(template);
    if (!template) findings.push(`${page} does not name its template`);
    else if (!known || known.html.length < html.length) templates.set(template, { page, html });
  }
  return { templates, findings };
}
