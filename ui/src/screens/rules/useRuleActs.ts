// What a line of the list can do to its rule. Switching on asks first about waits already overdue.
import { useState } from "react";
import type { RuleDraft } from "../../bindings/RuleDraft";
import type { RuleState } from "../../bindings/RuleState";
import type { RuleView } from "../../bindings/RuleView";
import { call, useAct } from "../../data";
import { faultOf } from "../../parts/State";
import { done, failed } from "../../parts/toast";
import { useText } from "../../text";
import { draftOf } from "./draft";

export function useRuleActs() {
  const t = useText();
  const [asking, setAsking] = useState<RuleDraft | null>(null);
  const state = useAct("set_rule_state", {
    onDone: ({ rule }, args) => done(t(`rules.nowStates.${nowState(args.state)}`, { name: rule.name })),
  });
  const duplicated = useAct("duplicate_rule");
  const restored = useAct("restore_rule");
  const archived = useAct("archive_rule");

  const set = (rule: number, next: RuleState, include: boolean) =>
    state.mutate({ rule, state: next, include_overdue: include });
  return {
    busy: state.isPending,
    asking,
    stopAsking: () => setAsking(null),
    confirm: (include: boolean) => {
      if (asking?.id) set(asking.id, "active", include);
      setAsking(null);
    },
    setState: (rule: RuleView, next: RuleState) => {
      if (next !== "active" || rule.state === "paused") return set(rule.id, next, false);
      const draft = draftOf(rule);
      call("check_rule", { rule: draft })
        .then((check) => (check.overdue > 0 ? setAsking(draft) : set(rule.id, next, false)))
        .catch((error) => failed(faultOf(error).message));
    },
    duplicate: (rule: RuleView, then: (copy: number) => void) =>
      duplicated.mutate(
        { rule: rule.id },
        {
          onSuccess: (saved) => {
            done(t("rules.duplicated", { name: saved.rule.name }));
            then(saved.rule.id);
          },
        },
      ),
    archive: (rule: RuleView) =>
      archived.mutate(
        { rule: rule.id },
        {
          onSuccess: () =>
            done(t("rules.deleted", { name: rule.name }), async () => {
              await restored.mutateAsync({ rule: rule.id });
              if (rule.state === "active" || rule.state === "shadow") set(rule.id, rule.state, false);
            }),
        },
      ),
  };
}

function nowState(state: RuleState): "active" | "shadow" | "off" {
  return state === "active" || state === "shadow" ? state : "off";
}
