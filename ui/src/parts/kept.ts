// What a screen was like when it was left, so that one finds it so on return: how far its lists were scrolled and which row
// was current. Kept until the window closes. Deliberately not what is typed (drafts) and not what is filtered (the address).
import { useCallback, useLayoutEffect, useRef, useState } from "react";

const offsets = new Map<string, { top: number; left: number }>();
const values = new Map<string, unknown>();

/** Keeps how far an element is scrolled under a name; `ready` once it holds what there is to scroll. */
export function useKeptScroll(
  root: React.RefObject<HTMLElement | null>,
  name: string | undefined,
  ready: boolean,
): void {
  const waiting = useRef(name !== undefined && offsets.has(name));
  useLayoutEffect(() => {
    const element = root.current;
    const kept = name === undefined ? undefined : offsets.get(name);
    if (!element || !kept || !ready || !waiting.current) return;
    waiting.current = false;
    element.scrollTop = kept.top;
    element.scrollLeft = kept.left;
  }, [root, name, ready]);
  useLayoutEffect(() => {
    const element = root.current;
    if (!element || name === undefined) return;
    return () => {
      // Left before it was there again, it is where it was.
      if (!waiting.current) offsets.set(name, { top: element.scrollTop, left: element.scrollLeft });
    };
  }, [root, name]);
}

/** State that outlives its screen. */
export function useKept<T>(name: string, first: T): [T, (next: T) => void] {
  const [value, setValue] = useState<T>(() => (values.has(name) ? (values.get(name) as T) : first));
  const set = useCallback(
    (next: T) => {
      values.set(name, next);
      setValue(next);
    },
    [name],
  );
  return [value, set];
}

/** Whether nothing has the focus, as after a change of screens: only then may a screen take it. */
export function focusIsFree(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

export function forgetKept(): void {
  offsets.clear();
  values.clear();
}
