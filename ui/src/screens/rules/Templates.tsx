// The product's own examples to start from. Choosing one fills the form; nothing is saved yet.
import type { RuleDraft } from "../../bindings/RuleDraft";
import type { RuleTemplate } from "../../bindings/RuleTemplate";
import { useAsk } from "../../data";
import { useNames } from "../../data/directory";
import { useRefusedBy } from "../../data/session";
import { Press } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { Icon } from "../../parts/Icon";
import { Loaded } from "../../parts/State";
import { useText } from "../../text";
import { Emphasised } from "./Emphasised";
import { actionIcons } from "./looks";
import { actionWords, waitWords } from "./words";

type TemplatesProps = { onChoose: (draft: RuleDraft) => void };

export function Templates({ onChoose, onClose }: TemplatesProps & { onClose: () => void }) {
  const t = useText();
  return (
    <Dialog open onClose={onClose} title={t("rules.templates")}>
      <Cards onChoose={onChoose} />
    </Dialog>
  );
}

/** The same cards where there is no rule yet. */
export function TemplateCards({ onChoose }: TemplatesProps) {
  return (
    <div className="mx-auto max-w-[44rem] px-6 pb-8">
      <Cards onChoose={onChoose} />
    </div>
  );
}

function Cards({ onChoose }: TemplatesProps) {
  const query = useAsk("rule_templates", {});
  return (
    <Loaded query={query} rows={4}>
      {(templates) => (
        <ul className="grid grid-cols-2 gap-2">
          {templates.map((template) => (
            <Card key={template.key} template={template} onChoose={onChoose} />
          ))}
        </ul>
      )}
    </Loaded>
  );
}

function Card({ template: { draft }, onChoose }: { template: RuleTemplate } & TemplatesProps) {
  const t = useText();
  const names = useNames();
  const first = draft.actions[0];
  return (
    <li>
      <Press
        refused={useRefusedBy()("save_rule")}
        onPress={() => onChoose(draft)}
        className="flex h-full w-full items-start gap-3 rounded-card border border-hairline bg-surface p-3 text-left transition-colors hover:border-control hover:bg-hover data-refused:opacity-50"
      >
        {first && <Icon of={actionIcons[first.type]} className="mt-0.5 text-accent" />}
        <span className="min-w-0">
          <span className="block font-medium">{draft.name}</span>
          <span className="mt-0.5 block text-small text-pretty text-muted">
            {first && (
              <Emphasised
                words={t("rules.templateDoes", { wait: waitWords(t, draft.wait), does: actionWords(first, names, t) })}
              />
            )}
          </span>
        </span>
      </Press>
    </li>
  );
}
