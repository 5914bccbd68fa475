// A conversation as one line of entries: messages, what happened between them, and a mark where a day begins. Pure.
import type { Conversation } from "../../bindings/Conversation";
import type { EventView } from "../../bindings/EventView";
import type { MessageView } from "../../bindings/MessageView";
import type { Visit } from "./visits";

export type Entry =
  | { kind: "day"; key: string; at: number }
  /** What follows came since the last visit. */
  | { kind: "new"; key: string; at: number }
  | { kind: "message"; key: string; at: number; message: MessageView; follows: boolean }
  | { kind: "event"; key: string; at: number; event: EventView };

/** Messages of one author within five minutes read as one. */
const togetherMs = 5 * 60_000;

/** Sent by the customer's side without a person: it does not end the silence. */
export function isAutomaticReply({ side, counts, history }: MessageView): boolean {
  return side === "customer" && !counts && !history;
}

const markRem = 2;
const eventRem = 1.75;
/** What stands around the words of a message, and what less where it follows another of the same person. */
const aroundRem = 3.75;
const authorRem = 1.625;
const lineRem = 1.25;
const subjectRem = 1;
/** About as many letters as a line of the panel holds. */
const lineLetters = 62;

/** How high an entry will be, about: right for most, so that the first picture already stands as it will stand. */
export function heightRem(entry: Entry): number {
  switch (entry.kind) {
    case "day":
    case "new":
      return markRem;
    case "event":
      return eventRem;
    case "message": {
      const { message, follows } = entry;
      if (message.side === "system") return eventRem;
      const lines = message.text.split("\n").map((line) => Math.max(1, Math.ceil(line.length / lineLetters)));
      const subject = message.subject !== "" && !follows && message.side === "customer" ? subjectRem : 0;
      const words = lines.reduce((sum, count) => sum + count, 0) * lineRem;
      return aroundRem - (follows ? authorRem : 0) + subject + words;
    }
  }
}

/** Pages come newest first; within a page the oldest is first. */
export function entriesOf(
  pages: readonly Conversation[],
  dayOf: (at: number) => string,
  visit: Visit | null = null,
): Entry[] {
  const lines: Entry[] = [];
  for (const page of pages) {
    for (const message of page.messages)
      lines.push({ kind: "message", key: `m${message.id}`, at: message.at, message, follows: false });
    for (const event of page.events) lines.push({ kind: "event", key: `e${event.id}`, at: event.at, event });
  }
  // Sorting is stable, so equal instants keep the backend's order.
  lines.sort((one, other) => one.at - other.at);

  const all: Entry[] = [];
  const seen = new Set<string>();
  const firstNew = visit && firstNewOf(lines, pages.at(-1)?.earlier === null, visit);
  let day = "";
  let before: Entry | undefined;
  for (const line of lines) {
    if (seen.has(line.key)) continue;
    seen.add(line.key);
    const its = dayOf(line.at);
    if (its !== day) {
      day = its;
      all.push({ kind: "day", key: `d${its}`, at: line.at });
      before = undefined;
    }
    if (line.key === firstNew) {
      all.push({ kind: "new", key: "new", at: line.at });
      before = undefined;
    }
    const shown = line.kind === "message" ? { ...line, follows: follows(before, line.message) } : line;
    all.push(shown);
    before = shown;
  }
  return all;
}

/** Where the line is drawn: before the first word of somebody else that came after the last visit and before this one. */
function firstNewOf(lines: readonly Entry[], whole: boolean, { me, since, upto }: Visit): string | undefined {
  const words = lines.filter((line) => line.kind === "message");
  const isNew = ({ message }: (typeof words)[number]) =>
    message.id > since && message.id <= upto && message.author !== me && message.side !== "system";
  const first = words.findIndex(isNew);
  // With the old words still to be fetched the first new one may be among them.
  return first > 0 || whole ? words[first]?.key : undefined;
}

function follows(before: Entry | undefined, message: MessageView): boolean {
  return (
    before?.kind === "message" &&
    before.message.side === message.side &&
    before.message.author === message.author &&
    before.message.rule === message.rule &&
    isAutomaticReply(before.message) === isAutomaticReply(message) &&
    message.at - before.message.at < togetherMs
  );
}
