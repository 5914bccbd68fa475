// Perdidas e incertas: what was too late to send by itself, and what nobody knows whether it went. People decide here.
import { CheckCheck, MailX, RefreshCw, Send, SkipForward } from "lucide";
import { useState } from "react";
import { readId, useSearchValue } from "../../app/places";
import { ScreenFrame } from "../../app/ScreenFrame";
import type { MissedRow } from "../../bindings/MissedRow";
import type { UnknownRow } from "../../bindings/UnknownRow";
import { useAsk, useAskPages } from "../../data";
import { useNames } from "../../data/directory";
import { useRefusedBy } from "../../data/session";
import type { Column } from "../../parts/GridRow";
import type { Command } from "../../parts/Menu";
import { EmptyState, ErrorState, faultOf, Loaded, Skeleton } from "../../parts/State";
import { Tabs } from "../../parts/Tabs";
import { Badge } from "../../parts/Tag";
import { useNow } from "../../parts/useNow";
import { useText } from "../../text";
import { whenShort } from "../../text/format";
import { inOurWords } from "../../text/refusals";
import { OpeningName } from "../../tickets/marks";
import { nameOf } from "../../tickets/name";
import { decide } from "./decide";
import { type Asked, AskReopens, ticketsOf } from "./Reopens";
import { Tray, type TrayRow } from "./Tray";

export function Missed() {
  const t = useText();
  const [asked] = useSearchValue("incertas", readId);
  const [tab, setTab] = useState<"missed" | "unknown">(asked ? "unknown" : "missed");
  const missed = useAskPages("missed", {}, (page) => page.next);
  const unknown = useAsk("unknown", {});
  return (
    <ScreenFrame
      title={t("screens.missed")}
      aside={tab === "missed" ? t("missed.missedHint") : t("missed.unknownHint")}
    >
      <Tabs
        label={t("screens.missed")}
        value={tab}
        onChange={setTab}
        className="flex-1 bg-surface pt-1"
        tabs={[
          {
            id: "missed",
            label: t("missed.missed"),
            count: missed.data?.pages[0]?.total,
            panel: missed.data ? (
              <MissedRows
                rows={missed.data.pages.flatMap((page) => page.rows)}
                total={missed.data.pages[0]?.total ?? 0}
                onNearEnd={() => missed.hasNextPage && !missed.isFetchingNextPage && void missed.fetchNextPage()}
              />
            ) : missed.error ? (
              <ErrorState failure={faultOf(missed.error)} onRetry={() => missed.refetch()} />
            ) : (
              <Skeleton rows={6} />
            ),
          },
          {
            id: "unknown",
            label: t("missed.unknown"),
            count: unknown.data?.total,
            panel: (
              <Loaded query={unknown} rows={6}>
                {(page) => <UnknownRows rows={page.rows} total={page.total} />}
              </Loaded>
            ),
          },
        ]}
      />
    </ScreenFrame>
  );
}

function useWho(): (rows: readonly TrayRow[]) => string {
  const t = useText();
  return (rows) =>
    rows.length === 1 ? (rows[0] ? nameOf(rows[0], t) : "") : t("missed.messages", { count: rows.length });
}

/** The customer, and under the name what has no column of its own. */
function Who({ row, and }: { row: TrayRow; and: React.ReactNode }) {
  const t = useText();
  return (
    <span className="flex min-w-0 flex-col items-start">
      <OpeningName ticket={row.ticket} className="leading-4">
        {nameOf(row, t)}
      </OpeningName>
      {and && <span className="max-w-full truncate text-small text-faint">{and}</span>}
    </span>
  );
}

type MissedProps = { rows: readonly MissedRow[]; total: number; onNearEnd: () => void };

