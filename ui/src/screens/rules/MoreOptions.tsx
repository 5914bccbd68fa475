// "Mais opções": whom the rule is for, and when it may act. Closed at first; says when something in it is set.
import { ChevronRight } from "lucide";
import { useState } from "react";
import { Button, Disclosure, DisclosurePanel } from "react-aria-components";
import type { RuleDraft } from "../../bindings/RuleDraft";
import type { Status } from "../../bindings/Status";
import { useNames } from "../../data/directory";
import { Icon } from "../../parts/Icon";
import { Badge, HueDot, hueOf } from "../../parts/Tag";
import { Checkbox, Radios } from "../../parts/Toggle";
import { unfit } from "../../parts/unfit";
import { useText } from "../../text";
import type { Form } from "./draft";
import { ManyField } from "./ManyField";
import { WaitField } from "./WaitField";
import { amountFault, spanOf } from "./wait";

const statuses: readonly Status[] = ["open", "pending", "closed"];

type MoreOptionsProps = {
  form: Form;
  onRule: (change: Partial<Form["rule"]>) => void;
  onLateness: (lateness: Form["lateness"]) => void;
  problem: (field: string) => string | null;
  disabled: boolean;
};

export function MoreOptions({ form, onRule, onLateness, problem, disabled }: MoreOptionsProps) {
  const t = useText();
  const names = useNames();
  const { rule } = form;
  const { scope } = rule;
  const onScope = (change: Partial<RuleDraft["scope"]>) => onRule({ scope: { ...scope, ...change } });
  const tags = names.all.tags
    .filter((tag) => !tag.archived)
    .map((tag) => ({ id: tag.id, label: tag.name, lead: <HueDot hue={hueOf(tag.colour)} /> }));
  const set = changedCount(form);
  const [open, setOpen] = useState(set > 0);
  // None at all is an answer; what is none stays in sight.
  const stray = form.lateness.typed.trim() !== "" && spanOf(form.lateness) === null;
  return (
    <Disclosure
      isExpanded={open || stray}
      onExpandedChange={setOpen}
      className="group rounded-card border border-hairline"
    >
      <h3>
        <Button
          slot="trigger"
          className="flex h-9 w-full items-center gap-2 rounded-card px-3 text-left font-medium data-hovered:bg-hover"
        >
          <Icon of={ChevronRight} className="text-faint transition-transform group-data-expanded:rotate-90" />
          {t("rules.more")}
          {set > 0 && <Badge tone="info">{t("rules.moreSet", { count: set })}</Badge>}
        </Button>
      </h3>
      <DisclosurePanel>
        <div className="flex flex-col gap-4 border-t border-hairline px-3 py-3">
          <div className="flex flex-col gap-1.5">
            <div data-field="scope.statuses" className="grid grid-cols-[9.5rem_1fr] items-start gap-x-3">
              <span className="py-1 text-small leading-5 font-medium text-muted">{t("rules.scope.statuses")}</span>
              <div className="flex flex-wrap gap-x-4">
                {statuses.map((status) => (
                  <Checkbox
                    key={status}
                    label={t(`ticketStatus.${status}`)}
                    on={scope.statuses.includes(status)}
                    onChange={(on) =>
                      onScope({
                        statuses: statuses.filter((one) => (one === status ? on : scope.statuses.includes(one))),
                      })
                    }
                    disabled={disabled}
                  />
                ))}
                {problem("scope.statuses") && (
                  <span className="w-full text-small text-danger">{problem("scope.statuses")}</span>
                )}
              </div>
            </div>
            <ManyField
              label={t("rules.scope.stages")}
              none={t("rules.scope.allStages")}
              options={names.all.stages
                .filter((stage) => !stage.archived)
                .map((stage) => ({ id: stage.id, label: stage.name, lead: <HueDot hue={hueOf(stage.colour)} /> }))}
              value={scope.stages}
              onChange={(stages) => onScope({ stages })}
              error={problem("scope.stages")}
              disabled={disabled}
            />
            <ManyField
              label={t("rules.scope.queues")}
              none={t("rules.scope.allQueues")}
              options={names.all.queues
                .filter((queue) => !queue.archived)
                .map((queue) => ({ id: queue.id, label: queue.name }))}
              value={scope.queues}
              onChange={(queues) => onScope({ queues })}
              error={problem("scope.queues")}
              disabled={disabled}
            />
            <ManyField
              label={t("rules.scope.connections")}
              none={t("rules.scope.allConnections")}
              options={names.all.connections.map((one) => ({ id: one.id, label: one.name }))}
              value={scope.connections}
              onChange={(connections) => onScope({ connections })}
              error={problem("scope.connections")}
              disabled={disabled}
            />
            <ManyField
              label={t("rules.scope.tagsWith")}
              none={t("rules.scope.anyTag")}
              options={tags}
              value={scope.tags_with}
              onChange={(tags_with) => onScope({ tags_with })}
              error={problem("scope.tags_with")}
              disabled={disabled}
            />
            <ManyField
              label={t("rules.scope.tagsWithout")}
              none={t("rules.scope.noException")}
              options={tags}
              value={scope.tags_without}
              onChange={(tags_without) => onScope({ tags_without })}
              error={problem("scope.tags_without")}
              disabled={disabled}
            />
          </div>
          <hr className="border-hairline" />
          <Checkbox
            label={t("rules.businessHours")}
            hint={t("rules.businessHoursHint")}
            on={rule.business_hours}
            onChange={(business_hours) => onRule({ business_hours })}
            disabled={disabled}
          />
          <Checkbox
            label={t("rules.quietHours")}
            hint={t("rules.quietHoursHint")}
            on={rule.quiet_hours}
            onChange={(quiet_hours) => onRule({ quiet_hours })}
            disabled={disabled}
          />
          <Radios
            label={t("rules.repeat")}
            value={rule.repeat}
            onChange={(repeat) => onRule({ repeat })}
            options={(["once_per_episode", "every_silence"] as const).map((id) => ({
              id,
              label: t(`rules.repeats.${id}`),
              hint: t(`rules.repeatHints.${id}`),
              disabled,
            }))}
          />
          <div data-field="lateness_max" {...unfit(stray && !disabled)}>
            <WaitField
              label={t("rules.lateness")}
              value={form.lateness}
              onChange={onLateness}
              placeholder="2"
              hint={t("rules.latenessHint")}
              error={stray ? t(`settings.${amountFault(form.lateness.typed)}`) : problem("lateness_max")}
              disabled={disabled}
            />
          </div>
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}

function changedCount({ rule, lateness }: Form): number {
  const { scope } = rule;
  return [
    scope.statuses.length !== statuses.length,
    scope.stages.length > 0,
    scope.queues.length > 0,
    scope.connections.length > 0,
    scope.tags_with.length > 0,
    scope.tags_without.length > 0,
    rule.business_hours,
    !rule.quiet_hours,
    rule.repeat !== "once_per_episode",
    lateness.typed.trim() !== "",
  ].filter(Boolean).length;
}
