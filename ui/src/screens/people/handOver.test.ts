import { expect, test } from "vitest";
import { holdsNothing } from "./handOver";

test("whoever has only tickets in Sem Interação holds something", () => {
  expect(holdsNothing({ tickets: [], queued: 0, contacts: [] })).toBe(true);
  expect(holdsNothing({ tickets: [], queued: 1, contacts: [] })).toBe(false);
});
