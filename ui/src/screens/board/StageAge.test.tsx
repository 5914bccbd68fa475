import { act, render } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { resetClock } from "../../parts/clock";
import { dayMs } from "./age";
import { StageAge } from "./StageAge";

afterEach(() => {
  resetClock();
  vi.useRealTimers();
});

test("the mark is written once a day, and warms in words too", () => {
  vi.useFakeTimers();
  const { container } = render(<StageAge since={Date.now() - 2.5 * dayMs} />);
  const mark = container.querySelector<HTMLElement>("[data-age]");
  const seen = () => [mark?.dataset.age, mark?.title, mark?.textContent];
  expect(seen()).toEqual(["calm", "2 d na etapa", "2 d2 d na etapa"]);
  let written = 0;
  const observer = new MutationObserver(() => {
    written += 1;
  });
  if (mark) observer.observe(mark, { attributes: true, childList: true, subtree: true, characterData: true });
  act(() => void vi.advanceTimersByTime(0.49 * dayMs));
  expect([observer.takeRecords().length + written, seen()[1]]).toEqual([0, "2 d na etapa"]);
  act(() => void vi.advanceTimersByTime(0.02 * dayMs));
  expect(seen()).toEqual(["warn", "3 d na etapa: esfriando", "3 d3 d na etapa: esfriando"]);
  act(() => void vi.advanceTimersByTime(4 * dayMs));
  expect(seen()[1]).toBe("7 d na etapa: parado");
  observer.disconnect();
});
