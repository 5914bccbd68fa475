// Periods of days in the team's zone: where one begins, and its hours gathered into days. Pure but for the zone.
import type { HourPoint } from "../../bindings/HourPoint";
import { dayKey } from "../../text/format";

const hourMs = 3_600_000;

/** The local midnight that began the day of this instant (on zones of whole hours, which ours are). */
export function startOfDay(instant: number): number {
  const today = dayKey(instant);
  let start = Math.floor(instant / hourMs) * hourMs;
  while (dayKey(start - 1) === today) start -= hourMs;
  return start;
}

/** From midnight `days - 1` days ago to the end of the present hour. */
export function lastDays(days: number, instant: number): { from: number; to: number } {
  let from = startOfDay(instant);
  for (let day = 1; day < days; day += 1) from = startOfDay(from - 1);
  return { from, to: (Math.floor(instant / hourMs) + 1) * hourMs };
}

/** One point a day, in order. */
export function byDay(points: readonly HourPoint[]): HourPoint[] {
  const days = new Map<string, HourPoint>();
  for (const point of points) {
    const key = dayKey(point.at);
    const day = days.get(key) ?? { at: point.at, entered: 0, returned: 0, closed: 0 };
    days.set(key, {
      at: day.at,
      entered: day.entered + point.entered,
      returned: day.returned + point.returned,
      closed: day.closed + point.closed,
    });
  }
  return [...days.values()];
}
