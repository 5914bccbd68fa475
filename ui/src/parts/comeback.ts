// Where the keyboard goes when what it was in is gone: to the newest place it was at that is still there. A window over the
// window that was opened from a menu has nothing to go back to by itself: the item that opened it went before.
import { useEffect } from "react";
import { focusIsFree } from "./kept";

/** More than the stops of any window that may have been gone through since. */
const pastMax = 100;
/** As long as whatever else gives the focus back may take. */
const framesMax = 4;

let past: readonly WeakRef<HTMLElement>[] = [];
window.addEventListener("focusin", ({ target }) => {
  if (!(target instanceof HTMLElement)) return;
  past = [...past.filter((one) => one.deref() !== target), new WeakRef(target)].slice(-pastMax);
});

/** Once `open` is over, and only if nothing else has taken the focus. */
export function useComeBack(open: boolean): void {
  useEffect(() => {
    if (!open) return;
    return () => comeBack();
  }, [open]);
}

function comeBack(frame = 0): void {
  requestAnimationFrame(() => {
    if (!focusIsFree()) return;
    if (frame < framesMax) {
      comeBack(frame + 1);
      return;
    }
    const place = past.map((one) => one.deref()).findLast((one) => one !== undefined && canTake(one));
    place?.focus({ preventScroll: true });
  });
}

function canTake(element: HTMLElement): boolean {
  return element.isConnected && element.closest("[inert], [aria-hidden=true]") === null && element.id !== "main";
}
