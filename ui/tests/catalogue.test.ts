// The catalogues hold the same words in every language, with every plural form, and no component speaks on its own.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keymap } from "../src/app/keymap";
import english from "../src/text/en.json";
import spanish from "../src/text/es.json";
import portuguese from "../src/text/pt-BR.json";

type Tree = { [key: string]: string | Tree };
const catalogues: Record<string, Tree> = { "pt-BR": portuguese, en: english, es: spanish };
const pluralEnd = /_(zero|one|two|few|many|other)$/;

test("every language has the same keys", () => {
  const expected = stems(portuguese);
  for (const [language, words] of Object.entries(catalogues)) {
    expect({ language, keys: stems(words) }).toEqual({ language, keys: expected });
  }
});

test("every counted word has exactly the plural forms of its language", () => {
  const wrong: string[] = [];
  for (const [language, words] of Object.entries(catalogues)) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted().join();
    const counted = flat(words).filter(([key]) => pluralEnd.test(key));
    for (const stem of new Set(counted.map(([key]) => key.replace(pluralEnd, "")))) {
      const has = counted
        .filter(([key]) => key.replace(pluralEnd, "") === stem)
        .map(([key]) => pluralEnd.exec(key)?.[1] ?? "")
        .toSorted()
        .join();
      if (has !== forms) wrong.push(`${language} ${stem}: ${has}, needs ${forms}`);
    }
  }
  expect(wrong).toEqual([]);
});

/** Blanks that numbers are put into. */
const numbers = "count|shown|number|speed|total|days|entered|returned|closed|executed|answered";

test("a word after a number has its plural forms", () => {
  const counting = new RegExp(`\\{\\{(?:${numbers})\\}\\} (?!(?:de|del|of) )\\p{Letter}{2,}`, "u");
  const formless = Object.entries(catalogues).flatMap(([language, words]) =>
    flat(words)
      .filter(([key, value]) => counting.test(value) && !pluralEnd.test(key))
      .map(([key, value]) => `${language} ${key}: ${value}`),
  );
  expect(formless).toEqual([]);
});

test("a word takes the same values in every language", () => {
  const slots = (value: string) =>
    [...value.matchAll(/\{\{(\w+)/g)]
      .map((found) => found[1])
      .filter((name) => name !== "count")
      .toSorted()
      .join();
  const original = new Map(flat(portuguese));
  const wrong = Object.entries(catalogues).flatMap(([language, words]) =>
    flat(words)
      .filter(([key, value]) => original.has(key) && slots(value) !== slots(original.get(key) ?? ""))
      .map(([key]) => `${language} ${key}`),
  );
  expect(wrong).toEqual([]);
});

test("no word is empty", () => {
  const empty = Object.entries(catalogues).flatMap(([language, words]) =>
    flat(words)
      .filter(([, value]) => value.trim() === "")
      .map(([key]) => `${language} ${key}`),
  );
  expect(empty).toEqual([]);
});

test("every key of the keyboard has its name", () => {
  const unnamed = Object.keys(keymap).filter((id) => !(id in portuguese.keys));
  expect(unnamed).toEqual([]);
});

test("components hold no literal words", () => {
  const spoken: string[] = [];
  for (const file of components("src")) {
    const source = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\{?\/\/.*$/gm, "");
    for (const found of source.matchAll(/>\s*([^<>{}()=;&|\n]*\p{Letter}{2,}[^<>{}()=;&|\n]*)\s*<\//gu)) {
      const words = found[1]?.trim() ?? "";
      if (words !== "Retorno") spoken.push(`${file}: ${words}`);
    }
    for (const found of source.matchAll(
      /\s(?:label|title|placeholder|aria-label|alt|hint|text)="([^"]*\p{Letter}[^"]*)"/gu,
    )) {
      spoken.push(`${file}: ${found[1]}`);
    }
  }
  expect(spoken).toEqual([]);
});

function components(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "bindings" ? [] : components(path);
    // The gallery shows parts with example words and is not part of a built page.
    return entry.name.endsWith(".tsx") && !entry.name.endsWith(".test.tsx") && entry.name !== "Gallery.tsx"
      ? [path]
      : [];
  });
}

function flat(tree: Tree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`),
  );
}

function stems(tree: Tree): string[] {
  return [...new Set(flat(tree).map(([key]) => key.replace(pluralEnd, "")))].toSorted();
}
