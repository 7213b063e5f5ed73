// The pages of the published site, as its sitemap.xml names them.

/** The address under which the site is published, and its pages at `url`. */
export async function pages(url) {
  const response = await fetch(`${url}/sitemap.xml`);
  if (!response.ok) throw new Error(`${url}/sitemap.xml answers ${response.status}`);
  const named = [...(await response.text()).matchAll(/<loc>\s*(.*?)\s*<\/loc>/g)].map(([, loc]) => new URL(loc));
  if (!named.length) throw new Error(`${url}/sitemap.xml names no page`);
  return { published: named[0].origin, pages: named.map(({ pathname }) => url + pathname) };
}
