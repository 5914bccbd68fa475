// One column: its head, its cards (only those in view), and a still order while somebody works in it.
import { Lock, Plus } from "lucide";
import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { openOverlay } from "../../app/overlays";
import type { BoardColumn } from "../../bindings/BoardColumn";
import type { StageView } from "../../bindings/StageView";
import type { TicketCard } from "../../bindings/TicketCard";
import type { TicketFilter } from "../../bindings/TicketFilter";
import { useAskPages } from "../../data";
import { useNames } from "../../data/directory";
import { useRefusedBy } from "../../data/session";
import { Button } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { Icon } from "../../parts/Icon";
import { useTokenPx } from "../../parts/scale";
import { Badge, HueDot, hueOf } from "../../parts/Tag";
import { tipped } from "../../parts/Tip";
import { VirtualList, type VirtualListHandle } from "../../parts/VirtualList";
import { useText } from "../../text";
import { moneyShort, number } from "../../text/format";
import { ageOf, useAverage, useDaysAt } from "./age";
import { Card } from "./Card";
import { ColumnMenu } from "./ColumnMenu";
import { columnId } from "./columns";
import { useGone } from "./drops";
import { useKeptCards, useWhereabouts } from "./left";
import { holdOrder } from "./order";

/** What stands above and below the cards of a column, about. */
const aroundPx = 200;

type ColumnProps = {
  column: BoardColumn;
  /** How many it holds, whatever a filter leaves of them. */
  whole: number;
  funnel: number;
  filter: TicketFilter;
  /** What the board is the answer to: the order of another answer is none to keep. */
  shown: string;
  frozen: boolean;
  /** The board has been painted; until then only cards that can be seen are made. */
  drawn: boolean;
  inView: boolean;
  selected: ReadonlySet<number>;
  /** Cards this person just moved: looked at when the column changes, and no reason to draw it anew. */
  own: React.RefObject<ReadonlySet<number>>;
  openedTicket: number | null;
  /** The card keys act on, wherever it is. */
  current: number | null;
  onPress: (card: TicketCard, event: React.MouseEvent) => void;
  onLift: (card: TicketCard, column: string, event: React.PointerEvent) => void;
  onFocus: (card: TicketCard) => void;
  onMenu: (card: TicketCard, element: Element) => void;
  /** Tells the board which cards are shown here, in order, for moving by keys, and which of them are really here. */
  onRows: (column: string, rows: readonly TicketCard[], live: readonly TicketCard[]) => void;
};

const cardId = (card: TicketCard) => card.id;
const none: readonly TicketCard[] = [];

