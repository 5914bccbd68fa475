import { expect, test } from "vitest";
import type { TicketCard } from "../../bindings/TicketCard";
import { cardsBetween } from "./columns";

const card = (id: number) => ({ id }) as TicketCard;
const columns = [[1, 2, 3, 4].map(card), [5, 6].map(card)];
const ids = (from: number, to: number) => cardsBetween(columns, card(from), card(to)).map(({ id }) => id);

test("what lies between two cards of a column is taken, upwards and downwards, and nothing across columns", () => {
  expect([ids(2, 4), ids(3, 1), ids(5, 5), ids(1, 6), ids(1, 99)]).toEqual([[2, 3, 4], [1, 2, 3], [5], [], []]);
});
