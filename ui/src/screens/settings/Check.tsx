// Conferência: asked for by a press, for it counts everything there is; a table of what became of all that was planned.
import { ListChecks, ShieldCheck } from "lucide";
import { go, openTicket } from "../../app/places";
import type { PlanEnds } from "../../bindings/PlanEnds";
import type { PlanRow } from "../../bindings/PlanRow";
import type { SelfCheck } from "../../bindings/SelfCheck";
import { useAct } from "../../data";
import { useRefusedBy } from "../../data/session";
import { Button } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { Notice } from "../../parts/State";
import { type Text, useText } from "../../text";
import { dateAndTime, number } from "../../text/format";
import { Option } from "./Option";

export function Check() {
  const t = useText();
  const refusedBy = useRefusedBy();
  const check = useAct("self_check");
  return (
    <Option label={t("settings.check")} effect={t("settings.checkEffect")} wide>
      <div className="flex flex-col gap-3">
        <div>
          <Button
            icon={ListChecks}
            isPending={check.isPending}
            refused={refusedBy("self_check")}
            onPress={() => check.mutate({})}
          >
            {check.isPending ? t("settings.checking") : t("settings.checkNow")}
          </Button>
        </div>
        {check.data && <Found found={check.data} />}
      </div>
    </Option>
  );
}

export function Found({ found }: { found: SelfCheck }) {
  const t = useText();
  const { total, rows, strays, judged_again: again, differing, others } = found;
  const when = dateAndTime(found.at);
  if (total.planned === 0) return <Notice tone="info">{t("settings.checkNothing", { when })}</Notice>;
  return (
    <>
      {total.stray === 0 ? (
        <Notice tone="ok" icon={ShieldCheck}>
          {t("settings.checkWell", { when })}
        </Notice>
      ) : (
        <Notice tone="danger">{t("settings.checkIll", { count: total.stray })}</Notice>
      )}
      <Links
        label={t("settings.checkStrays")}
        links={strays.map(({ ticket, protocol }) => ({ key: ticket, words: protocol, open: () => openTicket(ticket) }))}
      />
      {again > 0 &&
        (differing === 0 ? (
          <Notice tone="ok" icon={ShieldCheck}>
            {t("settings.againWell", { count: again, shown: number(again) })}
          </Notice>
        ) : (
          <Notice tone="warn">{t("settings.againIll", { count: differing, all: number(again) })}</Notice>
        ))}
      <Links
        label={t("settings.againOthers")}
        links={others.map(({ execution, ticket, protocol, rule_name }) => ({
          key: execution,
          words: `${protocol} · ${rule_name}`,
          open: () => go("/funil/execucoes", { atendimento: ticket, periodo: "all" }),
        }))}
      />
      <Table rows={rows} total={total} />
    </>
  );
}

type Link = { key: number; words: string; open: () => void };

function Links({ label, links }: { label: string; links: readonly Link[] }) {
  if (links.length === 0) return null;
  return (
    <ul aria-label={label} className="flex flex-wrap gap-x-4 gap-y-1">
      {links.map(({ key, words, open }) => (
        <li key={key}>
          <button type="button" onClick={open} className="tabular rounded-tag text-accent underline">
            {words}
          </button>
        </li>
      ))}
    </ul>
  );
}

const ends = ["planned", "done", "failed", "unknown", "skipped", "cancelled", "missed", "open"] as const;

function Table({ rows, total }: { rows: PlanRow[]; total: PlanEnds }) {
  const t = useText();
  const shown: (keyof PlanEnds)[] = total.stray > 0 ? [...ends, "stray"] : [...ends];
  return (
    <div
      tabIndex={0}
      role="region"
      aria-label={t("settings.check")}
      data-mark="inside"
      className="overflow-x-auto rounded-card border border-hairline"
    >
      <table className="w-full text-left text-small">
        <caption className="sr-only">{t("settings.check")}</caption>
        <thead className="text-faint">
          <tr className="border-b border-hairline">
            <th scope="col" className="px-3 py-2 font-medium">
              {t("settings.checkBy")}
            </th>
            {shown.map((end) => (
              <th key={end} scope="col" className="px-2 py-2 text-right font-medium last:pr-3">
                {t(`settings.checkEnds.${end}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="ruled">
          {rows.map((row) => (
            <Line key={`${row.planner} ${row.rule}`} name={nameOf(t, row)} ends={row.ends} shown={shown} />
          ))}
        </tbody>
        <tfoot className="border-t border-hairline">
          <Line name={t("settings.checkTotal")} ends={total} shown={shown} strong />
        </tfoot>
      </table>
    </div>
  );
}

function nameOf(t: Text, row: PlanRow): string {
  return row.rule_name ?? t(`settings.checkPlanners.${row.planner}`);
}

function Line(props: { name: string; ends: PlanEnds; shown: (keyof PlanEnds)[]; strong?: boolean }) {
  const { name, ends, shown, strong = false } = props;
  const weight = strong ? "font-medium" : "font-normal";
  return (
    <tr>
      <th scope="row" className={cx("min-w-40 px-3 py-1.5 text-pretty", weight)}>
        {name}
      </th>
      {shown.map((end) => (
        <td
          key={end}
          className={cx("tabular px-2 py-1.5 text-right last:pr-3", weight, ends[end] === 0 && "text-faint")}
        >
          {number(ends[end])}
        </td>
      ))}
    </tr>
  );
}
