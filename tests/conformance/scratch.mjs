// A folder that is gone when the work in it is done.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export async function within(work) {
  const folder = await mkdtemp(path.join(tmpdir(), "zuwu-conformance-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
