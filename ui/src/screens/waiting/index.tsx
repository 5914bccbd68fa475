// Sem Interação, live: who is there, since when, who was told, and how long until the end of the day.
import { CalendarOff, CornerUpLeft, Download, Moon, RefreshCw, Snowflake, Timer as TimerIcon } from "lucide";
import { useEffect, useMemo, useRef, useState } from "react";
import { whyNot } from "../../app/IdleKeys";
import { useKey } from "../../app/keymap";
import { openTicket, readIds, useOpenTicketId, useSearchValues } from "../../app/places";
import { ScreenFrame, Tool } from "../../app/ScreenFrame";
import type { WaitingRow } from "../../bindings/WaitingRow";
import { useAct, useAskPages } from "../../data";
import { saveFile } from "../../host/file";
import { freezeClock } from "../../parts/clock";
import { rowId, type Sort } from "../../parts/GridRow";
import { useKept } from "../../parts/kept";
import { MenuAt, useMenuOn } from "../../parts/Menu";
import { EmptyState, ErrorState, faultOf, Notice, Skeleton } from "../../parts/State";
import { failed } from "../../parts/toast";
import { VirtualGrid } from "../../parts/VirtualGrid";
import { useText } from "../../text";
import { counted } from "../../text/format";
import { act } from "../../tickets/actions";
import { hasHand, holdsTicket, inHand, useActKey } from "../../tickets/hand";
import { closeCards, useTicketMenus, whoOf } from "../../tickets/menus";
import { nameOf } from "../../tickets/name";
import { land, useHeir } from "../../tickets/place";
import { postponeClosing } from "../../tickets/postponing";
import { useTellSelection } from "../../tickets/selection";
import { BarButton, BulkBar } from "../board/BulkBar";
import { TeamFilter } from "../board/filters";
import { useWritingKeys } from "../ticket/drafts";
import { ArrivingStrip } from "./Arriving";
import { sortRows, useColumns } from "./columns";
import { DayStrip } from "./Day";
import { History } from "./History";
import { useRowActs } from "./rowActs";

/** Whether the end of the day at `cut` closes it: one that was put off is closed by a later one. */
const closesAt = (row: WaitingRow, cut: number | null) =>
  cut !== null && row.closes_at !== null && row.closes_at <= cut;

const keyOf = (row: WaitingRow) => String(row.card.id);

