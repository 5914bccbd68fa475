// The words of the screen: one catalogue a language, Portuguese always present, the others fetched when chosen.
// What a name says, in which form of a number, and how its blanks are filled follows i18next, to which a test holds every name
// of ours; the library itself is not in the page, because its first picture waited for it (docs/bench.md).
// Deliberately not here: the browser's own idea of a language (WebKitGTK answers "C"); only our setting counts.
import type { TFunction } from "i18next";
import { createContext, createElement, type ReactNode, useContext, useSyncExternalStore } from "react";
import portuguese from "./pt-BR.json";
import { refuseIn } from "./refusals";

export const languages = ["pt-BR", "en", "es"] as const;
export type Language = (typeof languages)[number];

/** What number and date formats follow: a language alone does not say where it is spoken. */
export const formatLocale: Record<Language, string> = { "pt-BR": "pt-BR", en: "en-US", es: "es-ES" };

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof portuguese };
    returnNull: false;
  }
}

type Tree = { readonly [name: string]: string | Tree };

const known = new Map<Language, Tree>([["pt-BR", portuguese]]);
let language: Language = "pt-BR";
const listeners = new Set<() => void>();

/** From now on the page speaks this language; must finish before the first render. */
export async function speak(next: Language): Promise<void> {
  const tree = known.get(next) ?? (await catalogue(next));
  known.set(next, tree);
  await refuseIn(next);
  language = next;
  document.documentElement.lang = next;
  for (const heard of listeners) heard();
}

async function catalogue(of: Language): Promise<Tree> {
  switch (of) {
    case "pt-BR":
      return portuguese;
    case "en":
      return (await import("./en.json")).default;
    case "es":
      return (await import("./es.json")).default;
  }
}

const Spoken = createContext<Text | null>(null);

/** Listens for the language, once for all that is in it. */
export function Speaking({ children }: { children: ReactNode }) {
  return createElement(Spoken, { value: useSyncExternalStore(onSpoken, translator) }, children);
}

/** The translator for components; inside `Speaking` they are drawn anew when the language changes. Hundreds ask in one frame. */
export function useText(): Text {
  return useContext(Spoken) ?? translator();
}

let spoken: { language: Language; translate: Text } | undefined;

/** Another one for each language, so that who keeps it notices. */
function translator(): Text {
  if (spoken?.language !== language) spoken = { language, translate: remembering(language) };
  return spoken.translate;
}

type Values = Readonly<Record<string, unknown>>;

/** Words are looked up once, by the form of the number where they count: a board asks for the same few by the hundred. */
function remembering(of: Language): Text {
  const remembered = new Map<string, string>();
  const remember = (name: string, values?: Values): string => {
    const count = typeof values?.count === "number" ? values.count : undefined;
    const form = count === undefined ? "" : formOf(of, count);
    const words = remembered.get(`${name}_${form}`) ?? wordsOf(of, name, count) ?? values?.defaultValue ?? name;
    if (typeof words !== "string") return name;
    if (values?.defaultValue === undefined) remembered.set(`${name}_${form}`, words);
    return values ? words.replace(blank, (_, value: string) => String(values[value] ?? "")) : words;
  };
  return remember as unknown as Text;
}

const blank = /\{\{(\w+)\}\}/g;

/** In the language, or else in Portuguese; by the form of the number, or else as it stands. */
function wordsOf(of: Language, name: string, count: number | undefined): string | undefined {
  const inLanguage = (one: Language) => {
    const tree = known.get(one);
    const counted = count === undefined ? undefined : at(tree, `${name}_${formOf(one, count)}`);
    return counted ?? at(tree, name);
  };
  return inLanguage(of) ?? inLanguage("pt-BR");
}

/** What stands under a name with points. */
function at(tree: Tree | undefined, name: string): string | undefined {
  let found: Tree | string | undefined = tree;
  for (const part of name.split(".")) {
    if (typeof found !== "object" || !Object.hasOwn(found, part)) return undefined;
    found = found[part];
  }
  return typeof found === "string" ? found : undefined;
}

const plurals = new Map<Language, Intl.PluralRules>();

/** By the tables Portuguese says "0 etapa"; people say "0 etapas", in all of our languages. */
function formOf(of: Language, count: number): Intl.LDMLPluralRule {
  const rules = plurals.get(of) ?? new Intl.PluralRules(of);
  plurals.set(of, rules);
  return rules.select(count === 0 ? 2 : count);
}

function onSpoken(heard: () => void): () => void {
  listeners.add(heard);
  return () => listeners.delete(heard);
}

/** The translator for code outside React (toasts, drag reasons, announcements). */
export const text = ((name: string, values?: Values) =>
  (translator() as unknown as (name: string, values?: Values) => string)(name, values)) as unknown as Text;

export type Text = TFunction;

export const currentLanguage = (): Language => language;
