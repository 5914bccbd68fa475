// The days of the week, Monday first, as our language names them.
import { currentLanguage, formatLocale } from "../../text";

export const weekdays = [0, 1, 2, 3, 4, 5, 6] as const;

/** 5 January 2026 was a Monday. */
const monday = Date.UTC(2026, 0, 5, 12);

export function weekdayName(weekday: number, length: "short" | "long"): string {
  const name = new Intl.DateTimeFormat(formatLocale[currentLanguage()], { weekday: length, timeZone: "UTC" }).format(
    monday + weekday * 86_400_000,
  );
  return name.replace(".", "");
}
