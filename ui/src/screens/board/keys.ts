// The board by keys: through its cards, what is done with them, and where the keyboard goes when a card leaves its column.
import { useCallback, useEffect, useRef } from "react";
import { whyNot } from "../../app/IdleKeys";
import { useKey } from "../../app/keymap";
import { openTicket, openTicketFull } from "../../app/places";
import type { Board } from "../../bindings/Board";
import type { TicketCard } from "../../bindings/TicketCard";
import { useCombo } from "../../parts/keys";
import { refusedHere } from "../../parts/toast";
import { useText } from "../../text";
import { hasHand, holdsTicket, useActKey } from "../../tickets/hand";
import { closeCards, type TicketMenus } from "../../tickets/menus";
import { heir, land, sentAway } from "../../tickets/place";
import { postpone } from "../../tickets/postponing";
import { useWritingKeys } from "../ticket/drafts";
import { columnId } from "./columns";

export type Rows = ReadonlyMap<string, readonly TicketCard[]>;

/** In its column, or where it stood before it left a frozen one. */
export const cardElement = ({ id }: { id: number }) =>
  document.getElementById(`card-${id}`) ?? document.getElementById(`gone-${id}`);

type WalkArgs = {
  board: Board;
  rows: Rows;
  current: TicketCard | null;
  setCurrent: (card: TicketCard) => void;
  toggle: (card: TicketCard) => void;
  /** Adds to what is selected. */
  take: (cards: readonly TicketCard[]) => void;
};

/** Goes through the cards; returns how to go on to one of them. */
export function useCardWalk({ board, rows, current, setCurrent, toggle, take }: WalkArgs) {
  const place = () => {
    const columns = board.columns.map((column) => rows.get(columnId(column.key)) ?? []);
    const column = columns.findIndex((cards) => cards.some((card) => card.id === current?.id));
    return {
      columns,
      column,
      row: column < 0 ? -1 : (columns[column]?.findIndex((card) => card.id === current?.id) ?? -1),
    };
  };
  const focus = (card: TicketCard | undefined) => {
    if (!card) return;
    setCurrent(card);
    // The card may have to be scrolled into being first.
    requestAnimationFrame(() => requestAnimationFrame(() => cardElement(card)?.focus({ preventScroll: true })));
  };
  const step = (by: 1 | -1) => {
    const { columns, column, row } = place();
    if (column < 0) return focus(columns.find((cards) => cards.length > 0)?.[0]);
    focus(columns[column]?.[row + by]);
  };
  const cross = (by: 1 | -1) => {
    const { columns, column, row } = place();
    if (column < 0) return step(1);
    for (let next = column + by; next >= 0 && next < columns.length; next += by) {
      const cards = columns[next] ?? [];
      if (cards.length > 0) return focus(cards[Math.min(row, cards.length - 1)]);
    }
  };
  const extend = (by: 1 | -1) => {
    const { columns, column, row } = place();
    const here = columns[column]?.[row];
    if (!here) return step(by);
    const next = columns[column]?.[row + by];
    take(next ? [here, next] : [here]);
    focus(next);
  };
  useKey("next", () => step(1));
  useKey("previous", () => step(-1));
  useCombo("ArrowDown", () => step(1));
  useCombo("ArrowUp", () => step(-1));
  useCombo("ArrowRight", () => cross(1));
  useCombo("ArrowLeft", () => cross(-1));
  useKey("nextColumn", () => cross(1));
  useKey("previousColumn", () => cross(-1));
  useKey("open", () => current && openTicket(current.id), current !== null);
  useCombo("Shift+Enter", () => current && openTicketFull(current.id), current !== null);
  useKey("select", () => current && toggle(current), current !== null);
  useCombo("Shift+ArrowDown", () => extend(1));
  useCombo("Shift+ArrowUp", () => extend(-1));
  return focus;
}

type ActsArgs = {
  rows: Rows;
  /** What the keys mean while the board has them: what is selected, else the card in hand. */
  targets: readonly TicketCard[];
  current: TicketCard | null;
  menus: TicketMenus;
  opened: number | null;
  showMenu: (kind: "move" | "tag" | "transfer") => void;
  focus: (card: TicketCard | undefined) => void;
};

export function useCardActs({ rows, targets, current, menus, opened, showMenu, focus }: ActsArgs): void {
  const t = useText();
  const some = targets.length > 0;
  useActKey("list", "move", () => showMenu("move"), some);
  useActKey("list", "labels", () => showMenu("tag"), some);
  useActKey("list", "transfer", () => showMenu("transfer"), some);
  useActKey("list", "close", menus.close, some);
  useActKey("list", "giveBack", menus.giveBack, some && targets.every((card) => card.entered_at !== null));
  useActKey("list", "postpone", () => void postpone(targets, current && cardElement(current), t), some);
  useWritingKeys(targets, current);
  useKey("closeAndNext", () => {
    const beside = hasHand("panel");
    const columns = [...rows.values()];
    const closing = beside ? columns.flat().filter((card) => card.id === opened) : targets;
    const last = closing.at(-1);
    if (!last) return void (holdsTicket() && refusedHere(whyNot("closeAndNext", t)));
    const column = columns.find((cards) => cards.some((card) => card.id === last.id)) ?? [];
    const staying = new Set(column.map((card) => card.id));
    for (const { id } of closing) staying.delete(id);
    const next = heir(
      column.map((card) => card.id),
      last.id,
      staying,
    );
    closeCards(closing, t);
    focus(column.find((card) => card.id === next));
    // Also with the focus on the card: what is closed has nothing more to show.
    const shown = beside || closing.some((card) => card.id === opened);
    if (shown && next !== undefined) openTicket(next);
  });
}

type PlaceArgs = {
  board: Board;
  rows: Rows;
  current: TicketCard | null;
  setCurrent: (card: TicketCard) => void;
  /** Whether the column can be seen. */
  seen: (column: string) => boolean;
};

/**
 * A card that was moved keeps the keyboard where it went, if that can be seen; the place of one that is closed or out of
 * sight is its heir's. Returns what to call when the cards of some columns have changed.
 */
export function useCardPlace(args: PlaceArgs): () => void {
  const latest = useRef(args);
  latest.current = args;
  const before = useRef<{ id: number; column: string; ids: readonly number[] } | null>(null);
  const asked = useRef(false);
  const look = useCallback(() => {
    asked.current = false;
    const { board, rows, current, setCurrent, seen } = latest.current;
    if (!current) return;
    const { id } = current;
    const columns = board.columns.map(({ key }) => [columnId(key), rows.get(columnId(key)) ?? []] as const);
    const [column, cards] = columns.find(([, some]) => some.some((card) => card.id === id)) ?? [];
    const was = before.current;
    if (column !== undefined && cards) before.current = { id, column, ids: cards.map((card) => card.id) };
    if (was?.id !== id || was.column === column || !sentAway(id)) return;
    const follows = column !== undefined && column !== "closed" && seen(column);
    const left = rows.get(was.column) ?? [];
    const next = follows ? id : heir(was.ids, id, new Set(left.map((card) => card.id)));
    const all = columns.flatMap(([, some]) => some);
    const card = all.find((one) => one.id === next) ?? all[0];
    if (!card) return;
    setCurrent(card);
    land(() => cardElement(card));
  }, []);
  const ask = useCallback(() => {
    // All columns of one change tell of themselves first.
    if (asked.current) return;
    asked.current = true;
    queueMicrotask(look);
  }, [look]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the card in hand stands is learnt as it is taken
  useEffect(ask, [args.current?.id]);
  return ask;
}
