// Where the keyboard goes when what it was on leaves its place by one's own act: to what takes that place, as in mail
// programs. What leaves by itself, or by somebody else's act, takes nobody along: the next key would act on another ticket.
import { useEffect, useRef } from "react";
import { type Hand, handOfAct } from "./hand";

/** As long as an open menu needs to be gone. */
const framesMax = 30;

let acted: { tickets: ReadonlySet<number>; hand: Hand } = { tickets: new Set(), hand: "list" };

/** Tells that these may leave their places, before they do. */
export function leaving(tickets: readonly number[]): void {
  acted = { tickets: new Set(tickets), hand: handOfAct() };
}

/** Whether it was this person who sent it away from its place. */
export function sentAway(ticket: number): boolean {
  return acted.tickets.has(ticket);
}

/** The next that is still there, else the one before. */
export function heir(before: readonly number[], gone: number, left: ReadonlySet<number>): number | undefined {
  const at = before.indexOf(gone);
  if (at < 0) return undefined;
  const is = (id: number) => left.has(id);
  return before.slice(at + 1).find(is) ?? before.slice(0, at).findLast(is);
}

/** Makes the heir of a current row the current one. */
export function useHeir(ids: readonly number[], current: number | null, take: (id: number) => void): void {
  const before = useRef<readonly number[]>(ids);
  useEffect(() => {
    if (current === null || ids.includes(current)) {
      before.current = ids;
      return;
    }
    const next = sentAway(current) ? heir(before.current, current, new Set(ids)) : undefined;
    if (next !== undefined) take(next);
  });
}

/**
 * Gives the focus to an element as soon as it is there and no menu has it, unless somebody presses something meanwhile or
 * the act was one on the ticket beside the list.
 */
export function land(find: () => HTMLElement | null): void {
  if (acted.hand === "panel") return;
  const ended = new AbortController();
  const end = () => ended.abort();
  window.addEventListener("keydown", end, { capture: true, signal: ended.signal });
  window.addEventListener("pointerdown", end, { capture: true, signal: ended.signal });
  let frames = 0;
  let kept = 0;
  const attempt = () => {
    frames += 1;
    if (ended.signal.aborted || frames > framesMax || kept > 2) return end();
    const element = find();
    if (element !== null && element === document.activeElement) kept += 1;
    else if (!document.activeElement?.closest("[role=menu], [role=dialog]")) element?.focus({ preventScroll: true });
    requestAnimationFrame(attempt);
  };
  requestAnimationFrame(attempt);
}
