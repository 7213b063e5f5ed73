// Proves that axe finds nothing on one page of every template, on a telephone and on a desk,
// in light and in dark. A page names its template: <meta name="zuwu-template" content="…">.

import puppeteer from "puppeteer";
import { AxePuppeteer } from "@axe-core/puppeteer";
import { pages } from "./sitemap.mjs";
import { within } from "./scratch.mjs";

const WIDTHS = [390, 1280];
const SCHEMES = ["light", "dark"];
// The first two are for root in a container, the others keep the browser off the network.
export const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

async function templateOf(page) {
  const html = await (await fetch(page)).text();
  const meta = html.match(/<meta[^>]*\bname=["']?zuwu-template\b[^>]*>/)?.[0];
  return meta?.match(/\bcontent=["']?([^"'\s>]+)/)?.[1];
}

async function onePagePerTemplate(url) {
  const templates = new Map();
  const findings = [];
  for (const page of (await pages(url)).pages) {
    const template = await templateOf(page);
    if (!template) findings.push(`${page} does not name its template`);
    else if (!templates.has(template)) templates.set(template, page);
  }
  return { templates, findings };
}

async function look(browser, page, width, scheme) {
  const tab = await browser.newPage();
  await tab.setViewport({ width, height: 900 });
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await tab.goto(page, { waitUntil: "load" });
  const { violations } = await new AxePuppeteer(tab).analyze();
  await tab.close();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${page} ${width}px ${scheme}: ${id}: ${help}\n  ${node.target.join(" ")}`));
}

const check = ({ url, chromium }) =>
  within(async (folder) => {
    const { templates, findings } = await onePagePerTemplate(url);
    const launch = { executablePath: chromium, userDataDir: folder, headless: true, args: FLAGS };
    const browser = await puppeteer.launch(launch);
    try {
      for (const page of templates.values())
        for (const width of WIDTHS)
          for (const scheme of SCHEMES) findings.push(...(await look(browser, page, width, scheme)));
    } finally {
      await browser.close();
    }
    const views = templates.size * WIDTHS.length * SCHEMES.length;
    return { summary: `${findings.length} findings in ${templates.size} templates, ${views} views`, findings };
  });

export const checks = [{ name: "axe", needs: ["url", "chromium"], check }];
