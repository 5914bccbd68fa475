import { expect, test } from "vitest";
import { dateOf } from "./Holidays";
import { minuteOf, minuteText } from "./minutes";

test("a minute of the day reads as a time and back", () => {
  expect([0, 485, 1080, 1439].map(minuteText)).toEqual(["00:00", "08:05", "18:00", "23:59"]);
  expect(["00:00", "8:05", "18:00", "24:00", "25:00", "x", null].map(minuteOf)).toEqual([
    0,
    485,
    1080,
    1440,
    null,
    null,
    null,
  ]);
});

test("a holiday is typed as day and month, of the shown year unless it names one", () => {
  expect(["24/06", "1/5/2027", "31/02", "29/02/2028", "2026-06-24", ""].map((typed) => dateOf(typed, 2026))).toEqual([
    "2026-06-24",
    "2027-05-01",
    null,
    "2028-02-29",
    null,
    null,
  ]);
});
