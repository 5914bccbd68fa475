// The question of "Adiar": which planned step, and by how much. Mounted once, for every place a ticket can be in hand.
import { useRef } from "react";
import { useNames } from "../data/directory";
import { type CommandGroup, MenuAt } from "../parts/Menu";
import { useText } from "../text";
import { laterCommands, usePostponing } from "./postponing";

export function PostponeMenu() {
  const t = useText();
  const names = useNames();
  const asked = usePostponing((state) => state.asked);
  const anchor = useRef<Element | null>(null);
  if (asked) anchor.current = asked.element;
  const groups = asked?.items.map((item): CommandGroup => {
    const name = names.rule(item.rule)?.name ?? t("ticket.aRule");
    return { title: `${t("keys.postpone")}: ${name}`, commands: laterCommands(item, asked.ticket, name, t) };
  });
  return (
    <MenuAt
      label={t("keys.postpone")}
      anchor={anchor}
      open={asked !== null}
      onClose={() => usePostponing.setState({ asked: null })}
      groups={groups ?? []}
    />
  );
}
