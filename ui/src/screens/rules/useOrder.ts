// The order of the list while somebody changes it: shown at once, told to the backend, taken back if it refuses. Each move has
// its way back, to before the rule it stood before.
import { useEffect, useState } from "react";
import type { RuleRow } from "../../bindings/RuleRow";
import type { RuleView } from "../../bindings/RuleView";
import { useAct } from "../../data";
import { announce } from "../../parts/announce";
import { watchDrag } from "../../parts/drag";
import { faultOf } from "../../parts/State";
import { done, failed } from "../../parts/toast";
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
  const back = useAct("move_rule");
  const current = ids ?? rules.map((row) => row.rule.id);
  const put = (next: readonly number[], rule: RuleView) => {
    if (next.join() === current.join()) return;
    setIds(next);
    const words = t("rules.movedTo", { name: rule.name, n: next.indexOf(rule.id) + 1, of: next.length });
    announce(words);
    const before = beforeOf(current, rule.id);
    move
      .mutateAsync({ rule: rule.id, before: beforeOf(next, rule.id) })
      .then(() => done(words, () => back.mutateAsync({ rule: rule.id, before })))
      // Told by the move itself.
      .catch(() => undefined);
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
