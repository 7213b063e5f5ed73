// Chromium without a window, ended when the work with it is done.

import puppeteer from "puppeteer";
import { within } from "./scratch.mjs";

// The first two are for root in a container, the others keep the browser off the network.
export const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const launched = (chromium, work) =>
  within(async (folder) => {
    const launch = { executablePath: chromium, userDataDir: folder, headless: true, args: FLAGS };
    const browser = await puppeteer.launch(launch);
    try {
      return await work(browser);
    } finally {
      await browser.close();
    }
  });
