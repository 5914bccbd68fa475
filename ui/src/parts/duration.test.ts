import { expect, test } from "vitest";
import { nearness, share, span, spanClock, spanWords } from "./duration";

const minute = 60_000;
const hour = 60 * minute;

test("a span reads as minutes and seconds, then hours, then days", () => {
  expect([-5, 0, 999, 41_000, 599_999, hour - 1, hour, 194 * minute, 24 * hour, 52 * hour].map(span)).toEqual([
    "00:00",
    "00:00",
    "00:00",
    "00:41",
    "09:59",
    "59:59",
    "1 h 00 min",
    "3 h 14 min",
    "1 d 0 h",
    "2 d 4 h",
  ]);
});

test("the big countdown always shows hours, minutes and seconds", () => {
  expect([0, 3 * hour + 17 * minute + 42_000, 30 * hour].map(spanClock)).toEqual(["00:00:00", "03:17:42", "30:00:00"]);
});

test("in a sentence a span leaves out what is zero", () => {
  expect([30_000, 48 * minute, 2 * hour, 2 * hour + 48 * minute, 48 * hour, 52 * hour].map(spanWords)).toEqual([
    "30 s",
    "48 min",
    "2 h",
    "2 h 48 min",
    "2 d",
    "2 d 4 h",
  ]);
});

test("the last fifth of a wait warns and its end is past", () => {
  const at = (now: number) => nearness(0, 10 * minute, now);
  expect([at(0), at(8 * minute - 1), at(8 * minute), at(10 * minute - 1), at(10 * minute)]).toEqual([
    "calm",
    "calm",
    "warn",
    "warn",
    "past",
  ]);
  expect([share(0, 10, -5), share(0, 10, 5), share(0, 10, 50), share(10, 10, 0)]).toEqual([0, 0.5, 1, 1]);
});
