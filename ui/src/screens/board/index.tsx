// Funil, aba Quadro: tickets by stage, moved by pointer, by keys and by menu; the same action behind all three.
import { Plug, SearchX, Snowflake } from "lucide";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { FunnelCrumb, useShownFunnel } from "../../app/FunnelCrumb";
import { useKey } from "../../app/keymap";
import { go, openTicket, patchSearch, readId, useOpenTicketId, useSearchValue } from "../../app/places";
import { ScreenFrame, useFunnelViews } from "../../app/ScreenFrame";
import type { Board as BoardReply } from "../../bindings/Board";
import type { BoardColumn } from "../../bindings/BoardColumn";
import type { TicketCard } from "../../bindings/TicketCard";
import { useAsk } from "../../data";
import { useNames } from "../../data/directory";
import { Button } from "../../parts/Button";
import { useDrawn } from "../../parts/drawn";
import { focusIsFree, useKept, useKeptScroll } from "../../parts/kept";
import { MenuAt } from "../../parts/Menu";
import { EmptyState, Loaded, Notice } from "../../parts/State";
import { useTokenPx } from "../../parts/scale";
import { useText } from "../../text";
import { otherMenus, useTicketMenus } from "../../tickets/menus";
import { land } from "../../tickets/place";
import { useTellSelection } from "../../tickets/selection";
import { useTellStanding } from "../../tickets/standing";
import { boardArgs } from "./ask";
import { BulkBar } from "./BulkBar";
import { Column } from "./Column";
import { cardsBetween, columnId, present, standingIn, wholeCounts } from "./columns";
import { useBoardDrag } from "./drag";
import { useDropped } from "./drops";
import { FilterBar, noFilters, useBoardFilter } from "./filters";
import { cardElement, useCardActs, useCardPlace, useCardWalk } from "./keys";
import { NoStages } from "./NoStages";
import { useRevealed } from "./reveal";
import { Views } from "./Views";

/** Of the strip of columns, as its classes say. */
const paddingPx = 12;
const gapPx = 8;

export function Board() {
  const t = useText();
  const views = useFunnelViews();
  const { filter, active } = useBoardFilter();
  const [funnel] = useSearchValue("funil", readId);
  const [frozen, setFrozen] = useState(false);
  const {
    data: answered,
    error,
    refetch,
    isPlaceholderData,
  } = useAsk("board", boardArgs(funnel, filter), { keep: true });
  const data = useDropped(answered);
  const wholes = useMemo(() => data && answered && wholeCounts(answered, data), [answered, data]);
  const asked = JSON.stringify([funnel, filter]);
  const shown = useRef(asked);
  if (!isPlaceholderData) shown.current = asked;
  useShownFunnel(isPlaceholderData ? undefined : data?.funnel);
  return (
    <ScreenFrame title={t("screens.board")} within={<FunnelCrumb />} views={views}>
      <div className="@container flex-none border-b border-hairline bg-surface">
        <div className="flex items-center gap-2 px-4 py-1.5">
          <Views filter={filter} />
          <FilterBar active={active} />
          <Button
            kind="quiet"
            icon={Snowflake}
            aria-pressed={frozen}
            onPress={() => setFrozen(!frozen)}
            className={`ml-auto flex-none ${frozen ? "bg-selected text-accent" : ""}`}
          >
            <span className="sr-only @min-[44rem]:not-sr-only">{t("board.freeze")}</span>
          </Button>
        </div>
      </div>
      {data?.columns.every((column) => column.count === 0) && <FirstConnection />}
      <Loaded
        query={{ data, error, refetch }}
        rows={10}
        away={<Button onPress={() => go("/funil")}>{t("board.toFirstFunnel")}</Button>}
      >
        {(board) =>
          active > 0 && board.columns.length > 0 && board.columns.every((column) => column.count === 0) ? (
            <EmptyState
              icon={SearchX}
              title={t("board.nothingFits")}
              action={<Button onPress={() => patchSearch(noFilters)}>{t("board.clearFilters")}</Button>}
            >
              {t("board.nothingFitsHint")}
            </EmptyState>
          ) : (
            <Columns board={board} wholes={wholes} shown={shown.current} filter={filter} frozen={frozen} />
          )
        }
      </Loaded>
    </ScreenFrame>
  );
}

/** An empty board of a new house: what it waits for. */
function FirstConnection() {
  const t = useText();
  const { all } = useNames();
  if (all.users.length === 0 || all.connections.length > 0) return null;
  return (
    <Notice
      tone="info"
      icon={Plug}
      className="mx-3 mt-3 flex-none items-center"
      action={
        <Button small onPress={() => go("/conexoes")}>
          {t("board.toConnections")}
        </Button>
      }
    >
      {t("board.firstConnection")}
    </Notice>
  );
}

type MenuKind = "move" | "tag" | "transfer" | "more";

