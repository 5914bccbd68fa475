import { renderHook } from "@testing-library/react";
import i18next from "i18next";
import { afterEach, expect, test } from "vitest";
import { languages, Speaking, speak, useText } from "./index";
import portuguese from "./pt-BR.json";

const counts = [0, 1, 2, 1.5, 1_000_000];

type Tree = { [name: string]: string | Tree };

/** Every name of the catalogue, without the form of a number. */
function names(tree: Tree, at = ""): string[] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === "string" ? `${at}${name}`.replace(/_(one|many|other)$/, "") : names(value, `${at}${name}.`),
  );
}

afterEach(() => speak("pt-BR"));

test("words filled in here read as the library fills them in, for every name, number and language", async () => {
  const all = [...new Set(names(portuguese as Tree))];
  const raw = i18next.getFixedT("pt-BR") as unknown as (name: string, values: object) => string;
  const fills = (name: string) => raw(name, { count: 2, skipInterpolation: true }).includes("{{");
  const [filling, plain] = [all.filter(fills), all.filter((name) => !fills(name))];
  expect([filling.length > 100, plain.length > 1000]).toEqual([true, true]);
  const blanks = JSON.stringify(portuguese).matchAll(/\{\{(\w+)\}\}/g);
  const values = Object.fromEntries([...blanks].map(([, name]) => [name, `<${name}> $1 {{count}}`]));
  for (const language of languages) {
    await speak(language);
    const { result } = renderHook(useText, { wrapper: Speaking });
    const ours = result.current as unknown as (name: string, values?: object) => string;
    const theirs = i18next.getFixedT(language) as unknown as (name: string, values?: object) => string;
    // What fills a blank is never read for blanks itself, which the library does unless it is told.
    const fill = (of: typeof ours, more = {}) =>
      filling.flatMap((name) => counts.map((count) => of(name, { ...values, ...more, count })));
    expect(fill(ours)).toEqual(fill(theirs, { skipOnVariables: true }));
    expect(plain.map((name) => ours(name))).toEqual(plain.map((name) => theirs(name)));
  }
});

test("a value that is missing leaves its place empty, and a default stands in for an unknown name", () => {
  const { result } = renderHook(useText, { wrapper: Speaking });
  const t = result.current as unknown as (name: string, values?: object) => string;
  const whole = t("ticket.deliveredTo", {});
  expect(whole).not.toContain("{{");
  expect(t("no.such.name", { defaultValue: "as it is" })).toBe("as it is");
});
