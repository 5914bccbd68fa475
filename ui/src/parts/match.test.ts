import { expect, test } from "vitest";
import { matches } from "./match";

test("accents, case, order of words and endings do not hide what is looked for", () => {
  const found = (typed: string) =>
    ["Conexões", "Sem Interação", "Tema: Escuro"].filter((label) => matches(label, typed));
  expect([found("conexao"), found("INTERA"), found("escuro tema"), found(""), found("con x")]).toEqual([
    ["Conexões"],
    ["Sem Interação"],
    ["Tema: Escuro"],
    ["Conexões", "Sem Interação", "Tema: Escuro"],
    ["Conexões"],
  ]);
});
