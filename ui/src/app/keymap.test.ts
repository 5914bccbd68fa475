import { expect, test } from "vitest";
import { works } from "./keymap";

test("without keys of one letter only those with Ctrl or a name of their own work, and none with nothing", () => {
  const combos = ["j", "?", "g f", "Shift+e", "Ctrl+k", "Ctrl+Enter", "Enter", "Escape", ""];
  expect(combos.filter((combo) => works(combo, false))).toEqual(["Ctrl+k", "Ctrl+Enter", "Enter", "Escape"]);
  expect(combos.filter((combo) => works(combo, true))).toEqual(combos.slice(0, -1));
});
