// How far this person had read each ticket on this computer: the number of its newest message then, and nothing of what was
// said. Who comes back sees where the new words begin.
const storeKey = "retorno.visits";
const visitsMax = 400;

/** Until where a conversation had been read, and what it held when it was opened this time. */
export type Visit = { me: number; since: number; upto: number };

type Kept = readonly (readonly [string, number])[];

function kept(): Kept {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(storeKey) ?? "[]");
    return Array.isArray(read) ? (read as Kept) : [];
  } catch {
    return [];
  }
}

const nameOf = (user: number, ticket: number) => `${user} ${ticket}`;

/** The newest message this person has seen of the ticket; null if they never opened it here. */
export function lastSeen(user: number, ticket: number): number | null {
  return kept().find(([name]) => name === nameOf(user, ticket))?.[1] ?? null;
}

/** The tickets looked at longest ago are forgotten first. */
export function keepSeen(user: number, ticket: number, message: number): void {
  const name = nameOf(user, ticket);
  const others = kept().filter(([other]) => other !== name);
  try {
    localStorage.setItem(storeKey, JSON.stringify([...others, [name, message]].slice(-visitsMax)));
  } catch {
    // A computer that keeps nothing shows no line; nothing else is lost.
  }
}
