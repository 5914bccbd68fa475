// What this person chose last in the palette. Tickets are kept by number and asked of the backend again, so one that is
// gone or no longer theirs to see is dropped.
import { MessageSquare } from "lucide";
import { useEffect } from "react";
import { useAskEach } from "../data";
import { useSession } from "../data/session";
import { Refusal } from "../host";
import type { Glyph } from "../parts/Icon";
import { useText } from "../text";
import { nameOf } from "../tickets/name";
import { openTicket } from "./places";
import { setPrefs, usePrefs } from "./prefs";

export const recentMax = 8;

export type Entry = {
  id: string;
  label: string;
  detail?: string;
  icon: Glyph;
  keys?: string;
  /** Still being asked for: keeps its place. */
  pending?: boolean;
  run: () => void;
};

const ticketMark = "ticket ";
export const ticketEntryId = (ticket: number) => `${ticketMark}${ticket}`;

/** The list with this one first. */
export function withNewest(before: readonly string[], id: string): readonly string[] {
  return [id, ...before.filter((one) => one !== id)].slice(0, recentMax);
}

const none: readonly string[] = [];

/** The entries chosen last, of those that can be chosen now, and how to add one. */
export function useRecent(choices: readonly Entry[]): { entries: Entry[]; remember: (id: string) => void } {
  const t = useText();
  const person = useSession()?.user.id;
  const ids = usePrefs((prefs) => (person === undefined ? none : prefs.recent[person])) ?? none;
  const tickets = ids.filter((id) => id.startsWith(ticketMark)).map((id) => Number(id.slice(ticketMark.length)));
  const views = useAskEach(
    "ticket",
    tickets.map((ticket) => ({ ticket })),
  );
  const gone = tickets.filter((_, at) => isGone(views[at]?.error)).map(ticketEntryId);
  const keep = (next: readonly string[]) => {
    if (person !== undefined) setPrefs({ recent: { ...usePrefs.getState().recent, [person]: next } });
  };
  useEffect(() => {
    if (gone.length > 0) keep(ids.filter((id) => !gone.includes(id)));
  });
  const entryOf = (id: string): Entry[] => {
    if (!id.startsWith(ticketMark)) return choices.filter((choice) => choice.id === id);
    const ticket = Number(id.slice(ticketMark.length));
    const view = views[tickets.indexOf(ticket)];
    const run = () => openTicket(ticket);
    if (view?.isPending) return [{ id, label: t("parts.loading"), icon: MessageSquare, pending: true, run }];
    const card = view?.data?.card;
    return card
      ? [{ id, label: nameOf(card, t), detail: card.subject || card.last_text, icon: MessageSquare, run }]
      : [];
  };
  return { entries: ids.flatMap(entryOf), remember: (id) => keep(withNewest(ids, id)) };
}

function isGone(error: unknown): boolean {
  return error instanceof Refusal && (error.code === "not_found" || error.code === "forbidden");
}
