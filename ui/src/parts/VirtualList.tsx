// A long list of equal rows: only what is in view exists. Asks for more near its end; keeps its place when rows change.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useImperativeHandle, useRef } from "react";
import { cx } from "./cx";
import { useKeptScroll } from "./kept";
import { useSlots } from "./slots";

/** Does nothing while a row is pressed: what moved away from under the pointer would not be what was pressed. */
export type VirtualListHandle = { scrollTo: (index: number) => void };

type VirtualListProps<T> = {
  items: readonly T[];
  keyOf: (item: T) => string | number;
  /** Equal heights keep the arithmetic exact. */
  rowPx: number;
  gapPx?: number;
  padPx?: number;
  children: (item: T, index: number) => React.ReactNode;
  /** Rows that exist in all, when more can still be fetched. */
  total?: number;
  onNearEnd?: () => void;
  /** Rows kept beyond either edge of what is seen. */
  overscan?: number;
  /** About as high as it will be: its first rows are there at once, and not only after it was measured. */
  guessPx?: number;
  handle?: React.Ref<VirtualListHandle>;
  className?: string;
  /** Under this name it is found again as far down as it was left. */
  keep?: string;
  scroll?: "y";
  /** Rows keep nothing of their own, so that others may take over their elements. */
  reuse?: boolean;
  label: string;
  tail?: React.ReactNode;
};

const overscanRows = 4;

export function VirtualList<T>(props: VirtualListProps<T>) {
  const {
    items,
    keyOf,
    rowPx,
    gapPx = 0,
    padPx = 0,
    children,
    total = items.length,
    onNearEnd,
    overscan = overscanRows,
    guessPx = 0,
    handle,
    className,
  } = props;
  const root = useRef<HTMLDivElement>(null);
  const { isPressed, press } = usePressed();
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => root.current,
    estimateSize: () => rowPx,
    gap: gapPx,
    paddingStart: padPx,
    paddingEnd: padPx,
    overscan,
    initialRect: { width: 0, height: guessPx },
    getItemKey: (index) => {
      const item = items[index];
      return item === undefined ? index : keyOf(item);
    },
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the height of a row changes
  useEffect(() => rows.measure(), [rowPx, gapPx, rows]);
  useImperativeHandle(
    handle,
    () => ({
      scrollTo: (index) => {
        if (isPressed()) return;
        const row = rows.measurementsCache[index];
        const from = rows.scrollOffset ?? 0;
        const to = from + (rows.scrollRect?.height ?? 0);
        // What can be seen needs no look at the page, which would lay itself out for it.
        if (!row || row.start < from || row.end > to) rows.scrollToIndex(index, { align: "auto" });
      },
    }),
    [rows, isPressed],
  );

  useKeptScroll(root, props.keep, items.length > 0);

  const shown = rows.getVirtualItems();
  const slotOf = useSlots(shown, props.reuse ? root : undefined);
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onNearEnd && total > items.length && last >= items.length - overscanRows * 2) onNearEnd();
  }, [last, items.length, total, onNearEnd]);

  return (
    <div
      ref={root}
      data-drag-scroll="y"
      onPointerDown={press}
      className={cx("min-h-0 flex-1 overflow-x-hidden overflow-y-auto", className)}
    >
      <ul aria-label={props.label} className="relative w-full" style={{ height: rows.getTotalSize() }}>
        {shown.map((row) => {
          const item = items[row.index];
          if (item === undefined) return null;
          return (
            <li
              key={slotOf(row.key)}
              aria-posinset={row.index + 1}
              aria-setsize={total}
              className="absolute inset-x-0 top-0"
              style={{ height: rowPx, transform: `translateY(${row.start}px)` }}
            >
              {children(item, row.index)}
            </li>
          );
        })}
      </ul>
      {props.tail}
    </div>
  );
}

/** Whether a pointer came down here and is not yet up, wherever it goes. */
function usePressed() {
  const pressed = useRef(false);
  const press = useCallback(() => {
    pressed.current = true;
    const ended = new AbortController();
    const release = () => {
      pressed.current = false;
      ended.abort();
    };
    for (const end of ["pointerup", "pointercancel", "blur"])
      window.addEventListener(end, release, { signal: ended.signal });
  }, []);
  const isPressed = useCallback(() => pressed.current, []);
  return { isPressed, press };
}
