import { afterEach, expect, test } from "vitest";
import { longDay, shortDay } from "./format";
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
