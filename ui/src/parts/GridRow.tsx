// One row of the live table, its head, and what a screen says about the whole: which columns, which rows, what they do.
import { ArrowDown, ArrowUp, ChevronRight } from "lucide";
import { useText } from "../text";
import { cx } from "./cx";
import { Icon } from "./Icon";
import type { MenuPlace } from "./Menu";
import { Checkbox } from "./Toggle";

export type Column<T> = {
  id: string;
  title: string;
  /** A grid track: "12rem", "minmax(10rem, 2fr)". */
  width: string;
  /** `folded` says of another column that the table has no room for it: what it says can be said here. */
  cell: (row: T, folded: Folded) => React.ReactNode;
  sortable?: boolean;
  align?: "end";
  /** Goes on in the next line where it would be cut off. */
  wraps?: boolean;
  /** A table narrower than this is drawn without it. */
  fromRem?: number;
};

export type Folded = (column: string) => boolean;

export type Sort = { column: string; down: boolean };

export type VirtualGridProps<T> = {
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
  /** Under this name it is found again as it was left: how far down, and with the focus if it had a current row. */
  keep?: string;
  /** A right click, Shift+F10 or the menu key on a row. */
  onMenu?: (row: T, place: MenuPlace) => void;
  empty: React.ReactNode;
  selectLabel?: (row: T) => string;
};

type GridRowProps<T> = {
  grid: VirtualGridProps<T>;
  row: T;
  rowKey: string;
  index: number;
  tracks: string;
  folded: Folded;
  lit: "none" | "current" | "focused";
  onToggle: () => void;
  onPress: (event: React.MouseEvent) => void;
};

const lights = {
  none: "",
  current: "shadow-[inset_2px_0_0_var(--accent)]",
  focused: "shadow-[inset_3px_0_0_var(--accent),inset_0_0_0_1px_var(--accent)]",
} as const;

export function GridRow<T>({ grid, row, rowKey, index, tracks, folded, lit, onToggle, onPress }: GridRowProps<T>) {
  const t = useText();
  const { selected, onSelect, opened, detail, onToggleDetail } = grid;
  const columns = grid.columns.filter(({ id }) => !folded(id));
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
        onClick={onPress}
        onDoubleClick={(event) => !isControl(event.target) && grid.onOpen?.(row)}
        onContextMenu={(event) => {
          if (!grid.onMenu) return;
          event.preventDefault();
          const element = event.currentTarget;
          grid.onCurrent(rowKey);
          grid.onMenu(row, { element, x: event.clientX - element.getBoundingClientRect().left });
        }}
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
              column.wraps ? "py-1 leading-4" : "truncate",
              column.align === "end" && "text-right",
            )}
          >
            {column.cell(row, folded)}
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

export function HeadCell<T>({
  column,
  sort,
  onSort,
}: {
  column: Column<T>;
  sort?: Sort;
  onSort?: (sort: Sort) => void;
}) {
  const active = sort?.column === column.id;
  const direction = active ? (sort.down ? "descending" : "ascending") : undefined;
  const end = column.align === "end";
  return (
    <div role="columnheader" aria-sort={direction} className={cx("flex min-w-0 pr-3", end && "justify-end")}>
      {column.sortable && onSort ? (
        <button
          type="button"
          onClick={() => onSort({ column: column.id, down: active ? !sort.down : true })}
          className="min-h-6 min-w-0 rounded-tag text-left leading-4 hover:text-ink"
        >
          {column.title}
          {active && <Icon of={sort.down ? ArrowDown : ArrowUp} size={14} className="ml-1 inline-block align-middle" />}
        </button>
      ) : (
        <span className="leading-4">{column.title}</span>
      )}
    </div>
  );
}

export function rowId(key: string): string {
  return `row-${key}`;
}

/** A control inside a row keeps its own keys. */
export function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest("button, input, a, textarea, [role=checkbox]") !== null;
}
