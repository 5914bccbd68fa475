import { createMemoryHistory } from "@tanstack/history";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { lendHistory } from "../../app/address";
import { openTicket } from "../../app/places";
import { client } from "../../data";
import { type Host, lendHost } from "../../host";
import { text } from "../../text";
import { FilterBar } from "./filters";

test("going back and forward shows the word of the address, with the cursor in the box too", async () => {
  lendHost({ call: () => new Promise(() => undefined), on: vi.fn() } as unknown as Host);
  const history = createMemoryHistory({ initialEntries: ["/"] });
  lendHistory(history);
  render(
    <QueryClientProvider client={client}>
      <FilterBar active={0} />
    </QueryClientProvider>,
  );
  const box = (await screen.findByRole("searchbox", { name: text("board.filters.search") })) as HTMLInputElement;
  const type = (value: string) => fireEvent.change(box, { target: { value } });
  const both = () => [box.value, history.location.search];
  const come = (word: string, address: string) => waitFor(() => expect(both()).toEqual([word, address]));
  type("ana");
  await come("ana", "?q=ana");
  act(() => openTicket(7));
  await come("ana", "?q=ana&ticket=7");
  box.focus();
  type("bruno");
  await come("bruno", "?q=bruno&ticket=7");

  act(() => history.back());
  await come("ana", "?q=ana");
  expect(document.activeElement).toBe(box);
  act(() => history.forward());
  await come("bruno", "?q=bruno&ticket=7");
  type("bru");
  await come("bru", "?q=bru&ticket=7");
});
