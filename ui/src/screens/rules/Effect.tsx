// What came of a rule: how many customers answered within a day after it acted, and how fast.

import { useState } from "react";
import { useAsk } from "../../data";
import { spanWords } from "../../parts/duration";
import { Segments } from "../../parts/Segments";
import { Loaded } from "../../parts/State";
import { useText } from "../../text";
import { counted, number, percent } from "../../text/format";

const periods = [7, 30, 90] as const;

export function Effect({ rule }: { rule: number }) {
  const t = useText();
  const [days, setDays] = useState<number>(30);
  const query = useAsk("rule_effect", { rule, days }, { keep: true });
  return (
    <div className="flex flex-col gap-3">
      <Segments
        label={t("rules.period")}
        value={String(days)}
        onChange={(next) => setDays(Number(next))}
        options={periods.map((one) => ({ id: String(one), label: t("rules.days", { count: one }) }))}
        className="w-fit"
      />
      <Loaded query={query} rows={4}>
        {(effect) => (
          <dl className="flex flex-col rounded-card border border-hairline bg-surface">
            <Line label={t("rules.effect.executed")} value={number(effect.executed)} />
            <Line
              label={t("rules.effect.answered")}
              value={
                effect.executed === 0
                  ? "—"
                  : `${number(effect.answered_24h)} (${percent(effect.answered_24h / effect.executed)})`
              }
            />
            <Line label={t("rules.effect.median")} value={effect.median === null ? "—" : spanWords(effect.median)} />
          </dl>
        )}
      </Loaded>
      <p className="text-small text-pretty text-faint">{t("rules.effect.hint")}</p>
    </div>
  );
}

function Line({ label, value }: { label: string; value: string }) {
  return (
    <div className="flex items-baseline gap-3 border-hairline px-3 py-2 not-last:border-b">
      <dt className="flex-1 text-muted">{label}</dt>
      <dd className="tabular font-semibold">{value}</dd>
    </div>
  );
}

/** "33% responderam", for a row of the list; nothing while it never acted. */
export function EffectShare({ rule }: { rule: number }) {
  const t = useText();
  const effect = useAsk("rule_effect", { rule, days: 30 }).data;
  if (!effect || effect.executed === 0) return <span className="text-faint">—</span>;
  return (
    <span title={t("rules.effect.shareHint", { executed: number(effect.executed), ...counted(effect.answered_24h) })}>
      {percent(effect.answered_24h / effect.executed)}
    </span>
  );
}
