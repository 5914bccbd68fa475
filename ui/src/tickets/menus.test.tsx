import { QueryClientProvider } from "@tanstack/react-query";
import { renderHook } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { TicketCard } from "../bindings/TicketCard";
import { client } from "../data";
import { type Host, lendHost } from "../host";
import { text } from "../text";
import { useTicketMenus } from "./menus";

const me = 3;

/** Why "Assumir" is off for these. */
function takeRefused(...cards: Partial<TicketCard>[]): string | null | undefined {
  lendHost({ call: () => new Promise(() => undefined), on: vi.fn() } as unknown as Host);
  client.setQueryData(["session", {}], { user: { id: me, role: "supervisor" }, may: ["move_stage"] });
  const given = cards.map(
    (card, id) => ({ id, contact_name: "Ana", tags: [], status: "open", entered_at: null, ...card }) as TicketCard,
  );
  const { result } = renderHook(() => useTicketMenus(given), {
    wrapper: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
  });
  return result.current.more.flatMap(({ commands }) => commands).find(({ id }) => id === "take")?.refused;
}

test("what one already has is not offered to be taken, and what somebody else has, or the queue, is", () => {
  expect(takeRefused({ assignee: me })).toBe(text("acts.yoursAlready"));
  expect(takeRefused({ assignee: me, status: "closed" })).toBe(text("acts.closedAlready"));
  expect(takeRefused({ assignee: me }, { assignee: 4 })).toBeNull();
  expect(takeRefused({ assignee: null })).toBeNull();
  expect(takeRefused({ assignee: me, entered_at: 5 })).toBeNull();
});
