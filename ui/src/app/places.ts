// Addresses of the app. A ticket opens beside the screen one is on (?ticket=), filters live in the address too,
// so a view can be kept, sent and returned to.
import { useCallback } from "react";
import { fetchTicket } from "../tickets/ahead";
import { type Search, stepBack, useAddress, visit, wantedAddress } from "./address";

export { onTravel, type Search } from "./address";

export function go(path: string, search: Search = {}): void {
  visit(path, search);
}

/** Opens a ticket in the panel beside the present screen. */
export function openTicket(id: number): void {
  fetchTicket(id);
  patchSearch({ ticket: id });
}

export function closeTicket(): void {
  patchSearch({ ticket: undefined });
}

/** The ticket as the whole screen. */
export function openTicketFull(id: number): void {
  fetchTicket(id);
  go(`/atendimento/${id}`);
}

/** Back from the whole screen to where one came from, or to the ticket beside the board. */
export function leaveTicketFull(id: number): void {
  if (!stepBack()) go("/funil", { ticket: id });
}

/** Changes some values of the address and keeps the rest; undefined removes one. */
export function patchSearch(patch: Search): void {
  const { path, search } = wantedAddress();
  visit(path, { ...search, ...patch }, { replace: !("ticket" in patch) });
}

/** All of the address but the open ticket: the same object for as long as it says the same. */
export function useSearchValues(): Search {
  return useAddress((address) => address.values);
}

export function useOpenTicketId(): number | null {
  return useAddress(({ search }) => readId(search.ticket));
}

/** One value of the address, checked by `read` (an address can be typed by anyone). */
export function useSearchValue<T>(name: string, read: (value: unknown) => T): [T, (value: T | undefined) => void] {
  const value = read(useSearchValues()[name]);
  const set = useCallback((next: T | undefined) => patchSearch({ [name]: next }), [name]);
  return [value, set];
}

export const readText = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
export const readId = (value: unknown): number | null => (typeof value === "number" ? value : null);
export const readIds = (value: unknown): readonly number[] =>
  Array.isArray(value)
    ? value.filter((one): one is number => typeof one === "number")
    : typeof value === "number"
      ? [value]
      : [];
