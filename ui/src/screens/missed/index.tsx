// Perdidas e incertas: what was too late to send by itself, and what nobody knows whether it went. People decide here.
import { CheckCheck, CircleHelp, MailX, RefreshCw, Send, SkipForward } from "lucide-react";
import { useState } from "react";
import { openTicket } from "../../app/places";
import { ScreenFrame } from "../../app/ScreenFrame";
import type { MissedRow } from "../../bindings/MissedRow";
import type { TrayActed } from "../../bindings/TrayActed";
import type { UnknownRow } from "../../bindings/UnknownRow";
import { useAct, useAsk, useAskPages } from "../../data";
import { useNames } from "../../data/directory";
import { useRefusedBy } from "../../data/session";
import { Button } from "../../parts/Button";
import { EmptyState, ErrorState, faultOf, Loaded, Skeleton } from "../../parts/State";
import { Tabs } from "../../parts/Tabs";
import { Badge } from "../../parts/Tag";
import { done, failed } from "../../parts/toast";
import { useNow } from "../../parts/useNow";
import { type Column, VirtualGrid } from "../../parts/VirtualGrid";
import { useText } from "../../text";
import { whenShort } from "../../text/format";
import { OpeningName } from "../../tickets/marks";

export function Missed() {
  const t = useText();
  const [tab, setTab] = useState<"missed" | "unknown">("missed");
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

/** Says how a bulk went; the first refusal gives the sentence. */
function useSaid(): (words: string) => (reply: TrayActed) => void {
  const t = useText();
  return (words) => (reply) => {
    const refused = reply.results.filter((result) => result.failure !== null);
    const first = refused[0]?.failure?.message;
    if (first === undefined) done(words);
    else failed(refused.length === 1 ? first : t("acts.someFailed", { count: refused.length, first }));
  };
}

function MissedRows({ rows, total, onNearEnd }: { rows: readonly MissedRow[]; total: number; onNearEnd: () => void }) {
  const t = useText();
  const now = useNow(60);
  const said = useSaid();
  const refused = useRefusedBy()("send_missed");
  const [current, setCurrent] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const clear = () => setSelected(new Set());
  const send = useAct("send_missed", { onDone: said(t("missed.sent")) });
  const skip = useAct("skip_missed", { onDone: said(t("missed.skipped")) });
  const executions = rows.filter((row) => selected.has(String(row.execution))).map((row) => row.execution);
  const columns: Column<MissedRow>[] = [
    {
      id: "customer",
      title: t("waiting.customer"),
      width: "minmax(9rem, 1fr)",
      cell: (row) => <OpeningName ticket={row.ticket}>{row.contact_name}</OpeningName>,
    },
    { id: "rule", title: t("missed.rule"), width: "minmax(8rem, 1fr)", cell: (row) => row.rule_name },
    {
      id: "due",
      title: t("missed.due"),
      width: "8rem",
      cell: (row) => <time className="tabular">{whenShort(row.deadline, now)}</time>,
    },
    {
      id: "text",
      title: t("missed.text"),
      width: "minmax(12rem, 2.5fr)",
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
    <div className="flex h-full flex-col">
      <VirtualGrid
        label={t("missed.missed")}
        rows={rows}
        keyOf={(row) => String(row.execution)}
        columns={columns}
        total={total}
        onNearEnd={onNearEnd}
        current={current}
        onCurrent={setCurrent}
        selected={selected}
        onSelect={setSelected}
        selectLabel={(row) => t("waiting.selectRow", { name: row.contact_name })}
        onOpen={(row) => openTicket(row.ticket)}
        empty={
          <EmptyState icon={CheckCheck} title={t("missed.noMissed")}>
            {t("missed.noMissedHint")}
          </EmptyState>
        }
      />
      {executions.length > 0 && (
        <Bar count={executions.length} refused={refused}>
          <Button
            kind="primary"
            icon={Send}
            isDisabled={refused !== null}
            onPress={() => {
              send.mutate({ executions });
              clear();
            }}
          >
            {t("missed.sendNow")}
          </Button>
          <Button
            icon={SkipForward}
            isDisabled={refused !== null}
            onPress={() => {
              skip.mutate({ executions });
              clear();
            }}
          >
            {t("missed.skip")}
          </Button>
        </Bar>
      )}
    </div>
  );
}

function UnknownRows({ rows, total }: { rows: readonly UnknownRow[]; total: number }) {
  const t = useText();
  const now = useNow(60);
  const names = useNames();
  const said = useSaid();
  const refused = useRefusedBy()("unknown_resend");
  const [current, setCurrent] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const clear = () => setSelected(new Set());
  const was = useAct("unknown_was_sent", { onDone: said(t("missed.noted")) });
  const resend = useAct("unknown_resend", { onDone: said(t("missed.resent")) });
  const sends = rows.filter((row) => selected.has(String(row.send))).map((row) => row.send);
  const columns: Column<UnknownRow>[] = [
    {
      id: "customer",
      title: t("waiting.customer"),
      width: "minmax(9rem, 1fr)",
      cell: (row) => <OpeningName ticket={row.ticket}>{row.contact_name}</OpeningName>,
    },
    {
      id: "connection",
      title: t("ticket.connection"),
      width: "minmax(8rem, 1fr)",
      cell: (row) => names.connection(row.connection)?.name,
    },
    {
      id: "at",
      title: t("missed.triedAt"),
      width: "8rem",
      cell: (row) => <time className="tabular">{whenShort(row.at, now)}</time>,
    },
    {
      id: "text",
      title: t("missed.text"),
      width: "minmax(10rem, 2fr)",
      cell: (row) => <span className="text-muted">{row.text}</span>,
    },
    {
      id: "detail",
      title: t("missed.whatHappened"),
      width: "minmax(9rem, 1.4fr)",
      cell: (row) => <span className="text-muted">{row.detail}</span>,
    },
  ];
  return (
    <div className="flex h-full flex-col">
      <VirtualGrid
        label={t("missed.unknown")}
        rows={rows}
        keyOf={(row) => String(row.send)}
        columns={columns}
        total={total}
        current={current}
        onCurrent={setCurrent}
        selected={selected}
        onSelect={setSelected}
        selectLabel={(row) => t("waiting.selectRow", { name: row.contact_name })}
        onOpen={(row) => openTicket(row.ticket)}
        empty={
          <EmptyState icon={MailX} title={t("missed.noUnknown")}>
            {t("missed.noUnknownHint")}
          </EmptyState>
        }
      />
      {sends.length > 0 && (
        <Bar count={sends.length} refused={refused}>
          <Button
            icon={CircleHelp}
            isDisabled={refused !== null}
            onPress={() => {
              was.mutate({ sends });
              clear();
            }}
          >
            {t("missed.wasSent")}
          </Button>
          <Button
            icon={RefreshCw}
            isDisabled={refused !== null}
            onPress={() => {
              resend.mutate({ sends });
              clear();
            }}
          >
            {t("missed.resend")}
          </Button>
        </Bar>
      )}
    </div>
  );
}

function Bar({ count, refused, children }: { count: number; refused: string | null; children: React.ReactNode }) {
  const t = useText();
  return (
    <div
      role="toolbar"
      aria-label={t("board.bulk")}
      className="motion-rise flex h-11 flex-none items-center gap-2 border-t border-hairline bg-surface px-4"
    >
      <span className="tabular mr-2 font-medium whitespace-nowrap">{t("board.selected", { count })}</span>
      {children}
      {refused && <span className="text-small text-faint">{refused}</span>}
    </div>
  );
}
