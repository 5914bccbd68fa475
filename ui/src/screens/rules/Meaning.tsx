// The rule as a sentence, how many tickets it fits, and each message as a real contact would read it.
import { ListChecks, TriangleAlert } from "lucide";
import { useState } from "react";
import type { RuleCheck } from "../../bindings/RuleCheck";
import type { RuleDraft } from "../../bindings/RuleDraft";
import { useAsk } from "../../data";
import { useNames } from "../../data/directory";
import { Button } from "../../parts/Button";
import { ComboBox } from "../../parts/Select";
import { Notice } from "../../parts/State";
import { useText } from "../../text";
import { listed, number } from "../../text/format";
import { inOurWords } from "../../text/refusals";
import { nameOf } from "../../tickets/name";
import { minuteText } from "../settings/minutes";
import { Emphasised } from "./Emphasised";
import { previewGap } from "./preview";
import { simulatedMax } from "./Simulate";
import type { Unit } from "./wait";
import { useRuleWords } from "./words";

type MeaningProps = { rule: RuleDraft; unit: Unit; check: RuleCheck | undefined; onSimulate: () => void };

export function Meaning({ rule, unit, check, onSimulate }: MeaningProps) {
  const t = useText();
  const names = useNames();
  const quiet = useAsk("settings", {}).data?.settings.quiet;
  const words = useRuleWords(
    rule,
    unit,
    quiet ? { from: minuteText(quiet.from_minute), to: minuteText(quiet.to_minute) } : null,
  );
  const messages = rule.actions.flatMap((action, index) =>
    "text" in action ? [{ index, text: action.text, type: action.type }] : [],
  );
  // A sentence about a time that is none promises something.
  const untimed = rule.wait <= 0 || (check?.problems.some(({ field }) => field === "wait") ?? false);
  const fine = check && check.problems.length === 0;
  const shown = (count: number) => `${number(count)}${check?.beyond ? "+" : ""}`;
  return (
    <div className="flex flex-col gap-4">
      <div className="rounded-card border border-hairline bg-surface px-3.5 py-3 text-muted">
        <h3 className="mb-1 text-small font-medium text-faint">{t("rules.whatHappens")}</h3>
        {untimed ? (
          <p className="text-pretty">{t("rules.noWait")}</p>
        ) : (
          <p className="text-pretty">
            <Emphasised words={words.when} />
            {words.does.length === 1 && (
              <>
                {" "}
                <Emphasised words={`${words.does[0]}.`} />
              </>
            )}
          </p>
        )}
        {!untimed && words.does.length > 1 && (
          <ol className="mt-1 list-decimal pl-5">
            {words.does.map((one) => (
              <li key={one}>
                <Emphasised words={one} />
              </li>
            ))}
          </ol>
        )}
        <ul className="mt-2.5 flex flex-col gap-1 border-t border-hairline pt-2.5 text-small">
          {words.limits.map((line) => (
            <li key={line} className="text-pretty">
              <Emphasised words={line} />
            </li>
          ))}
        </ul>
      </div>
      {fine && (
        <div className="flex items-center gap-3">
          <p className="min-w-0 flex-1 text-muted">
            <span className="tabular text-section font-semibold text-ink">{shown(check.matching)}</span>{" "}
            {t("rules.matching", { count: check.matching })}
            {check.overdue > 0 && ` · ${t("rules.overdue", { count: check.overdue, shown: shown(check.overdue) })}`}
          </p>
          <Button small icon={ListChecks} onPress={onSimulate}>
            {t("rules.seeList")}
          </Button>
        </div>
      )}
      {check && check.overlaps.length > 0 && (
        <Notice tone="warn" icon={TriangleAlert}>
          {t("rules.overlaps", {
            count: check.overlaps.length,
            names: listed(check.overlaps.map((id) => names.rule(id)?.name ?? `#${id}`)),
          })}
        </Notice>
      )}
      {messages.length > 0 && <Previews messages={messages} rule={rule} ready={fine === true} />}
    </div>
  );
}

type PreviewsProps = {
  messages: readonly { index: number; text: string; type: string }[];
  rule: RuleDraft;
  ready: boolean;
};

function Previews({ messages, rule, ready }: PreviewsProps) {
  const t = useText();
  const [ticket, setTicket] = useState<number | null>(null);
  // The customers it would write to are the ones worth trying the text on.
  const found = useAsk("simulate_rule", { rule, limit: simulatedMax }, { enabled: ready, keep: true }).data?.rows ?? [];
  const offered = [...new Map(found.map((row) => [row.ticket, row])).values()];
  const shown = ticket ?? offered[0]?.ticket ?? null;
  return (
    <section className="flex flex-col gap-2">
      <div className="flex items-end gap-2">
        <h3 className="flex-1 pb-1 text-small font-medium text-muted">{t("rules.preview")}</h3>
        {offered.length > 0 && (
          <ComboBox
            label={t("rules.previewFor")}
            labelHidden
            value={shown === null ? null : String(shown)}
            onChange={(id) => setTicket(Number(id))}
            options={offered.map((row) => ({ id: String(row.ticket), label: nameOf(row, t), detail: row.protocol }))}
            className="w-52"
          />
        )}
      </div>
      {messages.map((message) => (
        <Preview
          key={message.index}
          text={message.text}
          note={message.type !== "send_message"}
          ticket={shown}
          wait={rule.wait}
        />
      ))}
    </section>
  );
}

function Preview({ text, note, ticket, wait }: { text: string; note: boolean; ticket: number | null; wait: number }) {
  const t = useText();
  const query = useAsk("preview_text", { text, ticket, wait }, { keep: true, enabled: text.trim() !== "" });
  const problem = inOurWords(query.data?.problems[0]?.message ?? "") || undefined;
  const gap = previewGap(text, query.data);
  if (gap && gap !== "rules.previewWrong") return <p className="text-small text-pretty text-faint">{t(gap)}</p>;
  return (
    <div
      className={`ml-8 rounded-card rounded-tr-none px-3 py-2 whitespace-pre-wrap break-words ${note ? "bg-note-soft" : "bg-info-soft"} ${problem ? "text-danger" : "text-ink"}`}
    >
      {problem ?? query.data?.text ?? ""}
    </div>
  );
}
