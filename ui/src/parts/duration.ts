// Spans of time as text, and how near a deadline is. Pure: instants come in, words come out.

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export type Nearness = "calm" | "warn" | "past";

/** 09:59 below one hour, 3 h 14 min below one day, 2 d 4 h above. Unit signs are the same in our three languages. */
export function span(ms: number): string {
  const value = Math.max(0, Math.floor(ms));
  if (value < hour) return `${two(value / minute)}:${two((value % minute) / second)}`;
  if (value < day) return `${whole(value / hour)} h ${two((value % hour) / minute)} min`;
  return `${whole(value / day)} d ${whole((value % day) / hour)} h`;
}

/** 03:17:42, for the one big countdown. */
export function spanClock(ms: number): string {
  const value = Math.max(0, Math.floor(ms));
  return `${two(value / hour)}:${two((value % hour) / minute)}:${two((value % minute) / second)}`;
}

/** 2 h 48 min, 48 min, 30 s: a span inside a sentence, which never ticks by the second above one minute. */
export function spanWords(ms: number): string {
  const value = Math.max(0, Math.floor(ms));
  if (value < minute) return `${whole(value / second)} s`;
  if (value < hour) return `${whole(value / minute)} min`;
  if (value < day) {
    const minutes = whole((value % hour) / minute);
    return minutes === "0" ? `${whole(value / hour)} h` : `${whole(value / hour)} h ${minutes} min`;
  }
  const hours = whole((value % day) / hour);
  return hours === "0" ? `${whole(value / day)} d` : `${whole(value / day)} d ${hours} h`;
}

export type SpanShape = "short" | "clock" | "words";

/** For how long a shape says the same of a span that grows or shrinks with time. */
export function spanStays(shape: SpanShape, ms: number, grows: boolean): number {
  const value = Math.floor(ms);
  if (value < 0) return grows ? second : Number.POSITIVE_INFINITY;
  const unit = ticks(shape, value) ? second : value < day ? minute : hour;
  return grows ? unit - (value % unit) : (value % unit) + 1;
}

/** Whether a shape counts the seconds of a span. */
export function ticks(shape: SpanShape, ms: number): boolean {
  return shape === "clock" || ms < (shape === "short" ? hour : minute);
}

/** For how long neither the nearness of a deadline nor its twentieth of the way changes. */
export function shareStays(from: number, until: number, now: number): number {
  if (now >= until) return Number.POSITIVE_INFINITY;
  const step = (until - from) / 20;
  const next = from + (Math.floor((now - from) / step + 0.5) + 0.5) * step;
  return Math.max(Math.min(next, now < until - 4 * step ? until - 4 * step : until) - now, 0);
}

/** Share of the way from `from` to `until` that is gone, 0 to 1. */
export function share(from: number, until: number, now: number): number {
  if (until <= from) return 1;
  return Math.min(1, Math.max(0, (now - from) / (until - from)));
}

/** The last fifth of a wait warns; after it the deadline is past. */
export function nearness(from: number, until: number, now: number): Nearness {
  if (now >= until) return "past";
  return share(from, until, now) >= 0.8 ? "warn" : "calm";
}

function whole(value: number): string {
  return String(Math.floor(value));
}

function two(value: number): string {
  return whole(value).padStart(2, "0");
}
