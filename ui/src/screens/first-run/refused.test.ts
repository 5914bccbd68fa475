import { expect, test } from "vitest";
import { Refusal } from "../../host";
import { noTrouble, said, stepOf, troubleOf, without } from "./refused";

const refused = (...fields: string[]) =>
  new Refusal({
    code: "invalid",
    message: "Confira os campos.",
    field: fields[0] ?? null,
    problems: fields.map((field) => ({ field, message: `${field}!`, line: null })),
  });

test("a refusal leads to the earliest step it is about and stands beside its field alone", () => {
  const trouble = troubleOf(refused("queue.entry_text", "technicians"));
  expect([stepOf(trouble), trouble.general]).toEqual(["team", null]);
  expect([said(trouble, "technicians"), said(trouble, "leader")]).toEqual(["technicians!", null]);
});

test("what is about no field asked here is said where one is", () => {
  expect(troubleOf(refused("keeper"))).toEqual({ beside: [], general: "Confira os campos." });
  expect(stepOf(troubleOf(refused()))).toBeNull();
});

test("a complaint goes with the answer it is about, and no other", () => {
  const trouble = troubleOf(refused("technicians", "queue.entry_text"));
  expect(said(without(trouble, { leader: "Ana" }), "technicians")).toBe("technicians!");
  // Two of one name: either may be called otherwise.
  expect(said(without(trouble, { yourName: "Ana" }), "technicians")).toBeNull();
  const left = without(trouble, { technicians: "" });
  expect(left.beside.map(({ field }) => field)).toEqual(["queue.entry_text"]);
  expect(without(left, { entryText: null })).toEqual(noTrouble);
});
