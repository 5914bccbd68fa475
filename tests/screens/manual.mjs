// The manual's pictures can still be drawn, and are those it shows. What they look like is for people to judge.
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { drawAll } from "./pictures.mjs";

test("every picture the manual shows is drawn from the program as it is, and no other", async () => {
  const folder = await mkdtemp(join(tmpdir(), "retorno-manual-"));
  try {
    await drawAll(folder);
    const manual = await readFile(new URL("../../docs/manual/README.md", import.meta.url), "utf8");
    const shown = [...manual.matchAll(/images\/(manual-[\w-]+\.webp)/g)].map(([, name]) => name);
    assert.deepEqual((await readdir(folder)).sort(), [...new Set(shown)].sort());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
