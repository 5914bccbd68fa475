// What somebody holds, and putting all of it into other hands: their open tickets and the contacts of their wallet. Tickets in
// Sem Interação stay there: their keeper has them, and an answer brings them to the queue once their technician is gone.
import { stale } from "../../bindings/Commands";
import type { TicketCard } from "../../bindings/TicketCard";
import type { UserDraft } from "../../bindings/UserDraft";
import type { UserView } from "../../bindings/UserView";
import { call, heard } from "../../data";

/** Of one call, as the backend takes them. */
const bulkMax = 200;
const pagesMax = 50;

export type Holdings = { tickets: readonly number[]; queued: number; contacts: readonly number[] };

export const holdsNothing = ({ tickets, queued, contacts }: Holdings) =>
  tickets.length === 0 && queued === 0 && contacts.length === 0;

/** The person as they are but for working here: whether they are away is not changed with it. */
export function draftOf({ id, name, role }: UserView, active: boolean): UserDraft {
  return { id, name, role, active };
}

export async function holdingsOf(user: number): Promise<Holdings> {
  const cards: TicketCard[] = [];
  let after: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const filter = { technicians: [user], statuses: ["open" as const, "pending" as const] };
    const found: { rows: TicketCard[]; next: string | null } = await call("tickets", { filter, after, limit: bulkMax });
    cards.push(...found.rows);
    after = found.next;
    if (after === null) break;
  }
  const { contacts } = await call("wallet", { user });
  const [queued, held] = [cards.filter(inQueue), cards.filter((card) => !inQueue(card) && card.assignee === user)];
  return { tickets: held.map((card) => card.id), queued: queued.length, contacts };
}

const inQueue = (card: TicketCard) => card.entered_at !== null;

/** Puts the tickets and the wallet into these hands. What the backend refuses is thrown as its sentence. */
export async function handOver({ tickets, contacts }: Holdings, to: number): Promise<void> {
  try {
    for (const some of batches(tickets)) {
      const { results } = await call("assign", { tickets: some, to });
      const refused = results.find((result) => result.failure !== null)?.failure;
      if (refused) throw refused;
    }
    for (const some of batches(contacts)) await call("hand_wallet", { contacts: some, to });
  } finally {
    heard({ topics: [...new Set([...stale.assign, ...stale.hand_wallet])], tickets: [] });
  }
}

export function batches<T>(all: readonly T[], size = bulkMax): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}
