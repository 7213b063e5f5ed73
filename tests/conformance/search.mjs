// Proves that villagers find what they look for: thirty questions, each with a document that has to
// be among the first three, typed into the box in a browser as strict as the site's own policy.
// Tells the bytes until the first result is there, with nothing kept from before.
//
//     node search.mjs URL 停水      of any site, such as one of ten thousand pages, just these bytes

import { AxePuppeteer } from "@axe-core/puppeteer";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { launched } from "./browser.mjs";

const MOST = 450_000;
const QUESTIONS = [
  ["水渠", "冬修水渠义务投工安排"],
  ["停水", "供水管道检修停水通知"],
  ["什么时候停水", ""],
  ["供水 检修", "供水管道检修停水通知"],
  ["投工", "冬修水渠义务投工安排"],
  ["组规民约", "组规民约"],
  ["民约", "组规民约"],
  ["财务", "财务制度"],
  ["工程建设", "工程建设管理实施细则（试行）"],
  ["细则", "工程建设管理实施细则（试行）"],
  ["选举办法", "选举办法征求意见"],
  ["选举 意见", "选举办法征求意见"],
  ["征求意见", "组规民约征求意见"],
  ["路灯", "路灯的费用"],
  ["消防通道", "消防通道被柴草占用"],
  ["2026-003", "异议2026-003"],
  ["２０２６-００３", "异议2026-003"],
  ["耕地 面积", "耕地地力保护补贴面积核对通知"],
  ["补贴", "耕地地力保护补贴面积核对通知"],
  ["美丽庭院", "美丽庭院示范户评选结果"],
  ["好邻居", "热心好邻居评选候选名单公示"],
  ["撤销荣誉", "撤销荣誉：第一届美丽庭院示范户评选"],
  ["监事会", "监事会成员名单"],
  ["党小组", "党小组成员名单"],
  ["第四次民主议事会", "第四次民主议事会结果"],
  ["民情恳谈会", "民情恳谈会结果"],
  ["保洁", "第五次民主议事会"],
  ["灌溉用水", "灌溉用水屋场会"],
  ["文化广场", "文化广场"],
  ["石桥村 概况", "概况"],
];

async function counting(tab) {
  const client = await tab.createCDPSession();
  const seen = { bytes: 0 };
  await client.send("Network.enable");
  await client.send("Network.setCacheDisabled", { cacheDisabled: true });
  client.on("Network.loadingFinished", ({ encodedDataLength }) => (seen.bytes += encodedDataLength));
  return seen;
}

const settled = (tab) =>
  tab.waitForFunction(() => !["", "正在找……"].includes(document.getElementById("told").textContent));

async function ask(tab, url, words) {
  await tab.goto(url, { waitUntil: "load" });
  await tab.waitForSelector("#words:not([hidden])");
  await tab.type("#words", words);
  await tab.keyboard.press("Enter");
  await settled(tab);
  await tab.waitForFunction(() => found.children.length || told.textContent.startsWith("没有"));
  return tab.$$eval("#found a", (links) => links.map(({ textContent, href }) => [textContent, href]));
}

async function weighed(tab, url, words) {
  const seen = await counting(tab);
  const hits = await ask(tab, `${url}/search/`, words);
  if (!hits.length) throw new Error(`${words} is on no page`);
  return seen.bytes;
}

async function unmet(tab, url, words, wanted) {
  const hits = (await ask(tab, url, words)).slice(0, 3);
  const met = wanted ? hits.some(([title]) => title.replaceAll(" ", "").includes(wanted)) : !hits.length;
  return met ? [] : [`${words}: expected ${wanted || "nothing"}, found ${hits.map(([title]) => title).join("; ") || "nothing"}`];
}

// From the box of a home page, by keyboard alone, to a document.
async function walk(tab, url) {
  await tab.goto(`${url}/201/`, { waitUntil: "load" });
  await tab.focus("#words");
  await tab.keyboard.type("停水");
  await Promise.all([tab.waitForNavigation(), tab.keyboard.press("Enter")]);
  await settled(tab);
  await tab.waitForSelector("#found a");
  await tab.focus("#found a");
  await Promise.all([tab.waitForNavigation(), tab.keyboard.press("Enter")]);
  const heading = await tab.$eval("h1", ({ textContent }) => textContent);
  return heading.includes("停水") ? [] : ["the box of a home page does not lead to the document"];
}

async function withoutScript(browser, url) {
  const tab = await browser.newPage();
  await tab.setJavaScriptEnabled(false);
  await tab.goto(`${url}/201/`, { waitUntil: "load" });
  await Promise.all([tab.waitForNavigation(), tab.click("a#search")]);
  const said = await tab.$eval("article", ({ innerText }) => innerText);
  await tab.close();
  return said.includes("搜索要用脚本") && said.includes("全部公开") ? [] : ["without script the page does not say how to find things"];
}

const check = ({ url, chromium }) =>
  launched(chromium, async (browser) => {
    const findings = [];
    const tab = await browser.newPage();
    await tab.setViewport({ width: 390, height: 900 });
    tab.on("pageerror", ({ message }) => findings.push(message));
    const first = await weighed(tab, url, "水渠");
    if (first > MOST) findings.push(`${first} bytes to the first result; ${MOST} at most`);
    let answered = 0;
    for (const [words, wanted] of QUESTIONS) {
      const missed = await unmet(tab, `${url}/search/`, words, wanted);
      answered += missed.length ? 0 : 1;
      findings.push(...missed);
    }
    await ask(tab, `${url}/search/`, "水渠");
    const { violations } = await new AxePuppeteer(tab).analyze();
    findings.push(...violations.map(({ id, help }) => `axe on the results: ${id}: ${help}`));
    findings.push(...(await walk(tab, url)), ...(await withoutScript(browser, url)));
    const summary = `${answered}/${QUESTIONS.length} questions, ${first} bytes to the first result`;
    return { summary, findings };
  });

export const checks = [{ name: "search", needs: ["url", "chromium"], check }];

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , url, words] = process.argv;
  await launched(process.env.CHROMIUM ?? "/usr/bin/chromium", async (browser) => {
    const bytes = await weighed(await browser.newPage(), url, words);
    console.log(`${bytes} bytes to the first result; ${MOST} at most`);
    process.exitCode = bytes > MOST ? 1 : 0;
  });
}
