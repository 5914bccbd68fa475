import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { actsFirst, fetchTheRest, heedActs, soon } from "./later";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => vi.useRealTimers());

test("what may be wanted next comes one after the other, and none while somebody acts", async () => {
  const fetched: string[] = [];
  for (const name of ["palette", "notices", "ticket"])
    soon(async () => {
      fetched.push(name);
      return () => null;
    });
  void fetchTheRest();
  await vi.advanceTimersByTimeAsync(0);
  expect(fetched).toEqual(["palette"]);
  actsFirst();
  await vi.advanceTimersByTimeAsync(200);
  expect(fetched).toEqual(["palette"]);
  heedActs();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "x" }));
  await vi.advanceTimersByTimeAsync(200);
  expect(fetched).toEqual(["palette"]);
  await vi.advanceTimersByTimeAsync(229);
  expect(fetched).toEqual(["palette"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(fetched).toEqual(["palette", "notices"]);
  await vi.advanceTimersByTimeAsync(30);
  expect(fetched).toEqual(["palette", "notices", "ticket"]);
});