function Columns({
  board,
  wholes,
  shown,
  filter,
  frozen,
}: {
  board: BoardReply;
  /** How many each column holds, whatever a filter leaves of them. */
  wholes: ReadonlyMap<string, number> | undefined;
  /** What `board` is the answer to. */
  shown: string;
  filter: ReturnType<typeof useBoardFilter>["filter"];
  frozen: boolean;
}) {
  const t = useText();
  const [selected, setSelected] = useState<ReadonlyMap<number, TicketCard>>(new Map());
  const [current, setCurrent] = useKept<TicketCard | null>("board", null);
  const [menu, setMenu] = useState<MenuKind | null>(null);
  const anchor = useRef<Element | null>(null);
  const rows = useRef(new Map<string, readonly TicketCard[]>());
  /** Without those that left a frozen column. */
  const live = useRef(new Map<string, readonly TicketCard[]>());
  const opened = useOpenTicketId();
  const drawn = useDrawn(shown);
  const strip = useRef<HTMLDivElement>(null);
  const inView = useInView(strip);
  useKeptScroll(strip, `board ${board.funnel}`, board.columns.length > 0);
  useRevealed(strip, board, shown, Object.keys(filter).length > 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on return, when its card is there again
  useEffect(() => {
    if (drawn && current && focusIsFree())
      document.getElementById(`card-${current.id}`)?.focus({ preventScroll: true });
  }, [drawn]);

  const toggle = useCallback((card: TicketCard) => {
    setSelected((before) => {
      const next = new Map(before);
      if (!next.delete(card.id)) next.set(card.id, card);
      return next;
    });
  }, []);

  const take = useCallback((cards: readonly TicketCard[]) => {
    setSelected((before) => new Map([...before, ...cards.map((card) => [card.id, card] as const)]));
  }, []);

  const last = useRef(current);
  last.current = current;
  /** The card in hand before the pointer came down: pressing one makes it the card in hand. */
  const before = useRef<TicketCard | null>(null);
  const press = useCallback(
    (card: TicketCard, event: React.MouseEvent) => {
      const from = before.current;
      setCurrent(card);
      const between = event.shiftKey && from ? cardsBetween([...rows.current.values()], from, card) : [];
      if (between.length > 0) take(between);
      else if (event.ctrlKey || event.metaKey || event.shiftKey) toggle(card);
      else openTicket(card.id);
    },
    [toggle, take, setCurrent],
  );

  const own = useRef<ReadonlySet<number>>(new Set());
  const { lift } = useBoardDrag(board, wholes, selected, (cards) => {
    if (selected.size > 0) setSelected(new Map());
    own.current = new Set(cards.map((card) => card.id));
  });
  const liftFromHere = useCallback(
    (card: TicketCard, column: string, event: React.PointerEvent) => {
      before.current = last.current;
      lift(card, column, event);
    },
    [lift],
  );
  /** The ticket, if it is in this column: nothing to the others. */
  const within = (column: BoardColumn, id: number | null) => {
    const is = (card: TicketCard) => card.id === id;
    const here = column.page.rows.some(is) || rows.current.get(columnId(column.key))?.some(is);
    return here ? id : null;
  };
  const seen = (column: string) => inView(board.columns.findIndex(({ key }) => columnId(key) === column));
  const look = useCardPlace({ board, rows: live.current, current, setCurrent, seen });
  const heardRows = useCallback(
    (column: string, cards: readonly TicketCard[], here: readonly TicketCard[]) => {
      rows.current.set(column, cards);
      live.current.set(column, here);
      look();
    },
    [look],
  );
  const openMenu = useCallback(
    (card: TicketCard, element: Element) => {
      anchor.current = element;
      setCurrent(card);
      setMenu("more");
    },
    [setCurrent],
  );

  const chosen = useMemo(() => [...selected.values()], [selected]);
  useTellSelection(chosen, (tickets) => {
    setSelected((before) => new Map([...before].filter(([id]) => !tickets.has(id))));
    // The bar that may have had the focus goes.
    land(() => last.current && cardElement(last.current));
  });
  // As they are now: what was chosen a while ago may stand elsewhere.
  const targets = present(board, chosen.length > 0 ? chosen : current ? [current] : []);
  const menus = useTicketMenus(targets, board.funnel);
  const showMenu = (kind: MenuKind) => {
    if (targets.length === 0) return;
    // A menu that hangs on nothing would open in a corner.
    anchor.current = [...(current ? [current] : []), ...targets].map(cardElement).find(Boolean) ?? strip.current;
    setMenu(kind);
  };
  const focus = useCardWalk({ board, rows: rows.current, current, setCurrent, toggle, take });
  useCardActs({ rows: live.current, targets, current, menus, opened, showMenu, focus });
  useTellStanding((ticket) => standingIn(board, live.current, ticket));
  useKey("back", () => setSelected(new Map()), selected.size > 0);

  const keys = useMemo(() => new Set(selected.keys()), [selected]);

  return (
    <>
      <div ref={strip} data-drag-scroll="x" className="flex min-h-0 flex-1 gap-2 overflow-x-auto p-3">
        {!board.columns.some(({ key }) => key.type === "stage") && <NoStages funnel={board.funnel} />}
        {board.columns.map((column, index) => (
          <Column
            key={columnId(column.key)}
            column={column}
            whole={wholes?.get(columnId(column.key)) ?? column.count}
            funnel={board.funnel}
            filter={filter}
            shown={shown}
            frozen={frozen}
            drawn={drawn}
            inView={inView(index)}
            selected={keys}
            own={own}
            openedTicket={within(column, opened)}
            current={within(column, current?.id ?? null)}
            onPress={press}
            onLift={liftFromHere}
            onFocus={setCurrent}
            onMenu={openMenu}
            onRows={heardRows}
          />
        ))}
      </div>
      {selected.size > 0 && <BulkBar cards={chosen} onClear={() => setSelected(new Map())} />}
      <MenuAt
        label={t("parts.moreActions")}
        anchor={anchor}
        open={menu !== null}
        onClose={() => setMenu(null)}
        groups={menu === "more" ? [...menus.all, otherMenus(menus, showMenu, t)] : menu === null ? [] : menus[menu]}
      />
    </>
  );
}

/** Whether a column can be seen, by its place in the strip: asked before there are columns. */
function useInView(strip: React.RefObject<HTMLElement | null>): (index: number) => boolean {
  const columnPx = useTokenPx("--column-width");
  const left = strip.current?.scrollLeft ?? 0;
  const right = left + (strip.current?.clientWidth ?? window.innerWidth);
  return (index) => {
    const start = paddingPx + index * (columnPx + gapPx);
    return start < right && start + columnPx > left;
  };
}
