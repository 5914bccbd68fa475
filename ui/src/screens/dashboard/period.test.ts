import { expect, test } from "vitest";
import { byDay, lastDays, startOfDay } from "./period";

const at = (text: string) => Date.parse(text);

test("a day begins at the team's midnight, not at the machine's", () => {
  expect(startOfDay(at("2026-11-21T14:02:37-03:00"))).toBe(at("2026-11-21T00:00:00-03:00"));
  expect(startOfDay(at("2026-11-21T00:00:00-03:00"))).toBe(at("2026-11-21T00:00:00-03:00"));
  expect(startOfDay(at("2026-11-20T23:59:59-03:00"))).toBe(at("2026-11-20T00:00:00-03:00"));
});

test("the last seven days are today and six whole days before it", () => {
  expect(lastDays(7, at("2026-11-21T14:02:00-03:00"))).toEqual({
    from: at("2026-11-15T00:00:00-03:00"),
    to: at("2026-11-21T15:00:00-03:00"),
  });
  expect(lastDays(1, at("2026-11-21T14:02:00-03:00")).from).toBe(at("2026-11-21T00:00:00-03:00"));
});

test("hours of one day are gathered into one point", () => {
  const point = (text: string, entered: number) => ({ at: at(text), entered, returned: 1, closed: 0 });
  expect(
    byDay([
      point("2026-11-20T22:00:00-03:00", 2),
      point("2026-11-20T23:00:00-03:00", 3),
      point("2026-11-21T00:00:00-03:00", 5),
    ]),
  ).toEqual([
    { at: at("2026-11-20T22:00:00-03:00"), entered: 5, returned: 2, closed: 0 },
    { at: at("2026-11-21T00:00:00-03:00"), entered: 5, returned: 1, closed: 0 },
  ]);
});
