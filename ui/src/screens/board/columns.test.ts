import { expect, test } from "vitest";
import type { Board } from "../../bindings/Board";
import type { BoardColumn } from "../../bindings/BoardColumn";
import type { TicketCard } from "../../bindings/TicketCard";
import { cardsBetween, columnId, moved, present, refuses, standingIn, strayed, wholeCounts } from "./columns";

const card = (id: number, more: Partial<TicketCard> = {}) =>
  ({ id, stage: 1, status: "open", entered_at: null, ...more }) as TicketCard;
const columns = [[1, 2, 3, 4].map((id) => card(id)), [5, 6].map((id) => card(id))];
const ids = (from: number, to: number) => cardsBetween(columns, card(from), card(to)).map(({ id }) => id);
const board = (...cards: TicketCard[]) => ({ columns: [{ page: { rows: cards } }] }) as unknown as Board;

test("what lies between two cards of a column is taken, upwards and downwards, and nothing across columns", () => {
  expect([ids(2, 4), ids(3, 1), ids(5, 5), ids(1, 6), ids(1, 99)]).toEqual([[2, 3, 4], [1, 2, 3], [5], [], []]);
});

test("a lifted card has strayed once it stands elsewhere, and not for a word or for not being shown", () => {
  const lifted = [card(1), card(2)];
  const now = (...cards: TicketCard[]) => strayed(board(...cards), lifted)?.id;
  expect(now(card(1), card(2, { last_text: "Oi" }))).toBeUndefined();
  expect(now(card(1))).toBeUndefined();
  expect(now(card(1), card(2, { stage: 3 }))).toBe(2);
  expect(now(card(1, { entered_at: 9 }), card(2))).toBe(1);
  expect(now(card(1, { status: "closed" }), card(2))).toBe(1);
});

test("a chosen card is acted on as the board shows it now", () => {
  const inQueue = card(1, { entered_at: 9 });
  expect(present(board(inQueue), [card(1), card(7)])).toEqual([inQueue, card(7)]);
});

test("a dropped card stands where it was dropped, and lifted again it has not strayed once that is confirmed", () => {
  const column = (key: BoardColumn["key"], ...rows: TicketCard[]) =>
    ({ key, count: rows.length, value_cents: 0, page: { rows, next: null } }) as unknown as BoardColumn;
  const into: BoardColumn[] = [
    column({ type: "stage", stage: 2 }),
    column({ type: "no_interaction" }),
    column({ type: "closed" }),
  ];
  const confirmed = [card(1, { stage: 2 }), card(1, { entered_at: 50 }), card(1, { status: "closed" })];
  into.forEach((target, index) => {
    const before = { columns: [column({ type: "stage", stage: 1 }, card(1), card(3)), ...into] } as unknown as Board;
    const after = moved(before, [card(1, { value_cents: 7 })], target, 50);
    expect(after.columns[0]?.page.rows.map(({ id }) => id)).toEqual([3]);
    const dropped = after.columns[index + 1];
    expect([dropped?.count, dropped?.value_cents]).toEqual([1, 7]);
    expect(strayed(board(confirmed[index] as TicketCard), dropped?.page.rows ?? [])).toBeUndefined();
  });
});

test("a card stands the how manieth it is drawn, of all its column has, and one that is not drawn stands nowhere", () => {
  const key: BoardColumn["key"] = { type: "stage", stage: 2 };
  const { columns: both } = {
    columns: [
      { key: { type: "closed" }, count: 3 },
      { key, count: 9 },
    ],
  } as unknown as Board;
  const drawn = new Map([[columnId(key), [card(5), card(6), card(7)]]]);
  const standing = (id: number) => standingIn({ columns: both } as Board, drawn, id);
  expect([standing(7), standing(8)]).toEqual([{ at: 3, of: 9 }, null]);
});

test("a column is full by what it holds in all, whatever a filter leaves of it and with what was dropped since", () => {
  const column = (stage: number, in_all: number, ...rows: TicketCard[]) =>
    ({
      key: { type: "stage", stage },
      count: rows.length,
      in_all,
      value_cents: 0,
      limit_max: 3,
      page: { rows, next: null },
    }) as unknown as BoardColumn;
  const [first, second] = [column(1, 1, card(1)), column(2, 2)];
  const answered = { columns: [first, second] } as unknown as Board;
  const before = wholeCounts(answered, answered);
  expect([...before]).toEqual([
    ["stage 1", 1],
    ["stage 2", 2],
  ]);
  expect(refuses(second, [card(1)], "stage 1", before.get("stage 2") ?? 0, false)).toBeNull();
  const after = wholeCounts(answered, moved(answered, [card(1)], second, 50));
  expect([...after.values()]).toEqual([0, 3]);
  expect(refuses(second, [card(5)], "stage 1", after.get("stage 2") ?? 0, false)).toBe("full");
});

test("Sem Interação takes whoever owes a technician an answer, and of others the reason is said", () => {
  const column = { key: { type: "no_interaction" }, count: 0, limit_max: null } as unknown as BoardColumn;
  const silent = card(1, { silent_since: 5, customer_waits_since: null, assignee: 2 });
  const of = (more: Partial<TicketCard>) => refuses(column, [silent, { ...silent, ...more }], "stage 1", 0, false);
  expect([
    of({}),
    of({ silent_since: null }),
    of({ assignee: null }),
    of({ status: "pending" }),
    of({ status: "closed" }),
  ]).toEqual([null, "owesNothing", "nobodyHas", "nobodyHas", "closed"]);
});

test("the column of an archived stage takes nothing from elsewhere, however much room it has", () => {
  const column = { key: { type: "stage", stage: 2 }, limit_max: null, locked: false } as unknown as BoardColumn;
  const from = (place: string) => refuses(column, [card(1)], place, 0, true);
  expect([from("stage 1"), from("stage 2")]).toEqual(["archived", null]);
});
