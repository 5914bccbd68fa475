import { QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RuleRow } from "../../bindings/RuleRow";
import { client } from "../../data";
import { type Host, lendHost, Refusal } from "../../host";
import { clearToasts, ToastRegion, undoLast } from "../../parts/toast";
import { text } from "../../text";
import { useOrder } from "./useOrder";

const rules = ["Um", "Dois", "Três"].map((name, index) => ({ rule: { id: index + 1, name } })) as RuleRow[];

function List() {
  const { rows, step } = useOrder(rules);
  return rows.map(({ rule }) => (
    <button key={rule.id} type="button" onClick={() => step(rule, 1)}>
      {rule.name}
    </button>
  ));
}

const heard: unknown[] = [];
let refuse = false;

beforeEach(() => {
  heard.length = 0;
  refuse = false;
  const call = async (_: string, args: unknown) => {
    heard.push(args);
    if (refuse)
      throw new Refusal({ code: "not_found", message: "Esta ação não existe mais.", field: null, problems: [] });
    return {};
  };
  lendHost({ call, on: () => () => undefined } as unknown as Host);
  render(
    <QueryClientProvider client={client}>
      <List />
      <ToastRegion />
    </QueryClientProvider>,
  );
});
afterEach(() => {
  act(clearToasts);
  client.clear();
});

const settled = () => act(async () => undefined);
const down = async (name: string) => {
  fireEvent.click(screen.getByRole("button", { name }));
  await settled();
};

test("each move of a rule has its way back to before the rule it stood before", async () => {
  await down("Um");
  await down("Um");
  const notice = (n: number) => text("rules.movedTo", { name: "Um", n, of: 3 });
  expect(screen.getAllByRole("status").map((one) => one.querySelector("p")?.textContent)).toEqual([
    notice(2),
    notice(3),
  ]);
  await act(async () => undoLast());
  await act(async () => undoLast());
  expect(heard).toEqual([
    { rule: 1, before: 3 },
    { rule: 1, before: null },
    { rule: 1, before: 3 },
    { rule: 1, before: 2 },
  ]);
});

test("a move that was refused is nothing to take back", async () => {
  refuse = true;
  await down("Dois");
  expect(screen.getByRole("alert").textContent).toContain("Esta ação não existe mais.");
  await act(async () => undoLast());
  expect(heard).toEqual([{ rule: 2, before: null }]);
});
