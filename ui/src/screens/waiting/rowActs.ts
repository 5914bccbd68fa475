// What can be done with the rows of Sem Interação, as a menu: the same commands as its keys and its bar.
import { Moon, RefreshCw } from "lucide";
import { keyWords } from "../../app/keymap";
import type { TicketCard } from "../../bindings/TicketCard";
import type { Command, CommandGroup } from "../../parts/Menu";
import { useText } from "../../text";
import { openCommand, otherMenus, type TicketMenus } from "../../tickets/menus";

type Own = {
  resend: () => void;
  /** Opens another menu on the same row. */
  ask: (kind: "transfer" | "tag") => void;
  /** Null: no end of the day is to come. */
  postpone: (() => void) | null;
};

export function useRowActs(
  cards: readonly TicketCard[],
  menus: TicketMenus,
  { resend, ask, postpone }: Own,
): readonly CommandGroup[] {
  const t = useText();
  const shared = (...ids: string[]) =>
    menus.more.flatMap(({ commands }) => commands).filter((command) => ids.includes(command.id));
  const open = openCommand(
    cards.map((card) => card.id),
    t,
  );
  const notice: Command = {
    id: "resend",
    label: t("waiting.resend"),
    icon: RefreshCw,
    refused: menus.refused,
    run: resend,
  };
  const later: Command = {
    id: "postpone",
    label: t("waiting.postpone"),
    icon: Moon,
    keys: keyWords("postpone"),
    refused: menus.refused ?? (postpone ? null : t("waiting.noCut")),
    run: () => postpone?.(),
  };
  return [
    { commands: [open] },
    { commands: [...shared("giveBack"), notice, later, ...shared("close")] },
    { commands: shared("take", "hold", "release") },
    otherMenus(menus, ask, t),
  ];
}
