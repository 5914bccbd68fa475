// What can be done with the selected cards; shown only while there are some. One row wherever it stands: where there is too
// little room it drops first the signs of the keys, then words.
import { Archive, ArrowRight, Tag, Users, X } from "lucide";
import { createContext, useContext, useRef } from "react";
import { type KeyId, keyWords } from "../../app/keymap";
import type { TicketCard } from "../../bindings/TicketCard";
import { Button, IconButton, type PressProps } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { useFitting } from "../../parts/fitting";
import type { Glyph } from "../../parts/Icon";
import { Menu } from "../../parts/Menu";
import { tipped } from "../../parts/Tip";
import { useText } from "../../text";
import { useHand } from "../../tickets/hand";
import { useTicketMenus } from "../../tickets/menus";

/** What each step leaves away, and all before it. */
const tight = 1;
const signs = 2;
const onlySigns = 3;

const Step = createContext(0);

type BarButtonProps = Omit<PressProps, "children"> & {
  icon: Glyph;
  label: string;
  keyOf?: KeyId;
  /** The likeliest of all: it keeps its words longest. */
  first?: boolean;
};

export function BarButton({ icon, label, keyOf, first = false, className, ...press }: BarButtonProps) {
  const step = useContext(Step);
  const off = !useHand("list");
  const keys = keyOf && keyWords(keyOf);
  const silent = step >= (first ? onlySigns : signs);
  return (
    <Button
      {...press}
      {...(silent ? tipped(press.refused ? `${label}: ${press.refused}` : label, off ? undefined : keys) : {})}
      kind={first ? "plain" : "quiet"}
      icon={icon}
      keys={step < tight ? keys : undefined}
      keysOff={off}
      className={cx(step >= tight && "px-2!", className)}
    >
      <span className={silent ? "sr-only" : undefined}>{label}</span>
    </Button>
  );
}

type BulkBarProps = { cards: readonly TicketCard[]; onClear: () => void; children?: React.ReactNode };

export function BulkBar({ cards, onClear, children }: BulkBarProps) {
  const t = useText();
  const menus = useTicketMenus(cards);
  const row = useRef<HTMLDivElement>(null);
  const selected = t("board.selected", { count: cards.length });
  const step = useFitting(row, onlySigns, [selected, t("keys.close"), keyWords("close")].join());
  return (
    <Step value={step}>
      <div
        ref={row}
        role="toolbar"
        aria-label={t("board.bulk")}
        className={cx(
          "motion-rise flex min-h-11 flex-none items-center gap-1 border-t border-hairline bg-surface px-4 py-1",
          step === onlySigns && "flex-wrap",
        )}
      >
        <span className="tabular mr-2 font-medium whitespace-nowrap">{selected}</span>
        {children}
        <Menu label={t("acts.moveTo")} groups={() => menus.move}>
          <BarButton icon={ArrowRight} label={t("keys.move")} keyOf="move" />
        </Menu>
        <Menu label={t("keys.labels")} groups={() => menus.tag}>
          <BarButton icon={Tag} label={t("keys.labels")} keyOf="labels" />
        </Menu>
        <Menu label={t("keys.transfer")} groups={() => menus.transfer}>
          <BarButton icon={Users} label={t("keys.transfer")} keyOf="transfer" />
        </Menu>
        <BarButton icon={Archive} label={t("keys.close")} keyOf="close" onPress={menus.close} />
        <span className="ml-auto">
          <IconButton icon={X} label={t("board.clearSelection")} keys={keyWords("back")} onPress={onClear} />
        </span>
      </div>
    </Step>
  );
}
