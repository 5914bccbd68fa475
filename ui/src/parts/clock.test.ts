import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { coarsely, freezeClock, now, onSecond, resetClock, setServerTime } from "./clock";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_400, toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
  resetClock();
});
afterEach(() => vi.useRealTimers());

test("beats fall on the full second of the backend", () => {
  setServerTime(5_000_700);
  const seen: number[] = [];
  onSecond((instant) => void seen.push(Math.round(instant)));
  vi.advanceTimersByTime(2_400);
  expect(seen).toEqual([5_000_700, 5_001_000, 5_002_000, 5_003_000]);
});

test("a small difference with the backend is transport noise, a large one moves the clock", () => {
  setServerTime(5_000_000);
  setServerTime(5_000_200);
  expect(now()).toBe(5_000_000);
  setServerTime(5_009_000);
  expect(now()).toBe(5_009_000);
});

test("a demonstration runs faster", () => {
  setServerTime(0, 60);
  vi.advanceTimersByTime(10_000);
  expect(Math.round(now() / 1000)).toBe(600);
});

test("a frozen clock paints new timers once and then stays, and catches up when released", () => {
  setServerTime(0);
  freezeClock(true);
  const seen: number[] = [];
  onSecond((instant) => void seen.push(Math.round(instant / 1000)));
  vi.advanceTimersByTime(3_000);
  freezeClock(false);
  expect(seen).toEqual([0, 3]);
});

test("nothing is scheduled while nobody listens", () => {
  const stop = onSecond(() => undefined);
  expect(vi.getTimerCount()).toBe(1);
  stop();
  expect(vi.getTimerCount()).toBe(0);
});

test("who wants no beat for a while costs none, and who comes later is not kept waiting by them", () => {
  setServerTime(5_000_000);
  const slow: number[] = [];
  onSecond((instant) => {
    slow.push(Math.round(instant));
    return instant + 4_500;
  });
  vi.advanceTimersByTime(4_900);
  expect(slow).toEqual([5_000_000]);
  vi.advanceTimersByTime(100);
  expect(slow).toEqual([5_000_000, 5_005_000]);
  const quick: number[] = [];
  const stop = onSecond((instant) => void quick.push(Math.round(instant)));
  vi.advanceTimersByTime(1_000);
  stop();
  expect([slow.length, quick]).toEqual([2, [5_005_000, 5_006_000]]);
  setServerTime(5_400_000);
  expect(slow.at(-1)).toBe(5_400_000);
});

test("what need not be exact waits for the same quarter of a minute", () => {
  expect([0, 1, 15_000, 15_001, Number.POSITIVE_INFINITY].map(coarsely)).toEqual([
    0,
    15_000,
    15_000,
    30_000,
    Number.POSITIVE_INFINITY,
  ]);
});
