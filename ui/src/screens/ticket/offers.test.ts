import { expect, test } from "vitest";
import { hasVariable, opened, placeNow, put } from "./offers";

const at = (text: string) => opened(text, text.length);

test("a slash opens the quick replies only where a word may begin", () => {
  expect(at("/")).toEqual({ kind: "reply", start: 0, end: 1, typed: "" });
  expect(at("Bom dia! /hor")).toEqual({ kind: "reply", start: 9, end: 13, typed: "hor" });
  expect(at("a linha\n/horário")).toMatchObject({ kind: "reply", typed: "horário" });
  for (const text of ["1/2", "https://", "e/ou", "/oi ", "/oi tudo"]) expect(at(text)).toBeNull();
});

test("two braces open the variables, and what is taken replaces what was typed", () => {
  expect(at("Olá {{nom")).toEqual({ kind: "variable", start: 4, end: 9, typed: "nom" });
  expect(put("Olá {{nom!", { start: 4, end: 9 }, "Rita")).toEqual({ text: "Olá Rita!", caret: 8 });
});

test("a variable nobody filled is seen", () => {
  expect(["Olá {{contato.nome}}", "Olá {{ }}", "Olá {{, tudo", "{ um }"].map(hasVariable)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test("what is put in finds its place though one typed on", () => {
  const place = { start: 4, end: 9 };
  expect(placeNow("Olá {{nom", "Olá {{nom, tudo bem?", place, 20)).toEqual(place);
  expect(placeNow("Olá {{nom", "Outra coisa", place, 11)).toEqual({ start: 11, end: 11 });
});
