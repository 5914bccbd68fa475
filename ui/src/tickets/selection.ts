// The tickets selected on the screen that is shown, for windows over it: what the palette does, it does to these.
import { useEffect } from "react";
import { create } from "zustand";
import type { TicketCard } from "../bindings/TicketCard";

const none: readonly TicketCard[] = [];

const useStore = create<{ cards: readonly TicketCard[] }>(() => ({ cards: none }));

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

/** Tells what is selected here, until the screen is left. */
export function useTellSelection(cards: readonly TicketCard[]): void {
  useEffect(() => {
    if (cards.length === 0) return;
    useStore.setState({ cards });
    return () => useStore.setState({ cards: none });
  }, [cards]);
}
