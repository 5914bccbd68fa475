// "Testar no histórico": when the rule would have fired in the last days, and how many customers answered by themselves.
import { History } from "lucide";
import { useState } from "react";
import type { RuleDraft } from "../../bindings/RuleDraft";
import { Plot } from "../../charts/Plot";
import { useAsk } from "../../data";
import { Button } from "../../parts/Button";
import { Segments } from "../../parts/Segments";
import { EmptyState, Loaded } from "../../parts/State";
import { useText } from "../../text";
import { counted, number, percent, shortDay } from "../../text/format";
import { Emphasised } from "./Emphasised";

const periods = [7, 30, 90] as const;

export function Backtest({ rule, ready }: { rule: RuleDraft; ready: boolean }) {
  const t = useText();
  const [days, setDays] = useState<number>(30);
  // What was asked for last; typing on does not look through the history again by itself.
  const [asked, setAsked] = useState<{ rule: RuleDraft; days: number } | null>(null);
  const query = useAsk("backtest_rule", asked ?? { rule, days }, { enabled: asked !== null, keep: true });
  const stale = asked !== null && (asked.days !== days || JSON.stringify(asked.rule) !== JSON.stringify(rule));
  if (!ready) return <EmptyState icon={History} title={t("rules.fixFirst")} />;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-2">
        <Segments
          label={t("rules.period")}
          value={String(days)}
          onChange={(next) => setDays(Number(next))}
          options={periods.map((one) => ({ id: String(one), label: t("rules.days", { count: one }) }))}
        />
        <Button
          kind={asked && !stale ? "plain" : "primary"}
          icon={History}
          isPending={query.isFetching}
          onPress={() => setAsked({ rule, days })}
          className="ml-auto"
        >
          {t("rules.backtest.run")}
        </Button>
      </div>
      {asked === null ? (
        <p className="text-pretty text-muted">{t("rules.backtest.explain")}</p>
      ) : (
        <Loaded query={query} rows={6}>
          {(found) => (
            <>
              <p className="tabular text-section text-muted">
                <Emphasised words={t("rules.backtest.fired", counted(found.fired))} />
              </p>
              <Plot
                title={t("rules.backtest.plot")}
                kind="bars"
                height="11rem"
                series={[{ name: t("rules.backtest.series"), values: found.days.map((day) => day.fired) }]}
                labels={found.days.map((day) => shortDay(Date.parse(`${day.date}T12:00:00Z`)))}
                summary={t("rules.backtest.summary", { count: found.fired, days: number(found.days.length) })}
              />
              <dl className="flex flex-col rounded-card border border-hairline bg-surface">
                <Answered
                  label={t("rules.backtest.within", { hours: 1, count: found.answered_1h })}
                  value={found.answered_1h}
                  of={found.fired}
                />
                <Answered
                  label={t("rules.backtest.within", { hours: 4, count: found.answered_4h })}
                  value={found.answered_4h}
                  of={found.fired}
                />
                <Answered
                  label={t("rules.backtest.within", { hours: 24, count: found.answered_24h })}
                  value={found.answered_24h}
                  of={found.fired}
                />
              </dl>
              <p className="text-small text-pretty text-faint">{t("rules.backtest.hint")}</p>
              {found.more && <p className="text-small text-warn">{t("rules.backtest.cut")}</p>}
            </>
          )}
        </Loaded>
      )}
    </div>
  );
}

function Answered({ label, value, of }: { label: string; value: number; of: number }) {
  return (
    <div className="flex items-baseline gap-3 border-hairline px-3 py-1.5 not-last:border-b">
      <dt className="flex-1 text-muted">{label}</dt>
      <dd className="tabular font-semibold">{number(value)}</dd>
      <dd className="tabular w-10 text-right text-small text-faint">{of > 0 && percent(value / of)}</dd>
    </div>
  );
}
