// What somebody holds, and putting all of it into other hands: their open tickets and the contacts of their wallet. Tickets in
// Sem Interação stay there: their keeper has them, and an answer brings them to the queue once their technician is gone.
import { stale } from "../../bindings/Commands";
import type { Settings } from "../../bindings/Settings";
import type { TeamView } from "../../bindings/TeamView";
import type { TicketCard } from "../../bindings/TicketCard";
import type { UserDraft } from "../../bindings/UserDraft";
import type { UserView } from "../../bindings/UserView";
import { call, heard } from "../../data";
import { teamRead } from "../../data/madeFrom";

/** Of one call, as the backend takes them. */
const bulkMax = 200;
const pagesMax = 50;

export type Holdings = { tickets: readonly number[]; queued: number; contacts: readonly number[] };

export const holdsNothing = ({ tickets, queued, contacts }: Holdings) =>
  tickets.length === 0 && queued === 0 && contacts.length === 0;

/** What others have to answer for before somebody leaves: the queue Sem Interação, and the teams they lead. */
export type Answerable = { settings: Settings | null; teams: readonly TeamView[] };

export const answersForNothing = ({ settings, teams }: Answerable) => settings === null && teams.length === 0;

export async function answerableOf(user: number): Promise<Answerable> {
  const [{ settings }, { teams }] = await Promise.all([call("settings", {}), call("directory", {})]);
  return {
    settings: settings.queue.keeper === user ? settings : null,
    teams: teams.filter((team) => team.leader === user),
  };
}

/** Who answers for it instead: for the queue, and for each team, by its number; null: nobody. */
export type Successors = { keeper: number | null; leaders: Readonly<Record<number, number | null>> };

/** Puts others in charge of what this person answers for. */
export async function succeed({ settings, teams }: Answerable, by: Successors): Promise<void> {
  if (settings) {
    const queue = { ...settings.queue, keeper: by.keeper };
    await call("save_settings", { settings: { ...settings, queue }, from: settings });
  }
  for (const team of teams) {
    const from = teamRead(team);
    await call("save_team", { id: team.id, ...from, leader: by.leaders[team.id] ?? null, from });
  }
}

/** Takes that back, as far as nobody has chosen otherwise since. */
export async function takeBack({ settings, teams }: Answerable, by: Successors): Promise<void> {
  if (settings) {
    const left = { ...settings, queue: { ...settings.queue, keeper: by.keeper } };
    await call("save_settings", { settings, from: left });
  }
  for (const team of teams) {
    const back = teamRead(team);
    await call("save_team", { id: team.id, ...back, from: { ...back, leader: by.leaders[team.id] ?? null } });
  }
}

/** The person as they are but for working here: whether they are away is not changed with it. */
export function draftOf({ id, name, role, active: was }: UserView, active: boolean): UserDraft {
  return { id, name, role, active, from: { name, role, active: was } };
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