/** Of seven columns a change mostly concerns one or two. */
export const Column = memo(function Column(props: ColumnProps) {
  const { column, whole, funnel, filter, shown, frozen, drawn, inView, selected, openedTicket, current } = props;
  const { onPress, onLift, onFocus, onMenu, onRows } = props;
  const t = useText();
  const id = columnId(column.key);
  const refused = useRefusedBy()("start_ticket");
  const cardPx = useTokenPx("--card-height");
  const list = useRef<VirtualListHandle>(null);
  const [busy, setBusy] = useState(false);
  const [focused, setFocused] = useState(false);
  const [deeper, setDeeper] = useState(false);

  const pages = useAskPages("board_page", { funnel, column: column.key, filter, limit: 50 }, (page) => page.next, {
    enabled: deeper,
  });
  const first = column.page.rows;
  const gone = useGone(column);
  const fetched = useMemo(() => {
    if (!deeper || !pages.data) return first;
    const seen = new Set([...first.map(cardId), ...gone]);
    return [
      ...first,
      ...pages.data.pages.flatMap((page) => page.rows).filter((card) => !seen.has(card.id) && seen.add(card.id)),
    ];
  }, [deeper, pages.data, first, gone]);

  const order = useRef<{ shown: string; ids: readonly number[] }>(null);
  const before = order.current?.shown === shown ? order.current.ids : null;
  const { left, keep } = useKeptCards(frozen);
  const { rows, fresh } = holdOrder(before, fetched, cardId, frozen || busy || focused, props.own.current, left);
  const [live, missing] = useMemo(() => {
    if (rows === fetched) return [rows, none];
    const here = new Set(fetched.map(cardId));
    return [rows.filter((card) => here.has(card.id)), rows.filter((card) => !here.has(card.id))];
  }, [rows, fetched]);
  const where = useWhereabouts(missing, gone, id, funnel);
  useEffect(() => {
    order.current = { shown, ids: rows.map(cardId) };
    keep(rows);
    onRows(id, rows, live);
  }, [rows, live, id, onRows, shown, keep]);

  const release = () => {
    order.current = { shown, ids: fetched.map(cardId) };
    setBusy(false);
    setFocused(false);
  };

  const more = useCallback(() => {
    if (!deeper) setDeeper(true);
    else if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
  }, [deeper, pages]);

  const currentIndex = rows.findIndex((card) => card.id === current);
  useEffect(() => {
    if (currentIndex >= 0) list.current?.scrollTo(currentIndex);
  }, [currentIndex]);
  const stop = currentIndex >= 0 ? current : (rows[0]?.id ?? null);

  const lift = useCallback((card: TicketCard, event: React.PointerEvent) => onLift(card, id, event), [onLift, id]);
  const name = useColumnName(column);
  const archived = useStageOf(column)?.archived ?? false;
  const daysAt = useDaysAt(rows);
  const made = drawn || inView;

  return (
    <section
      aria-label={t("board.column", { name, count: column.count })}
      data-drop={id}
      onPointerEnter={() => setBusy(true)}
      onPointerLeave={() => setBusy(false)}
      onFocus={() => setFocused(true)}
      onBlur={(event) => setFocused(event.currentTarget.contains(event.relatedTarget))}
      className="flex h-full w-(--column-width) flex-none flex-col rounded-card bg-sunken"
    >
      <ColumnHead column={column} whole={whole} name={name} />
      {fresh > 0 && (
        <button
          type="button"
          onClick={release}
          className="motion-rise mx-auto -mt-0.5 mb-1 h-6 rounded-full border border-hairline bg-surface px-2.5 text-small font-medium text-accent"
        >
          {t("board.fresh", { count: fresh })}
        </button>
      )}
      <VirtualList
        label={name}
        items={made ? rows : none}
        keyOf={cardId}
        rowPx={cardPx}
        gapPx={6}
        padPx={2}
        total={Math.max(column.count, rows.length)}
        onNearEnd={column.page.next === null || !made ? undefined : more}
        overscan={drawn ? undefined : 0}
        keep={`board ${funnel} ${id}`}
        guessPx={window.innerHeight - aroundPx}
        reuse
        handle={list}
        className="px-1.5 pb-1.5"
      >
        {(card) => (
          <Card
            card={card}
            selected={selected.has(card.id)}
            opened={openedTicket === card.id}
            stop={card.id === stop}
            days={ageOf(card, daysAt)}
            gone={where.get(card.id) ?? null}
            onPress={onPress}
            onLift={lift}
            onFocus={onFocus}
            onMenu={onMenu}
          />
        )}
      </VirtualList>
      {rows.length === 0 && <p className="flex-1 px-3 text-center text-small text-faint">{t("board.emptyColumn")}</p>}
      {column.key.type === "stage" && !column.locked && !archived && !refused && (
        <Button
          kind="quiet"
          icon={Plus}
          refused={isFull(column, whole) ? t("board.refused.full", { limit: column.limit_max ?? 0 }) : null}
          onPress={() => openOverlay("newTicket", column.key.type === "stage" ? column.key.stage : null)}
          className="mx-1.5 mb-1.5 flex-none justify-start!"
        >
          {t("newTicket.title")}
          {isFull(column, whole) && (
            <span className="ml-auto min-w-0 truncate text-small">
              {t("board.refused.full", { limit: column.limit_max ?? 0 })}
            </span>
          )}
        </Button>
      )}
    </section>
  );
});

export function useColumnName(column: BoardColumn): string {
  const t = useText();
  return column.key.type === "stage" ? column.name : t(`board.columns.${column.key.type}`);
}

/** What the house knows of its stage; the fixed columns have none. */
function useStageOf({ key }: BoardColumn): StageView | undefined {
  const names = useNames();
  return key.type === "stage" ? names.stage(key.stage) : undefined;
}

const isFull = ({ limit_max }: BoardColumn, whole: number) => limit_max !== null && whole >= limit_max;

function ColumnHead({ column, whole, name }: { column: BoardColumn; whole: number; name: string }) {
  const t = useText();
  const stage = useStageOf(column);
  const full = isFull(column, whole);
  const limited = column.limit_max === null ? null : `${number(whole)}/${number(column.limit_max)}`;
  // Under a filter both: what one sees, and what counts for the limit.
  const counted = [column.count === whole && limited ? null : number(column.count), limited]
    .filter((part) => part !== null)
    .map((part, index) => (index === 0 ? part : `(${part})`))
    .join(" ");
  const span = useAverage(column.average_since);
  const average = span === null ? null : t("board.average", { span });
  return (
    <header className="flex h-9 flex-none items-center gap-2 px-3">
      <HueDot hue={hueOf(column.colour)} />
      <h2 {...(average ? tipped(average) : {})} className="min-w-0 truncate font-medium">
        {name}
      </h2>
      {average && <span className="sr-only">{average}</span>}
      <span className={cx("tabular text-small", full ? "font-medium text-warn" : "text-faint")}>{counted}</span>
      {stage?.archived && <Badge>{t("settings.archived")}</Badge>}
      {column.value_cents > 0 && (
        <span className="tabular ml-auto text-small text-faint">{moneyShort(column.value_cents)}</span>
      )}
      {column.locked && (
        <span
          {...tipped(t("board.lockedHint"))}
          role="img"
          aria-label={t("board.locked")}
          tabIndex={0}
          className={cx("text-faint", column.value_cents === 0 && "ml-auto")}
        >
          <Icon of={Lock} size={14} />
        </span>
      )}
      {stage && (
        <span className={column.value_cents === 0 && !column.locked ? "ml-auto" : ""}>
          <ColumnMenu stage={stage} average={average} full={full} />
        </span>
      )}
    </header>
  );
}