function MissedRows({ rows, total, onNearEnd }: MissedProps) {
  const t = useText();
  const now = useNow(60);
  const whoOf = useWho();
  const refused = useRefusedBy()("send_missed");
  const [asked, setAsked] = useState<Asked | null>(null);
  const actsOn = (some: readonly MissedRow[]): Command[] => {
    const executions = some.map((row) => row.execution);
    const who = whoOf(some);
    return [
      {
        id: "send",
        label: t("missed.sendNow"),
        icon: Send,
        refused: refused ?? (some.every((row) => row.answered) ? t("missed.answeredHint") : null),
        run: () => {
          const send = () =>
            void decide("send_missed", { executions }, t("missed.sent", { who }), {
              back: t("missed.calledBack", { who }),
              later: (at) => t("missed.sentLater", { who, at: whenShort(at, now) }),
            });
          const count = ticketsOf(some, (row) => row.reopens);
          if (count > 0) setAsked({ act: "sendNow", count, go: send });
          else send();
        },
      },
      {
        id: "skip",
        label: t("missed.skip"),
        icon: SkipForward,
        refused,
        run: () => void decide("skip_missed", { executions }, t("missed.skipped", { who })),
      },
    ];
  };
  const columns: Column<MissedRow>[] = [
    {
      id: "customer",
      title: t("waiting.customer"),
      width: "minmax(9rem, 1fr)",
      wraps: true,
      cell: (row, folded) => <Who row={row} and={folded("rule") && row.rule_name} />,
    },
    { id: "rule", title: t("missed.rule"), width: "minmax(8rem, 1fr)", fromRem: 48, cell: (row) => row.rule_name },
    {
      id: "due",
      title: t("missed.due"),
      width: "minmax(5rem, 8rem)",
      wraps: true,
      cell: (row) => <time className="tabular">{whenShort(row.deadline, now)}</time>,
    },
    {
      id: "text",
      title: t("missed.text"),
      width: "minmax(7rem, 2.5fr)",
      cell: (row) => (
        <>
          {row.answered && (
            <Badge tone="ok" className="mr-2 align-middle">
              {t("missed.answered")}
            </Badge>
          )}
          <span className="text-muted">{row.text}</span>
        </>
      ),
    },
  ];
  return (
    <>
      <Tray
        label={t("missed.missed")}
        rows={rows}
        keyOf={(row) => String(row.execution)}
        columns={columns}
        total={total}
        onNearEnd={onNearEnd}
        actsOn={actsOn}
        refused={refused}
        empty={
          <EmptyState icon={CheckCheck} title={t("missed.noMissed")}>
            {t("missed.noMissedHint")}
          </EmptyState>
        }
      />
      <AskReopens asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}

function UnknownRows({ rows, total }: { rows: readonly UnknownRow[]; total: number }) {
  const t = useText();
  const now = useNow(60);
  const names = useNames();
  const whoOf = useWho();
  const refused = useRefusedBy()("unknown_resend");
  const [asked, setAsked] = useState<Asked | null>(null);
  const actsOn = (some: readonly UnknownRow[]): Command[] => {
    const sends = some.map((row) => row.send);
    const who = whoOf(some);
    return [
      {
        id: "wasSent",
        label: t("missed.wasSent"),
        icon: CheckCheck,
        refused,
        run: () => {
          const note = () => void decide("unknown_was_sent", { sends }, t("missed.noted", { who }));
          const count = ticketsOf(some, (row) => row.reopens);
          if (count > 0) setAsked({ act: "wasSent", count, go: note });
          else note();
        },
      },
      {
        id: "resend",
        label: t("missed.resend"),
        icon: RefreshCw,
        refused,
        run: () => {
          const send = () =>
            void decide("unknown_resend", { sends }, t("missed.resent", { who }), {
              back: t("missed.calledBack", { who }),
              later: (at) => t("missed.sentLater", { who, at: whenShort(at, now) }),
            });
          const count = ticketsOf(some, (row) => row.resend_reopens);
          if (count > 0) setAsked({ act: "resend", count, go: send });
          else send();
        },
      },
    ];
  };
  const columns: Column<UnknownRow>[] = [
    {
      id: "customer",
      title: t("waiting.customer"),
      width: "minmax(9rem, 1fr)",
      wraps: true,
      cell: (row, folded) => <Who row={row} and={folded("connection") && names.connection(row.connection)?.name} />,
    },
    {
      id: "connection",
      title: t("ticket.connection"),
      width: "minmax(8rem, 1fr)",
      fromRem: 58,
      cell: (row) => names.connection(row.connection)?.name,
    },
    {
      id: "at",
      title: t("missed.triedAt"),
      width: "minmax(5rem, 8rem)",
      wraps: true,
      cell: (row) => <time className="tabular">{whenShort(row.at, now)}</time>,
    },
    {
      id: "text",
      title: t("missed.text"),
      width: "minmax(7rem, 2fr)",
      wraps: true,
      cell: (row, folded) => (
        <>
          <span className="block truncate text-muted">{row.text}</span>
          {folded("detail") && <span className="block text-small text-faint">{inOurWords(row.detail)}</span>}
        </>
      ),
    },
    {
      id: "detail",
      title: t("missed.whatHappened"),
      width: "minmax(9rem, 1.4fr)",
      fromRem: 47,
      wraps: true,
      cell: (row) => <span className="text-muted">{inOurWords(row.detail)}</span>,
    },
  ];
  return (
    <>
      <Tray
        label={t("missed.unknown")}
        rows={rows}
        keyOf={(row) => String(row.send)}
        columns={columns}
        total={total}
        actsOn={actsOn}
        refused={refused}
        empty={
          <EmptyState icon={MailX} title={t("missed.noUnknown")}>
            {t("missed.noUnknownHint")}
          </EmptyState>
        }
      />
      <AskReopens asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}
