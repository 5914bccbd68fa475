// Dragging cards onto the columns of the board: shown at once, taken back if the backend refuses.
import { useCallback, useRef } from "react";
import type { Board as BoardReply } from "../../bindings/Board";
import type { BoardColumn } from "../../bindings/BoardColumn";
import type { TicketCard } from "../../bindings/TicketCard";
import { useNames } from "../../data/directory";
import { now } from "../../parts/clock";
import { watchDrag } from "../../parts/drag";
import { failed } from "../../parts/toast";
import { useText } from "../../text";
import { act } from "../../tickets/actions";
import { whoWasFaster } from "../../tickets/faster";
import { movedWords, whoOf } from "../../tickets/menus";
import { nameOf } from "../../tickets/name";
import { columnId, present, refuses, stepsInto, strayed } from "./columns";
import { dropping } from "./drops";

/** `dropped` hears of the cards that are about to be put somewhere, as they are by then. */
export function useBoardDrag(
  board: BoardReply,
  wholes: ReadonlyMap<string, number> | undefined,
  selected: ReadonlyMap<number, TicketCard>,
  dropped: (cards: readonly TicketCard[]) => void,
) {
  const t = useText();
  const names = useNames();
  const latest = useRef({ board, wholes, selected, names });
  latest.current = { board, wholes, selected, names };
  const find = (id: string): BoardColumn | undefined =>
    latest.current.board.columns.find((column) => columnId(column.key) === id);
  const isArchived = ({ key }: BoardColumn) =>
    key.type === "stage" && latest.current.names.stage(key.stage)?.archived === true;
  const columnName = (column: BoardColumn) =>
    column.key.type === "stage" ? column.name : t(`board.columns.${column.key.type}`);

  const lift = (card: TicketCard, from: string, event: React.PointerEvent) =>
    watchDrag(
      event,
      () => {
        const chosen = latest.current.selected;
        const cards = chosen.has(card.id) ? [...chosen.values()] : [card];
        const places = cards.map(({ id }) => `card-${id}`);
        return { load: cards, title: nameOf(card, t), count: cards.length, places };
      },
      {
        refuse: (target, cards) => {
          const column = find(target);
          if (!column) return null;
          const whole = latest.current.wholes?.get(target) ?? column.count;
          const why = refuses(column, cards, from, whole, isArchived(column));
          return why && t(`board.refused.${why}`, { limit: column.limit_max ?? 0 });
        },
        drop: (target, lifted) => {
          const column = find(target);
          if (!column || target === from) return;
          const put = () => {
            const cards = present(latest.current.board, lifted);
            dropped(cards);
            const who = whoOf(cards, t);
            void dropping({ cards, into: column, at: now() }, () =>
              act(stepsInto(column, cards), ...movedWords(who, columnName(column), t)),
            );
          };
          const other = strayed(latest.current.board, lifted);
          if (!other) return put();
          void whoWasFaster(other.id).then((words) =>
            failed(words ? `${nameOf(other, t)}: ${words}` : t("acts.movedMeanwhile", { who: nameOf(other, t) }), {
              label: t("acts.moveAnyway"),
              run: put,
            }),
          );
        },
      },
    );
  const stable = useRef(lift);
  stable.current = lift;
  return {
    lift: useCallback(
      (card: TicketCard, from: string, event: React.PointerEvent) => stable.current(card, from, event),
      [],
    ),
  };
}
