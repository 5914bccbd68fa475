// The keys of tickets where they mean nothing: with a ticket in hand none of them is silent, each says why not.

import { useLastCombo } from "../parts/keys";
import { refusedHere } from "../parts/toast";
import { type Text, useText } from "../text";
import { holdsTicket } from "../tickets/hand";
import { type KeyId, useComboFor } from "./keymap";

const ids = [
  "select",
  "move",
  "transfer",
  "labels",
  "close",
  "closeAndNext",
  "reply",
  "note",
  "giveBack",
  "postpone",
] as const satisfies readonly KeyId[];

type TicketKey = (typeof ids)[number];

export function IdleKeys() {
  return ids.map((id) => <IdleKey key={id} id={id} />);
}

function IdleKey({ id }: { id: TicketKey }) {
  const t = useText();
  useLastCombo(useComboFor(id), () => refusedHere(whyNot(id, t)), holdsTicket);
  return null;
}

/** Said too by a list that has nothing to do on its key. */
export function whyNot(id: TicketKey, t: Text): string {
  switch (id) {
    case "giveBack":
      return t("keys.onlyWaiting");
    case "select":
      return t("keys.oneAtATime");
    case "closeAndNext":
      return t("keys.noNext", { name: t("keys.close") });
    case "move":
    case "transfer":
    case "labels":
    case "close":
    case "reply":
    case "note":
    case "postpone":
      return t("keys.notHere", { name: t(`keys.${id}`) });
  }
}
