// Saving a rule: look at it once more, ask about waits already overdue, then save. Nothing is applied to them unasked.
import { useState } from "react";
import type { FieldProblem } from "../../bindings/FieldProblem";
import type { RuleDraft } from "../../bindings/RuleDraft";
import type { RuleState } from "../../bindings/RuleState";
import { call, useAct } from "../../data";
import { Refusal } from "../../host";
import { faultOf } from "../../parts/State";
import { done } from "../../parts/toast";
import { useText } from "../../text";

type SavingArgs = {
  draft: RuleDraft;
  onSaved: () => void;
  onRefused: (problems: readonly FieldProblem[]) => void;
};

export function useSaving({ draft, onSaved, onRefused }: SavingArgs) {
  const t = useText();
  const [checking, setChecking] = useState(false);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const failed = (error: unknown) => {
    setFailure(faultOf(error).message);
    if (error instanceof Refusal && error.problems.length > 0) onRefused(error.problems);
  };
  const saved = useAct("save_rule", {
    onDone: (_, { rule, state }) => {
      done(t(state === "active" ? "rules.savedActive" : "rules.saved", { name: rule.name.trim() }));
      onSaved();
    },
    onFailed: failed,
  });
  const run = (state: RuleState, include: boolean) => saved.mutate({ rule: draft, state, include_overdue: include });

  return {
    busy: checking || saved.isPending,
    failure,
    asking,
    stopAsking: () => setAsking(false),
    confirm: (include: boolean) => {
      setAsking(false);
      run("active", include);
    },
    save: (state: RuleState) => {
      setFailure(null);
      setChecking(true);
      void call("check_rule", { rule: draft })
        .then((check) => {
          if (check.problems.length > 0) onRefused(check.problems);
          else if (state === "active" && check.overdue > 0) setAsking(true);
          else run(state, false);
        })
        .catch(failed)
        .finally(() => setChecking(false));
    },
  };
}
