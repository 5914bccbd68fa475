// Elements that outlive what they show.
import { useEffect, useRef } from "react";

/**
 * Which element shows which row, as its key. Rows keep theirs; where all are others at once, as after a filter, the new ones
 * take over the elements there are: to change what an element says costs a fraction of making another. Not while one of them
 * has the focus, which would then be on a row nobody chose.
 */
export function useSlots(
  rows: readonly { key: React.Key }[],
  list: React.RefObject<HTMLElement | null> | undefined,
): (key: React.Key) => React.Key | undefined {
  const kept = useRef<ReadonlyMap<React.Key, number>>(new Map());
  const made = useRef(0);
  const before = kept.current;
  const replaced = list !== undefined && before.size > 0 && !rows.some(({ key }) => before.has(key));
  const free = replaced && !list.current?.contains(document.activeElement) ? [...before.values()] : [];
  const slots = new Map<React.Key, number>();
  if (list)
    for (const { key } of rows) {
      slots.set(key, before.get(key) ?? free.shift() ?? made.current);
      made.current = Math.max(made.current, (slots.get(key) ?? 0) + 1);
    }
  useEffect(() => {
    kept.current = slots;
  });
  return list ? (key) => slots.get(key) : (key) => key;
}
