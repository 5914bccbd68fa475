// What the board asks, by its address: the same question whoever asks it, so that the answer is asked for once.
import { readId, type Search } from "../../app/places";
import type { BoardArgs } from "../../bindings/BoardArgs";
import type { TicketFilter } from "../../bindings/TicketFilter";
import { askAhead } from "../../data";
import { filterOf } from "./filters";

/** Of each column; more when somebody scrolls there. */
const firstCards = 30;

export const boardArgs = (funnel: number | null, filter: TicketFilter): BoardArgs => ({
  funnel,
  filter,
  page: firstCards,
});

export function askBoardAhead(search: Search): void {
  void askAhead("board", boardArgs(readId(search.funil), filterOf(search)));
  void askAhead("board_views", {});
}
