// "Por quê?": every condition of one rule on one ticket, what it saw, and when that may change.
import { Check, X } from "lucide";
import type { Condition } from "../../bindings/Condition";
import type { Outcome } from "../../bindings/Outcome";
import type { WhyPart } from "../../bindings/WhyPart";
import { useAsk } from "../../data";
import { useNames } from "../../data/directory";
import { Dialog } from "../../parts/Dialog";
import { spanWords } from "../../parts/duration";
import { Icon } from "../../parts/Icon";
import { Loaded, Notice } from "../../parts/State";
import { Badge, type Tone } from "../../parts/Tag";
import { type Text, useText } from "../../text";
import { dateAndTime, number } from "../../text/format";

export function WhyDialog({ rule, ticket, onClose }: { rule: number; ticket: number; onClose: () => void }) {
  const t = useText();
  const names = useNames();
  const query = useAsk("why", { rule, ticket });
  return (
    <Dialog open onlyRead onClose={onClose} title={t("why.title", { rule: names.rule(rule)?.name ?? "" })}>
      <Loaded query={query} rows={8}>
        {({ parts }) => (
          <div className="flex flex-col gap-5">
            {names.rule(rule)?.state === "shadow" && <Notice tone="info">{t("why.observes")}</Notice>}
            {parts.map((part) => (
              <JudgedPart key={part.part} judged={part} />
            ))}
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}

type Judged = Pick<WhyPart, "part" | "outcome" | "deadline" | "conditions">;

/** One judgement: what it came to, and every condition with what it saw. */
export function JudgedPart({ judged, at }: { judged: Judged; at?: number }) {
  const t = useText();
  return (
    <section>
      <header className="mb-1.5 flex flex-wrap items-center gap-2">
        <h3 className="font-medium">{t(`why.parts.${judged.part}`)}</h3>
        <OutcomeBadge outcome={judged.outcome} past={at !== undefined} />
        <span className="ml-auto flex flex-col text-right text-small text-faint">
          {at !== undefined && <span className="tabular">{t("decision.judgedAt", { at: dateAndTime(at) })}</span>}
          {judged.deadline !== null && (
            <span className="tabular">{t("why.deadline", { at: dateAndTime(judged.deadline) })}</span>
          )}
        </span>
      </header>
      {at === undefined ? <Sentence outcome={judged.outcome} /> : <PastReason outcome={judged.outcome} />}
      <ul className="overflow-hidden rounded-card border border-hairline">
        {judged.conditions.map((condition) => (
          <ConditionLine key={condition.check} condition={condition} />
        ))}
      </ul>
    </section>
  );
}

function ConditionLine({ condition }: { condition: Condition }) {
  const t = useText();
  const seen = useSeenWords(condition);
  // The instant it waits for is said once.
  const same = condition.seen.type === "at" && condition.seen.at === condition.changes_at;
  return (
    <li className="flex items-start gap-2 border-hairline px-3 py-1.5 not-last:border-b">
      <Icon
        of={condition.pass ? Check : X}
        size={14}
        className={condition.pass ? "mt-1 text-ok" : "mt-1 text-danger"}
      />
      <span className="sr-only">{condition.pass ? t("why.pass") : t("why.fail")}</span>
      <span className={condition.pass ? "min-w-0 flex-1 text-muted" : "min-w-0 flex-1"}>
        {t(condition.pass ? `checks.${condition.check}` : `why.fails.${condition.check}`)}
      </span>
      <span className="tabular flex-none text-right text-small leading-5 text-faint">
        {!same && seen}
        {condition.changes_at !== null && (
          <span className="block">{t("why.changesAt", { at: dateAndTime(condition.changes_at) })}</span>
        )}
      </span>
    </li>
  );
}

function useSeenWords({ seen }: Condition): string {
  const t = useText();
  const names = useNames();
  switch (seen.type) {
    case "nothing":
      return "";
    case "state":
      return t(`ruleState.${seen.state}`);
    case "status":
      return t(`ticketStatus.${seen.status}`);
    case "at":
      return dateAndTime(seen.at);
    case "late":
      return t("why.late", { span: spanWords(seen.span), max: spanWords(seen.max) });
    case "count":
      return t("why.count", { n: number(seen.n), max: number(seen.max) });
    case "rule":
      return names.rule(seen.rule)?.name ?? "";
  }
}

const outcomeTones: Record<Outcome["type"], Tone> = {
  due: "ok",
  rule_off: "neutral",
  exempt: "neutral",
  customer_waits: "info",
  never_spoke: "neutral",
  out_of_scope: "neutral",
  not_yet: "info",
  already_ran: "neutral",
  fenced: "neutral",
  skip: "warn",
  missed: "danger",
  substituted: "neutral",
  defer: "warn",
};

export function OutcomeBadge({ outcome, past = false }: { outcome: Outcome; past?: boolean }) {
  const t = useText();
  return (
    <Badge tone={outcomeTones[outcome.type]}>{past ? pastWords(outcome, t) : t(`outcomes.${outcome.type}`)}</Badge>
  );
}

/** Of a judgement that came to an execution; the others have none. */
function pastWords({ type }: Outcome, t: Text): string {
  switch (type) {
    case "due":
    case "skip":
    case "missed":
    case "substituted":
      return t(`decision.outcomes.${type}`);
    case "rule_off":
    case "exempt":
    case "customer_waits":
    case "never_spoke":
    case "out_of_scope":
    case "not_yet":
    case "already_ran":
    case "fenced":
    case "defer":
      return t(`outcomes.${type}`);
  }
}

function PastReason({ outcome }: { outcome: Outcome }) {
  const t = useText();
  return outcome.type === "skip" ? (
    <p className="mb-2 text-pretty">{t("decision.skipped", { why: t(`skipWhy.${outcome.why}`) })}</p>
  ) : null;
}

/** What follows from all of it, in one sentence. */
function Sentence({ outcome }: { outcome: Outcome }) {
  const t = useText();
  const words = (() => {
    switch (outcome.type) {
      case "skip":
        return t("why.sentences.skip", { why: t(`skipWhy.${outcome.why}`) });
      case "defer":
        return t("why.sentences.defer", { why: t(`deferWhy.${outcome.why}`) });
      default:
        return t(`why.sentences.${outcome.type}`);
    }
  })();
  return <p className="mb-2 text-pretty">{words}</p>;
}
