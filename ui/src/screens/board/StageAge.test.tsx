import { act, render } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { TicketCard } from "../../bindings/TicketCard";
import { resetClock } from "../../parts/clock";
import { ageOf, dayMs, useDaysAt } from "./age";
import { StageAge } from "./StageAge";

afterEach(() => {
  resetClock();
  vi.useRealTimers();
});

let drawn = 0;

function Days({ cards }: { cards: readonly TicketCard[] }) {
  const at = useDaysAt(cards);
  drawn += 1;
  return cards.map((card) => {
    const days = ageOf(card, at);
    return days === null ? null : <StageAge key={card.id} days={days} />;
  });
}

test("a column is drawn anew when one of its cards has a day more, and the mark warms in words too", () => {
  vi.useFakeTimers();
  const card = { id: 1, status: "open", stage_since: Date.now() - 2.5 * dayMs } as TicketCard;
  const cards = [card];
  const { container } = render(<Days cards={cards} />);
  const seen = () => {
    const mark = container.querySelector<HTMLElement>("[data-age]");
    return [mark?.dataset.age, mark?.getAttribute("aria-label"), mark?.textContent];
  };
  expect(seen()).toEqual(["calm", "2 d na etapa", "2 d"]);
  const before = drawn;
  act(() => void vi.advanceTimersByTime(0.49 * dayMs));
  expect([drawn - before, seen()[1]]).toEqual([0, "2 d na etapa"]);
  act(() => void vi.advanceTimersByTime(0.02 * dayMs));
  expect(seen()).toEqual(["warn", "3 d na etapa: esfriando", "3 d"]);
  act(() => void vi.advanceTimersByTime(4 * dayMs));
  expect(seen()[1]).toBe("7 d na etapa: parado");
});
