// The order of the list while somebody changes it: shown at once, told to the backend, taken back if it refuses.
import { useEffect, useState } from "react";
import type { RuleRow } from "../../bindings/RuleRow";
import type { RuleView } from "../../bindings/RuleView";
import { useAct } from "../../data";
import { announce } from "../../parts/announce";
import { watchDrag } from "../../parts/drag";
import { faultOf } from "../../parts/State";
import { failed } from "../../parts/toast";
import { useText } from "../../text";
import { beforeOf, dropped, placed } from "./order";

export function useOrder(rules: readonly RuleRow[]) {
  const t = useText();
  const [ids, setIds] = useState<readonly number[] | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new list from the backend replaces the order shown meanwhile
  useEffect(() => setIds(null), [rules]);
  const move = useAct("move_rule", {
    onFailed: (error) => {
      setIds(null);
      failed(faultOf(error).message);
    },
  });
  const current = ids ?? rules.map((row) => row.rule.id);
  const put = (next: readonly number[], rule: RuleView) => {
    if (next.join() === current.join()) return;
    setIds(next);
    move.mutate({ rule: rule.id, before: beforeOf(next, rule.id) });
    announce(t("rules.movedTo", { name: rule.name, n: next.indexOf(rule.id) + 1, of: next.length }));
  };
  const byId = new Map(rules.map((row) => [row.rule.id, row]));
  return {
    rows: current.flatMap((id) => byId.get(id) ?? []),
    step: (rule: RuleView, by: 1 | -1) => put(placed(current, rule.id, current.indexOf(rule.id) + by), rule),
    lift: (event: React.PointerEvent, rule: RuleView) =>
      watchDrag(event, () => ({ load: rule, title: rule.name, count: 1 }), {
        refuse: () => null,
        drop: (target, load) => put(dropped(current, load.id, Number(target)), load),
      }),
  };
}
