// What was typed and not yet sent, per ticket, until the window closes: leaving a ticket never loses words.
const kept = new Map<string, string>();

export function draftOf(ticket: number, kind: "reply" | "note"): string {
  return kept.get(`${kind} ${ticket}`) ?? "";
}

export function keepDraft(ticket: number, kind: "reply" | "note", text: string): void {
  if (text === "") kept.delete(`${kind} ${ticket}`);
  else kept.set(`${kind} ${ticket}`, text);
}
