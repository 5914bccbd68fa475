import { expect, test } from "vitest";
import { numberIn, steppedTo } from "./amount";

test("a number is read as people type it, and what is none is not made one", () => {
  const whole: Record<string, number | null> = { "12": 12, " 1 200 ": 1200, "1.200": 1200, "1,200": 1200, "-3": -3 };
  for (const [typed, meant] of Object.entries(whole)) expect([typed, numberIn(typed, 0)]).toEqual([typed, meant]);
  const money: Record<string, number | null> = {
    "99,90": 99.9,
    "99.9": 99.9,
    "1.234,50": 1234.5,
    "R$\u00a070,00": 70,
    "10,": 10,
    "1.000.000": 1_000_000,
  };
  for (const [typed, meant] of Object.entries(money)) expect([typed, numberIn(typed, 2)]).toEqual([typed, meant]);
  for (const typed of ["", "abc", "1a2", "1,5", "12.34.5", "1e3", "--1"])
    expect([typed, numberIn(typed, 0)]).toEqual([typed, null]);
  expect(numberIn("1,555", 2)).toBe(1555);
  expect(numberIn("1,5555", 2)).toBeNull();
});

test("arrows stay within the ends, and from nothing they begin at the nearer one", () => {
  expect([steppedTo(9, 1, 1, 1, 10), steppedTo(10, 1, 1, 1, 10), steppedTo(1, -1, 1, 1, 10)]).toEqual([10, 10, 1]);
  expect(steppedTo(null, 1, 1, 1, 10)).toBe(1);
});
