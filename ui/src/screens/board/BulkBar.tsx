// What can be done with the selected cards; shown only while there are some.
import { Archive, ArrowRight, Tag, Users, X } from "lucide";
import { keyWords } from "../../app/keymap";
import type { TicketCard } from "../../bindings/TicketCard";
import { Button, IconButton } from "../../parts/Button";
import { Menu } from "../../parts/Menu";
import { useText } from "../../text";
import { useHand } from "../../tickets/hand";
import { useTicketMenus } from "../../tickets/menus";

export function BulkBar({
  cards,
  onClear,
  children,
}: {
  cards: readonly TicketCard[];
  onClear: () => void;
  children?: React.ReactNode;
}) {
  const t = useText();
  const menus = useTicketMenus(cards);
  const off = !useHand("list");
  return (
    <div
      role="toolbar"
      aria-label={t("board.bulk")}
      className="motion-rise flex min-h-11 flex-none flex-wrap items-center gap-1 border-t border-hairline bg-surface px-4 py-1"
    >
      <span className="tabular mr-2 font-medium whitespace-nowrap">{t("board.selected", { count: cards.length })}</span>
      {children}
      <Menu label={t("acts.moveTo")} groups={() => menus.move}>
        <Button kind="quiet" icon={ArrowRight} keys={keyWords("move")} keysOff={off}>
          {t("keys.move")}
        </Button>
      </Menu>
      <Menu label={t("keys.labels")} groups={() => menus.tag}>
        <Button kind="quiet" icon={Tag} keys={keyWords("labels")} keysOff={off}>
          {t("keys.labels")}
        </Button>
      </Menu>
      <Menu label={t("keys.transfer")} groups={() => menus.transfer}>
        <Button kind="quiet" icon={Users} keys={keyWords("transfer")} keysOff={off}>
          {t("keys.transfer")}
        </Button>
      </Menu>
      <Button kind="quiet" icon={Archive} keys={keyWords("close")} keysOff={off} onPress={menus.close}>
        {t("keys.close")}
      </Button>
      <span className="ml-auto">
        <IconButton icon={X} label={t("board.clearSelection")} keys={keyWords("back")} onPress={onClear} />
      </span>
    </div>
  );
}
