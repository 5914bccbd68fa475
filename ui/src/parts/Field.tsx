// Text, number and time, each with its label above, a hint below, and the complaint beside the field, never in a dialog.
import { parseTime, Time } from "@internationalized/date";
import { Minus, Plus } from "lucide";
import { useContext, useEffect, useMemo, useState } from "react";
import {
  TextField as AriaTextField,
  TimeField as AriaTimeField,
  DateInput,
  DateSegment,
  FieldError,
  Group,
  Input,
  Label,
  Text,
  TextArea,
  TimeFieldStateContext,
} from "react-aria-components";
import { useText } from "../text";
import { number } from "../text/format";
import { afterPress } from "./afterPress";
import { numberIn, steppedTo } from "./amount";
import { IconButton } from "./Button";
import { cx } from "./cx";
import { FieldRow, Foot } from "./FieldRow";
import { fieldBox, fieldInput } from "./fieldStyle";
import { type Glyph, Icon } from "./Icon";
import { unfit } from "./unfit";

/** What every field may say around its box. */
export type FieldWords = {
  label: string;
  /** The label is read aloud but not drawn (search boxes, cells). */
  labelHidden?: boolean;
  hint?: React.ReactNode;
  /** The complaint. While present the field is marked invalid. */
  error?: string | null;
  required?: boolean;
  disabled?: boolean;
  className?: string;
};

export const fieldColumn = "flex min-w-0 flex-col gap-1";

export function FieldLabel({ words }: { words: FieldWords }) {
  return (
    <Label className={words.labelHidden ? "sr-only" : "flex items-baseline gap-1 text-small font-medium text-muted"}>
      {words.label}
      {words.required && (
        <span aria-hidden="true" className="text-danger">
          *
        </span>
      )}
    </Label>
  );
}

export function FieldFoot({ words }: { words: FieldWords }) {
  return (
    <Foot>
      {words.hint && !words.error && (
        <Text slot="description" className="text-small text-faint">
          {words.hint}
        </Text>
      )}
      <FieldError className="text-small text-danger">{words.error}</FieldError>
    </Foot>
  );
}

type TextFieldProps = FieldWords & {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  onKeyDown?: (event: React.KeyboardEvent) => void;
  placeholder?: string;
  type?: "text" | "password" | "email" | "search" | "url" | "tel";
  icon?: Glyph;
  /** More than one makes it a text area. */
  rows?: number;
  autoFocus?: boolean;
  name?: string;
  maxLength?: number;
  /** Drawn at the right end of the box. */
  trailing?: React.ReactNode;
  inputRef?: React.Ref<HTMLInputElement & HTMLTextAreaElement>;
  /** Makes it a combobox: the list that offers values while one types, and which of them is the current one. */
  offers?: Offers;
};

export type Offers = { list: string; open: boolean; current: string | undefined };

function comboProps(offers: Offers | undefined): React.AriaAttributes & { role?: "combobox" } {
  if (!offers) return {};
  const { list, open, current } = offers;
  return {
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": open,
    "aria-controls": open ? list : undefined,
    "aria-activedescendant": open ? current : undefined,
  };
}

