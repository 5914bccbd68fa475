// The variables of a message while it is typed: where one is being opened, how a name is put in, what to mark. Pure;
// whether a text may be saved is the backend's answer.

/** An unfinished `{{` before the caret: where it starts and what was typed after it. */
export function openVariable(text: string, caret: number): { start: number; typed: string } | null {
  const before = text.slice(0, caret);
  const start = before.lastIndexOf("{{");
  if (start < 0) return null;
  const typed = before.slice(start + 2);
  return /^[\s\p{Letter}\p{Number}_.]*$/u.test(typed) && !typed.includes("\n") ? { start, typed: typed.trim() } : null;
}

export type Edited = { text: string; caret: number };

/** Puts a variable in place of the text from `start` to `end`, using up braces that already close it. */
export function putVariable(text: string, start: number, end: number, name: string): Edited {
  const rest = text.slice(end).replace(/^\s*[\w.]*\}\}/, "");
  const put = `{{${name}}}`;
  return { text: text.slice(0, start) + put + rest, caret: start + put.length };
}

export type Piece = { text: string; kind: "plain" | "variable" };

/** The text cut into plain words and variables, for marking. Joined again it is the text. */
export function pieces(text: string): Piece[] {
  const cut: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(/\{\{[^{}]*\}\}/g)) {
    if (found.index > at) cut.push({ text: text.slice(at, found.index), kind: "plain" });
    cut.push({ text: found[0], kind: "variable" });
    at = found.index + found[0].length;
  }
  if (at < text.length) cut.push({ text: text.slice(at), kind: "plain" });
  return cut;
}

/** Each variable of a text once: as written, and the name in it. */
export function variablesOf(text: string): { text: string; name: string }[] {
  const written = pieces(text).filter(({ kind }) => kind === "variable");
  return [...new Set(written.map((piece) => piece.text))].map((one) => ({ text: one, name: one.slice(2, -2).trim() }));
}
