// What the answer box offers while one types: a quick reply after `/`, a variable after `{{`. Pure; what a variable
// says for this ticket is the backend's answer.
import { openVariable } from "../rules/variables";

export type Opened = { kind: "reply" | "variable"; start: number; end: number; typed: string };

/** What is being opened right before the caret, if anything. A `/` counts only where a word may begin. */
export function opened(text: string, caret: number): Opened | null {
  const variable = openVariable(text, caret);
  if (variable) return { kind: "variable", start: variable.start, end: caret, typed: variable.typed };
  const slash = /(?:^|\s)\/([\p{Letter}\p{Number}_-]*)$/u.exec(text.slice(0, caret));
  if (!slash) return null;
  const typed = slash[1] ?? "";
  return { kind: "reply", start: caret - typed.length - 1, end: caret, typed };
}

/** The text with something in place of what was opened, and where the caret goes then. */
export function put(text: string, { start, end }: Pick<Opened, "start" | "end">, words: string) {
  return { text: text.slice(0, start) + words + text.slice(end), caret: start + words.length };
}

/** Whether a text still has a variable that nobody filled, or began one. */
export function hasVariable(text: string): boolean {
  return text.includes("{{");
}

/** Where what was opened in `before` stands now that somebody typed on; right at the caret if it is gone. */
export function placeNow(before: string, now: string, place: Pick<Opened, "start" | "end">, caret: number) {
  const same = now.slice(place.start, place.end) === before.slice(place.start, place.end);
  return same ? place : { start: caret, end: caret };
}
