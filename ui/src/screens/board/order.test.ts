import { expect, test } from "vitest";
import { holdOrder } from "./order";

const id = (row: { id: number }) => row.id;
const rows = [{ id: 3 }, { id: 1 }, { id: 4 }];

test("a free column shows what the backend says", () => {
  expect(holdOrder([1, 2, 3], rows, id, false, new Set())).toEqual({ rows, fresh: 0 });
});

test("a held column keeps places, drops who left and counts who came", () => {
  expect(holdOrder([1, 2, 3], rows, id, true, new Set())).toEqual({ rows: [{ id: 1 }, { id: 3 }], fresh: 1 });
});

test("what this person put into a held column is on top", () => {
  expect(holdOrder([1, 2, 3], rows, id, true, new Set([4]))).toEqual({
    rows: [{ id: 4 }, { id: 1 }, { id: 3 }],
    fresh: 0,
  });
});

test("in a frozen column nothing moves: who left keeps a place, who came is counted, also where nobody was", () => {
  const left = (one: number) => (one === 2 ? { id: 2 } : undefined);
  expect(holdOrder([1, 2, 3, 9], rows, id, true, new Set(), left)).toEqual({
    rows: [{ id: 1 }, { id: 2 }, { id: 3 }],
    fresh: 1,
  });
  expect(holdOrder([], rows, id, true, new Set(), left)).toEqual({ rows: [], fresh: 3 });
  expect(holdOrder(null, rows, id, true, new Set(), left)).toEqual({ rows, fresh: 0 });
});
