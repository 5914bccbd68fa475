// The one clock of the window: beats on the full second, with the backend's offset and speed, when somebody wants one.
// Nothing else in the page reads the time; a frozen or hidden window does not beat.

/** Gives back the instant until which it wants no other beat; nothing for the next second. */
type Beat = (now: number) => number | undefined;

/** In a demonstration a second may be shorter than the eye. */
const fastestMs = 100;
/** A window that has slept looks at the clock again by then. */
const longestMs = 60_000;

let base = { server: 0, local: 0, speed: 1, set: false };
/** Who listens, and since when they want to be called again. */
let beats = new Map<Beat, number>();
let pending: ReturnType<typeof setTimeout> | undefined;
let pendingAt = Number.POSITIVE_INFINITY;
let frozen = false;

/** Epoch milliseconds as the backend counts them. Runs faster than the wall in a demonstration. */
export function now(): number {
  return base.set ? base.server + (monotonic() - base.local) * base.speed : Date.now();
}

/** Called with every reply that carries the backend's time. Small differences are transport noise and are ignored. */
export function setServerTime(server: number, speed = 1): void {
  const jump = Math.abs(now() - server) > 250 * speed;
  if (base.set && speed === base.speed && !jump) return;
  base = { server, local: monotonic(), speed, set: true };
  beatAll();
}

export function clockSpeed(): number {
  return base.speed;
}

/** Runs `beat` at once and then at the full seconds it wants until the returned function is called. */
export function onSecond(beat: Beat): () => void {
  const instant = now();
  beats.set(beat, beat(instant) ?? instant);
  if (nextSecond() < pendingAt) schedule();
  return () => {
    beats.delete(beat);
    if (beats.size === 0) stop();
  };
}

/** What says minutes, hours or days may be late by so much. */
const coarseMs = 15_000;

/** The next instant at which everything that is not exact to the second is written together: the page sleeps in between. */
export function coarsely(instant: number): number {
  return Math.ceil(instant / coarseMs) * coarseMs;
}

/** "Congelar": nothing on screen moves until released (WCAG 2.2.2). */
export function freezeClock(on: boolean): void {
  frozen = on;
  if (!on) beatAll();
}

/** After anything that makes what was wanted before worth nothing: another time, another speed, a window seen again. */
function beatAll(): void {
  for (const beat of beats.keys()) beats.set(beat, Number.NEGATIVE_INFINITY);
  beatNow();
  schedule();
}

function beatNow(): void {
  if (frozen || document.hidden) return;
  const instant = now();
  for (const [beat, wanted] of beats) if (wanted <= instant) beats.set(beat, beat(instant) ?? instant);
}

/** The first full second that somebody wants. */
function nextSecond(): number {
  const instant = now();
  return Math.ceil(Math.max(Math.min(...beats.values()), instant + 1) / 1000) * 1000;
}

function schedule(): void {
  stop();
  if (beats.size === 0 || document.hidden) return;
  pendingAt = nextSecond();
  const wait = (pendingAt - now()) / base.speed;
  pending = setTimeout(
    () => {
      beatNow();
      schedule();
    },
    Math.min(base.speed > 1 ? Math.max(wait, fastestMs) : wait, longestMs),
  );
}

function stop(): void {
  clearTimeout(pending);
  pendingAt = Number.POSITIVE_INFINITY;
}

function monotonic(): number {
  return performance.now();
}

if (typeof document !== "undefined") {
  document.addEventListener("visibilitychange", beatAll);
}

/** Tests start from a clean clock. */
export function resetClock(): void {
  stop();
  beats = new Map();
  base = { server: 0, local: 0, speed: 1, set: false };
  frozen = false;
}
