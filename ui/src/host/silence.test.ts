import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useSilence, watched } from "./silence";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const silent = () => useSilence.getState().silent;

function later() {
  let tell: (word: string) => void = () => undefined;
  const answer = new Promise<string>((done) => {
    tell = done;
  });
  return { answer, tell };
}

test("who answers nothing for five seconds is silent until anything is answered", async () => {
  const [asked, quick] = [later(), later()];
  const all = watched(asked.answer, () => quick.answer);
  await vi.advanceTimersByTimeAsync(4_900);
  expect(silent()).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(silent()).toBe(true);
  quick.tell("here");
  await vi.advanceTimersByTimeAsync(0);
  expect(silent()).toBe(false);
  asked.tell("done");
  expect(await all).toBe("done");
});

test("an answer that only takes long is no silence, and neither is a refusal of the quick one", async () => {
  const asked = later();
  const quick = vi.fn<() => Promise<unknown>>(() => Promise.reject(new Error("401")));
  const all = watched(asked.answer, quick);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(silent()).toBe(false);
  quick.mockReturnValue(new Promise(() => undefined));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(silent()).toBe(true);
  asked.tell("done");
  expect([await all, silent()]).toEqual(["done", false]);
});

test("what is answered in time asks nothing more", async () => {
  const quick = vi.fn(() => Promise.resolve());
  await watched(Promise.resolve("done"), quick);
  await expect(watched(Promise.reject(new Error("no")), quick)).rejects.toThrow("no");
  await vi.advanceTimersByTimeAsync(60_000);
  expect([silent(), quick.mock.calls.length]).toEqual([false, 0]);
});
