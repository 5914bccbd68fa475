// Numbers, dates and money as the chosen language writes them, in the team's time zone (never the machine's).
import { currentLanguage, formatLocale } from "./index";

let zone = "America/Sao_Paulo";
const kept = new Map<string, Intl.DateTimeFormat>();
const keptNumbers = new Map<string, Intl.NumberFormat>();

export function setZone(next: string): void {
  zone = next;
  kept.clear();
}

export function currentZone(): string {
  return zone;
}

const numericDay = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
const numericTime = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** 14:02 */
export function clockTime(ms: number): string {
  return dates("time", numericTime).format(ms);
}

/** 21 de nov. */
export function shortDay(ms: number): string {
  return firstAsOrdinal(dates("shortDay", { day: "numeric", month: "short" }).format(ms));
}

/** sábado, 21 de novembro */
export function longDay(ms: number): string {
  return firstAsOrdinal(dates("longDay", { weekday: "long", day: "numeric", month: "long" }).format(ms));
}

/** In Portuguese the first of a month is written 1º, which no formatter knows. */
function firstAsOrdinal(day: string): string {
  return currentLanguage() === "pt-BR" ? day.replace(/\b1(?= de )/, "1º") : day;
}

/** 21/11/2026 14:02 */
export function dateAndTime(ms: number): string {
  return dates("dateTime", { ...numericDay, ...numericTime }).format(ms);
}

/** 21/11/2026, 14:02:37 of a clock on the wall, given as if it stood in UTC. */
export function wallTime(utcMs: number): string {
  const style = { ...numericDay, ...numericTime, second: "2-digit", timeZone: "UTC" } as const;
  return new Intl.DateTimeFormat(formatLocale[currentLanguage()], style).format(utcMs);
}

/** 2026-11-21 in the team's zone: equal for two instants of one day. */
export function dayKey(ms: number): string {
  const parts = dates("key", { year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(ms);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")}`;
}

/** The hour alone today, day and hour on any other day. */
export function whenShort(ms: number, now: number): string {
  return dayKey(ms) === dayKey(now) ? clockTime(ms) : `${shortDay(ms)}, ${clockTime(ms)}`;
}

export function number(value: number, options?: Intl.NumberFormatOptions): string {
  const key = `${currentLanguage()} ${options ? JSON.stringify(options) : ""}`;
  let format = keptNumbers.get(key);
  if (!format) {
    format = new Intl.NumberFormat(formatLocale[currentLanguage()], options);
    keptNumbers.set(key, format);
  }
  return format.format(value);
}

/** R$ 950,00 */
export function money(cents: number): string {
  return number(cents / 100, { style: "currency", currency: "BRL" });
}

/** R$ 3,2 mil: a sum at the head of a column. */
export function moneyShort(cents: number): string {
  return number(cents / 100, { style: "currency", currency: "BRL", notation: "compact", maximumFractionDigits: 1 });
}

/** For words with forms of a number: the number, and how it is shown. */
export function counted(count: number): { count: number; shown: string } {
  return { count, shown: number(count) };
}

export function percent(share: number): string {
  return number(share, { style: "percent", maximumFractionDigits: 0 });
}

/** "Ana, Beto e Carla" */
export function listed(words: readonly string[]): string {
  return new Intl.ListFormat(formatLocale[currentLanguage()], { type: "conjunction" }).format(words);
}

function dates(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${currentLanguage()} ${name}`;
  let format = kept.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(formatLocale[currentLanguage()], { ...options, timeZone: zone });
    kept.set(key, format);
  }
  return format;
}
