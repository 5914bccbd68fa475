// A live table of many rows: one tab stop, arrows inside, rows that open, a selection. Only rows in view exist.
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useText } from "../text";
import { announce } from "./announce";
import { type Column, type Folded, GridRow, HeadCell, isControl, rowId, type VirtualGridProps } from "./GridRow";
import { focusIsFree, useKeptScroll } from "./kept";
import { useCombo } from "./keys";
import { useListKeys } from "./listKeys";
import { useRemPx, useTokenPx } from "./scale";
import { Checkbox } from "./Toggle";

export function VirtualGrid<T>(props: VirtualGridProps<T>) {
  const { label, rows, keyOf, columns, total = rows.length, onNearEnd, selected, onSelect, current, onCurrent } = props;
  const t = useText();
  const root = useRef<HTMLDivElement>(null);
  const folded = useFolded(root, columns);
  const drawn = columns.filter(({ id }) => !folded(id));
  const rowPx = useTokenPx("--row-height");
  const headPx = useTokenPx("--grid-head");
  const [focusInside, setFocusInside] = useState(false);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => root.current,
    estimateSize: () => rowPx,
    scrollMargin: headPx,
    scrollPaddingStart: headPx,
    overscan: 6,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when density changes
  useEffect(() => virtual.measure(), [rowPx, virtual]);

  useKeptScroll(root, props.keep, rows.length > 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on return
  useEffect(() => {
    if (props.keep !== undefined && current !== null && focusIsFree()) root.current?.focus({ preventScroll: true });
  }, []);

  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onNearEnd && total > rows.length && last >= rows.length - 10) onNearEnd();
  }, [last, rows.length, total, onNearEnd]);

  const currentIndex = rows.findIndex((row) => keyOf(row) === current);
  /** Where the current row was: one that leaves by itself does not send whoever goes on back to the top. */
  const lastIndex = useRef(-1);
  useEffect(() => {
    if (currentIndex >= 0) lastIndex.current = currentIndex;
  }, [currentIndex]);
  const beside = (by: 1 | -1) => {
    if (currentIndex >= 0 || current === null) return currentIndex + by;
    return by === 1 ? lastIndex.current : lastIndex.current - 1;
  };
  const moveTo = (index: number) => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (row === undefined) return;
    onCurrent(keyOf(row));
    virtual.scrollToIndex(rows.indexOf(row), { align: "auto" });
  };

  const toggle = (key: string) => {
    if (!selected || !onSelect) return;
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    onSelect(next);
  };

  const press = (event: React.MouseEvent, key: string, index: number) => {
    if (onSelect && event.shiftKey && currentIndex >= 0) {
      window.getSelection()?.removeAllRanges();
      const between = rows.slice(Math.min(currentIndex, index), Math.max(currentIndex, index) + 1);
      onSelect(new Set([...(selected ?? []), ...between.map(keyOf)]));
    } else if (onSelect && (event.ctrlKey || event.metaKey) && !isControl(event.target)) toggle(key);
    onCurrent(key);
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isControl(event.target)) return;
    const row = rows[currentIndex];
    if (asksForMenu(event)) return openMenu(event);
    const steps: Record<string, () => void> = {
      ArrowDown: () => moveTo(beside(1)),
      ArrowUp: () => moveTo(beside(-1)),
      Home: () => moveTo(0),
      End: () => moveTo(rows.length - 1),
      PageDown: () => moveTo(currentIndex + 10),
      PageUp: () => moveTo(currentIndex - 10),
      Enter: () => row !== undefined && props.onOpen?.(row),
      " ": () => current !== null && toggle(current),
      ArrowRight: () => setDetail(true),
      ArrowLeft: () => setDetail(false),
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    if (event.shiftKey && event.key.startsWith("Arrow") && current !== null && !selected?.has(current)) toggle(current);
    step();
    if (event.shiftKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const next = rows[currentIndex + (event.key === "ArrowDown" ? 1 : -1)];
      if (next !== undefined && !selected?.has(keyOf(next)))
        onSelect?.(new Set([...(selected ?? []), current ?? "", keyOf(next)].filter(Boolean)));
    }
  };

  const keys = useListKeys();
  /** By letter from anywhere on the screen, and then the table has the focus. */
  const stepTo = (index: number) => {
    moveTo(index);
    root.current?.focus({ preventScroll: true });
  };
  useCombo(keys.next, () => stepTo(beside(1)), rows.length > 0);
  useCombo(keys.previous, () => stepTo(beside(-1)), rows.length > 0);
  useCombo(keys.select, () => current !== null && toggle(current), onSelect !== undefined);

  const openMenu = (event: React.SyntheticEvent) => {
    const row = rows[currentIndex];
    const element = row === undefined ? null : document.getElementById(rowId(keyOf(row)));
    if (!props.onMenu || row === undefined || !element) return;
    event.preventDefault();
    props.onMenu(row, { element, x: 0 });
  };

  const setDetail = (open: boolean) => {
    if (current === null || !props.opened || props.opened.has(current) === open) return;
    props.onToggleDetail?.(current);
    announce(open ? t("parts.detailShown") : t("parts.detailHidden"));
  };

  const tracks = [onSelect && "2rem", props.detail && "2rem", ...drawn.map((column) => column.width)]
    .filter(Boolean)
    .join(" ");
  // Narrower than all its columns, the table scrolls sideways: nothing is out of reach.
  const minWidth = `calc(2rem + ${tracks.replace(/minmax\(([^,]+),[^)]*\)/g, "$1").replaceAll(" ", " + ")})`;
  const everything = rows.length > 0 && rows.every((row) => selected?.has(keyOf(row)));

  const grid = (
    <div
      ref={root}
      role="grid"
      tabIndex={0}
      data-mark="frame"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-colcount={drawn.length + (onSelect ? 1 : 0)}
      aria-multiselectable={onSelect ? true : undefined}
      aria-activedescendant={currentIndex < 0 ? undefined : rowId(keyOf(rows[currentIndex] as T))}
      onKeyDown={onKeyDown}
      // Where the system answers the menu key itself, it asks at the table; a row answers for itself.
      onContextMenu={(event) => event.target === event.currentTarget && openMenu(event)}
      onFocus={(event) => {
        setFocusInside(true);
        if (event.target === event.currentTarget && currentIndex < 0) moveTo(0);
      }}
      onBlur={() => setFocusInside(false)}
      className="peer @container flex min-h-0 flex-1 flex-col overflow-auto"
    >
      <div role="rowgroup" className="sticky top-0 z-10 flex-none bg-surface" style={{ minWidth }}>
        <div
          role="row"
          aria-rowindex={1}
          className="grid min-h-8 items-center border-b border-hairline px-4 text-small font-medium text-faint"
          style={{ gridTemplateColumns: tracks }}
        >
          {onSelect && (
            <div role="columnheader" className="flex">
              <Checkbox
                label={t("parts.selectAll")}
                labelHidden
                on={everything}
                mixed={!everything && (selected?.size ?? 0) > 0}
                onChange={(on) => onSelect(on ? new Set(rows.map(keyOf)) : new Set())}
              />
            </div>
          )}
          {props.detail && (
            <div role="columnheader">
              <span className="sr-only">{t("parts.detail")}</span>
            </div>
          )}
          {drawn.map((column) => (
            <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
        </div>
      </div>
      {rows.length === 0 ? (
        <div role="rowgroup" className="min-h-0 flex-1">
          <div role="row" className="h-full">
            <div role="gridcell" className="h-full">
              {props.empty}
            </div>
          </div>
        </div>
      ) : (
        <div
          role="rowgroup"
          className="relative w-full flex-none bg-surface"
          style={{ height: virtual.getTotalSize(), minWidth }}
        >
          {shown.map((place) => {
            const row = rows[place.index];
            if (row === undefined) return null;
            const key = keyOf(row);
            return (
              <div
                key={place.key}
                ref={virtual.measureElement}
                data-index={place.index}
                role="presentation"
                className="absolute inset-x-0 top-0 border-b border-hairline"
                style={{ transform: `translateY(${place.start - headPx}px)` }}
              >
                <GridRow
                  grid={props}
                  row={row}
                  rowKey={key}
                  index={place.index}
                  tracks={tracks}
                  folded={folded}
                  lit={key === current ? (focusInside ? "focused" : "current") : "none"}
                  onToggle={() => toggle(key)}
                  onPress={(event) => press(event, key, place.index)}
                />
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {grid}
      {/* The current row carries the mark; the grid itself only when it has none, and over its head and rows. */}
      {currentIndex < 0 && (
        <span
          aria-hidden="true"
          className="pointer-events-none absolute inset-0 z-20 hidden border-2 border-accent peer-focus-visible:block"
        />
      )}
    </div>
  );
}

/** Which columns the table is too narrow for, now. */
function useFolded<T>(root: React.RefObject<HTMLElement | null>, columns: readonly Column<T>[]): Folded {
  const remPx = useRemPx();
  // Only a width that changes something draws the table again.
  const stepOf = (px: number) =>
    Math.max(0, ...columns.map(({ fromRem = 0 }) => fromRem).filter((rem) => px >= rem * remPx));
  const latest = useRef(stepOf);
  latest.current = stepOf;
  const [stepRem, setStepRem] = useState(() => stepOf(Number.POSITIVE_INFINITY));
  // biome-ignore lint/correctness/useExhaustiveDependencies: again for another size of the text
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    const look = () => setStepRem(latest.current(element.clientWidth || Number.POSITIVE_INFINITY));
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    return () => resized.disconnect();
  }, [root, remPx]);
  return (id) => columns.some((column) => column.id === id && (column.fromRem ?? 0) > stepRem);
}

function asksForMenu(event: React.KeyboardEvent): boolean {
  return event.key === "ContextMenu" || (event.shiftKey && event.key === "F10");
}
