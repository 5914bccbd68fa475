// What was typed and not yet sent, per ticket, until the window closes: leaving a ticket never loses words.
import { create } from "zustand";
import { openTicket } from "../../app/places";

const kept = new Map<string, string>();

export function draftOf(ticket: number, kind: "reply" | "note"): string {
  return kept.get(`${kind} ${ticket}`) ?? "";
}

export function keepDraft(ticket: number, kind: "reply" | "note", text: string): void {
  if (text === "") kept.delete(`${kind} ${ticket}`);
  else kept.set(`${kind} ${ticket}`, text);
}

/** The ticket whose answer box was asked for from a list; it takes the focus as soon as it is there. */
export const useAnswering = create<{ ticket: number | null }>(() => ({ ticket: null }));

/** Opens a ticket ready to be answered. `words` are put in, unless somebody already began. */
export function openToAnswer(ticket: number, words = ""): void {
  if (words !== "" && draftOf(ticket, "reply") === "") keepDraft(ticket, "reply", words);
  openTicket(ticket);
  useAnswering.setState({ ticket });
  holdLetters(ticket);
}

/** A box that is not there by then does not come. */
const heldMsMax = 3_000;

/** Who types on right after the key of answering writes into the box that is coming, and presses no key of the window. */
function holdLetters(ticket: number): void {
  const ended = new AbortController();
  const end = () => ended.abort();
  const hold = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape") return end();
    if (event.key.length !== 1) return;
    event.preventDefault();
    event.stopPropagation();
    keepDraft(ticket, "reply", draftOf(ticket, "reply") + event.key);
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
