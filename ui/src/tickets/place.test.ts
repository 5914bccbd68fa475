import { expect, test, vi } from "vitest";
import { heir, land } from "./place";

test("the place of what went is taken by the next that is still there, else by the one before", () => {
  const before = [1, 2, 3, 4, 5];
  expect(heir(before, 2, new Set([1, 3, 4, 5]))).toBe(3);
  expect(heir(before, 2, new Set([1, 4, 5]))).toBe(4);
  expect(heir(before, 5, new Set([1, 2, 3]))).toBe(3);
  expect(heir(before, 5, new Set())).toBeUndefined();
  expect(heir(before, 9, new Set(before))).toBeUndefined();
});

test("the focus is given to what takes the place, and never taken from whoever writes by then", async () => {
  const [search, row] = [document.createElement("input"), document.createElement("button")];
  document.body.append(search, row);
  const find = vi.fn(() => row);
  search.focus();
  land(find);
  await new Promise(requestAnimationFrame);
  expect([find.mock.calls.length, document.activeElement]).toEqual([0, search]);
  search.blur();
  land(find);
  await vi.waitFor(() => expect(document.activeElement).toBe(row));
  search.remove();
  row.remove();
});
