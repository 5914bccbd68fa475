// Which tickets wait for an answer of the program that takes its time: a mark on the card says that the move shown is
// not yet certain. What is answered at once never has it.
import { create } from "zustand";

const slowMs = 400;

/** Longest a screen believes in an answer that does not come: longer than a command of many tickets takes. */
export const answerMsMax = 15_000;

/** How many slow acts each one waits for. */
type Slow = { waits: ReadonlyMap<number, number> };

const useSlow = create<Slow>(() => ({ waits: new Map() }));

export function useSyncing(ticket: number): boolean {
  return useSlow((state) => state.waits.has(ticket));
}

/** Marks these tickets once the work has taken longer than people take for "at once", and until it is over. */
export async function marked<T>(tickets: readonly number[], work: () => Promise<T>): Promise<T> {
  let slow = false;
  const late = setTimeout(() => {
    slow = true;
    count(tickets, 1);
  }, slowMs);
  try {
    return await work();
  } finally {
    clearTimeout(late);
    if (slow) count(tickets, -1);
  }
}

function count(tickets: readonly number[], by: 1 | -1): void {
  useSlow.setState(({ waits }) => {
    const next = new Map(waits);
    for (const ticket of tickets) {
      const left = (next.get(ticket) ?? 0) + by;
      if (left > 0) next.set(ticket, left);
      else next.delete(ticket);
    }
    return { waits: next };
  });
}
