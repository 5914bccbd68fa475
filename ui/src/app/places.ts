// Addresses of the app. A ticket opens beside the screen one is on (?ticket=), filters live in the address too,
// so a view can be kept, sent and returned to.
import { type AnyRouter, type RouterHistory, useRouterState } from "@tanstack/react-router";
import { useCallback } from "react";
import { fetchTicket } from "../tickets/ahead";

export type Search = Readonly<Record<string, unknown>>;

let router: AnyRouter | undefined;

export function setRouter(made: AnyRouter): void {
  router = made;
}

export function go(path: string, search: Search = {}): void {
  void router?.navigate({ to: path, search });
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
  if (router?.history.canGoBack()) router.history.back();
  else go("/funil", { ticket: id });
}

/** Changes some values of the address and keeps the rest; undefined removes one. */
export function patchSearch(patch: Search): void {
  if (!router) return;
  const { pathname, search } = router.state.location;
  void router.navigate({ to: pathname, search: { ...(search as Search), ...patch }, replace: !("ticket" in patch) });
}

/** Hears where somebody goes back or forward to in the history, by what the address there says. */
export function onTravel(hear: (search: Search) => void): () => void {
  if (!router) return () => undefined;
  const { parseSearch } = router.options;
  const history: RouterHistory = router.history;
  return history.subscribe(({ location, action }) => {
    if (action.type !== "PUSH" && action.type !== "REPLACE") hear(parseSearch(location.search));
  });
}

/** All of the address but the open ticket: the same object for as long as it says the same. */
export function useSearchValues(): Search {
  return useRouterState({
    select: ({ location }) => {
      const { ticket: _, ...rest } = location.search as Search;
      return rest as Record<string, never>;
    },
    structuralSharing: true,
  });
}

export function useOpenTicketId(): number | null {
  return useRouterState({
    select: (state) => {
      const value = (state.location.search as Search).ticket;
      return typeof value === "number" ? value : null;
    },
  });
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
