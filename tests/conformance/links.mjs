// Proves that no link of the site is broken, anchors and images included: linkinator follows
// every link from / that stays on the site, under whichever address the site calls itself.

import { LinkChecker, LinkState } from "linkinator";
import { pages } from "./sitemap.mjs";

async function check({ url }) {
  const { published } = await pages(url);
  const { links } = await new LinkChecker().check({
    path: `${url}/`,
    recurse: true,
    checkCss: true,
    checkFragments: true,
    concurrency: 16,
    urlRewriteExpressions: [{ pattern: new RegExp(`^${RegExp.escape(published)}(?=/|$)`), replacement: url }],
    linksToSkip: async (link) => /^https?:/.test(link) && new URL(link).origin !== new URL(url).origin,
  });
  const followed = links.filter(({ state }) => state !== LinkState.SKIPPED);
  const findings = followed
    .filter(({ state }) => state === LinkState.BROKEN)
    .map((link) => `${link.url} (${link.status}) on ${link.parent}`);
  return { summary: `${findings.length} broken of ${followed.length} links`, findings };
}

export const checks = [{ name: "linkinator", needs: ["url"], check }];
