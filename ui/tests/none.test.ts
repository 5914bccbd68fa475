// What is counted and is none.
import { expect, test } from "vitest";
import { speak, text } from "../src/text";

test("none is said like several", async () => {
  await speak("pt-BR");
  expect([0, 1, 2].map((count) => text("acts.tickets", { count }))).toEqual([
    "0 atendimentos",
    "1 atendimento",
    "2 atendimentos",
  ]);
});
