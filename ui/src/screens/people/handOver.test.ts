import { expect, test } from "vitest";
import { batches, holdsNothing } from "./handOver";

test("many are handed over in as many calls as the backend takes them, none twice and none left out", () => {
  expect(batches([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(batches([1, 2], 2)).toEqual([[1, 2]]);
  expect(batches([], 2)).toEqual([]);
});

test("whoever has only tickets in Sem Interação holds something", () => {
  expect(holdsNothing({ tickets: [], queued: 0, contacts: [] })).toBe(true);
  expect(holdsNothing({ tickets: [], queued: 1, contacts: [] })).toBe(false);
});
