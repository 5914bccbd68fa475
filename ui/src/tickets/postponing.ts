// "Adiar", by key and by button: the closing of what waits in Sem Interação, or one planned step of an action.
import { create } from "zustand";
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

/** Which planned step of a ticket is meant is asked at `element`, by `PostponeMenu`. */
type Question = { ticket: number; items: readonly ForecastItem[]; element: Element | null };

export const usePostponing = create<{ asked: Question | null }>(() => ({ asked: null }));

/** By key, of what is in hand: the closing of what waits in Sem Interação, else a planned step; or why not. */
export async function postpone(cards: readonly TicketCard[], element: Element | null, t: Text): Promise<void> {
  const [card] = cards;
  if (!card) return;
  if (cards.every((one) => one.entered_at !== null)) return postponeNextClosing(cards, t);
  if (cards.length > 1) return failed(t("ticket.postponeOne"));
  try {
    const forecast = await call("forecast", { ticket: card.id });
    const items = forecast.items.filter((item) => item.rule !== null);
    if (items.length > 0) usePostponing.setState({ asked: { ticket: card.id, items, element } });
    else failed(t("ticket.nothingToPostpone"));
  } catch (error) {
    failed(faultOf(error).message);
  }
}

/** The closing of these, where the next end of the day is not on the screen. */
export async function postponeNextClosing(cards: readonly TicketCard[], t: Text): Promise<void> {
  try {
    const { day } = await call("waiting_queue", { limit: 1 });
    if (day.next_cut === null) failed(t("waiting.noCut"));
    else postponeClosing(cards, day.next_cut, t);
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
