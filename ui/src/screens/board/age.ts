// How long a ticket is in its column, in whole days, and how warm that is. Pure; what the page makes of it is below.
import { useEffect, useState } from "react";
import type { TicketCard } from "../../bindings/TicketCard";
import { coarsely, now, onSecond } from "../../parts/clock";
import { spanWords } from "../../parts/duration";

export const dayMs = 86_400_000;
const warmDays = 3;
const oldDays = 7;

export type Warmth = "calm" | "warn" | "past";

export function daysSince(since: number, instant: number): number {
  return Math.max(0, Math.floor((instant - since) / dayMs));
}

export function warmthOf(days: number): Warmth {
  if (days >= oldDays) return "past";
  return days >= warmDays ? "warn" : "calm";
}

type Aging = Pick<TicketCard, "stage_since" | "status">;

/** The days a card says it has been in its column: from one on, and never of what is closed. */
export function ageOf(card: Aging, instant: number): number | null {
  const days = card.status === "closed" ? 0 : daysSince(card.stage_since, instant);
  return days > 0 ? days : null;
}

/** When the next of these cards will say another day; never, if all are closed. */
export function nextDayAt(cards: readonly Aging[], instant: number): number {
  const open = cards.filter((card) => card.status !== "closed");
  return open.reduce(
    (first, card) => Math.min(first, card.stage_since + (daysSince(card.stage_since, instant) + 1) * dayMs),
    Number.POSITIVE_INFINITY,
  );
}

/** The instant by which a column's cards count their days: one listener for all of them, called when one has a day more. */
export function useDaysAt(cards: readonly TicketCard[]): number {
  const [instant, setInstant] = useState(now);
  useEffect(
    () =>
      onSecond((next) => {
        setInstant((before) => (nextDayAt(cards, before) <= next ? next : before));
        return coarsely(nextDayAt(cards, next));
      }),
    [cards],
  );
  return instant;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** "48 min", "3 h", "2 d 4 h": an average nobody needs to the minute. */
export function averageWords(ms: number): string {
  const unit = ms < hourMs ? minuteMs : hourMs;
  return spanWords(Math.max(minuteMs, ms - (ms % unit)));
}

/** For how long those words stay the same while the span grows. */
export function averageStays(ms: number): number {
  const unit = ms < hourMs ? minuteMs : hourMs;
  return unit - (Math.max(0, ms) % unit);
}

/** How long ago this average instant is, in words; null of nothing. */
export function useAverage(since: number | null): string | null {
  const words = (instant: number) => (since === null ? null : averageWords(instant - since));
  const [shown, setShown] = useState(() => words(now()));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow `since` alone
  useEffect(() => {
    setShown(words(now()));
    if (since === null) return undefined;
    return onSecond((next) => {
      setShown(words(next));
      return coarsely(next + averageStays(next - since));
    });
  }, [since]);
  return shown;
}
