// What a ticket is doing, in one word: decides its edge colour, its icon and which clock is shown. Pure.
import type { TicketCard } from "../bindings/TicketCard";
import type { Tone } from "../parts/Tag";

export type TicketState =
  | "returned"
  | "noInteraction"
  | "onHold"
  | "closed"
  | "customerWaits"
  | "silent"
  | "pending"
  | "quiet";

export function stateOf(card: TicketCard): TicketState {
  if (card.status === "closed") return "closed";
  if (card.returned_at !== null) return "returned";
  if (card.entered_at !== null) return "noInteraction";
  if (card.on_hold) return "onHold";
  if (card.customer_waits_since !== null) return "customerWaits";
  if (card.silent_since !== null) return "silent";
  return card.status === "pending" ? "pending" : "quiet";
}

export const stateTone: Record<TicketState, Tone> = {
  returned: "returned",
  noInteraction: "warn",
  onHold: "neutral",
  closed: "neutral",
  customerWaits: "info",
  silent: "neutral",
  pending: "neutral",
  quiet: "neutral",
};

export type CardClock = { from: number; until: number | null; ring: boolean };

/** The clock at the corner of a card: how long somebody waits, and the ring towards Sem Interação. */
export function clockOf(card: TicketCard): CardClock {
  const enters = card.next?.kind === "enter" ? card.next.at : null;
  switch (stateOf(card)) {
    case "returned":
      return { from: card.returned_at ?? card.last_at, until: null, ring: false };
    case "noInteraction":
      return { from: card.silent_since ?? card.entered_at ?? card.last_at, until: null, ring: false };
    case "customerWaits":
      return { from: card.customer_waits_since ?? card.last_at, until: null, ring: false };
    case "silent":
      return { from: card.silent_since ?? card.last_at, until: enters, ring: enters !== null };
    case "pending":
    case "onHold":
    case "closed":
    case "quiet":
      return { from: card.last_at, until: null, ring: false };
  }
}
