// A live table of many rows: one tab stop, arrows inside, rows that open, a selection. Only rows in view exist.
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, ChevronRight } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useText } from "../text";
import { announce } from "./announce";
import { cx } from "./cx";
import { Icon } from "./Icon";
import { useTokenPx } from "./scale";
import { Checkbox } from "./Toggle";

export type Column<T> = {
  id: string;
  title: string;
  /** A grid track: "12rem", "minmax(10rem, 2fr)". */
  width: string;
  cell: (row: T) => React.ReactNode;
  sortable?: boolean;
  align?: "end";
  /** Goes on in the next line where it would be cut off. */
  wraps?: boolean;
};

export type Sort = { column: string; down: boolean };

type VirtualGridProps<T> = {
  label: string;
  rows: readonly T[];
  keyOf: (row: T) => string;
  columns: readonly Column<T>[];
  total?: number;
  onNearEnd?: () => void;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (keys: ReadonlySet<string>) => void;
  /** Enter or a double click. */
  onOpen?: (row: T) => void;
  /** Content under an open row; its height is measured. */
  detail?: (row: T) => React.ReactNode;
  opened?: ReadonlySet<string>;
  onToggleDetail?: (key: string) => void;
  /** The row keyboard commands act on. */
  current: string | null;
  onCurrent: (key: string | null) => void;
  rowClass?: (row: T) => string | undefined;
  empty: React.ReactNode;
  selectLabel?: (row: T) => string;
};

