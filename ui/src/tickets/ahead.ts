// What a ticket's panel shows first, asked for by whoever is about to open it, and read by the panel itself.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { call, client } from "../data";

const pageMessages = 50;

export function ticketQuery(ticket: number) {
  return queryOptions({ queryKey: ["ticket", { ticket }], queryFn: () => call("ticket", { ticket }) });
}

/** Asked for beside the ticket itself, so that neither waits for the other. */
export function conversationQuery(ticket: number) {
  return infiniteQueryOptions({
    queryKey: ["conversation", { ticket }],
    queryFn: ({ pageParam }) => call("conversation", { ticket, before: pageParam, limit: pageMessages }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.earlier,
  });
}

/** The answers are on their way before the panel is drawn; a failure is the panel's to show. */
export function fetchTicket(ticket: number): void {
  void client.prefetchQuery(ticketQuery(ticket));
  void client.prefetchInfiniteQuery(conversationQuery(ticket));
}
