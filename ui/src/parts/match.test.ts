import { expect, test } from "vitest";
import { matches, matching } from "./match";

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

test("what begins as was typed comes before what only holds it, and otherwise the order stays", () => {
  const all = ["Novo atendimento", "Em atendimento", "Meus atendimentos", "Configurações"];
  const found = (typed: string) => matching(all, (one) => one, typed);
  expect([found("me"), found("at"), found("")]).toEqual([
    ["Meus atendimentos", "Novo atendimento", "Em atendimento"],
    ["Novo atendimento", "Em atendimento", "Meus atendimentos"],
    all,
  ]);
});
