// Text, number and time, each with its label above, a hint below, and the complaint beside the field, never in a dialog.
import { parseTime, Time } from "@internationalized/date";
import { Minus, Plus } from "lucide";
import { useEffect, useRef, useState } from "react";
import {
  NumberField as AriaNumberField,
  TextField as AriaTextField,
  TimeField as AriaTimeField,
  Button,
  DateInput,
  DateSegment,
  FieldError,
  Group,
  Input,
  Label,
  Text,
  TextArea,
} from "react-aria-components";
import { useText } from "../text";
import { cx } from "./cx";
import { fieldBox, fieldInput } from "./fieldStyle";
import { type Glyph, Icon } from "./Icon";

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
    <>
      {words.hint && !words.error && (
        <Text slot="description" className="text-small text-faint">
          {words.hint}
        </Text>
      )}
      <FieldError className="text-small text-danger">{words.error}</FieldError>
    </>
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
};

export function TextField(props: TextFieldProps) {
  const { value, onChange, onBlur, placeholder, type = "text", icon, rows = 1, autoFocus, name, maxLength } = props;
  return (
    <AriaTextField
      value={value}
      onChange={onChange}
      onBlur={onBlur}
      onKeyDown={props.onKeyDown}
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
            "block h-auto min-h-16 resize-y px-2.5 py-1.5 data-focused:border-accent data-focused:outline-2 data-focused:-outline-offset-1 data-focused:outline-accent placeholder:text-faint",
          )}
        />
      ) : (
        <Group isInvalid={Boolean(props.error)} isDisabled={props.disabled} className={fieldBox}>
          {icon && <Icon of={icon} className="ml-2.5 -mr-0.5 text-faint" />}
          <Input
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
  onChange: (value: number | null) => void;
  /** What stands in the box and does not count yet; null once the cursor has left it. */
  onTyped?: (typed: string | null) => void;
  min?: number;
  max?: number;
  step?: number;
  /** A word after the number, such as "minutos". */
  unit?: string;
  /** Buttons for one step less and more; none where a step is too small to be one. */
  steppers?: boolean;
  autoFocus?: boolean;
  format?: Intl.NumberFormatOptions;
};

/** What was typed into a field of numbers and did not enter it: without a word one would take it for entered. */
function useStray(root: React.RefObject<HTMLElement | null>): string {
  const [stray, setStray] = useState("");
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const heard = (event: InputEvent) => {
      const letters = (event.data ?? "").replace(/R\$?|[^\p{Letter}]/gu, "");
      setStray((before) => (letters ? `${before}${letters}`.slice(-strayLettersMax) : ""));
    };
    // Enter would send the form without it.
    const keep = (event: KeyboardEvent) => event.key === "Enter" && kept.current && event.preventDefault();
    element.addEventListener("beforeinput", heard);
    element.addEventListener("keydown", keep);
    return () => {
      element.removeEventListener("beforeinput", heard);
      element.removeEventListener("keydown", keep);
    };
  }, [root]);
  const kept = useRef(stray);
  kept.current = stray;
  return stray;
}

const strayLettersMax = 20;

export function NumberField(props: NumberFieldProps) {
  const t = useText();
  const root = useRef<HTMLDivElement>(null);
  const stray = useStray(root);
  const error = props.error ?? (stray ? t("parts.notNumber", { typed: stray }) : null);
  const step = props.step ?? 1;
  return (
    <AriaNumberField
      value={props.value ?? Number.NaN}
      onChange={(value) => props.onChange(Number.isNaN(value) ? null : value)}
      onBlur={() => props.onTyped?.(null)}
      minValue={props.min}
      maxValue={props.max}
      step={step}
      formatOptions={props.format}
      isRequired={props.required}
      isDisabled={props.disabled}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      autoFocus={props.autoFocus}
      decrementAriaLabel={t("parts.less", { label: props.label })}
      incrementAriaLabel={t("parts.more", { label: props.label })}
      className={cx(fieldColumn, props.className)}
    >
      <FieldLabel words={props} />
      <div className="flex items-center gap-2">
        <Group ref={root} className={cx(fieldBox, "max-w-36")}>
          <Input
            data-mark="frame"
            onInput={(event) => props.onTyped?.(event.currentTarget.value)}
            className={cx(fieldInput, "tabular")}
          />
          {props.steppers !== false && (
            <span className="flex flex-none pr-1">
              <Button slot="decrement" className={stepper}>
                <Icon of={Minus} size={14} />
              </Button>
              <Button slot="increment" className={stepper}>
                <Icon of={Plus} size={14} />
              </Button>
            </span>
          )}
        </Group>
        {props.unit && <span className="whitespace-nowrap text-muted">{props.unit}</span>}
      </div>
      <FieldFoot words={{ ...props, error }} />
    </AriaNumberField>
  );
}

const stepper =
  "flex size-6 cursor-default items-center justify-center rounded-control text-muted data-hovered:bg-hover data-hovered:text-ink data-pressed:bg-sunken data-disabled:opacity-45";

type TimeFieldProps = FieldWords & {
  /** "18:00" */
  value: string | null;
  onChange: (value: string | null) => void;
};

export function TimeField(props: TimeFieldProps) {
  return (
    <AriaTimeField
      value={props.value ? parseTime(props.value) : null}
      onChange={(value) => props.onChange(value instanceof Time ? value.toString().slice(0, 5) : null)}
      hourCycle={24}
      granularity="minute"
      shouldForceLeadingZeros
      isRequired={props.required}
      isDisabled={props.disabled}
      isInvalid={Boolean(props.error)}
      className={cx(fieldColumn, props.className)}
    >
      <FieldLabel words={props} />
      <DateInput className={cx(fieldBox, "tabular w-fit px-2")}>
        {(segment) => (
          <DateSegment
            segment={segment}
            data-mark="frame"
            className="rounded-tag px-0.5 text-ink outline-none data-focused:bg-accent data-focused:text-on-accent data-placeholder:text-faint data-[type=literal]:px-0"
          />
        )}
      </DateInput>
      <FieldFoot words={props} />
    </AriaTimeField>
  );
}
