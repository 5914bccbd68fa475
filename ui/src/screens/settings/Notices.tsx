// Avisos: which event is told to whom and where. Everything is told until somebody switches it off.
import type { NoticeEvent } from "../../bindings/NoticeEvent";
import type { NoticeRule } from "../../bindings/NoticeRule";
import type { Recipient } from "../../bindings/Recipient";
import { FieldRow } from "../../parts/FieldRow";
import { Checkbox } from "../../parts/Toggle";
import { useText } from "../../text";
import { CountField } from "./CountField";
import type { Edited } from "./draft";
import { Option } from "./Option";
import { same } from "./rebase";
import { SpanField } from "./SpanField";

/** Who is told of what at all; the other cells of the matrix do not exist. */
const matrix: readonly [NoticeEvent, readonly Recipient[]][] = [
  ["entered", ["technician", "leader"]],
  ["may_enter", ["technician"]],
  ["returned", ["technician", "leader"]],
  ["assigned", ["technician"]],
  ["day_closed", ["technician"]],
  ["day_digest", ["leader"]],
  ["day_asks", ["leader", "supervisors"]],
  ["send_failed", ["technician", "supervisors"]],
  ["connection_down", ["supervisors"]],
  ["rule_paused", ["supervisors"]],
  ["rule_broken", ["supervisors"]],
  ["data", ["supervisors"]],
  ["rule", ["technician"]],
];
const recipients: readonly Recipient[] = ["technician", "leader", "supervisors"];

export function Notices({ edited }: { edited: Edited }) {
  const t = useText();
  const { settings, defaults, set, disabled } = edited;
  return (
    <>
      <Option
        label={t("settings.matrix")}
        effect={t("settings.matrixEffect")}
        standard={{ now: same(settings.notices, defaults.notices), restore: () => set({ notices: defaults.notices }) }}
        disabled={disabled}
        wide
      >
        <div className="overflow-x-auto rounded-card border border-hairline">
          <table className="w-full text-left">
            <caption className="sr-only">{t("settings.matrix")}</caption>
            <thead className="text-small text-faint">
              <tr className="border-b border-hairline">
                <th className="px-3 py-2 font-medium">{t("settings.event")}</th>
                {recipients.map((to) => (
                  <th key={to} scope="col" className="w-28 px-3 py-2 font-medium wide:w-40">
                    {t(`settings.recipients.${to}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="ruled">
              {matrix.map(([event, told]) => (
                <tr key={event}>
                  <th scope="row" className="min-w-52 px-3 py-1.5 font-normal">
                    {t(`settings.events.${event}`)}
                  </th>
                  {recipients.map((to) => (
                    <td key={to} className="px-3 py-1.5">
                      {told.includes(to) ? (
                        <Cell
                          rule={ruleOf(settings.notices, event, to)}
                          onChange={(rule) => set({ notices: withRule(settings.notices, rule) })}
                          disabled={disabled}
                        />
                      ) : (
                        <span className="text-faint">—</span>
                      )}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Option>
      <Option
        label={t("settings.grouping")}
        effect={t("settings.groupingEffect")}
        standard={{
          now:
            settings.bubble_group_max === defaults.bubble_group_max &&
            settings.bubble_group_span === defaults.bubble_group_span,
          restore: () =>
            set({ bubble_group_max: defaults.bubble_group_max, bubble_group_span: defaults.bubble_group_span }),
        }}
        disabled={disabled}
      >
        <FieldRow className="items-center gap-2">
          <CountField
            label={t("settings.grouping")}
            labelHidden
            value={settings.bubble_group_max}
            onChange={(max) => set({ bubble_group_max: max })}
            min={1}
            max={100}
            unit={t("settings.in")}
            disabled={disabled}
          />
          <SpanField
            label={t("settings.grouping")}
            value={settings.bubble_group_span}
            onChange={(bubble_group_span) => set({ bubble_group_span })}
            choices={["min", "h"]}
            disabled={disabled}
          />
        </FieldRow>
      </Option>
    </>
  );
}

function Cell({
  rule,
  onChange,
  disabled,
}: {
  rule: NoticeRule;
  onChange: (rule: NoticeRule) => void;
  disabled: boolean;
}) {
  const t = useText();
  return (
    <span className="flex flex-wrap gap-x-4">
      <Checkbox
        label={t("settings.bubble")}
        on={rule.bubble}
        onChange={(bubble) => onChange({ ...rule, bubble })}
        disabled={disabled}
      />
      <Checkbox
        label={t("settings.centre")}
        on={rule.centre}
        onChange={(centre) => onChange({ ...rule, centre })}
        disabled={disabled}
      />
    </span>
  );
}

function ruleOf(rules: readonly NoticeRule[], event: NoticeEvent, to: Recipient): NoticeRule {
  return rules.find((rule) => rule.event === event && rule.to === to) ?? { event, to, bubble: true, centre: true };
}

/** A cell that is as delivered needs no rule, so the matrix stays "padrão". */
function withRule(rules: readonly NoticeRule[], rule: NoticeRule): NoticeRule[] {
  const rest = rules.filter((one) => one.event !== rule.event || one.to !== rule.to);
  return rule.bubble && rule.centre ? rest : [...rest, rule];
}
