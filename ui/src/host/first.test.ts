import { afterEach, beforeEach, expect, test, vi } from "vitest";

const session = { command: "session", args: {}, profile: null };
const board = { command: "board", args: { funnel: null }, profile: null };
const other = { command: "board", args: { funnel: 2 }, profile: null };

/** A start of the window: what runs before the page, and the page's own memory of nothing. */
async function start(answer: (call: unknown) => Promise<unknown>) {
  const invoke = vi.fn((_name: string, call: unknown) => answer(call));
  Object.assign(window, { __TAURI_INTERNALS__: { invoke } });
  vi.resetModules();
  // @ts-expect-error a script without types, which the window runs by itself
  await import("./early.js");
  // It asks when it is its turn, after whatever the page itself has asked for.
  vi.runAllTimers();
  return { invoke, first: await import("./first") };
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  window.retornoFirst = undefined;
});

afterEach(() => vi.useRealTimers());

test("what the first picture asked is asked before the page at the next start, and answered once", async () => {
  const before = await start(async () => "never");
  expect(before.invoke).not.toHaveBeenCalled();
  for (const call of [session, board]) expect(before.first.takeEarly(call)).toBeUndefined();
  expect(before.first.keepFirst()).toBe(false);
  // Asked when the picture stood already: not for it.
  before.first.takeEarly(other);

  const next = await start(async (call) => call);
  expect(next.invoke.mock.calls).toEqual([
    ["call", session],
    ["call", board],
  ]);
  expect(await next.first.takeEarly(board)).toEqual(board);
  expect(next.first.takeEarly(board)).toBeUndefined();
  expect(next.first.takeEarly(other)).toBeUndefined();
  expect(await next.first.takeEarly(session)).toEqual(session);
  expect(next.first.keepFirst()).toBe(true);
});

test("a refusal reaches who takes it", async () => {
  const before = await start(async () => "never");
  before.first.takeEarly(session);
  before.first.keepFirst();
  const next = await start(() => Promise.reject({ code: "damaged" }));
  await expect(next.first.takeEarly(session)).rejects.toEqual({ code: "damaged" });
});

test("a store that cannot be read costs the head start and nothing else", async () => {
  localStorage.setItem("retorno.first", "{not JSON");
  const { first, invoke } = await start(async () => "never");
  expect(invoke).not.toHaveBeenCalled();
  expect(first.takeEarly(session)).toBeUndefined();
});
