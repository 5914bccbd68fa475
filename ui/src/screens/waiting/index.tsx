// Sem Interação, live: who is there, since when, who was told, and how long until the end of the day.
import {
  CalendarOff,
  CornerUpLeft,
  Download,
  Moon,
  RefreshCw,
  Snowflake,
  Timer as TimerIcon,
  TriangleAlert,
} from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { keyWords, useKey } from "../../app/keymap";
import { openTicket } from "../../app/places";
import { ScreenFrame } from "../../app/ScreenFrame";
import type { WaitingRow } from "../../bindings/WaitingRow";
import { useAct, useAskPages } from "../../data";
import { useNames } from "../../data/directory";
import { saveFile } from "../../host/file";
import { Button } from "../../parts/Button";
import { freezeClock, now } from "../../parts/clock";
import { Icon } from "../../parts/Icon";
import { EmptyState, ErrorState, faultOf, Notice, Skeleton } from "../../parts/State";
import { Avatar } from "../../parts/Tag";
import { Timer } from "../../parts/Timer";
import { useNow } from "../../parts/useNow";
import { type Column, type Sort, VirtualGrid } from "../../parts/VirtualGrid";
import { useText } from "../../text";
import { whenShort } from "../../text/format";
import { act } from "../../tickets/actions";
import { OpeningName } from "../../tickets/marks";
import { useTicketMenus } from "../../tickets/menus";
import { BulkBar } from "../board/BulkBar";
import { ArrivingStrip } from "./Arriving";
import { DayStrip } from "./Day";
import { History } from "./History";
import { Told } from "./Told";

const keyOf = (row: WaitingRow) => String(row.card.id);

