// "Tempo (em horas)": an amount with decimals and the unit it is in. The number stays when the unit changes.
import { Minus, Plus } from "lucide";
import { IconButton } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { TextField } from "../../parts/Field";
import { FieldRow } from "../../parts/FieldRow";
import { Segments } from "../../parts/Segments";
import { useText } from "../../text";
import { spanOf, stepped, type Unit, unitMs, units, type Wait } from "./wait";
import { waitWords } from "./words";

type WaitFieldProps = {
  /** Given, it is the label whatever the unit is. */
  label?: string;
  labelHidden?: boolean;
  value: Wait;
  onChange: (value: Wait) => void;
  onBlur?: () => void;
  error?: string | null;
  hint?: string;
  placeholder?: string;
  required?: boolean;
  disabled?: boolean;
  /** Units that may be chosen. */
  choices?: readonly Unit[];
};

export function WaitField(props: WaitFieldProps) {
  const { value, onChange, choices = units } = props;
  const t = useText();
  const label = props.label ?? t(`rules.wait.${value.unit}`);
  const span = spanOf(value);
  const plain = span !== null && span % unitMs[value.unit] !== 0 ? waitWords(t, span, "min") : undefined;
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    onChange(stepped(value, event.key === "ArrowUp" ? 1 : -1));
  };
  return (
    <FieldRow className="flex-wrap items-start gap-x-2 gap-y-1">
      <TextField
        label={label}
        labelHidden={props.labelHidden}
        value={value.typed}
        onChange={(typed) => onChange({ ...value, typed })}
        onBlur={props.onBlur}
        onKeyDown={onKeyDown}
        error={props.error}
        hint={plain ?? props.hint}
        placeholder={props.placeholder}
        required={props.required}
        disabled={props.disabled}
        trailing={
          <span className="flex pr-1">
            <IconButton
              icon={Minus}
              small
              label={t("parts.less", { label })}
              isDisabled={props.disabled}
              excludeFromTabOrder
              onPress={() => onChange(stepped(value, -1))}
            />
            <IconButton
              icon={Plus}
              small
              label={t("parts.more", { label })}
              isDisabled={props.disabled}
              excludeFromTabOrder
              onPress={() => onChange(stepped(value, 1))}
            />
          </span>
        }
        className={props.labelHidden ? "tabular w-32" : "tabular w-40 [&>label]:whitespace-nowrap"}
      />
      {props.disabled ? (
        <span className={cx("leading-(--control-height) text-muted", !props.labelHidden && "mt-5")}>
          {t(`rules.wait.units.${value.unit}`)}
        </span>
      ) : (
        <Segments
          label={t("rules.wait.unit")}
          value={value.unit}
          onChange={(unit) => onChange({ ...value, unit })}
          options={choices.map((id) => ({ id, label: t(`rules.wait.units.${id}`) }))}
          className={props.labelHidden ? undefined : "mt-5"}
        />
      )}
    </FieldRow>
  );
}
