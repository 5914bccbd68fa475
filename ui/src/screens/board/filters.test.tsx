import { createMemoryHistory } from "@tanstack/history";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { lendHistory } from "../../app/address";
import { openTicket } from "../../app/places";
import { client } from "../../data";
import { type Host, lendHost } from "../../host";
import { text } from "../../text";
import { FilterBar, filterOf, noFilters, searchOf } from "./filters";

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

test("an address says what its filter says, the team too, and none of it is left when the filters are cleared", () => {
  const filter = {
    text: "ana",
    technicians: [2],
    teams: [3],
    tags: [4, 5],
    connections: [6],
    idle_for: 3_600_000,
    waits_for: "customer" as const,
    returned_since: 7,
    lapsed_since: 8,
  };
  const search = searchOf(filter);
  expect(filterOf(search)).toEqual(filter);
  expect(filterOf({ team: 3 })).toEqual({ teams: [3] });
  expect(Object.keys(noFilters).sort()).toEqual(Object.keys(search).sort());
});
