// "Tipo de ação", with what the chosen type needs below. One block an action; several run in order.
import { ArrowDown, ArrowUp, X } from "lucide";
import type { ActionDraft } from "../../bindings/ActionDraft";
import { IconButton } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { type Option, Select } from "../../parts/Select";
import { useText } from "../../text";
import { type ActionType, actionTypes, blankAction } from "./draft";
import { actionIcons } from "./looks";
import { Needs } from "./Needs";

type ActionFieldsProps = {
  action: ActionDraft;
  onChange: (action: ActionDraft) => void;
  /** Place among the actions and how many there are. */
  index: number;
  count: number;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
  problem: (field: string) => string | null;
  touch: (field: string) => void;
  disabled: boolean;
};

export function ActionFields(props: ActionFieldsProps) {
  const { action, onChange, index, count, problem, touch, disabled } = props;
  const t = useText();
  const field = (name: string) => `actions.${index}.${name}`;
  const types: Option<ActionType>[] = actionTypes.map((type) => ({
    id: type,
    label: t(`rules.types.${type}`),
    detail: t(`rules.typeHints.${type}`),
    lead: <Icon of={actionIcons[type]} className="text-faint" />,
  }));
  return (
    <fieldset
      className={
        count > 1 ? "flex flex-col gap-3 rounded-card border border-hairline bg-app p-3" : "flex flex-col gap-4"
      }
    >
      {count > 1 && <legend className="sr-only">{t("rules.actionNumber", { n: index + 1 })}</legend>}
      <div className="flex items-end gap-1" data-field={field("type")}>
        {count > 1 && <span className="tabular w-5 pb-1.5 text-small font-semibold text-faint">{index + 1}</span>}
        <Select
          label={t("rules.type")}
          required
          value={action.type}
          onChange={(type) => type !== action.type && onChange(blankAction(type))}
          options={types}
          disabled={disabled}
          className="w-72"
        />
        {count > 1 && (
          <span className="ml-auto flex">
            <IconButton
              icon={ArrowUp}
              label={t("rules.moveUp")}
              isDisabled={disabled}
              refused={index === 0 ? t("board.isFirst") : null}
              onPress={() => props.onMove(-1)}
            />
            <IconButton
              icon={ArrowDown}
              label={t("rules.moveDown")}
              isDisabled={disabled}
              refused={index === count - 1 ? t("board.isLast") : null}
              onPress={() => props.onMove(1)}
            />
            <IconButton icon={X} label={t("rules.removeAction")} isDisabled={disabled} onPress={props.onRemove} />
          </span>
        )}
      </div>
      <Needs action={action} onChange={onChange} field={field} problem={problem} touch={touch} disabled={disabled} />
    </fieldset>
  );
}
