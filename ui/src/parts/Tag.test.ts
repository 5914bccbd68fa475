import { expect, test } from "vitest";
import { initials } from "./Tag";

test.each([
  ["Maria da Silva", "MS"],
  ["João Prado 🏡", "JP"],
  ["Vítor (Ótica)", "VÓ"],
  ["🏡", "🏡"],
  ["E\u0301rica Zo\u0301", "E\u0301Z"],
  ["©\ufe0f Loja", "L"],
  ["©\ufe0f", "©\ufe0f"],
  ["Đặng", "Đ"],
  ["नीता", "नी"],
  ["  ", "?"],
])("%s is %s", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
