import { expect, test } from "vitest";
import { amountFault, parseAmount, spanOf, stepped, waitOf, waitShort, wholeUnit } from "./wait";

const hour = 3_600_000;

test("an amount is typed with a comma or a point, and anything else is none", () => {
  const typed = ["0,5", "0.5", " 24 ", "72", "1,", "1,25", "", "-1", "1,2,3", "24h", "1e3", "0,0005"];
  expect(typed.map(parseAmount)).toEqual([0.5, 0.5, 24, 72, 1, 1.25, null, null, null, null, null, null]);
});

test("a number with too many digits is called too large, and anything else no number", () => {
  expect(["9999999", "1000000,5", "dez", "1,2345", ""].map(amountFault)).toEqual([
    "longSpan",
    "longSpan",
    "badSpan",
    "badSpan",
    "badSpan",
  ]);
});

test("a wait is its amount in its unit; zero is no wait", () => {
  expect([
    spanOf({ typed: "0,5", unit: "h" }),
    spanOf({ typed: "30", unit: "min" }),
    spanOf({ typed: "1,5", unit: "d" }),
    spanOf({ typed: "0", unit: "h" }),
    spanOf({ typed: "x", unit: "h" }),
  ]).toEqual([hour / 2, hour / 2, 36 * hour, null, null]);
});

test("a stored wait comes back as it would be typed, and means the same again", () => {
  const stored = [hour / 2, 10 * 60_000, 24 * hour, 1.5 * hour, 72 * hour, 240 * hour, hour + 60_000];
  expect(stored.map(waitOf)).toEqual([
    { typed: "30", unit: "min" },
    { typed: "10", unit: "min" },
    { typed: "24", unit: "h" },
    { typed: "1,5", unit: "h" },
    { typed: "72", unit: "h" },
    { typed: "10", unit: "d" },
    { typed: "61", unit: "min" },
  ]);
  expect(stored.map((ms) => spanOf(waitOf(ms)))).toEqual(stored);
});

test("the arrows step by whole units and never reach zero", () => {
  expect(
    [
      stepped({ typed: "0,5", unit: "h" }, 1),
      stepped({ typed: "24", unit: "h" }, -1),
      stepped({ typed: "1", unit: "h" }, -1),
      stepped({ typed: "", unit: "d" }, 1),
    ].map((wait) => wait.typed),
  ).toEqual(["1", "23", "1", "1"]);
});

test("in a column a wait is short and keeps the unit its rule is named by", () => {
  expect([10 * 60_000, 24 * hour, 72 * hour, 90 * 60_000, 360 * hour].map(waitShort)).toEqual([
    "10 min",
    "24 h",
    "72 h",
    "1 h 30 min",
    "15 d",
  ]);
});

test("a sentence counts one unit when the wait is whole in it", () => {
  expect([
    wholeUnit(24 * hour, "h"),
    wholeUnit(24 * hour, "d"),
    wholeUnit(hour / 2, "h"),
    wholeUnit(5 * hour + 60_000, "h"),
  ]).toEqual([{ unit: "h", count: 24 }, { unit: "d", count: 1 }, { unit: "min", count: 30 }, null]);
});