export function VirtualGrid<T>(props: VirtualGridProps<T>) {
  const { label, rows, keyOf, columns, total = rows.length, onNearEnd, selected, onSelect, current, onCurrent } = props;
  const t = useText();
  const root = useRef<HTMLDivElement>(null);
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

  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onNearEnd && total > rows.length && last >= rows.length - 10) onNearEnd();
  }, [last, rows.length, total, onNearEnd]);

  const currentIndex = rows.findIndex((row) => keyOf(row) === current);
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

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isControl(event.target)) return;
    const row = rows[currentIndex];
    const steps: Record<string, () => void> = {
      ArrowDown: () => moveTo(currentIndex + 1),
      j: () => moveTo(currentIndex + 1),
      ArrowUp: () => moveTo(currentIndex - 1),
      k: () => moveTo(currentIndex - 1),
      Home: () => moveTo(0),
      End: () => moveTo(rows.length - 1),
      PageDown: () => moveTo(currentIndex + 10),
      PageUp: () => moveTo(currentIndex - 10),
      Enter: () => row !== undefined && props.onOpen?.(row),
      x: () => current !== null && toggle(current),
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

  const setDetail = (open: boolean) => {
    if (current === null || !props.opened || props.opened.has(current) === open) return;
    props.onToggleDetail?.(current);
    announce(open ? t("parts.detailShown") : t("parts.detailHidden"));
  };

  const tracks = [onSelect && "2rem", props.detail && "2rem", ...columns.map((column) => column.width)]
    .filter(Boolean)
    .join(" ");
  // Narrower than all its columns, the table scrolls sideways: nothing is out of reach.
  const minWidth = `calc(2rem + ${tracks.replace(/minmax\(([^,]+),[^)]*\)/g, "$1").replaceAll(" ", " + ")})`;
  const everything = rows.length > 0 && rows.every((row) => selected?.has(keyOf(row)));

  return (
    <div
      ref={root}
      role="grid"
      tabIndex={0}
      // The current row carries the mark; the grid itself only when it has none.
      data-mark={currentIndex < 0 ? "inside" : "frame"}
      aria-label={label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length + (onSelect ? 1 : 0)}
      aria-multiselectable={onSelect ? true : undefined}
      aria-activedescendant={currentIndex < 0 ? undefined : rowId(keyOf(rows[currentIndex] as T))}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        setFocusInside(true);
        if (event.target === event.currentTarget && currentIndex < 0) moveTo(0);
      }}
      onBlur={() => setFocusInside(false)}
      className="flex min-h-0 flex-1 flex-col overflow-auto bg-surface"
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
          {columns.map((column) => (
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
        <div role="rowgroup" className="relative w-full flex-none" style={{ height: virtual.getTotalSize(), minWidth }}>
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
                  lit={key === current ? (focusInside ? "focused" : "current") : "none"}
                  onToggle={() => toggle(key)}
                />
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}

type GridRowProps<T> = {
  grid: VirtualGridProps<T>;
  row: T;
  rowKey: string;
  index: number;
  tracks: string;
  lit: "none" | "current" | "focused";
  onToggle: () => void;
};

const lights = {
  none: "",
  current: "shadow-[inset_2px_0_0_var(--accent)]",
  focused: "shadow-[inset_3px_0_0_var(--accent),inset_0_0_0_1px_var(--accent)]",
} as const;

function GridRow<T>({ grid, row, rowKey, index, tracks, lit, onToggle }: GridRowProps<T>) {
  const t = useText();
  const { columns, selected, onSelect, opened, detail, onToggleDetail } = grid;
  const isSelected = selected?.has(rowKey) ?? false;
  const isOpen = opened?.has(rowKey) ?? false;
  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of all rows */}
      <div
        id={rowId(rowKey)}
        role="row"
        aria-rowindex={index + 2}
        aria-selected={onSelect ? isSelected : undefined}
        onClick={() => grid.onCurrent(rowKey)}
        onDoubleClick={() => grid.onOpen?.(row)}
        className={cx(
          "grid min-h-row cursor-default items-center px-4",
          isSelected ? "bg-selected" : "hover:bg-hover",
          lights[lit],
          grid.rowClass?.(row),
        )}
        style={{ gridTemplateColumns: tracks }}
      >
        {onSelect && (
          <div role="gridcell" className="flex">
            <Checkbox
              label={grid.selectLabel?.(row) ?? t("parts.select")}
              labelHidden
              on={isSelected}
              onChange={onToggle}
              untabbed
            />
          </div>
        )}
        {detail && (
          <div role="gridcell" className="flex">
            <button
              type="button"
              tabIndex={-1}
              aria-expanded={isOpen}
              aria-label={isOpen ? t("parts.hideDetail") : t("parts.showDetail")}
              onClick={() => onToggleDetail?.(rowKey)}
              className="flex size-6 items-center justify-center rounded-tag text-faint hover:bg-sunken hover:text-ink"
            >
              <Icon of={ChevronRight} size={14} className={cx("transition-transform", isOpen && "rotate-90")} />
            </button>
          </div>
        )}
        {columns.map((column) => (
          <div
            key={column.id}
            role="gridcell"
            className={cx(
              "min-w-0 pr-3",
              column.wraps ? "leading-4" : "truncate",
              column.align === "end" && "text-right",
            )}
          >
            {column.cell(row)}
          </div>
        ))}
      </div>
      {isOpen && detail && (
        <div role="row" className="border-t border-hairline bg-app">
          <div role="gridcell" aria-colspan={columns.length + 2} className="min-w-0">
            {detail(row)}
          </div>
        </div>
      )}
    </>
  );
}

function HeadCell<T>({ column, sort, onSort }: { column: Column<T>; sort?: Sort; onSort?: (sort: Sort) => void }) {
  const active = sort?.column === column.id;
  const direction = active ? (sort.down ? "descending" : "ascending") : undefined;
  const end = column.align === "end";
  return (
    <div role="columnheader" aria-sort={direction} className={cx("flex min-w-0 pr-3", end && "justify-end")}>
      {column.sortable && onSort ? (
        <button
          type="button"
          onClick={() => onSort({ column: column.id, down: active ? !sort.down : true })}
          className="inline-flex min-h-6 min-w-0 items-center gap-1 rounded-tag hover:text-ink"
        >
          <span className="text-left leading-4">{column.title}</span>
          {active && <Icon of={sort.down ? ArrowDown : ArrowUp} size={14} />}
        </button>
      ) : (
        <span className="leading-4">{column.title}</span>
      )}
    </div>
  );
}

function rowId(key: string): string {
  return `row-${key}`;
}

/** A control inside a row keeps its own keys. */
function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("button, input, a, textarea, [role=checkbox]") !== null;
}
