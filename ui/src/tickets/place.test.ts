import { expect, test } from "vitest";
import { heir } from "./place";

test("the place of what went is taken by the next that is still there, else by the one before", () => {
  const before = [1, 2, 3, 4, 5];
  expect(heir(before, 2, new Set([1, 3, 4, 5]))).toBe(3);
  expect(heir(before, 2, new Set([1, 4, 5]))).toBe(4);
  expect(heir(before, 5, new Set([1, 2, 3]))).toBe(3);
  expect(heir(before, 5, new Set())).toBeUndefined();
  expect(heir(before, 9, new Set(before))).toBeUndefined();
});
