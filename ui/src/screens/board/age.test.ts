import { expect, test } from "vitest";
import type { TicketCard } from "../../bindings/TicketCard";
import { ageOf, averageStays, averageWords, dayMs, daysSince, nextDayAt, warmthOf } from "./age";

const now = 1_000 * dayMs;
const since = (days: number, status: TicketCard["status"] = "open") => ({ stage_since: now - days * dayMs, status });

test("a card says how long it stays from one full day on, and a closed one never", () => {
  expect([-2, 0, 0.999, 1, 40.9].map((days) => ageOf(since(days), now))).toEqual([null, null, null, 1, 40]);
  expect(ageOf(since(40, "closed"), now)).toBeNull();
});

test("days are whole, a clock set back counts none, and they warm at three and at seven", () => {
  expect([-2, 0, 1.9, 2, 6.99].map((days) => daysSince(now - days * dayMs, now))).toEqual([0, 0, 1, 2, 6]);
  expect([1, 2, 3, 6, 7, 99].map(warmthOf)).toEqual(["calm", "calm", "warn", "warn", "past", "past"]);
});

test("the next card to count a day more is waited for, and nothing when all are closed", () => {
  expect(nextDayAt([since(3.5), since(0.25), since(0.75), since(0.9, "closed")], now)).toBe(now + 0.25 * dayMs);
  expect(nextDayAt([since(3.5), since(0.25)], now)).toBe(now + 0.5 * dayMs);
  expect(nextDayAt([since(0.5, "closed")], now)).toBe(Number.POSITIVE_INFINITY);
});

test("an average is told in minutes below an hour, else in hours, and stays until its words change", () => {
  const minute = 60_000;
  const spans = [-5 * minute, 20_000, 48.5 * minute, 192 * minute, 52.4 * 60 * minute];
  expect(spans.map(averageWords)).toEqual(["1 min", "1 min", "48 min", "3 h", "2 d 4 h"]);
  expect(spans.map(averageStays).map((stay) => Math.round(stay / minute))).toEqual([1, 1, 1, 48, 36]);
});
