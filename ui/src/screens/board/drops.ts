// Cards that were dropped and are not yet where the backend says they are: drawn where they were dropped, over whatever
// board arrives meanwhile, until one has been asked for after the answer, or until that takes too long to be believed.
import { useMemo } from "react";
import { create } from "zustand";
import type { Board } from "../../bindings/Board";
import type { BoardColumn } from "../../bindings/BoardColumn";
import type { TicketCard } from "../../bindings/TicketCard";
import { heard, lookedAgain } from "../../data";
import { failed } from "../../parts/toast";
import { text } from "../../text";
import { answerMsMax } from "../../tickets/syncing";
import { columnId, moved } from "./columns";

type Drop = { cards: readonly TicketCard[]; into: BoardColumn; at: number };

const useDrops = create<{ drops: readonly Drop[] }>(() => ({ drops: [] }));
const nothing: ReadonlySet<number> = new Set();

/**
 * Shows the drop while `work` goes on; true says it was done, false takes the cards back at once. What has not come to an
 * end after `answerMsMax` is shown as the backend says it is: it may be done yet.
 */
export async function dropping(drop: Drop, work: () => Promise<boolean>): Promise<void> {
  const end = () => useDrops.setState(({ drops }) => ({ drops: drops.filter((one) => one !== drop) }));
  useDrops.setState(({ drops }) => ({ drops: [...drops, drop] }));
  let answered = false;
  const late = setTimeout(() => {
    end();
    heard(null);
    if (!answered) failed(text("board.unheard"));
  }, answerMsMax);
  try {
    const done = await work();
    answered = true;
    if (done) await lookedAgain();
  } finally {
    clearTimeout(late);
    end();
  }
}

/** The board as it was answered, with what was dropped since. */
export function useDropped<B extends Board | undefined>(answered: B): B {
  const drops = useDrops((state) => state.drops);
  return useMemo(
    () => answered && drops.reduce<Board>((board, { cards, into, at }) => moved(board, cards, into, at), answered),
    [answered, drops],
  ) as B;
}

/** Cards dropped elsewhere, which older pages of this column may still hold. */
export function useGone(column: BoardColumn): ReadonlySet<number> {
  const drops = useDrops((state) => state.drops);
  return useMemo(() => {
    const gone = drops.filter(({ into }) => columnId(into.key) !== columnId(column.key));
    return gone.length === 0 ? nothing : new Set(gone.flatMap(({ cards }) => cards.map((card) => card.id)));
  }, [drops, column.key]);
}
