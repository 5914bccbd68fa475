// What a customer is called on the screen. Not everybody has a name: a list then says so, with the protocol, and an open
// ticket, which knows the address, says that.
import type { TicketCard } from "../bindings/TicketCard";
import type { TicketView } from "../bindings/TicketView";
import type { Text } from "../text";

export function nameOf(card: Pick<TicketCard, "contact_name" | "protocol">, t: Text): string {
  return card.contact_name.trim() || t("ticket.noName", { protocol: card.protocol });
}

/** The open ticket with a name for its customer, whatever part of it says that. */
export function named(view: TicketView, t: Text): TicketView {
  if (view.card.contact_name.trim() !== "") return view;
  const contact_name = view.contact.address?.trim() || nameOf(view.card, t);
  return { ...view, card: { ...view.card, contact_name } };
}
