// Saving a rule: look whether somebody else has saved it since, look at it once more, ask about waits already overdue, then
// save. Nothing is applied to them unasked.
import { useState } from "react";
import type { FieldProblem } from "../../bindings/FieldProblem";
import type { RuleDraft } from "../../bindings/RuleDraft";
import type { RuleState } from "../../bindings/RuleState";
import { call, client, useAct } from "../../data";
import { Refusal } from "../../host";
import { faultOf } from "../../parts/State";
import { done } from "../../parts/toast";
import { useText } from "../../text";

type SavingArgs = {
  draft: RuleDraft;
  onSaved: () => void;
  onRefused: (problems: readonly FieldProblem[]) => void;
  /** Somebody else has saved it since, as is known from here on. */
  onBehind: () => void;
};

export function useSaving({ draft, onSaved, onRefused, onBehind }: SavingArgs) {
  const t = useText();
  const [checking, setChecking] = useState(false);
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const failed = (error: unknown) => {
    // The screen itself tells of a newer version, and offers the ways on.
    if (error instanceof Refusal && error.code === "conflict") {
      void isNewest(draft).then((newest) => (newest ? setFailure(error.message) : onBehind()), failed);
      return;
    }
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
  const run = (state: RuleState, include: boolean, rule = draft) =>
    saved.mutate({ rule, state, include_overdue: include });

  return {
    busy: checking || saved.isPending,
    failure,
    asking,
    stopAsking: () => setAsking(false),
    confirm: (include: boolean) => {
      setAsking(false);
      run("active", include);
    },
    /** `rule` stands for the draft where that is changed with it. */
    save: (state: RuleState, rule: RuleDraft = draft) => {
      setFailure(null);
      setChecking(true);
      void isNewest(rule)
        .then((newest) => (newest ? call("check_rule", { rule }) : null))
        .then((check) => {
          if (check === null) onBehind();
          else if (check.problems.length > 0) onRefused(check.problems);
          else if (state === "active" && check.overdue > 0) setAsking(true);
          else run(state, false, rule);
        })
        .catch(failed)
        .finally(() => setChecking(false));
    },
  };
}

/** Whether it was made from the version that is saved; if not, the newer one is known to the screen from here on. */
async function isNewest({ id, version }: RuleDraft): Promise<boolean> {
  if (!id || !version) return true;
  const found = await call("rule", { rule: id });
  if (found.version === version) return true;
  client.setQueryData(["rule", { rule: id }], found);
  return false;
}
