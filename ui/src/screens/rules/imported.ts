// What a file of rules holds, read only as far as their names: whether it may be taken in is the program's to say. Pure.

/** As many as the program takes. */
export const fileBytesMax = 1024 * 1024;

/** Whether it looks like a file of rules at all. */
export const isRuleFile = (text: string): boolean => entriesOf(text) !== null;

type Entry = { name: string; entry: unknown };

/** The names of a file that are taken by rules of the house, in the order of the file. */
export function taken(text: string, names: readonly string[]): string[] {
  const own = new Set(names.map(plain));
  return (entriesOf(text)?.entries ?? []).map(({ name }) => name).filter((name) => own.has(plain(name)));
}

/** The same file without the rules whose names are taken; null if nothing is left of it. */
export function withoutTaken(text: string, names: readonly string[]): string | null {
  const file = entriesOf(text);
  if (!file) return text;
  const own = new Set(names.map(plain));
  const kept = file.entries.filter(({ name }) => !own.has(plain(name)));
  if (kept.length === file.entries.length) return text;
  return kept.length === 0 ? null : JSON.stringify({ ...file.head, rules: kept.map(({ entry }) => entry) }, null, 2);
}

/** Two names read the same whatever the case and the spaces around. */
function plain(name: string): string {
  return name.trim().toLowerCase();
}

/** Null for what is no such file at all: the program says why. */
function entriesOf(text: string): { head: object; entries: Entry[] } | null {
  let file: unknown;
  try {
    file = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
  if (typeof file !== "object" || file === null || !("rules" in file) || !Array.isArray(file.rules)) return null;
  return { head: file, entries: file.rules.map((entry: unknown) => ({ name: nameOf(entry), entry })) };
}

function nameOf(entry: unknown): string {
  const named = typeof entry === "object" && entry !== null && "name" in entry ? entry.name : "";
  return typeof named === "string" ? named : "";
}
