// Histórico de execuções: every time a rule acted or did not, newest first, with its reason. Filters stand in the address.
import { Download, History, X } from "lucide";
import { useMemo, useState } from "react";
import { FunnelCrumb } from "../../app/FunnelCrumb";
import { openTicket, patchSearch, readId, readIds, readText, useSearchValues } from "../../app/places";
import { ScreenFrame, useFunnelViews } from "../../app/ScreenFrame";
import type { ExecutionFilter } from "../../bindings/ExecutionFilter";
import type { ExecutionOutcome } from "../../bindings/ExecutionOutcome";
import type { ExecutionView } from "../../bindings/ExecutionView";
import { call, useAskPages } from "../../data";
import { useNames } from "../../data/directory";
import { saveFile } from "../../host/file";
import { Button } from "../../parts/Button";
import { now } from "../../parts/clock";
import { cx } from "../../parts/cx";
import { spanWords } from "../../parts/duration";
import { FilterMenu } from "../../parts/FilterMenu";
import type { Column } from "../../parts/GridRow";
import { useKept } from "../../parts/kept";
import { Segments } from "../../parts/Segments";
import { EmptyState, ErrorState, faultOf, Skeleton } from "../../parts/State";
import { Badge, type Tone } from "../../parts/Tag";
import { failed } from "../../parts/toast";
import { VirtualGrid } from "../../parts/VirtualGrid";
import { useText } from "../../text";
import { dateAndTime } from "../../text/format";
import { OpeningName } from "../../tickets/marks";
import { nameOf } from "../../tickets/name";
import { startOfDay } from "../dashboard/period";
import { DecisionButton } from "./Decision";
import { skipWords } from "./words";

const outcomes: readonly ExecutionOutcome[] = ["executed", "skipped", "observed", "substituted", "missed", "cancelled"];
const periods = ["today", "7", "30", "all"] as const;
type Period = (typeof periods)[number];

const tones: Record<ExecutionOutcome, Tone> = {
  executed: "ok",
  skipped: "warn",
  substituted: "neutral",
  missed: "danger",
  observed: "info",
  cancelled: "neutral",
};

const dayMs = 86_400_000;
const pageRows = 100;

function useExecutionFilter(): { filter: ExecutionFilter; period: Period } {
  const search = useSearchValues();
  return useMemo(() => {
    const period = periods.find((one) => one === readText(search.periodo)) ?? "7";
    const rules = readIds(search.regra);
    const outcome = outcomes.find((one) => one === search.resultado);
    const ticket = readId(search.atendimento);
    const from = startOf(period);
    return {
      period,
      filter: {
        ...(rules.length > 0 ? { rules: [...rules] } : {}),
        ...(outcome ? { outcomes: [outcome] } : {}),
        ...(ticket ? { ticket } : {}),
        ...(from === null ? {} : { from }),
      },
    };
  }, [search]);
}

/** The instant a period began, in whole hours so that the question stays the same while one looks. */
function startOf(period: Period): number | null {
  const instant = now();
  switch (period) {
    case "all":
      return null;
    case "today":
      return startOfDay(instant);
    case "7":
    case "30":
      return Math.floor((instant - Number(period) * dayMs) / 3_600_000) * 3_600_000;
  }
}

export function Executions() {
  const t = useText();
  const views = useFunnelViews();
  const { filter, period } = useExecutionFilter();
  const query = useAskPages("executions", { filter, limit: pageRows }, (page) => page.next);
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const ofTicket = rows[0] ? nameOf(rows[0], t) : t("ticket.title");
  const csv = () => {
    void call("executions_csv", { filter })
      .then(saveFile)
      .catch((error) => failed(faultOf(error).message));
  };
  return (
    <ScreenFrame title={t("screens.board")} within={<FunnelCrumb />} views={views}>
      <div className="flex flex-none flex-wrap items-center gap-2 border-b border-hairline bg-surface px-4 py-1.5">
        <Segments
          label={t("executions.period")}
          value={period}
          onChange={(next) => patchSearch({ periodo: next === "7" ? undefined : next })}
          options={periods.map((id) => ({ id, label: t(`executions.periods.${id}`) }))}
        />
        <RuleFilter chosen={filter.rules ?? []} />
        <OutcomeFilter chosen={filter.outcomes?.[0] ?? null} />
        {filter.ticket && (
          <Button
            icon={X}
            aria-label={t("executions.everyTicket", { name: ofTicket })}
            onPress={() => patchSearch({ atendimento: undefined })}
            className="min-w-0 bg-selected!"
          >
            <span className="max-w-48 truncate">{ofTicket}</span>
          </Button>
        )}
        <Button icon={Download} onPress={csv} className="ml-auto">
          {t("executions.csv")}
        </Button>
      </div>
      {query.error && rows.length === 0 ? (
        <ErrorState failure={faultOf(query.error)} onRetry={() => query.refetch()} />
      ) : query.isPending ? (
        <Skeleton rows={10} />
      ) : (
        <Grid
          rows={rows}
          more={query.hasNextPage}
          onMore={() => !query.isFetchingNextPage && void query.fetchNextPage()}
        />
      )}
    </ScreenFrame>
  );
}

