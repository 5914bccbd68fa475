import { expect, test } from "vitest";
import { recentMax, withNewest } from "./recent";

test("what is chosen again comes first and stands there once", () => {
  expect(withNewest(["a", "b", "c"], "b")).toEqual(["b", "a", "c"]);
});

test("only so many are kept", () => {
  const all = Array.from({ length: 12 }, (_, at) => `screen ${at}`).reduce<readonly string[]>(withNewest, []);
  expect(all).toHaveLength(recentMax);
  expect([all[0], all.at(-1)]).toEqual(["screen 11", "screen 4"]);
});
