import { expect, test } from "vitest";
import { changed, known, takenBack } from "./madeFrom";

test("only the refused fields are known to be otherwise", () => {
  const from = { name: "A", members: [1], hours: { a: 1, b: 1 } };
  const now = { name: "B", members: [1, 2], hours: { a: 2, b: 2 } };
  expect(known(from, now, ["name", "hours.a"])).toEqual({ name: "B", members: [1], hours: { a: 2, b: 1 } });
  expect(known<unknown>({ ...from, hours: null }, now, ["hours"])).toEqual({ ...from, hours: now.hours });
});

test("a change is taken back on top of what it left", () => {
  const from = { name: "A", archived: false };
  const saved = changed(7, from, { archived: true });
  expect(saved).toEqual({ id: 7, name: "A", archived: true, from });
  expect(takenBack(saved)).toEqual({ id: 7, ...from, from: { name: "A", archived: true } });
});
