import { QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { MessageView } from "../../bindings/MessageView";
import type { TicketView } from "../../bindings/TicketView";
import { client } from "../../data";
import { type Host, lendHost } from "../../host";
import { conversationQuery } from "../../tickets/ahead";
import { Delivery } from "./Delivery";

const failed = said({ id: 1, at: 1_000, state: "failed", detail: "caixa cheia" });
const again = said({ id: 2, at: 2_000, state: "planned", leaves_at: 7_000 });
const view = { card: { id: 7, status: "open" } } as TicketView;

function said(message: Partial<MessageView>): MessageView {
  return { side: "human", text: "Segue o boleto.", detail: "", leaves_at: null, ...message } as MessageView;
}

/** The talk as the page knows it from now on. */
function known(...messages: MessageView[]) {
  const page = { messages, events: [], earlier: null };
  act(() => {
    client.setQueryData(conversationQuery(7).queryKey, { pages: [page], pageParams: [null] } as never);
  });
}

beforeEach(() => client.clear());

test("a failed message that was sent again has its button back once that was called off", async () => {
  const call = vi.fn().mockResolvedValue({ message: again.id, leaves_at: again.leaves_at });
  lendHost({ call, on: () => () => undefined } as unknown as Host);
  known(failed);
  const { queryByRole, getByText } = render(
    <QueryClientProvider client={client}>
      <Delivery message={failed} view={view} />
    </QueryClientProvider>,
  );
  const button = () => queryByRole("button", { name: "Tentar de novo" });
  fireEvent.click(button() as HTMLElement);
  await waitFor(() => expect(button()).toBe(null));
  expect(getByText(/Nova tentativa enviada/)).toBeTruthy();
  known(failed, again);
  expect(button()).toBe(null);
  known(failed, { ...again, state: "cancelled" });
  await waitFor(() => expect(button()).not.toBe(null));
});
