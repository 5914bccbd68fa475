// The one clock of the window: one beat a second, aligned to the second, with the backend's offset and speed.
// Nothing else in the page reads the time; a frozen or hidden window does not beat.

type Beat = (now: number) => void;

let base = { server: 0, local: 0, speed: 1, set: false };
let beats = new Set<Beat>();
let pending: ReturnType<typeof setTimeout> | undefined;
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
  if (beats.size > 0) {
    beatNow();
    schedule();
  }
}

export function clockSpeed(): number {
  return base.speed;
}

/** Runs `beat` at once and then at every full second until the returned function is called. */
export function onSecond(beat: Beat): () => void {
  beats.add(beat);
  beat(now());
  if (beats.size === 1) schedule();
  return () => {
    beats.delete(beat);
    if (beats.size === 0) clearTimeout(pending);
  };
}

/** "Congelar": nothing on screen moves until released (WCAG 2.2.2). */
export function freezeClock(on: boolean): void {
  frozen = on;
  if (!on) beatNow();
}

export function clockFrozen(): boolean {
  return frozen;
}

function beatNow(): void {
  if (frozen || document.hidden) return;
  const instant = now();
  for (const beat of beats) beat(instant);
}

function schedule(): void {
  clearTimeout(pending);
  const second = 1000 / base.speed;
  const wait = base.speed > 1 ? Math.max(second, 100) : 1000 - (now() % 1000);
  pending = setTimeout(() => {
    beatNow();
    if (beats.size > 0) schedule();
  }, wait);
}

function monotonic(): number {
  return performance.now();
}

if (typeof document !== "undefined") {
  document.addEventListener("visibilitychange", beatNow);
}

/** Tests start from a clean clock. */
export function resetClock(): void {
  clearTimeout(pending);
  beats = new Set();
  base = { server: 0, local: 0, speed: 1, set: false };
  frozen = false;
}
