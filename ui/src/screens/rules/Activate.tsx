// Before a rule starts: the waits that are already past its time. They stay untouched unless somebody asks otherwise.
import { useState } from "react";
import type { RuleDraft } from "../../bindings/RuleDraft";
import { useAsk } from "../../data";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { spanWords } from "../../parts/duration";
import { Loaded, Notice } from "../../parts/State";
import { Checkbox } from "../../parts/Toggle";
import { useNow } from "../../parts/useNow";
import { useText } from "../../text";
import { number } from "../../text/format";

type ActivateProps = { rule: RuleDraft; onClose: () => void; onConfirm: (include: boolean) => void; busy: boolean };

export function Activate({ rule, onClose, onConfirm, busy }: ActivateProps) {
  const t = useText();
  const [include, setInclude] = useState(false);
  const query = useAsk("overdue_of_rule", { rule });
  const instant = useNow();
  const total = query.data?.total ?? 0;
  const sends = rule.actions.some((action) => action.type === "send_message");
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("rules.activate.title", { name: rule.name.trim() })}
      keepOpen
      foot={
        <>
          <Button onPress={onClose}>{t("parts.cancel")}</Button>
          <Button kind="primary" onPress={() => onConfirm(include)} isPending={busy} isDisabled={!query.data} autoFocus>
            {t(include ? "rules.activate.confirmAll" : "rules.activate.confirm", { count: total })}
          </Button>
        </>
      }
    >
      <Loaded query={query} rows={5}>
        {(overdue) => (
          <div className="flex flex-col gap-3">
            <p className="text-muted">
              {t("rules.activate.explain", { count: overdue.total, shown: number(overdue.total) })}
            </p>
            <ul
              aria-label={t("rules.activate.list")}
              className="max-h-60 overflow-y-auto rounded-card border border-hairline"
            >
              {overdue.tickets.map((ticket) => (
                <li key={ticket.ticket} className="flex h-8 items-center gap-3 border-hairline px-3 not-last:border-b">
                  <span className="min-w-0 flex-1 truncate">{ticket.contact_name}</span>
                  <span className="tabular text-small text-faint">{ticket.protocol}</span>
                  <span className="tabular w-24 text-right text-small text-muted">
                    {ticket.silent_since !== null && spanWords(instant - ticket.silent_since)}
                  </span>
                </li>
              ))}
            </ul>
            {overdue.total > overdue.tickets.length && (
              <p className="text-small text-faint">
                {t("rules.activate.more", { count: overdue.total - overdue.tickets.length })}
              </p>
            )}
            <Checkbox
              label={t("rules.activate.include", { count: overdue.total, shown: number(overdue.total) })}
              on={include}
              onChange={setInclude}
            />
            {include && sends && (
              <Notice tone="warn">
                {t("rules.activate.warn", { count: overdue.total, shown: number(overdue.total) })}
              </Notice>
            )}
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}
