// What a column is called in code and on the wire, and what a drop on it means. Pure.
import type { Board } from "../../bindings/Board";
import type { BoardColumn } from "../../bindings/BoardColumn";
import type { ColumnKey } from "../../bindings/ColumnKey";
import type { TicketCard } from "../../bindings/TicketCard";
import type { Step } from "../../tickets/actions";
import { refusedByWaiting, stepsToStage } from "../../tickets/menus";

export function columnId(key: ColumnKey): string {
  return key.type === "stage" ? `stage ${key.stage}` : key.type;
}

export type Refusal = "locked" | "full" | "archived" | "noStage" | "closed" | "owesNothing" | "nobodyHas" | null;

/**
 * Why a column does not take these cards. Cards already in it are no news for its limit. `whole`: how many it holds,
 * whatever a filter leaves of them. `archived`: nobody moves anything to its stage any more.
 */
export function refuses(
  column: BoardColumn,
  cards: readonly TicketCard[],
  from: string,
  whole: number,
  archived: boolean,
): Refusal {
  if (columnId(column.key) === from) return null;
  if (archived) return "archived";
  if (column.locked) return "locked";
  if (column.limit_max !== null && whole + cards.length > column.limit_max) return "full";
  switch (column.key.type) {
    case "no_stage":
      return "noStage";
    case "no_interaction":
      return cards.map(refusedByWaiting).find((reason) => reason !== null) ?? null;
    case "closed":
    case "stage":
      return null;
  }
}

/** What each column holds in all: as it was counted, and with what was dropped since. */
export function wholeCounts(answered: Board, shown: Board): ReadonlyMap<string, number> {
  const before = new Map(answered.columns.map(({ key, count }) => [columnId(key), count]));
  return new Map(
    shown.columns.map(({ key, count, in_all }) => {
      const id = columnId(key);
      return [id, in_all + count - (before.get(id) ?? count)];
    }),
  );
}

/** The calls a drop stands for. */
export function stepsInto(column: BoardColumn, cards: readonly TicketCard[]): Step[] {
  const tickets = cards.map((card) => card.id);
  switch (column.key.type) {
    case "stage":
      return stepsToStage(cards, column.key.stage);
    case "no_interaction":
      return [{ command: "move_to_no_interaction", args: { tickets } }];
    case "closed":
      return [{ command: "close_tickets", args: { tickets } }];
    case "no_stage":
      return [];
  }
}

/** These cards as the board shows them now; one it does not show is as it was. */
export function present(board: Board, cards: readonly TicketCard[]): readonly TicketCard[] {
  const shown = new Map(board.columns.flatMap((column) => column.page.rows.map((card) => [card.id, card] as const)));
  return cards.map((card) => shown.get(card.id) ?? card);
}

/** A card that stands elsewhere by now than when it was lifted: somebody else was faster. */
export function strayed(board: Board, lifted: readonly TicketCard[]): TicketCard | undefined {
  const now = present(board, lifted);
  return lifted.find((card, index) => placeOf(now[index] ?? card) !== placeOf(card));
}

/** The id of the column a ticket stands in. */
export function placeOf(card: TicketCard): string {
  if (card.status === "closed") return "closed";
  if (card.entered_at !== null) return "no_interaction";
  return card.stage === null ? "no_stage" : `stage ${card.stage}`;
}

/** The board as it will be once the backend agrees: cards out of their columns, into the new one's top since this instant. */
export function moved(board: Board, cards: readonly TicketCard[], into: BoardColumn, at: number): Board {
  const ids = new Set(cards.map((card) => card.id));
  const target = columnId(into.key);
  return {
    ...board,
    columns: board.columns.map((column) => {
      const leaving = column.page.rows.filter((card) => ids.has(card.id));
      const staying = column.page.rows.filter((card) => !ids.has(card.id));
      const here = columnId(column.key) === target;
      const sum = (some: readonly TicketCard[]) => some.reduce((total, card) => total + card.value_cents, 0);
      if (!here && leaving.length === 0) return column;
      return {
        ...column,
        count: column.count - leaving.length + (here ? cards.length : 0),
        value_cents: column.value_cents - sum(leaving) + (here ? sum(cards) : 0),
        page: {
          ...column.page,
          rows: here ? [...cards.map((card) => placed(card, into.key, at)), ...staying] : staying,
        },
      };
    }),
  };
}

function placed(card: TicketCard, key: ColumnKey, at: number): TicketCard {
  const here = { ...card, stage_since: at };
  switch (key.type) {
    case "stage":
      return { ...here, stage: key.stage, entered_at: null, status: card.status === "closed" ? "open" : card.status };
    case "no_interaction":
      return { ...here, entered_at: at };
    case "closed":
      return { ...here, status: "closed" };
    case "no_stage":
      return here;
  }
}

/** The how manieth a card is among those of its column as they are drawn. */
export function standingIn(
  { columns }: Board,
  rows: ReadonlyMap<string, readonly TicketCard[]>,
  ticket: number,
): { at: number; of: number } | null {
  for (const { key, count } of columns) {
    const cards = rows.get(columnId(key)) ?? [];
    const index = cards.findIndex((card) => card.id === ticket);
    if (index >= 0) return { at: index + 1, of: Math.max(count, cards.length) };
  }
  return null;
}

/** From one card to another of the same column, both included; none where they stand in different ones. */
export function cardsBetween(
  columns: readonly (readonly TicketCard[])[],
  from: TicketCard,
  to: TicketCard,
): readonly TicketCard[] {
  for (const cards of columns) {
    const [one, other] = [from, to].map(({ id }) => cards.findIndex((card) => card.id === id)) as [number, number];
    if (one >= 0 && other >= 0) return cards.slice(Math.min(one, other), Math.max(one, other) + 1);
  }
  return [];
}
