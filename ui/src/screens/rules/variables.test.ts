import { expect, test } from "vitest";
import { openVariable, pieces, putVariable, variablesOf } from "./variables";

const at = (marked: string): [string, number] => [marked.replace("|", ""), marked.indexOf("|")];

test("two braces open a variable until they are closed or something else than a name follows", () => {
  const places = ["Olá {{|", "Olá {{cont|", "Olá {{contato.nome}}|", "Olá {|", "{{a\n|", "{{ nome|}}", "{{a, b|"];
  expect(places.map((place) => openVariable(...at(place)))).toEqual([
    { start: 4, typed: "" },
    { start: 4, typed: "cont" },
    null,
    null,
    null,
    { start: 0, typed: "nome" },
    null,
  ]);
});

test("a chosen variable replaces what was typed of it and leaves one pair of closing braces", () => {
  const put = (marked: string) => {
    const [text, caret] = at(marked);
    const open = openVariable(text, caret);
    const { text: next, caret: after } = putVariable(text, open?.start ?? caret, caret, "contato.nome");
    return `${next.slice(0, after)}|${next.slice(after)}`;
  };
  expect([put("Olá {{co|!"), put("Olá {{|}}!"), put("Olá |!"), put("{{con|tato.nome}} e {{horas}}")]).toEqual([
    "Olá {{contato.nome}}|!",
    "Olá {{contato.nome}}|!",
    "Olá {{contato.nome}}|!",
    "{{contato.nome}}| e {{horas}}",
  ]);
});

test("marking loses nothing and finds only closed variables", () => {
  const text = "Olá {{contato.nome}}, {{ horas }} e {{cpf}} {{aberta";
  const cut = pieces(text);
  expect(cut.map((piece) => piece.text).join("")).toBe(text);
  expect(cut.filter((piece) => piece.kind === "variable").map((piece) => piece.text)).toEqual([
    "{{contato.nome}}",
    "{{ horas }}",
    "{{cpf}}",
  ]);
});

test("a variable written twice is one, and its name is what stands between the braces", () => {
  expect(variablesOf("{{nome}}, {{ horas }} e {{nome}}")).toEqual([
    { text: "{{nome}}", name: "nome" },
    { text: "{{ horas }}", name: "horas" },
  ]);
});
