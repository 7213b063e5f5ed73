// Proves that axe finds nothing on one page of every template, on a telephone and on a desk,
// in light and in dark. A page names its template: <meta name="zuwu-template" content="…">.

import { AxePuppeteer } from "@axe-core/puppeteer";
import { launched } from "./browser.mjs";
import { onePagePerTemplate } from "./sitemap.mjs";

const WIDTHS = [390, 1280];
const SCHEMES = ["light", "dark"];

const TRIES = 5;

// axe gives a page a second to say that it is there, which on a busy machine may be too little.
async function analyzed(tab, left = TRIES) {
  try {
    return await new AxePuppeteer(tab).analyze();
  } catch (fault) {
    if (left === 1 || !fault.message.includes("is not ready")) throw fault;
    return analyzed(tab, left - 1);
  }
}

async function look(browser, page, width, scheme) {
  const tab = await browser.newPage();
  await tab.setViewport({ width, height: 900 });
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await tab.goto(page, { waitUntil: "load" });
  const { violations } = await analyzed(tab);
  await tab.close();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${page} ${width}px ${scheme}: ${id}: ${help}\n  ${node.target.join(" ")}`));
}

const check = ({ url, chromium }) =>
  launched(chromium, async (browser) => {
    const { templates, findings } = await onePagePerTemplate(url);
    for (const { page } of templates.values())
      for (const width of WIDTHS)
        for (const scheme of SCHEMES) findings.push(...(await look(browser, page, width, scheme)));
    const views = templates.size * WIDTHS.length * SCHEMES.length;
    return { summary: `${findings.length} findings in ${templates.size} templates, ${views} views`, findings };
  });

export const checks = [{ name: "axe", needs: ["url", "chromium"], check }];