export function Waiting() {
  const t = useText();
  const [frozen, setFrozen] = useState(false);
  const teams = readIds(useSearchValues().team);
  const filter = teams.length > 0 ? { filter: { teams: [...teams] } } : {};
  const pages = useAskPages("waiting_queue", { limit: 100, ...filter }, (reply) => reply.next, { enabled: !frozen });
  const list = useRef<HTMLDivElement>(null);
  const csv = useAct("waiting_csv", { onDone: saveFile });
  useEffect(() => {
    freezeClock(frozen);
    return () => freezeClock(false);
  }, [frozen]);
  const head = pages.data?.pages[0];
  const all = useMemo(() => pages.data?.pages.flatMap((page) => page.rows) ?? [], [pages.data]);
  const cut = head?.day.next_cut ?? null;
  const closing = useMemo(() => all.filter((row) => closesAt(row, cut)), [all, cut]);
  const [review, setReview] = useState(false);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const reviewing = review && (closing.length > 0 || hasNextPage);
  useEffect(() => {
    // Who looks through all that will be closed is shown all of it.
    if (reviewing && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [reviewing, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <ScreenFrame
      title={t("screens.waiting")}
      count={head?.total}
      aside={
        head &&
        t("waiting.today", {
          entered: t("dashboard.enteredCount", counted(head.day.entered_today)),
          returned: t("dashboard.returnedCount", counted(head.day.returned_today)),
          closed: t("dashboard.closedCount", counted(head.day.closed_today)),
        })
      }
      tools={
        <>
          <TeamFilter />
          <Tool
            kind="quiet"
            icon={Download}
            label={t("waiting.csv")}
            onPress={() => csv.mutate(filter)}
            isPending={csv.isPending}
          />
          <Tool
            kind="quiet"
            icon={Snowflake}
            label={t("waiting.freeze")}
            aria-pressed={frozen}
            onPress={() => setFrozen(!frozen)}
            className={frozen ? "bg-selected text-accent" : undefined}
          />
        </>
      }
    >
      {head ? (
        <>
          {!head.on && (
            <Notice tone="warn" icon={CalendarOff} className="mx-4 mt-3 flex-none">
              {t("waiting.off")}
            </Notice>
          )}
          <DayStrip
            day={head.day}
            keeper={head.keeper}
            closing={hasNextPage ? null : closing.length}
            reviewing={reviewing}
            onReview={(on) => {
              setReview(on);
              land(() => list.current?.querySelector<HTMLElement>("[role=grid]") ?? null);
            }}
          />
          <div ref={list} {...inHand("list")} className="flex min-h-0 flex-1 flex-col">
            <Rows
              rows={reviewing ? closing : all}
              cut={cut}
              root={list}
              total={reviewing ? closing.length : head.total}
              hasMore={pages.hasNextPage}
              onNearEnd={() => !pages.isFetchingNextPage && void pages.fetchNextPage()}
            />
          </div>
          <ArrivingStrip arriving={head.arriving} wait={head.wait} mode={head.mode} />
        </>
      ) : pages.error ? (
        <ErrorState failure={faultOf(pages.error)} onRetry={() => pages.refetch()} />
      ) : (
        <Skeleton rows={10} />
      )}
    </ScreenFrame>
  );
}

type RowsProps = {
  root: React.RefObject<HTMLElement | null>;
  rows: readonly WaitingRow[];
  /** The next end of the day, if one is to come. */
  cut: number | null;
  total: number;
  hasMore: boolean;
  onNearEnd: () => void;
};

function Rows({ root, rows, cut, total, hasMore, onNearEnd }: RowsProps) {
  const t = useText();
  const [current, setCurrent] = useKept<string | null>("waiting", null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const opened = useOpenTicketId();
  const [sort, setSort] = useState<Sort>({ column: "wait", down: true });
  const sorted = useMemo(() => (hasMore ? rows : sortRows(rows, sort)), [rows, sort, hasMore]);
  const columns = useColumns(cut);
  const chosen = useMemo(() => rows.filter((row) => selected.has(keyOf(row))), [rows, selected]);
  const toGrid = () => land(() => root.current?.querySelector<HTMLElement>("[role=grid]") ?? null);
  useTellSelection(
    useMemo(() => chosen.map((row) => row.card), [chosen]),
    (tickets) => {
      setSelected((before) => new Set([...before].filter((key) => !tickets.has(Number(key)))));
      // The bar that may have had the focus goes.
      toGrid();
    },
  );
  useHeir(
    sorted.map((row) => row.card.id),
    current === null ? null : Number(current),
    (next) => {
      setCurrent(String(next));
      toGrid();
    },
  );
  const currentRow = rows.find((row) => keyOf(row) === current);
  const targets = chosen.length > 0 ? chosen : currentRow ? [currentRow] : [];
  const cards = targets.map((row) => row.card);
  const menus = useTicketMenus(cards);
  const tickets = cards.map((card) => card.id);
  const resend = () =>
    void act([{ command: "resend_notice", args: { tickets } }], t("waiting.resent", { who: whoOf(cards, t) }));
  const postpone = () => {
    if (cut === null) failed(t("waiting.noCut"));
    else postponeClosing(cards, cut, t);
  };
  const menu = useMenuOn<"acts" | "move" | "transfer" | "tag">();
  const ask = (kind: "move" | "transfer" | "tag") => {
    const element = document.getElementById(rowId(current ?? tickets[0]?.toString() ?? ""));
    if (element) menu.show(kind, { element, x: 0 });
  };
  const acts = useRowActs(cards, menus, { resend, ask, postpone: cut === null ? null : postpone });
  const some = tickets.length > 0;
  useActKey("list", "giveBack", menus.giveBack, some);
  useActKey("list", "close", menus.close, some);
  useActKey("list", "move", () => ask("move"), some);
  useActKey("list", "transfer", () => ask("transfer"), some);
  useActKey("list", "labels", () => ask("tag"), some);
  useActKey("list", "postpone", postpone, some);
  useWritingKeys(cards, currentRow?.card ?? null);
  useKey("closeAndNext", () => {
    const beside = hasHand("panel");
    // Of the keys that only lists know: it means the open ticket where the others do.
    const closing = beside ? rows.map((row) => row.card).filter((card) => card.id === opened) : cards;
    const next = sorted[sorted.findIndex((row) => row.card.id === closing.at(-1)?.id) + 1];
    if (closing.length === 0) return void (holdsTicket() && failed(whyNot("closeAndNext", t)));
    closeCards(closing, t);
    if (!next) return;
    setCurrent(keyOf(next));
    if (beside) openTicket(next.card.id);
  });
  useKey("back", () => setSelected(new Set()), selected.size > 0);
  const groups = menu.row === null ? [] : menu.row === "acts" ? acts : menus[menu.row];
  const toggleDetail = (key: string) => {
    const next = new Set(unfolded);
    if (!next.delete(key)) next.add(key);
    setUnfolded(next);
  };
  return (
    <>
      <VirtualGrid
        keep="waiting"
        label={t("screens.waiting")}
        rows={sorted}
        keyOf={keyOf}
        columns={columns}
        total={total}
        onNearEnd={hasMore ? onNearEnd : undefined}
        sort={hasMore ? undefined : sort}
        onSort={hasMore ? undefined : setSort}
        current={current}
        onCurrent={setCurrent}
        selected={selected}
        onSelect={setSelected}
        selectLabel={(row) => t("waiting.selectRow", { name: nameOf(row.card, t) })}
        opened={unfolded}
        onToggleDetail={toggleDetail}
        detail={(row) => <History ticket={row.card.id} />}
        onOpen={(row) => openTicket(row.card.id)}
        onMenu={(row, place) => {
          // A row outside the selection speaks for itself.
          if (!selected.has(keyOf(row))) setSelected(new Set());
          menu.show("acts", place);
        }}
        empty={
          <EmptyState icon={TimerIcon} title={t("waiting.empty")}>
            {t("waiting.emptyHint")}
          </EmptyState>
        }
      />
      <MenuAt label={t("parts.moreActions")} groups={groups} {...menu.at} />
      {chosen.length > 0 && (
        <BulkBar cards={cards} onClear={() => setSelected(new Set())}>
          <BarButton first icon={CornerUpLeft} label={t("keys.giveBack")} keyOf="giveBack" onPress={menus.giveBack} />
          <BarButton icon={RefreshCw} label={t("waiting.resend")} onPress={resend} />
          <BarButton
            icon={Moon}
            label={t("waiting.postpone")}
            keyOf="postpone"
            onPress={postpone}
            refused={cut === null ? t("waiting.noCut") : null}
          />
        </BulkBar>
      )}
    </>
  );
}