function RuleFilter({ chosen }: { chosen: readonly number[] }) {
  const t = useText();
  const names = useNames();
  const shown = chosen.length === 1 ? names.rule(chosen[0])?.name : undefined;
  return (
    <FilterMenu
      label={t("executions.rule")}
      shown={chosen.length > 0 ? (shown ?? t("executions.rule")) : null}
      groups={[
        {
          commands: [
            {
              id: "all",
              label: t("executions.allRules"),
              keys: chosen.length === 0 ? "✓" : undefined,
              run: () => patchSearch({ regra: undefined }),
            },
          ],
        },
        {
          commands: names.all.rules.map((rule) => ({
            id: String(rule.id),
            label: rule.name,
            detail: rule.state === "archived" ? t("ruleState.archived") : undefined,
            keys: chosen.includes(rule.id) ? "✓" : undefined,
            run: () => patchSearch({ regra: rule.id }),
          })),
        },
      ]}
    />
  );
}

function OutcomeFilter({ chosen }: { chosen: ExecutionOutcome | null }) {
  const t = useText();
  return (
    <FilterMenu
      label={t("executions.outcome")}
      shown={chosen ? t(`executions.outcomes.${chosen}`) : null}
      groups={[
        {
          commands: [
            {
              id: "all",
              label: t("executions.allOutcomes"),
              keys: chosen === null ? "✓" : undefined,
              run: () => patchSearch({ resultado: undefined }),
            },
          ],
        },
        {
          commands: outcomes.map((one) => ({
            id: one,
            label: t(`executions.outcomes.${one}`),
            keys: chosen === one ? "✓" : undefined,
            run: () => patchSearch({ resultado: one }),
          })),
        },
      ]}
    />
  );
}

function Grid({ rows, more, onMore }: { rows: readonly ExecutionView[]; more: boolean; onMore: () => void }) {
  const t = useText();
  const [current, setCurrent] = useKept<string | null>("executions", null);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const columns: Column<ExecutionView>[] = [
    {
      id: "at",
      title: t("executions.columns.at"),
      width: "minmax(5.5rem, 9rem)",
      wraps: true,
      cell: (row, folded) => (
        <>
          <span className="tabular text-muted">{dateAndTime(row.at)}</span>
          {folded("late") && lateness(row) && (
            <span title={t("executions.columns.late")} className="tabular block text-small text-faint">
              <span className="sr-only">{t("executions.columns.late")}: </span>
              {lateness(row)}
            </span>
          )}
        </>
      ),
    },
    {
      id: "rule",
      title: t("executions.columns.rule"),
      width: "minmax(7rem, 1.7fr)",
      wraps: true,
      cell: (row, folded) => <RuleCell row={row} withPart={folded("part")} />,
    },
    {
      id: "ticket",
      title: t("executions.columns.ticket"),
      width: "minmax(7.75rem, 2.3fr)",
      wraps: true,
      cell: (row) => (
        <span className="flex min-w-0 flex-col items-start @min-[72rem]:flex-row @min-[72rem]:items-baseline @min-[72rem]:gap-2">
          <OpeningName ticket={row.ticket} className="min-w-0 leading-4">
            {nameOf(row, t)}
          </OpeningName>
          <span className="tabular flex-none text-small whitespace-nowrap text-faint">{row.protocol}</span>
        </span>
      ),
    },
    {
      id: "part",
      title: t("executions.columns.part"),
      width: "10rem",
      fromRem: 62,
      cell: (row) => <span className="text-muted">{t(`executions.parts.${row.part}`)}</span>,
    },
    {
      id: "outcome",
      title: t("executions.columns.outcome"),
      width: "minmax(8.75rem, 2fr)",
      wraps: true,
      cell: (row) => (
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5 @min-[44rem]:flex-nowrap">
          <Badge tone={tones[row.outcome]}>{t(`executions.outcomes.${row.outcome}`)}</Badge>
          <Why row={row} />
        </span>
      ),
    },
    {
      id: "late",
      title: t("executions.columns.late"),
      width: "6rem",
      fromRem: 54,
      align: "end",
      cell: (row) => <span className="tabular text-muted">{lateness(row)}</span>,
    },
  ];
  return (
    <VirtualGrid
      keep="executions"
      label={t("screens.executions")}
      rows={rows}
      keyOf={(row) => String(row.id)}
      columns={columns}
      total={more ? rows.length + 1 : rows.length}
      onNearEnd={onMore}
      current={current}
      onCurrent={setCurrent}
      onOpen={(row) => openTicket(row.ticket)}
      opened={opened}
      onToggleDetail={(key) =>
        setOpened((before) => {
          const next = new Set(before);
          if (!next.delete(key)) next.add(key);
          return next;
        })
      }
      detail={(row) => <Detail row={row} />}
      empty={
        <EmptyState icon={History} title={t("executions.empty")}>
          {t("executions.emptyHint")}
        </EmptyState>
      }
    />
  );
}

