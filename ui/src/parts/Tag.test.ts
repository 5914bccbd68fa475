import { expect, test } from "vitest";
import { initials } from "./Tag";

test.each([
  ["Maria da Silva", "MS"],
  ["João Prado 🏡", "JP"],
  ["Vítor (Ótica)", "VÓ"],
  ["🏡", "🏡"],
  ["  ", "?"],
])("%s is %s", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
