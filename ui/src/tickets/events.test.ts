// What the program writes on a ticket's timeline has a sentence: the words are read out of its source.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import words from "../text/pt-BR.json";

const runtime = resolve(import.meta.dirname, "../../../crates/runtime/src");

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : [path];
  });
}

test("every event has its sentence", () => {
  const code = sources(runtime)
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
  const said = code.matchAll(/(?:Said::(?:by|itself|rule)\(\s*|\bevent: )"(\w+)"/g);
  const events = new Set([...said].map(([, event]) => event ?? ""));
  expect(events.size).toBeGreaterThan(40);
  expect([...events].filter((event) => !(event in words.events))).toEqual([]);
});
