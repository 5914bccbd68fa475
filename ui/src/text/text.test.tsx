import { renderHook } from "@testing-library/react";
import i18next from "i18next";
import { afterEach, beforeAll, expect, test } from "vitest";
import english from "./en.json";
import spanish from "./es.json";
import { languages, Speaking, speak, useText } from "./index";
import portuguese from "./pt-BR.json";

const counts = [0, 1, 2, 1.5, 1_000_000];

type Tree = { [name: string]: string | Tree };

/** Every name of the catalogues, without the form of a number, with all that is written under it. */
function written(tree: Tree, found = new Map<string, string>(), at = ""): Map<string, string> {
  for (const [key, value] of Object.entries(tree)) {
    const name = `${at}${key}`.replace(/_(one|many|other)$/, "");
    if (typeof value === "string") found.set(name, `${found.get(name) ?? ""} ${value}`);
    else written(value, found, `${name}.`);
  }
  return found;
}

/** With it the same is done as the library does; it is not in the page. */
beforeAll(async () => {
  const catalogues = { "pt-BR": portuguese, en: english, es: spanish };
  const resources = Object.fromEntries(
    Object.entries(catalogues).map(([language, translation]) => [language, { translation }]),
  );
  await i18next.init({ lng: "pt-BR", fallbackLng: "pt-BR", resources, interpolation: { escapeValue: false } });
  const plurals = i18next.services.pluralResolver;
  const suffix = plurals.getSuffix.bind(plurals);
  // By the tables Portuguese says "0 etapa"; people say "0 etapas", in all of our languages.
  plurals.getSuffix = (code: string, count: number, options?: object) => suffix(code, count === 0 ? 2 : count, options);
});

afterEach(() => speak("pt-BR"));

test.each(languages)(
  "words filled in here read as the library fills them in, for every name and number: %s",
  async (language) => {
    const all = new Map<string, string>();
    for (const catalogue of [portuguese, english, spanish]) written(catalogue, all);
    // A name is given what its own words ask for: the library copies all that it is given, over and over.
    const valuesOf = (words: string) =>
      Object.fromEntries([...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => [name, `<${name}> $1 {{count}}`]));
    const values = new Map([...all].map(([name, words]) => [name, valuesOf(words)]));
    const isFilled = (name: string) => Object.keys(values.get(name) ?? {}).length > 0;
    const [filling, plain] = [[...all.keys()].filter(isFilled), [...all.keys()].filter((name) => !isFilled(name))];
    expect([filling.length > 100, plain.length > 1000]).toEqual([true, true]);
    await speak(language);
    const { result } = renderHook(useText, { wrapper: Speaking });
    const ours = result.current as unknown as (name: string, values?: object) => string;
    const theirs = i18next.getFixedT(language) as unknown as (name: string, values?: object) => string;
    // What fills a blank is never read for blanks itself, which the library does unless it is told.
    const fill = (of: typeof ours, more = {}) =>
      filling.flatMap((name) => counts.map((count) => of(name, { ...values.get(name), ...more, count })));
    expect(fill(ours)).toEqual(fill(theirs, { skipOnVariables: true }));
    expect(plain.map((name) => ours(name))).toEqual(plain.map((name) => theirs(name)));
  },
);

test("a value that is missing leaves its place empty, and a default stands in for an unknown name", () => {
  const { result } = renderHook(useText, { wrapper: Speaking });
  const t = result.current as unknown as (name: string, values?: object) => string;
  const whole = t("ticket.deliveredTo", {});
  expect(whole).not.toContain("{{");
  expect(t("no.such.name", { defaultValue: "as it is" })).toBe("as it is");
});
