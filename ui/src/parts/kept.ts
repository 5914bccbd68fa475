// What a screen was like when it was left, so that one finds it so on return: how far its lists were scrolled and which row
// was current. Kept until the window closes. Deliberately not what is typed (drafts) and not what is filtered (the address).
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

const offsets = new Map<string, { top: number; left: number }>();
const values = new Map<string, unknown>();

/**
 * Keeps how far an element is scrolled under a name; `ready` once it holds what there is to scroll. Asking an element how
 * far it is scrolled while the page changes lays the whole page out, so it is heard and not asked.
 */
export function useKeptScroll(
  root: React.RefObject<HTMLElement | null>,
  name: string | undefined,
  ready: boolean,
): void {
  const waiting = useRef(true);
  useLayoutEffect(() => {
    const element = root.current;
    if (!element || !ready || !waiting.current) return;
    waiting.current = false;
    const kept = name === undefined ? undefined : offsets.get(name);
    if (kept?.top) element.scrollTop = kept.top;
    if (kept?.left) element.scrollLeft = kept.left;
  }, [root, name, ready]);
  useEffect(() => {
    const element = root.current;
    if (!element || name === undefined) return;
    const heard = () => {
      // Before its rows are there again, it is where it was.
      if (!waiting.current) offsets.set(name, { top: element.scrollTop, left: element.scrollLeft });
    };
    element.addEventListener("scroll", heard, { passive: true });
    return () => element.removeEventListener("scroll", heard);
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
  const { activeElement: element, body } = document;
  return element === null || element === body || element.id === "main";
}

export function forgetKept(): void {
  offsets.clear();
  values.clear();
}
