// Proves that the Nu HTML checker finds no error in one page of every template and in 404.html. The
// jar is that of npm's vnu-jar, whose own install step would download a Java; ours is ZUWU_JAVA.

import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { onePagePerTemplate } from "./sitemap.mjs";
import { within } from "./scratch.mjs";

const JAR = path.join(import.meta.dirname, "node_modules/vnu-jar/build/dist/vnu.jar");
const LARGE = 64 * 2 ** 20;

const examined = (java, folder) =>
  new Promise((resolve, reject) => {
    const given = ["-Xss2m", "-jar", JAR, "--format", "json", "--errors-only", "--stdout", "--exit-zero-always"];
    execFile(java, [...given, folder], { maxBuffer: LARGE }, (error, stdout) =>
      error ? reject(error) : resolve(JSON.parse(stdout).messages));
  });

const check = ({ url, java }) =>
  within(async (folder) => {
    const { templates, findings } = await onePagePerTemplate(url);
    const missing = { page: `${url}/404.html`, html: await (await fetch(`${url}/404.html`)).text() };
    for (const [name, { html }] of [...templates, ["404", missing]])
      await writeFile(path.join(folder, `${name}.html`), html);
    const messages = await examined(java, folder);
    findings.push(...messages
      .map(({ url: file, lastLine, message }) => `${path.basename(file)}:${lastLine} ${message}`));
    return { summary: `${findings.length} errors in ${templates.size + 1} pages`, findings };
  });

export const checks = [{ name: "vnu", needs: ["url", "java"], check }];
