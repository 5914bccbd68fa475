import { QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Board } from "../../bindings/Board";
import type { BoardColumn } from "../../bindings/BoardColumn";
import type { TicketCard } from "../../bindings/TicketCard";
import { client, useAsk } from "../../data";
import { type Host, lendHost, Refusal } from "../../host";
import { clearToasts, ToastRegion } from "../../parts/toast";
import { text } from "../../text";
import { act as acting, type Step } from "../../tickets/actions";
import { answerMsMax } from "../../tickets/syncing";
import { dropping, useDropped } from "./drops";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  clearToasts();
  client.clear();
});

const card = { id: 1, contact_name: "Ana", status: "open", stage: 1, value_cents: 0 } as TicketCard;
const column = (stage: number, rows: TicketCard[]): BoardColumn =>
  ({ key: { type: "stage", stage }, count: rows.length, value_cents: 0, page: { rows, next: null } }) as BoardColumn;
const boardWith = (stage: number): Board =>
  ({ funnel: 1, columns: [1, 2].map((one) => column(one, one === stage ? [card] : [])) }) as unknown as Board;
const never = new Promise<never>(() => undefined);

function Shown() {
  const board = useDropped(useAsk("board", {}).data);
  const at = board?.columns.find((one) => one.page.rows.length > 0)?.key;
  return <output>{at?.type === "stage" ? at.stage : "?"}</output>;
}

/** The board with a card in stage 1, dropped on stage 2, and a backend that answers as `replies` says. */
async function dropped(replies: Record<string, () => Promise<unknown>>) {
  const answers = { board: async () => boardWith(1), ...replies };
  const call = vi.fn(async (command: string) => await answers[command as keyof typeof answers]());
  lendHost({ call, on: () => () => undefined } as unknown as Host);
  render(
    <QueryClientProvider client={client}>
      <Shown />
      <ToastRegion />
    </QueryClientProvider>,
  );
  await passing(0);
  const step: Step = { command: "move_stage", args: { tickets: [1], stage: 2 } };
  act(() => void dropping({ cards: [card], into: column(2, []), at: 0 }, () => acting([step], "Ana foi movida")));
  return { asked: () => call.mock.calls.filter(([command]) => command === "board").length };
}

const passing = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const stage = () => document.querySelector("output")?.textContent;
const said = () => screen.queryAllByRole("alert").map((one) => one.textContent);

test("a drop that is never answered is shown for so long and no longer, and then what the board says, and that", async () => {
  const { asked } = await dropped({ move_stage: () => never });
  await passing(answerMsMax - 1);
  expect([stage(), asked(), said()]).toEqual(["2", 1, []]);
  await passing(1_000);
  expect([stage(), asked(), said()]).toEqual(["1", 2, [text("board.unheard")]]);
});

test("a drop that was done and whose board never comes ends too, and nothing is said to be unknown", async () => {
  let looks = 0;
  const board = () => (looks++ === 0 ? Promise.resolve(boardWith(1)) : never);
  await dropped({ board, move_stage: async () => ({ results: [] }) });
  await passing(answerMsMax - 1);
  expect(stage()).toBe("2");
  await passing(1_000);
  expect([stage(), said()]).toEqual(["1", []]);
});

test("a refused card goes back before anybody asks who was faster, and why is said even if nobody ever answers", async () => {
  const refused = async () => {
    throw new Refusal({ code: "conflict", message: "Outra pessoa moveu.", field: null, problems: [] });
  };
  await dropped({ move_stage: refused, timeline: () => never });
  await passing(0);
  expect(stage()).toBe("1");
  await passing(answerMsMax);
  expect(said()).toEqual(["Outra pessoa moveu."]);
});
