// Proves that every page is small on the way to an old telephone: under 30 KB of HTML, gzipped.

import { gzipSync } from "node:zlib";
import { pages } from "./sitemap.mjs";

const MOST = 30_000;

async function check({ url }) {
  const every = [...(await pages(url)).pages].map(([page, html]) => ({ page, size: gzipSync(html).length }));
  const [largest] = every.sort((one, other) => other.size - one.size);
  const findings = every.filter(({ size }) => size > MOST).map(({ page, size }) => `${page}: ${size} bytes`);
  const said = `largest ${(largest.size / 1000).toFixed(1)} KB, ${new URL(largest.page).pathname}`;
  return { summary: `${findings.length} of ${every.length} pages too large; ${said}`, findings };
}

export const checks = [{ name: "weight", needs: ["url"], check }];
