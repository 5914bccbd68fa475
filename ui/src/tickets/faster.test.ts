import { expect, test } from "vitest";
import type { EventView } from "../bindings/EventView";
import { fasterThan } from "./faster";

const minute = 60_000;
const at = (event: string, user: number | null, ago: number): EventView => ({
  id: ago,
  at: 100 * minute - ago,
  event,
  user,
  rule: null,
  detail: null,
});
const found = (...events: EventView[]) => fasterThan(1, events, 100 * minute)?.id ?? null;

test("the newest move by somebody else is the answer, past what moves nothing", () => {
  expect(found(at("tagged", 2, 1), at("staged", 2, 3), at("closed", 3, 5))).toBe(3);
  expect(found(at("entered", null, 2))).toBe(2);
});

test("one's own move, one of long ago or none at all explains nothing", () => {
  expect(found(at("staged", 1, 3), at("closed", 2, 5))).toBeNull();
  expect(found(at("staged", 2, 11 * minute))).toBeNull();
  expect(found(at("tagged", 2, 3))).toBeNull();
  expect(found()).toBeNull();
});
