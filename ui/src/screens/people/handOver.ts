// What somebody holds and answers for, to be shown before it goes into other hands: their open tickets and the contacts of their
// wallet, the queue Sem Interação and the teams they lead. Tickets in Sem Interação stay there: their keeper has them.
import type { TeamView } from "../../bindings/TeamView";
import type { TicketCard } from "../../bindings/TicketCard";
import type { UserDraft } from "../../bindings/UserDraft";
import type { UserView } from "../../bindings/UserView";
import { call } from "../../data";

/** Of one page, as the backend gives them. */
const pageRows = 200;
const pagesMax = 50;

export type Holdings = { tickets: readonly number[]; queued: number; contacts: readonly number[] };

export const holdsNothing = ({ tickets, queued, contacts }: Holdings) =>
  tickets.length === 0 && queued === 0 && contacts.length === 0;

/** What others have to answer for before somebody leaves: the queue Sem Interação, and the teams they lead. */
export type Answerable = { keeps: boolean; teams: readonly TeamView[] };

export const answersForNothing = ({ keeps, teams }: Answerable) => !keeps && teams.length === 0;

export async function answerableOf(user: number): Promise<Answerable> {
  const [{ settings }, { teams }] = await Promise.all([call("settings", {}), call("directory", {})]);
  return {
    keeps: settings.queue.keeper === user,
    teams: teams.filter((team) => team.leader === user),
  };
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
    const found: { rows: TicketCard[]; next: string | null } = await call("tickets", {
      filter,
      after,
      limit: pageRows,
    });
    cards.push(...found.rows);
    after = found.next;
    if (after === null) break;
  }
  const { contacts } = await call("wallet", { user });
  const [queued, held] = [cards.filter(inQueue), cards.filter((card) => !inQueue(card) && card.assignee === user)];
  return { tickets: held.map((card) => card.id), queued: queued.length, contacts };
}

const inQueue = (card: TicketCard) => card.entered_at !== null;
