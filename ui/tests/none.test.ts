// What is counted and is none.
import { expect, test } from "vitest";
import { startText, text } from "../src/text";

test("none is said like several", async () => {
  await startText("pt-BR");
  expect([0, 1, 2].map((count) => text("acts.tickets", { count }))).toEqual([
    "0 atendimentos",
    "1 atendimento",
    "2 atendimentos",
  ]);
});
