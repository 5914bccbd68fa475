// Every version of an action that was ever saved, newest first: who saved it, when, and what it changed.
import type { RuleVersion } from "../../bindings/RuleVersion";
import type { RuleView } from "../../bindings/RuleView";
import { useAsk } from "../../data";
import { useNames } from "../../data/directory";
import { Dialog } from "../../parts/Dialog";
import { Loaded } from "../../parts/State";
import { Badge } from "../../parts/Tag";
import { useText } from "../../text";
import { dateAndTime } from "../../text/format";
import { Changes } from "../../trail/Changes";

export function Versions({ rule, onClose }: { rule: RuleView; onClose: () => void }) {
  const t = useText();
  const query = useAsk("rule_versions", { rule: rule.id });
  return (
    <Dialog open onClose={onClose} width="large" title={t("trail.versionsOf", { name: rule.name })}>
      <Loaded query={query} rows={4}>
        {(versions) => {
          const newestFirst = versions.toSorted((a, b) => b.version - a.version);
          return (
            <ol aria-label={t("trail.versions")} className="flex flex-col ruled">
              {newestFirst.map((version, index) => (
                <Version
                  key={version.version}
                  version={version}
                  older={newestFirst[index + 1]}
                  current={version.version === rule.version}
                />
              ))}
            </ol>
          );
        }}
      </Loaded>
    </Dialog>
  );
}

type VersionProps = { version: RuleVersion; older: RuleVersion | undefined; current: boolean };

function Version({ version, older, current }: VersionProps) {
  const t = useText();
  const who = useNames().user(version.saved_by)?.name ?? t("trail.program");
  return (
    <li className="flex flex-col gap-2 py-3">
      <div className="flex items-baseline gap-2">
        <h3 className="font-semibold">{t("trail.version", { n: version.version })}</h3>
        {current && <Badge tone="ok">{t("trail.current")}</Badge>}
        <span className="ml-auto text-small text-muted">
          {t("trail.savedBy", { who, when: dateAndTime(version.saved_at) })}
        </span>
      </div>
      {!older && <p className="text-small text-muted">{t("trail.first")}</p>}
      <Changes before={older?.rule ?? null} after={version.rule} />
    </li>
  );
}
