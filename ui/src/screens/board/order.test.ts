import { expect, test } from "vitest";
import { holdOrder } from "./order";

const id = (row: { id: number }) => row.id;
const rows = [{ id: 3 }, { id: 1 }, { id: 4 }];

test("a free column shows what the backend says", () => {
  expect(holdOrder([1, 2, 3], rows, id, false)).toEqual({ rows, fresh: 0 });
});

test("a held column keeps places, drops who left and counts who came", () => {
  expect(holdOrder([1, 2, 3], rows, id, true)).toEqual({ rows: [{ id: 1 }, { id: 3 }], fresh: 1 });
});
