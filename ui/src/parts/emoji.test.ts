import { expect, test } from "vitest";
import portuguese from "../text/pt-BR.json";
import { emojiGroups, emojiOf, known, recentMax, taken } from "./emoji";

test("what was taken last comes first, once, and the row is never longer than it is wide", () => {
  const names = Object.values(emojiGroups).flatMap((group) => emojiOf(group).map((emoji) => emoji.name));
  expect(taken(["star", "yes"], "yes")).toEqual(["yes", "star"]);
  const many = names.reduce<readonly string[]>(taken, []);
  expect(many).toEqual(names.slice(-recentMax).toReversed());
});

test("a name of an older list is left out, not shown as an empty place", () => {
  expect(known(["yes", "unicorn", "star"]).map((emoji) => emoji.sign)).toEqual(["👍", "⭐"]);
});

test("each emoji stands in one group, is one sign and has a name to be read aloud", () => {
  const all = Object.values(emojiGroups).flatMap(emojiOf);
  expect(new Set(all.map((emoji) => emoji.name)).size).toBe(all.length);
  expect(new Set(all.map((emoji) => emoji.sign)).size).toBe(all.length);
  const letters = new Intl.Segmenter();
  for (const { name, sign } of all) {
    expect({ name, letters: [...letters.segment(sign)].length }).toEqual({ name, letters: 1 });
    expect(portuguese.emoji.names[name].length).toBeGreaterThan(1);
  }
  expect(Object.keys(portuguese.emoji.names).toSorted()).toEqual(all.map((emoji) => emoji.name).toSorted());
});
