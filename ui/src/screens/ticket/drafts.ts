// What was typed and not yet sent, per ticket, until the window closes: leaving a ticket never loses words.
import { create } from "zustand";
import { openTicket } from "../../app/places";
import type { TicketCard } from "../../bindings/TicketCard";
import { failed } from "../../parts/toast";
import { useText } from "../../text";
import { standsOnOne, useActKey } from "../../tickets/hand";

const kept = new Map<string, string>();

export function draftOf(ticket: number, kind: Kind): string {
  return kept.get(`${kind} ${ticket}`) ?? "";
}

export function keepDraft(ticket: number, kind: Kind, text: string): void {
  if (text === "") kept.delete(`${kind} ${ticket}`);
  else kept.set(`${kind} ${ticket}`, text);
}

type Kind = "reply" | "note";

/** The ticket whose answer box was asked for from a list, and for what; it takes the focus as soon as it is there. */
export const useAnswering = create<{ ticket: number | null; kind: Kind }>(() => ({ ticket: null, kind: "reply" }));

/** Opens a ticket ready to be answered. `words` are put in, unless somebody already began. */
export function openToAnswer(ticket: number, words = ""): void {
  if (words !== "" && draftOf(ticket, "reply") === "") keepDraft(ticket, "reply", words);
  openToWrite(ticket, "reply");
}

/** Puts an answer that did not leave back into the box it came from, below what was begun there since. */
export function answerAgain(ticket: number, words: string): void {
  const begun = draftOf(ticket, "reply").trimEnd();
  keepDraft(ticket, "reply", begun === "" ? words : `${begun}\n${words}`);
  useAnswering.setState({ ticket, kind: "reply" });
}

/** Opens a ticket ready for a note. */
function openToNote(ticket: number): void {
  openToWrite(ticket, "note");
}

/**
 * The keys of a list that open its ticket ready to be written to. Only one at a time can be: of several selected, `current`
 * if the keyboard stands on it.
 */
export function useWritingKeys(cards: readonly TicketCard[], current: TicketCard | null): void {
  const t = useText();
  const one = (open: (ticket: number) => void) => () => {
    const card = cards.length > 1 ? standsOnOne() && current : cards[0];
    if (card) open(card.id);
    else failed(t("acts.oneOnly"));
  };
  useActKey("list", "reply", one(openToAnswer), cards.length > 0);
  useActKey("list", "note", one(openToNote), cards.length > 0);
}

function openToWrite(ticket: number, kind: Kind): void {
  openTicket(ticket);
  useAnswering.setState({ ticket, kind });
  holdLetters(ticket, kind);
}

/** A box that is not there by then does not come. */
const heldMsMax = 3_000;

/** Who types on right after the key of answering writes into the box that is coming, and presses no key of the window. */
function holdLetters(ticket: number, kind: Kind): void {
  const ended = new AbortController();
  const end = () => ended.abort();
  const hold = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape") return end();
    if (event.key.length !== 1) return;
    event.preventDefault();
    event.stopPropagation();
    keepDraft(ticket, kind, draftOf(ticket, kind) + event.key);
  };
  window.addEventListener("keydown", hold, { capture: true, signal: ended.signal });
  window.addEventListener("pointerdown", end, { signal: ended.signal });
  const late = setTimeout(end, heldMsMax);
  const taken = useAnswering.subscribe((state) => state.ticket !== ticket && end());
  ended.signal.addEventListener("abort", () => {
    clearTimeout(late);
    taken();
  });
}
