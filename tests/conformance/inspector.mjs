// Proves that the schema breaks nothing that was released without saying so: every breaking change
// against schema/released.graphql stands in CHANGELOG.md, in a list under "Breaking changes".

import { readFileSync } from "node:fs";
import path from "node:path";
import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const read = (file) => readFileSync(file, "utf8");

/** The paths, such as `Notice.text`, that the open release says it breaks. */
function announced(changelog) {
  const [open] = changelog.split(/^## /m).slice(1);
  const [, list = ""] = open.split(/^### Breaking changes$/m);
  return new Set([...list.matchAll(/^- `([\w.]+)`/gm)].map(([, named]) => named));
}

const check = async ({ schema, released, changelog }) => {
  const said = announced(read(changelog));
  const changes = await diff(buildSchema(read(released)), buildSchema(read(schema)));
  const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
  const findings = breaking
    .filter(({ path: place }) => !said.has(place))
    .map(({ path: place, message }) => `${place}: ${message}`);
  const summary = `${findings.length} unannounced of ${breaking.length} breaking, ${changes.length} changes`;
  return { summary, findings };
};

export const checks = [{ name: "inspector", needs: ["released"], check }];
