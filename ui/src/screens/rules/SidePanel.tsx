// What the rule on the left would do: in words, for whom now (Simular), and for whom in the past (Testar no histórico).
import { useRef } from "react";
import type { RuleCheck } from "../../bindings/RuleCheck";
import type { RuleDraft } from "../../bindings/RuleDraft";
import { useRefusedBy } from "../../data/session";
import { Segments } from "../../parts/Segments";
import { Notice } from "../../parts/State";
import { useText } from "../../text";
import { land } from "../../tickets/place";
import { Backtest } from "./Backtest";
import { Effect } from "./Effect";
import { Meaning } from "./Meaning";
import { Simulate } from "./Simulate";
import type { Unit } from "./wait";

export const panelViews = ["meaning", "simulate", "backtest", "effect"] as const;
export type PanelView = (typeof panelViews)[number];

type SidePanelProps = {
  view: PanelView;
  onView: (view: PanelView) => void;
  rule: RuleDraft;
  unit: Unit;
  check: RuleCheck | undefined;
  ruleId: number | null;
};

export function SidePanel({ view, onView, rule, unit, check, ruleId }: SidePanelProps) {
  const t = useText();
  const views = panelViews.filter((one) => one !== "effect" || ruleId !== null);
  const refused = useRefusedBy()("simulate_rule");
  const root = useRef<HTMLElement>(null);
  const simulate = () => {
    onView("simulate");
    // The button that asked for it goes with what it stood in.
    land(() => root.current?.querySelector("[role=radio][aria-checked=true]") ?? null);
  };
  const ready = check !== undefined && check.problems.length === 0;
  return (
    <aside
      ref={root}
      aria-label={t(`rules.panel.${view}`)}
      className="flex min-h-0 flex-col border-l border-hairline bg-app @max-[46rem]:border-t @max-[46rem]:border-l-0"
    >
      <div className="flex-none px-4 pt-3 pb-2">
        <Segments
          label={t("rules.panel.label")}
          value={view}
          onChange={onView}
          options={views.map((id) => ({ id, label: t(`rules.panel.${id}`) }))}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-5">
        {view === "meaning" && <Meaning rule={rule} unit={unit} check={check} onSimulate={simulate} />}
        {refused && (view === "simulate" || view === "backtest") && <Notice tone="info">{refused}</Notice>}
        {view === "simulate" && !refused && <Simulate rule={rule} ready={ready} />}
        {view === "backtest" && !refused && <Backtest rule={rule} ready={ready} />}
        {view === "effect" && ruleId !== null && <Effect rule={ruleId} />}
      </div>
    </aside>
  );
}
