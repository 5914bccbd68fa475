// The tickets selected on the screen that is shown, for windows over it: what the palette does, it does to these.
import { useEffect, useRef } from "react";
import { create } from "zustand";
import type { TicketCard } from "../bindings/TicketCard";

const none: readonly TicketCard[] = [];

type Drop = (tickets: ReadonlySet<number>) => void;

const useStore = create<{ cards: readonly TicketCard[]; drop: Drop }>(() => ({ cards: none, drop: () => undefined }));

export function useSelection(): readonly TicketCard[] {
  return useStore((state) => state.cards);
}

/** Whether anything is selected now. */
export function isSelecting(): boolean {
  return useStore.getState().cards.length > 0;
}

export function hearSelection(changed: () => void): () => void {
  return useStore.subscribe(changed);
}

/** These were acted on: the next key means them no more. */
export function letGo(tickets: readonly number[]): void {
  useStore.getState().drop(new Set(tickets));
}

/** Tells what is selected here, until the screen is left; `drop` takes some out of it. */
export function useTellSelection(cards: readonly TicketCard[], drop: Drop): void {
  const latest = useRef(drop);
  latest.current = drop;
  useEffect(() => {
    if (cards.length === 0) return;
    useStore.setState({ cards, drop: (tickets) => latest.current(tickets) });
    return () => useStore.setState({ cards: none, drop: () => undefined });
  }, [cards]);
}