function RuleCell({ row, withPart }: { row: ExecutionView; withPart: boolean }) {
  const t = useText();
  const version = t("executions.version", { n: row.version });
  return (
    <span className="line-clamp-3 break-words">
      {row.rule_name}{" "}
      <span className={cx("text-small text-faint", withPart ? "block" : "whitespace-nowrap")}>
        {withPart ? `${version} · ${t(`executions.parts.${row.part}`)}` : version}
      </span>
    </span>
  );
}

function Why({ row }: { row: ExecutionView }) {
  const t = useText();
  const words = skipWords(row.why, t);
  return row.why ? <span className="min-w-0 text-small leading-4 text-pretty text-faint">{words}</span> : null;
}

/** How long after its deadline it was judged; nothing below five seconds. */
function lateness({ at, deadline }: ExecutionView): string {
  const late = at - deadline;
  return late < 5_000 ? "" : `+ ${spanWords(late)}`;
}

/** What the execution kept: the words that went out, and who or which action stood in its way. */
function Detail({ row }: { row: ExecutionView }) {
  const t = useText();
  const names = useNames();
  const { texts, by } = keptOf(row.detail);
  const stoodBefore =
    row.outcome === "substituted"
      ? { label: t("executions.substitutedBy"), name: names.rule(by)?.name }
      : { label: t("executions.decidedBy"), name: names.user(by)?.name };
  return (
    <dl className="grid grid-cols-[9rem_1fr] gap-x-3 gap-y-1 px-6 py-3 text-small">
      <dt className="text-faint">{t("executions.deadline")}</dt>
      <dd className="tabular">{dateAndTime(row.deadline)}</dd>
      <dt className="text-faint">{t("executions.judged")}</dt>
      <dd className="tabular">{dateAndTime(row.at)}</dd>
      {stoodBefore.name && (
        <>
          <dt className="text-faint">{stoodBefore.label}</dt>
          <dd>{stoodBefore.name}</dd>
        </>
      )}
      {texts.length > 0 && (
        <>
          <dt className="text-faint">{t("executions.text", { count: texts.length })}</dt>
          <dd className="flex max-h-40 max-w-[80ch] flex-col gap-2 overflow-y-auto">
            {texts.map((text, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the words of one execution never change
              <span key={index} dir="auto" className="break-words whitespace-pre-wrap">
                {text}
              </span>
            ))}
          </dd>
        </>
      )}
      <dt className="text-faint">{t("decision.label")}</dt>
      <dd>
        <DecisionButton execution={row.id} rule={row.rule_name} />
      </dd>
    </dl>
  );
}

function keptOf(detail: unknown): { texts: readonly string[]; by: number | null } {
  const values = typeof detail === "object" && detail !== null ? (detail as Record<string, unknown>) : {};
  const texts = Array.isArray(values.texts) ? values.texts.filter((one) => typeof one === "string") : [];
  return { texts, by: typeof values.by === "number" ? values.by : null };
}
