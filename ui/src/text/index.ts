// The words of the screen: one catalogue a language, Portuguese always present, the others fetched when chosen.
// Deliberately not here: the browser's own idea of a language (WebKitGTK answers "C"); only our setting counts.
import i18next from "i18next";
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

/** Must finish before the first render; later changes of language go through `speak`. */
export async function startText(language: Language): Promise<void> {
  await i18next.init({
    lng: "pt-BR",
    fallbackLng: "pt-BR",
    resources: { "pt-BR": { translation: portuguese } },
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  } as Parameters<typeof i18next.init>[0]);
  noneIsMany();
  await speak(language);
}

/** By the tables Portuguese says "0 etapa"; people say "0 etapas", in all of our languages. */
function noneIsMany(): void {
  const plurals = i18next.services.pluralResolver;
  const suffix = plurals.getSuffix.bind(plurals);
  plurals.getSuffix = (code: string, count: number, options?: object) => suffix(code, count === 0 ? 2 : count, options);
}

export async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "translation")) {
    i18next.addResourceBundle(language, "translation", await catalogue(language));
  }
  await refuseIn(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

async function catalogue(language: Language): Promise<unknown> {
  switch (language) {
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

let spoken: { language: string; translate: Text } | undefined;

/** Another one for each language, so that who keeps it notices. */
function translator(): Text {
  if (spoken?.language !== i18next.language)
    spoken = { language: i18next.language, translate: remembering(i18next.language) };
  return spoken.translate;
}

type Values = Readonly<Record<string, unknown>>;

/** Words are looked up once, by the form of the number where they count: a board asks for the same few by the hundred. */
function remembering(language: string): Text {
  const translate = i18next.getFixedT(language);
  const ask = translate as unknown as (key: string, values?: object) => string;
  const known = new Map<string, string>();
  const remember = (key: string, values?: Values): string => {
    if (values && "defaultValue" in values) return ask(key, values);
    const form = typeof values?.count === "number" ? formOf(language, values.count) : "";
    const name = `${key}${form}`;
    const words = known.get(name) ?? ask(key, { count: values?.count, skipInterpolation: true });
    known.set(name, words);
    return values ? words.replace(blank, (_, value: string) => String(values[value] ?? "")) : words;
  };
  return Object.assign(remember, translate) as unknown as Text;
}

const blank = /\{\{(\w+)\}\}/g;

const formOf = (language: string, count: number) => i18next.services.pluralResolver.getSuffix(language, count);

const listeners = new Set<() => void>();
i18next.on("languageChanged", () => {
  for (const heard of listeners) heard();
});

function onSpoken(heard: () => void): () => void {
  listeners.add(heard);
  return () => listeners.delete(heard);
}

/** The translator for code outside React (toasts, drag reasons, announcements). */
export const text = i18next.t;

export type Text = typeof i18next.t;

export function currentLanguage(): Language {
  return languages.find((language) => language === i18next.language) ?? "pt-BR";
}
