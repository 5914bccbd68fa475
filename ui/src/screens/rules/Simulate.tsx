// "Simular": who would be acted on now, who next and when, and why others would not. Nothing is sent.
import { FlaskConical, RefreshCw } from "lucide";
import { openTicket } from "../../app/places";
import type { Outcome } from "../../bindings/Outcome";
import type { RuleDraft } from "../../bindings/RuleDraft";
import type { SimulatedRow } from "../../bindings/SimulatedRow";
import { useAsk } from "../../data";
import { useNames } from "../../data/directory";
import { Button } from "../../parts/Button";
import { EmptyState, Loaded } from "../../parts/State";
import { Badge, type Tone } from "../../parts/Tag";
import { useText } from "../../text";
import { clockTime, number, whenShort } from "../../text/format";
import { nameOf } from "../../tickets/name";

/** The most one reply holds. */
export const simulatedMax = 200;

export function Simulate({ rule, ready }: { rule: RuleDraft; ready: boolean }) {
  const t = useText();
  const query = useAsk("simulate_rule", { rule, limit: simulatedMax }, { enabled: ready });
  if (!ready) return <EmptyState icon={FlaskConical} title={t("rules.fixFirst")} />;
  // Which part a line is about is news only where a rule has both.
  const parts = new Set(query.data?.rows.map((row) => row.part)).size;
  return (
    <Loaded query={query} rows={8}>
      {(found) => (
        <div className="flex flex-col gap-3">
          <div className="flex items-center gap-2">
            <p className="flex-1 text-small text-muted">{t("rules.simulated", { at: clockTime(found.now) })}</p>
            <Button
              small
              kind="quiet"
              icon={RefreshCw}
              onPress={() => void query.refetch()}
              isPending={query.isFetching}
            >
              {t("rules.again")}
            </Button>
          </div>
          <dl className="grid grid-cols-2 gap-2">
            <Figure label={t("rules.dueNow")} value={found.due} beyond={found.beyond} />
            <Figure label={t("rules.upcoming")} value={found.upcoming} beyond={found.beyond} />
          </dl>
          {found.rows.length === 0 ? (
            <EmptyState icon={FlaskConical} title={t("rules.nobody")} />
          ) : (
            <table className="w-full text-left">
              <caption className="sr-only">{t("rules.panel.simulate")}</caption>
              <thead className="text-small text-faint">
                <tr>
                  <th className="py-1 font-medium">{t("rules.columns.ticket")}</th>
                  <th className="w-px px-2 py-1 font-medium whitespace-nowrap">{t("rules.columns.due")}</th>
                  <th className="w-32 py-1 text-right font-medium whitespace-nowrap">{t("rules.columns.would")}</th>
                </tr>
              </thead>
              <tbody>
                {found.rows.map((row) => (
                  <Row key={`${row.ticket} ${row.part}`} row={row} now={found.now} parts={parts} />
                ))}
              </tbody>
            </table>
          )}
          {found.more && <p className="text-small text-faint">{t("rules.moreRows", { count: simulatedMax })}</p>}
        </div>
      )}
    </Loaded>
  );
}

function Figure({ label, value, beyond }: { label: string; value: number; beyond: boolean }) {
  return (
    <div className="flex flex-col-reverse rounded-card border border-hairline bg-surface px-3 py-2">
      <dt className="text-small text-muted">{label}</dt>
      <dd className="tabular text-title font-semibold">
        {number(value)}
        {beyond && "+"}
      </dd>
    </div>
  );
}

function Row({ row, now, parts }: { row: SimulatedRow; now: number; parts: number }) {
  const t = useText();
  return (
    <tr className="border-t border-hairline align-top">
      <td className="max-w-0 py-1.5">
        <button
          type="button"
          onClick={() => openTicket(row.ticket)}
          className="block max-w-full truncate rounded-tag text-left hover:text-accent hover:underline"
        >
          {nameOf(row, t)}
        </button>
        <span className="tabular block truncate text-small text-faint">
          {row.protocol}
          {parts > 1 && row.part === "message" && ` · ${t("rules.parts.message")}`}
        </span>
      </td>
      <td className="tabular px-2 py-1.5 whitespace-nowrap text-muted">
        {row.deadline !== null && whenShort(row.deadline, now)}
      </td>
      <td className="py-1.5 text-right">
        <OutcomeMark outcome={row.outcome} />
      </td>
    </tr>
  );
}

const tones: Record<Outcome["type"], Tone> = {
  due: "ok",
  not_yet: "info",
  skip: "warn",
  defer: "warn",
  missed: "danger",
  rule_off: "neutral",
  exempt: "neutral",
  customer_waits: "neutral",
  never_spoke: "neutral",
  out_of_scope: "neutral",
  already_ran: "neutral",
  fenced: "neutral",
  substituted: "neutral",
};

export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const t = useText();
  const names = useNames();
  const why =
    outcome.type === "skip"
      ? t(`skipWhy.${outcome.why}`)
      : outcome.type === "defer"
        ? t(`deferWhy.${outcome.why}`)
        : outcome.type === "substituted"
          ? (names.rule(outcome.by)?.name ?? "")
          : "";
  return (
    <span className="inline-flex flex-col items-end gap-0.5">
      <Badge tone={tones[outcome.type]}>{t(`outcomes.${outcome.type}`)}</Badge>
      {why && <span className="max-w-40 text-small text-pretty text-faint">{why}</span>}
    </span>
  );
}
