import { afterEach, expect, test } from "vitest";
import { dateAndTime, longDay, shortDay, wallTime } from "./format";
import { speak } from "./index";

afterEach(() => speak("pt-BR"));

const days = ["2026-05-01", "2026-05-11", "2026-05-21"].map((day) => Date.parse(`${day}T15:00:00Z`));

test("the first of a month is an ordinal in Portuguese, and only there", async () => {
  expect(days.map(longDay)).toEqual([
    "sexta-feira, 1º de maio",
    "segunda-feira, 11 de maio",
    "quinta-feira, 21 de maio",
  ]);
  expect(days.map(shortDay)).toEqual(["1º de mai.", "11 de mai.", "21 de mai."]);
  await speak("es");
  expect(longDay(days[0] ?? 0)).toBe("viernes, 1 de mayo");
});

test("hours are written alike everywhere, in every language", async () => {
  const evening = Date.parse("2026-05-11T22:07:09Z");
  const said = () => `${dateAndTime(evening)} | ${wallTime(evening)}`;
  expect(said()).toBe("11/05/2026, 19:07 | 11/05/2026, 22:07:09");
  await speak("en");
  expect(said()).toBe("05/11/2026, 19:07 | 05/11/2026, 22:07:09");
});
