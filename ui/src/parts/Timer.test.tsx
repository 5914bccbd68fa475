import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { resetClock, setServerTime } from "./clock";
import { Timer } from "./Timer";

const minute = 60_000;
const hour = 60 * minute;
/** A full quarter of a minute. */
const start = 1_700_000_100_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
  resetClock();
  setServerTime(start);
});
afterEach(() => vi.useRealTimers());

const shown = () => screen.getAllByRole("timer").map((one) => one.textContent);
const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

test("hours and minutes are written together, a quarter of a minute late at most", () => {
  const early = start - 3 * hour - 59_000;
  const late = start - 5 * hour - 50_000;
  render(
    <>
      <Timer from={early} show="elapsed" />
      <Timer from={late} show="elapsed" />
    </>,
  );
  expect(shown()).toEqual(["3 h 00 min", "5 h 00 min"]);
  pass(14_900);
  expect(shown()).toEqual(["3 h 00 min", "5 h 00 min"]);
  const beats = vi.getTimerCount();
  pass(100);
  expect([shown(), beats]).toEqual([["3 h 01 min", "5 h 01 min"], 1]);
});

test("a countdown says its seconds from the first of them on", () => {
  render(<Timer from={start - hour} until={start + hour + 7_000} show="remaining" />);
  expect(shown()).toEqual(["1 h 00 min"]);
  pass(8_000);
  expect(shown()).toEqual(["59:59"]);
  pass(3_000);
  expect(shown()).toEqual(["59:56"]);
});

test("a ring that comes and goes leaves the time standing once", () => {
  const timer = (ring: boolean) => <Timer from={start} until={start + hour} show="remaining" ring={ring} />;
  const { rerender, container } = render(timer(false));
  const seen = () => [shown(), container.querySelectorAll(".ring-glyph").length];
  expect(seen()).toEqual([["1 h 00 min"], 0]);
  rerender(timer(true));
  expect(seen()).toEqual([["1 h 00 min"], 1]);
  rerender(timer(false));
  expect(seen()).toEqual([["1 h 00 min"], 0]);
});
