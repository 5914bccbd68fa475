import { expect, test } from "vitest";
import { rebased } from "./rebase";

const from = { company: "Oficina", queue: { wait: 10, stay: 0 }, words: ["SAIR"] };

test("what was left alone follows what others have saved", () => {
  const mine = { ...from, queue: { wait: 10, stay: 5 } };
  const now = { ...from, company: "Ateliê", queue: { wait: 20, stay: 0 } };
  const { from: made, mine: shown } = rebased({ from, mine }, now);
  expect(shown).toEqual({ company: "Ateliê", queue: { wait: 20, stay: 5 }, words: ["SAIR"] });
  expect(made).toEqual(now);
});

test("what both changed stays as it is written and as it was made", () => {
  const mine = { ...from, queue: { wait: 30, stay: 0 }, words: ["SAIR", "CHEGA"] };
  const now = { ...from, queue: { wait: 20, stay: 0 }, words: ["PARAR"] };
  expect(rebased({ from, mine }, now)).toEqual({ from, mine });
});

test("both having written the same is no change of one's own", () => {
  const mine = { ...from, company: "Ateliê" };
  expect(rebased({ from, mine }, mine)).toEqual({ from: mine, mine });
});
