// What makes every element dearer than it has to be, in an engine that draws by the processor.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const src = join(import.meta.dirname, "../src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" });

test("no class asks of every element whether it is the last of its parent", () => {
  const asking = files
    .filter((file) => file.endsWith(".tsx"))
    .filter((file) => /\b(?:divide|space)-[xy]\b/.test(readFileSync(join(src, file), "utf8")));
  expect(asking).toEqual([]);
});

test("no rule speaks of the ::before or ::after of every element", () => {
  const styles = files.filter((file) => file.endsWith(".css"));
  const speaking = styles.filter((file) => {
    const rules = readFileSync(join(src, file), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
    return /(?:^|[\s,}*])::(?:before|after|backdrop)\b/.test(rules) || /@import "tailwindcss"(?!\/)/.test(rules);
  });
  expect(speaking).toEqual([]);
});
