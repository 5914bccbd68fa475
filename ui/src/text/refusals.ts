// What the program refuses, reports and asks for, it says in Portuguese; here it is said in the language of the window.
// Deliberately not here: what the house writes itself, such as its notices and the texts of actions, which stays as it is.
import type { Language } from "./index";

/** Sentences, and fragments that stand in them, by the Portuguese; `{}` is what is different every time. */
type Sentences = Readonly<Record<string, string>>;
type Shape = { like: RegExp; words: string; ofField: boolean };

const fetched: Record<Language, () => Promise<Sentences>> = {
  "pt-BR": async () => ({}),
  en: async () => (await import("./refusals/en.json")).default,
  es: async () => (await import("./refusals/es.json")).default,
};

let whole: ReadonlyMap<string, string> = new Map();
let shapes: readonly Shape[] = [];

/** From now on refusals are said in this language. */
export async function refuseIn(language: Language): Promise<void> {
  const known = Object.entries(await fetched[language]());
  whole = new Map(known);
  // The one with the most words of its own is the one that was meant.
  shapes = known
    .filter(([said]) => said.includes(gap))
    .sort(([one], [other]) => other.length - one.length)
    .map(([said, words]) => ({
      like: new RegExp(`^${said.split(gap).map(escaped).join("(.*?)")}$`, "s"),
      words,
      ofField: said.includes("campo «{}»"),
    }));
}

/** As it was said where no words are known for it. */
export function inOurWords(said: string): string {
  const known = whole.get(said);
  if (known !== undefined) return known;
  for (const { like, words, ofField } of shapes) {
    const filled = like.exec(said);
    if (filled)
      return fill(
        words,
        filled.slice(1).map((value) => (aName.test(value) && !ofField ? value : inOurWords(value))),
      );
  }
  return said;
}

const gap = "{}";

/** One word with a capital is somebody's or something's name; of ours only fields are called so. */
const aName = /^\p{Lu}\p{L}*$/u;

function fill(words: string, values: readonly string[]): string {
  return words
    .split(gap)
    .map((piece, nth) => (nth === 0 ? piece : `${values[nth - 1] ?? ""}${piece}`))
    .join("");
}

function escaped(piece: string): string {
  return piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
