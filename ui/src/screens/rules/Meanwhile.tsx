// Somebody saved this action while it was being written here: who, what they changed, and the two ways on.
import type { RuleVersion } from "../../bindings/RuleVersion";
import { useAsk } from "../../data";
import { useNames } from "../../data/directory";
import { Button } from "../../parts/Button";
import { Notice } from "../../parts/State";
import { useText } from "../../text";
import { dateAndTime } from "../../text/format";
import { Changes } from "../../trail/Changes";

type Props = {
  rule: number;
  /** What is written was made from this version. */
  from: number;
  newest: number;
  busy: boolean;
  onTheirs: () => void;
  /** Undefined: this person may not save. */
  onMine: (() => void) | undefined;
};

export function Meanwhile({ rule, from, newest, busy, onTheirs, onMine }: Props) {
  const t = useText();
  const names = useNames();
  const versions = useAsk("rule_versions", { rule }).data ?? [];
  const found = (version: number): RuleVersion | undefined => versions.find((one) => one.version === version);
  const saved = found(newest);
  return (
    <Notice tone="warn">
      <div className="flex flex-col items-start gap-3">
        <p className="font-medium">
          {saved
            ? t("rules.savedMeanwhile", {
                who: names.user(saved.saved_by)?.name ?? t("trail.program"),
                when: dateAndTime(saved.saved_at),
              })
            : t("rules.savedMeanwhileBySomebody")}
        </p>
        {saved && (
          <div
            role="group"
            tabIndex={0}
            data-mark="inside"
            aria-label={t("rules.theirChanges")}
            className="max-h-[35vh] w-full overflow-y-auto text-ink"
          >
            <Changes before={found(from)?.rule ?? null} after={saved.rule} />
          </div>
        )}
        <div className="flex flex-wrap gap-2">
          <Button onPress={onTheirs}>{t("rules.seeSaved")}</Button>
          {onMine && (
            <Button isPending={busy} onPress={onMine}>
              {t("rules.saveMineOver")}
            </Button>
          )}
        </div>
      </div>
    </Notice>
  );
}