export function TextField(props: TextFieldProps) {
  const { value, onChange, onBlur, placeholder, type = "text", icon, rows = 1, autoFocus, name, maxLength } = props;
  return (
    <AriaTextField
      value={value}
      onChange={onChange}
      onBlur={onBlur}
      onKeyDown={
        props.onKeyDown &&
        ((event) => {
          props.onKeyDown?.(event);
          // What the field has no use for is its form's: the library would keep every key from it.
          if ((event.key === "Escape" || event.key === "Enter") && !event.isDefaultPrevented())
            event.continuePropagation();
        })
      }
      type={type}
      name={name}
      maxLength={maxLength}
      isRequired={props.required}
      isDisabled={props.disabled}
      isInvalid={Boolean(props.error)}
      validationBehavior="aria"
      autoFocus={autoFocus}
      autoComplete="off"
      className={cx(fieldColumn, props.className)}
    >
      <FieldLabel words={props} />
      {rows > 1 ? (
        <TextArea
          ref={props.inputRef}
          rows={rows}
          placeholder={placeholder}
          data-mark="frame"
          className={cx(
            fieldBox,
            "block h-auto! min-h-16 resize-y px-2.5 py-1.5 data-focused:border-accent data-focused:outline-2 data-focused:-outline-offset-1 data-focused:outline-accent placeholder:text-faint",
          )}
        />
      ) : (
        <Group isInvalid={Boolean(props.error)} isDisabled={props.disabled} className={fieldBox}>
          {icon && <Icon of={icon} className="ml-2.5 -mr-0.5 text-faint" />}
          <Input
            {...comboProps(props.offers)}
            ref={props.inputRef}
            placeholder={placeholder}
            spellCheck={false}
            data-mark="frame"
            className={cx(fieldInput, "[&::-webkit-search-cancel-button]:hidden")}
          />
          {props.trailing}
        </Group>
      )}
      <FieldFoot words={props} />
    </AriaTextField>
  );
}

type NumberFieldProps = FieldWords & {
  value: number | null;
  /** Told of every number that fits as it is typed; of none at all only where `mayBeEmpty`. */
  onChange: (value: number | null) => void;
  mayBeEmpty?: boolean;
  min?: number;
  max?: number;
  step?: number;
  decimals?: number;
  /** Begins with this instead of the value, as it was left; told of what does not fit, and null once it does. */
  half?: string | null;
  onHalf?: (typed: string | null) => void;
  /** A word after the number, such as "minutos". */
  unit?: string;
  /** Buttons that step less and more; none where a step is too small to be one. */
  steppers?: boolean;
  autoFocus?: boolean;
  format?: Intl.NumberFormatOptions;
};

/** What is typed stays typed: what is no number, or one that does not fit, is said beside it and stops a save. */
export function NumberField(props: NumberFieldProps) {
  const t = useText();
  const { value, onChange, min = 0, max = Number.MAX_SAFE_INTEGER, step = 1, decimals = 0, format } = props;
  const worded = (count: number | null) => (count === null ? "" : number(count, format));
  const [typed, setTyped] = useState(() => props.half ?? worded(value));
  const [left, setLeft] = useState(typeof props.half === "string");
  const [seen, setSeen] = useState(value);
  const problemOf = (text: string) => problemIn(text, { min, max, decimals, mayBeEmpty: props.mayBeEmpty ?? false });
  if (value !== seen) {
    setSeen(value);
    if (numberIn(typed, decimals) !== value) setTyped(worded(value));
  }
  const type = (text: string) => {
    setTyped(text);
    setLeft(false);
    const problem = problemOf(text);
    props.onHalf?.(problem === null ? null : text);
    const count = problem === null ? numberIn(text, decimals) : null;
    if (count !== value && (count !== null || props.mayBeEmpty)) onChange(count);
  };
  const go = (by: 1 | -1) => {
    const next = steppedTo(numberIn(typed, decimals) ?? value, by, step, min, max);
    type(worded(next));
  };
  const leave = () => {
    afterPress(() => setLeft(true));
    if (problemOf(typed) === null) setTyped(worded(numberIn(typed, decimals)));
  };
  const problem = problemOf(typed);
  const said = problem === "notNumber" || problem === "notWhole" || left ? problem : null;
  const ends = { min: number(min, format), max: number(max, format) };
  return (
    <div {...unfit(problem !== null && !props.disabled)} className="min-w-0">
      <FieldRow>
        <TextField
          {...props}
          value={typed}
          onChange={type}
          onBlur={leave}
          onKeyDown={(event) => {
            if (event.key === "Enter") setLeft(true);
            if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
            event.preventDefault();
            go(event.key === "ArrowUp" ? 1 : -1);
          }}
          error={said === null ? props.error : t(`parts.${said}`, { ...ends, typed: brief(typed) })}
          trailing={
            props.steppers !== false && (
              <span className="flex flex-none pr-1">
                <Stepper by={-1} {...props} onPress={() => go(-1)} />
                <Stepper by={1} {...props} onPress={() => go(1)} />
              </span>
            )
          }
          className={cx("tabular max-w-36", props.className)}
        />
        {props.unit && (
          <span className={cx("leading-(--control-height) whitespace-nowrap text-muted", !props.labelHidden && "mt-5")}>
            {props.unit}
          </span>
        )}
      </FieldRow>
    </div>
  );
}

