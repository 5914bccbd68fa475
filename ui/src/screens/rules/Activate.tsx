// Before a rule starts, or one that acts is saved (each version is for the deadlines still ahead of it): the waits that are
// already past its time. They stay untouched unless somebody asks otherwise.
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
import { nameOf } from "../../tickets/name";

type ActivateProps = {
  rule: RuleDraft;
  /** It acts already: this saves it and switches nothing on. */
  acts?: boolean;
  onClose: () => void;
  onConfirm: (include: boolean) => void;
  busy: boolean;
};

export function Activate({ rule, acts = false, onClose, onConfirm, busy }: ActivateProps) {
  const t = useText();
  const [include, setInclude] = useState(false);
  const query = useAsk("overdue_of_rule", { rule });
  const instant = useNow();
  const total = query.data?.total ?? 0;
  const words = acts ? "rules.activate.saving" : "rules.activate";
  const sends = rule.actions.some((action) => action.type === "send_message");
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`${words}.title`, { name: rule.name.trim() })}
      keepOpen
      foot={
        <>
          <Button onPress={onClose}>{t("parts.cancel")}</Button>
          <Button kind="primary" onPress={() => onConfirm(include)} isPending={busy || !query.data} autoFocus>
            {t(include ? `${words}.confirmAll` : `${words}.confirm`, { count: total })}
          </Button>
        </>
      }
    >
      <Loaded query={query} rows={5}>
        {(overdue) => (
          <div className="flex flex-col gap-3">
            <p className="text-muted">
              {t(`${words}.explain`, { count: overdue.total, shown: number(overdue.total) })}
            </p>
            <ul
              tabIndex={0}
              data-mark="inside"
              aria-label={t("rules.activate.list")}
              className="max-h-60 overflow-y-auto rounded-card border border-hairline"
            >
              {overdue.tickets.map((ticket) => (
                <li key={ticket.ticket} className="flex h-8 items-center gap-3 border-hairline px-3 not-last:border-b">
                  <span className="min-w-0 flex-1 truncate">{nameOf(ticket, t)}</span>
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