export function Waiting() {
  const t = useText();
  const [frozen, setFrozen] = useState(false);
  const pages = useAskPages("waiting_queue", { limit: 100 }, (reply) => reply.next, { enabled: !frozen });
  const csv = useAct("waiting_csv", { onDone: saveFile });
  useEffect(() => {
    freezeClock(frozen);
    return () => freezeClock(false);
  }, [frozen]);
  const head = pages.data?.pages[0];
  const rows = useMemo(() => pages.data?.pages.flatMap((page) => page.rows) ?? [], [pages.data]);
  return (
    <ScreenFrame
      title={t("screens.waiting")}
      count={head?.total}
      aside={
        head &&
        t("waiting.today", {
          entered: head.day.entered_today,
          returned: head.day.returned_today,
          closed: head.day.closed_today,
        })
      }
      tools={
        <>
          <Button kind="quiet" icon={Download} onPress={() => csv.mutate({})} isPending={csv.isPending}>
            {t("waiting.csv")}
          </Button>
          <Button
            kind="quiet"
            icon={Snowflake}
            aria-pressed={frozen}
            onPress={() => setFrozen(!frozen)}
            className={frozen ? "bg-selected text-accent" : undefined}
          >
            {t("waiting.freeze")}
          </Button>
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
          <DayStrip day={head.day} keeper={head.keeper} total={head.total} />
          <Rows
            rows={rows}
            cut={head.day.next_cut}
            total={head.total}
            hasMore={pages.hasNextPage}
            onNearEnd={() => !pages.isFetchingNextPage && void pages.fetchNextPage()}
          />
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
  rows: readonly WaitingRow[];
  /** The next end of the day, if one is to come. */
  cut: number | null;
  total: number;
  hasMore: boolean;
  onNearEnd: () => void;
};

function Rows({ rows, cut, total, hasMore, onNearEnd }: RowsProps) {
  const t = useText();
  const [current, setCurrent] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [sort, setSort] = useState<Sort>({ column: "wait", down: true });
  const sorted = useMemo(() => (hasMore ? rows : sortRows(rows, sort)), [rows, sort, hasMore]);
  const columns = useColumns(cut);
  const chosen = rows.filter((row) => selected.has(keyOf(row)));
  const currentRow = rows.find((row) => keyOf(row) === current);
  const targets = chosen.length > 0 ? chosen : currentRow ? [currentRow] : [];
  const cards = targets.map((row) => row.card);
  const menus = useTicketMenus(cards);
  const tickets = cards.map((card) => card.id);
  const who = cards.length === 1 ? (cards[0]?.contact_name ?? "") : t("acts.tickets", { count: cards.length });
  const resend = () => void act([{ command: "resend_notice", args: { tickets } }], t("waiting.resent", { who }));
  const postpone = () => {
    if (cut === null) return;
    const when = whenShort(cut, now());
    void act([{ command: "postpone_closing", args: { tickets } }], t("waiting.postponed", { who, when }));
  };
  const some = tickets.length > 0;
  useKey("giveBack", menus.giveBack, some);
  useKey("close", menus.close, some);
  useKey(
    "closeAndNext",
    () => {
      const next = sorted[sorted.findIndex((row) => keyOf(row) === current) + 1];
      menus.close();
      if (next) setCurrent(keyOf(next));
    },
    some,
  );
  useKey("postpone", postpone, some && cut !== null);
  useKey("back", () => setSelected(new Set()), selected.size > 0);
  const toggleDetail = (key: string) => {
    const next = new Set(opened);
    if (!next.delete(key)) next.add(key);
    setOpened(next);
  };
  return (
    <>
      <VirtualGrid
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
        selectLabel={(row) => t("waiting.selectRow", { name: row.card.contact_name })}
        opened={opened}
        onToggleDetail={toggleDetail}
        detail={(row) => <History ticket={row.card.id} />}
        onOpen={(row) => openTicket(row.card.id)}
        empty={
          <EmptyState icon={TimerIcon} title={t("waiting.empty")}>
            {t("waiting.emptyHint")}
          </EmptyState>
        }
      />
      {chosen.length > 0 && (
        <BulkBar cards={cards} onClear={() => setSelected(new Set())}>
          <Button kind="plain" icon={CornerUpLeft} keys={keyWords("giveBack")} onPress={menus.giveBack}>
            {t("keys.giveBack")}
          </Button>
          <Button kind="quiet" icon={RefreshCw} onPress={resend}>
            {t("waiting.resend")}
          </Button>
          <Button kind="quiet" icon={Moon} keys={keyWords("postpone")} onPress={postpone} isDisabled={cut === null}>
            {t("waiting.postpone")}
          </Button>
        </BulkBar>
      )}
    </>
  );
}

function useColumns(cut: number | null): Column<WaitingRow>[] {
  const t = useText();
  const names = useNames();
  return useMemo(
    () => [
      {
        id: "customer",
        title: t("waiting.customer"),
        width: "minmax(9rem, 2fr)",
        sortable: true,
        cell: ({ card }) => (
          <span className="flex min-w-0 items-baseline gap-2">
            <OpeningName ticket={card.id} className="flex-none wide:max-w-[70%]">
              {card.contact_name}
            </OpeningName>
            <span className="min-w-0 flex-1 truncate text-small text-faint max-wide:hidden">{card.last_text}</span>
          </span>
        ),
      },
      {
        id: "status",
        title: t("waiting.status"),
        width: "minmax(7rem, 1fr)",
        wraps: true,
        cell: (row) => <StatusCell row={row} cut={cut} />,
      },
      {
        id: "wait",
        title: t("waiting.wait"),
        width: "7.5rem",
        sortable: true,
        cell: ({ card }) => (
          <Timer from={card.silent_since ?? card.entered_at ?? card.last_at} show="elapsed" className="font-medium" />
        ),
      },
      {
        id: "told",
        title: t("waiting.told"),
        width: "minmax(8rem, 1.5fr)",
        wraps: true,
        cell: (row) => <Told told={row.told} />,
      },
      {
        id: "keeper",
        title: t("waiting.keeper"),
        width: "minmax(6rem, 1fr)",
        cell: ({ card }) => <Person name={names.user(card.assignee)?.name} />,
      },
      {
        id: "technician",
        title: t("waiting.technician"),
        width: "minmax(6rem, 1fr)",
        cell: ({ card }) => <Person name={names.user(card.returns_to)?.name} />,
      },
    ],
    [t, names, cut],
  );
}

function StatusCell({ row, cut }: { row: WaitingRow; cut: number | null }) {
  const t = useText();
  const instant = useNow(60);
  const spared = cut !== null && row.closes_at !== null && row.closes_at > cut ? row.closes_at : null;
  const undelivered = row.told.some(
    (told) => told.to === "customer" && (told.state === "failed" || told.state === "unknown"),
  );
  return undelivered ? (
    <span className="flex items-center gap-1.5 text-danger">
      <Icon of={TriangleAlert} size={14} />
      {t("waiting.undelivered")}
    </span>
  ) : (
    <span className="text-muted">
      {t("waiting.awaiting")}
      {spared !== null && (
        <span className="block text-small text-faint">{t("waiting.spared", { when: whenShort(spared, instant) })}</span>
      )}
    </span>
  );
}

function Person({ name }: { name: string | undefined }) {
  const t = useText();
  if (!name) return <span className="text-faint">{t("ticket.nobody")}</span>;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Avatar name={name} size="small" silent />
      <span className="truncate">{name}</span>
    </span>
  );
}

function sortRows(rows: readonly WaitingRow[], { column, down }: Sort): WaitingRow[] {
  const since = (row: WaitingRow) => row.card.silent_since ?? row.card.entered_at ?? row.card.last_at;
  const sign = down ? 1 : -1;
  // Longest wait first is "down": the earliest instant on top.
  return rows.toSorted((one, other) =>
    column === "customer"
      ? -sign * one.card.contact_name.localeCompare(other.card.contact_name, "pt-BR")
      : sign * (since(one) - since(other)),
  );
}