/** Enough of it to be known again. */
function brief(typed: string): string {
  const signs = Array.from(typed.trim());
  return signs.length > briefSigns ? `${signs.slice(0, briefSigns).join("")}…` : signs.join("");
}

const briefSigns = 20;

type StepperProps = { by: 1 | -1; label: string; disabled?: boolean; onPress: () => void };

function Stepper({ by, label, disabled, onPress }: StepperProps) {
  const t = useText();
  const more = by > 0;
  return (
    <IconButton
      icon={more ? Plus : Minus}
      small
      label={t(more ? "parts.more" : "parts.less", { label })}
      isDisabled={disabled}
      excludeFromTabOrder
      onPress={onPress}
    />
  );
}

type Fitting = { min: number; max: number; decimals: number; mayBeEmpty: boolean };

function problemIn(typed: string, { min, max, decimals, mayBeEmpty }: Fitting) {
  if (typed.trim() === "") return mayBeEmpty ? null : "noNumber";
  const count = numberIn(typed, decimals);
  if (count === null) return numberIn(typed, decimalsMax) === null ? "notNumber" : "notWhole";
  return count < min || count > max ? "outOfRange" : null;
}

const decimalsMax = 12;

type TimeFieldProps = FieldWords & {
  /** "18:00" */
  value: string | null;
  onChange: (value: string | null) => void;
};

export function TimeField(props: TimeFieldProps) {
  const t = useText();
  // The same as long as it means the same: another one would take the place of what is half typed.
  const value = useMemo(() => (props.value ? parseTime(props.value) : null), [props.value]);
  // Whoever asks keeps the time there was, while half of one stands in the field.
  const [half, setHalf] = useState(false);
  const lacks = half && props.value !== null;
  return (
    <AriaTimeField
      {...unfit(lacks && !props.disabled)}
      value={value}
      onChange={(value) => props.onChange(value instanceof Time ? value.toString().slice(0, 5) : null)}
      hourCycle={24}
      granularity="minute"
      shouldForceLeadingZeros
      isRequired={props.required}
      isDisabled={props.disabled}
      isInvalid={lacks || Boolean(props.error)}
      className={cx(fieldColumn, props.className)}
    >
      <FieldLabel words={props} />
      <Halfness told={setHalf} />
      <DateInput className={cx(fieldBox, "tabular w-fit px-2")}>
        {(segment) => (
          <DateSegment
            segment={segment}
            data-mark="frame"
            className="rounded-tag px-0.5 text-ink outline-none data-focused:bg-accent data-focused:text-on-accent data-placeholder:text-faint data-[type=literal]:px-0"
          />
        )}
      </DateInput>
      <FieldFoot words={lacks ? { ...props, error: t("parts.halfTime") } : props} />
    </AriaTimeField>
  );
}

/** Tells whether a part of the time is missing; of that the field itself says nothing. */
function Halfness({ told }: { told: (half: boolean) => void }) {
  const state = useContext(TimeFieldStateContext);
  const half = state?.segments.some((segment) => segment.isEditable && segment.isPlaceholder) ?? false;
  useEffect(() => told(half), [told, half]);
  return null;
}
