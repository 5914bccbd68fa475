import { expect, test } from "vitest";
import { taken, withoutTaken } from "./imported";

const file = (...names: string[]) =>
  JSON.stringify({ format: "retorno.acoes", version: 1, rules: names.map((name) => ({ name, wait_ms: 1 })) });

test("names that are taken are found whatever their case, and what is no file has none", () => {
  expect(taken(file("Cobrança", " lembrete ", "Nova"), ["Lembrete", "COBRANÇA"])).toEqual(["Cobrança", " lembrete "]);
  for (const text of ["", "{", "[]", "null", '{"rules":{}}', '{"rules":[null,{"name":1}]}'])
    expect(taken(text, ["Cobrança"])).toEqual([]);
});

test("what is left out is only what is taken, and a file that the program must refuse goes to it as it is", () => {
  const left = withoutTaken(file("Cobrança", "Nova"), ["cobrança"]);
  expect(JSON.parse(left ?? "")).toEqual(JSON.parse(file("Nova")));
  expect(withoutTaken(file("Nova"), ["cobrança"])).toBe(file("Nova"));
  expect(withoutTaken(file("Cobrança"), ["cobrança"])).toBeNull();
  expect(withoutTaken("{", ["cobrança"])).toBe("{");
});
