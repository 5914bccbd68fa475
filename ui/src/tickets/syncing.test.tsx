import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { marked, useSyncing } from "./syncing";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Answer = { promise: Promise<string>; resolve: (words: string) => void; reject: (why: Error) => void };

/** An answer that comes when the test says so. */
function pending(): Answer {
  const answer = {} as Answer;
  answer.promise = new Promise((resolve, reject) => Object.assign(answer, { resolve, reject }));
  return answer;
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

test("a ticket is marked after 400 ms and no longer once the answer is there", async () => {
  const { result } = renderHook(() => useSyncing(7));
  const { result: other } = renderHook(() => useSyncing(8));
  const answer = pending();
  const work = marked([7], () => answer.promise);
  await pass(399);
  expect(result.current).toBe(false);
  await pass(1);
  expect([result.current, other.current]).toEqual([true, false]);
  answer.resolve("done");
  await pass(0);
  expect([await work, result.current]).toEqual(["done", false]);
});

test("what is answered sooner is never marked, and a refusal ends the mark too", async () => {
  const { result } = renderHook(() => useSyncing(7));
  await marked([7], async () => "done");
  await pass(1_000);
  expect(result.current).toBe(false);
  const answer = pending();
  const work = marked([7], () => answer.promise).catch(String);
  await pass(500);
  expect(result.current).toBe(true);
  answer.reject(new Error("no"));
  await pass(0);
  expect([await work, result.current]).toEqual(["Error: no", false]);
});

test("of two slow acts on one ticket the second keeps the mark", async () => {
  const { result } = renderHook(() => useSyncing(7));
  const [first, second] = [pending(), pending()];
  const both = [marked([7], () => first.promise), marked([7], () => second.promise)];
  await pass(400);
  first.resolve("");
  await pass(0);
  expect(result.current).toBe(true);
  second.resolve("");
  await pass(0);
  await Promise.all(both);
  expect(result.current).toBe(false);
});
