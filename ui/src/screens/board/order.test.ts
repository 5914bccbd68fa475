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
