import { expect, test } from "vitest";
import { beforeOf, dropped, placed } from "./order";

test("a dropped rule takes the place it was dropped on, from either side", () => {
  expect([dropped([1, 2, 3, 4], 1, 3), dropped([1, 2, 3, 4], 4, 2), dropped([1, 2], 1, 1)]).toEqual([
    [2, 3, 1, 4],
    [1, 4, 2, 3],
    [1, 2],
  ]);
});

test("steps stop at both ends, and the backend hears what comes after", () => {
  expect([placed([1, 2, 3], 1, -1), placed([1, 2, 3], 1, 9)]).toEqual([
    [1, 2, 3],
    [2, 3, 1],
  ]);
  expect([beforeOf([2, 3, 1], 3), beforeOf([2, 3, 1], 1)]).toEqual([1, null]);
});
