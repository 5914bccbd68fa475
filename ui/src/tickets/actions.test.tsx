import { act as drawing, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import type { Acted } from "../bindings/Acted";
import type { Failure } from "../bindings/Failure";
import { type Host, lendHost } from "../host";
import { clearToasts, ToastRegion, undoLast } from "../parts/toast";
import { act, type Step } from "./actions";

afterEach(() => drawing(clearToasts));

const why: Failure = { code: "unavailable", message: "Não vai.", field: null, problems: [] };

/** A backend that refuses these tickets these commands, and notes what it was asked. */
function refusing(refused: Record<string, readonly number[]>) {
  const asked: string[] = [];
  const call = async (command: string, { tickets }: { tickets: number[] }): Promise<Acted | object> => {
    if (command === "ticket") return { card: { contact_name: "Bia" } };
    asked.push(`${command} ${tickets.join()}`);
    const refuses = (ticket: number) => refused[command]?.includes(ticket) ?? false;
    const undo = (ticket: number) => [{ command: "hold" as const, args: { tickets: [ticket] } }];
    return {
      results: tickets.map((ticket) => ({
        ticket,
        failure: refuses(ticket) ? why : null,
        undo: refuses(ticket) ? [] : undo(ticket),
      })),
    };
  };
  lendHost({ call, on: () => () => undefined } as unknown as Host);
  render(<ToastRegion />);
  return asked;
}

const said = () =>
  [...screen.queryAllByRole("status"), ...screen.queryAllByRole("alert")].map((one) => one.textContent);
const steps = (...tickets: number[]): Step[] => [
  { command: "reopen", args: { tickets } },
  { command: "move_stage", args: { tickets, stage: 2 } },
];

test("who is refused one step is spared the later ones, and the others are not", async () => {
  const asked = refusing({ reopen: [2] });
  let done: boolean | undefined;
  await drawing(async () => {
    done = await act(steps(1, 2, 3), "3 atendimentos movidos");
  });
  expect([done, asked]).toEqual([false, ["reopen 1,2,3", "move_stage 1,3"]]);
  await waitFor(() => expect(said()).toEqual(["3 atendimentos movidos: feito em 2Desfazer", "Bia: Não vai."]));
});

test("of one that is refused halfway it is said that only a part was done, and that part can be taken back", async () => {
  const asked = refusing({ move_stage: [1] });
  await drawing(() => act(steps(1), "Ana movida"));
  await waitFor(() => expect(said()).toEqual(["Ana movida: feito só em parteDesfazer", "Não vai."]));
  await drawing(async () => undoLast());
  await waitFor(() => expect(asked).toEqual(["reopen 1", "move_stage 1", "hold 1"]));
});

test("taking back a batch of which one refuses says of how many, and does not call it undone", async () => {
  const asked = refusing({ hold: [2] });
  await drawing(() => act([{ command: "take", args: { tickets: [1, 2, 3] } }], "3 atendimentos com você"));
  await drawing(async () => undoLast());
  await waitFor(() => expect(said()).toEqual(["Desfeito em 2; em 1 não: Bia: Não vai."]));
  expect(asked).toEqual(["take 1,2,3", "hold 1", "hold 2", "hold 3"]);
});

test("a batch that is refused as a whole leaves nothing to take back", async () => {
  const call = vi.fn(() => Promise.reject(new Error("409")));
  lendHost({ call, on: () => () => undefined } as unknown as Host);
  render(<ToastRegion />);
  await drawing(() => act([{ command: "take", args: { tickets: [1, 2] } }], "2 atendimentos com você"));
  await waitFor(() => expect(screen.queryAllByRole("alert")).toHaveLength(1));
  expect(screen.queryAllByRole("status")).toEqual([]);
});
