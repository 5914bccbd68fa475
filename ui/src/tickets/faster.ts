// Somebody was faster: who did what to the ticket, and how long ago. Said with a refusal that would be a riddle without it.
import type { Directory } from "../bindings/Directory";
import type { EventView } from "../bindings/EventView";
import type { SessionView } from "../bindings/SessionView";
import { call, client } from "../data";
import { namesOf } from "../data/directory";
import { now } from "../parts/clock";
import { spanWords } from "../parts/duration";
import { text } from "../text";
import { ticketQuery } from "./ahead";
import { eventWords } from "./events";
import { answerMsMax } from "./syncing";

/** Longer ago it is no news: the screen has long shown it. */
const newsMs = 10 * 60_000;
/** "há 0 s" is no time. */
const agoMsMin = 1_000;
const eventsSeen = 10;

/** What puts a ticket somewhere else or into other hands. */
const moving: ReadonlySet<string> = new Set([
  "entered",
  "returned",
  "put_back",
  "returned_by_hand",
  "returned_by_technician",
  "returned_failed_send",
  "taken",
  "assigned",
  "transferred",
  "staged",
  "closed",
  "reopened",
  "reopened_by_rule",
  "reopened_by_answer",
  "held",
  "released",
  "day_closed",
  "day_closing_undone",
  "rule_staged",
  "rule_transferred",
  "rule_assigned",
  "rule_closed",
]);

/** The newest move among events (newest first), unless this person made it or it is no news any more. */
export function fasterThan(me: number | null, events: readonly EventView[], instant: number): EventView | null {
  const last = events.find((event) => moving.has(event.event));
  return last && (last.user === null || last.user !== me) && instant - last.at < newsMs ? last : null;
}

/** "Ana moveu para Proposta há 3 s."; null if nobody else touched it lately, or nobody can say so in time. */
export async function whoWasFaster(ticket: number): Promise<string | null> {
  const timeline = await inTime(call("timeline", { ticket, limit: eventsSeen }));
  const me = client.getQueryData<SessionView>(["session", {}])?.user.id ?? null;
  const event = fasterThan(me, timeline?.events ?? [], now());
  const names = client.getQueryData<Directory>(["directory", {}]);
  if (!event || !names) return null;
  return text("acts.faster", {
    what: eventWords(event, namesOf(names), text),
    ago: spanWords(Math.max(now() - event.at, agoMsMin)),
  });
}

/** The words after whose ticket they are about: of a batch nobody knows that otherwise. */
export async function named(ticket: number, words: string): Promise<string> {
  const view = await inTime(client.fetchQuery(ticketQuery(ticket)));
  return view ? `${view.card.contact_name}: ${words}` : words;
}

/** What is said without it waits for the answer no longer than for any other. */
async function inTime<T>(asked: Promise<T>): Promise<T | null> {
  let late: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<null>((resolve) => {
    late = setTimeout(() => resolve(null), answerMsMax);
  });
  return await Promise.race([asked, end])
    .catch(() => null)
    .finally(() => clearTimeout(late));
}
