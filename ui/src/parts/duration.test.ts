import { expect, test } from "vitest";
import { nearness, type SpanShape, share, shareStays, span, spanClock, spanStays, spanWords } from "./duration";

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

test("a span stays as it reads exactly as long as it is said to", () => {
  const reads: Record<SpanShape, (ms: number) => string> = { short: span, clock: spanClock, words: spanWords };
  for (const shape of ["short", "clock", "words"] as const) {
    for (const start of [
      0,
      1,
      59_999,
      minute,
      48 * minute + 7,
      hour - 1,
      hour,
      3 * hour + 5,
      24 * hour - 1,
      52 * hour + 9,
    ]) {
      for (const grows of [true, false]) {
        const stays = spanStays(shape, start, grows);
        const after = (ms: number) => reads[shape](grows ? start + ms : start - ms);
        expect(after(stays - 1), `${shape} ${start} ${grows}`).toBe(reads[shape](start));
        if (start > 0 && start - stays >= 0)
          expect(after(stays), `${shape} ${start} ${grows}`).not.toBe(reads[shape](start));
      }
    }
  }
  expect([spanStays("short", -1, false), spanStays("short", -1, true)]).toEqual([Number.POSITIVE_INFINITY, 1_000]);
});

test("a ring stays as it is drawn exactly as long as it is said to", () => {
  const drawn = (now: number) => [nearness(0, 10 * minute, now), Math.round(share(0, 10 * minute, now) * 20)].join();
  for (let now = 0; now < 10 * minute; ) {
    const stays = shareStays(0, 10 * minute, now);
    expect(drawn(now + stays - 1), String(now)).toBe(drawn(now));
    expect(drawn(now + stays), String(now)).not.toBe(drawn(now));
    now += stays;
  }
  expect(shareStays(0, 10 * minute, 10 * minute)).toBe(Number.POSITIVE_INFINITY);
});
