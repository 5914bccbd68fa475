// "Adiar", by key and by button: the closing of what waits in Sem Interação, or one planned step of an action.
import type { ForecastItem } from "../bindings/ForecastItem";
import type { TicketCard } from "../bindings/TicketCard";
import { call } from "../data";
import { now } from "../parts/clock";
import type { Command } from "../parts/Menu";
import { faultOf } from "../parts/State";
import { failed } from "../parts/toast";
import type { Text } from "../text";
import { whenShort } from "../text/format";
import { act } from "./actions";
import { whoOf } from "./menus";

const hourMs = 3_600_000;

/** Leaves these out of the end of the day at `cut`. */
export function postponeClosing(cards: readonly TicketCard[], cut: number, t: Text): void {
  const [who, when] = [whoOf(cards, t), whenShort(cut, now())];
  const args = { tickets: cards.map((card) => card.id) };
  void act([{ command: "postpone_closing", args }], t("waiting.postponed", { who, when }));
}

/** The same where the next end of the day is not on the screen. */
export async function postponeNextClosing(card: TicketCard, t: Text): Promise<void> {
  try {
    const { day } = await call("waiting_queue", { limit: 1 });
    if (day.next_cut === null) failed(t("waiting.noCut"));
    else postponeClosing([card], day.next_cut, t);
  } catch (error) {
    failed(faultOf(error).message);
  }
}

/** By how much a planned step of an action can be put off. */
export function laterCommands(item: ForecastItem, ticket: number, name: string, t: Text): Command[] {
  const { rule, at } = item;
  if (rule === null) return [];
  const spans = { inOneHour: hourMs, inFourHours: 4 * hourMs, tomorrow: 24 * hourMs };
  return (["inOneHour", "inFourHours", "tomorrow"] as const).map((id) => ({
    id: `${rule} ${item.part ?? ""} ${id}`,
    label: t(`ticket.${id}`),
    run: () => {
      const until = Math.round(Math.max(now(), at ?? 0) + spans[id]);
      void act([{ command: "postpone_step", args: { rule, ticket, until } }], t("ticket.postponed", { name }));
    },
  }));
}
