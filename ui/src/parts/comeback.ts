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

/**
 * The ref of a list with buttons in its rows: when a row that had the keyboard goes, what stands in its place has it, else
 * the last there is.
 */
export function holdsRows(list: HTMLElement | null): (() => void) | undefined {
  if (!list) return undefined;
  let at = -1;
  const stops = () => [...list.querySelectorAll<HTMLElement>("button:enabled:not([tabindex='-1'])")];
  const came = ({ target }: FocusEvent) => {
    at = stops().indexOf(target as HTMLElement);
  };
  const went = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget !== null) at = -1;
  };
  const watch = new MutationObserver(() => {
    if (at < 0 || !focusIsFree()) return;
    const left = stops();
    left[Math.min(at, left.length - 1)]?.focus({ preventScroll: true });
  });
  list.addEventListener("focusin", came);
  list.addEventListener("focusout", went);
  watch.observe(list, { childList: true, subtree: true });
  return () => {
    list.removeEventListener("focusin", came);
    list.removeEventListener("focusout", went);
    watch.disconnect();
  };
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
