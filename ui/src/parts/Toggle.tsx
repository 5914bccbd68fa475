// On or off, and one of a few, in a form: Switch, Checkbox, radio group. Each is a place of its own, or the browser would
// look for the unseen input at the top of the window and move the window there.
import { Check, Minus } from "lucide";
import { Checkbox as AriaCheckbox, Switch as AriaSwitch, Label, Radio, RadioGroup } from "react-aria-components";
import { cx } from "./cx";
import { Icon } from "./Icon";

type ToggleProps = {
  label: string;
  labelHidden?: boolean;
  hint?: React.ReactNode;
  on: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
  className?: string;
};

/** Takes effect at once. */
export function Switch({ label, labelHidden, hint, on, onChange, disabled, className }: ToggleProps) {
  return (
    <AriaSwitch
      isSelected={on}
      onChange={onChange}
      isDisabled={disabled}
      aria-label={labelHidden ? label : undefined}
      data-mark="frame"
      className={cx(
        "group relative inline-flex min-h-6 gap-2.5 align-middle data-disabled:opacity-50",
        labelHidden ? "items-center" : "items-start",
        className,
      )}
    >
      <span
        className={cx(
          "flex h-4 w-7 flex-none items-center rounded-full border border-control bg-sunken p-px outline-offset-2 outline-accent transition-colors group-data-focus-visible:outline-2 group-data-selected:border-accent group-data-selected:bg-accent",
          !labelHidden && "mt-0.5",
        )}
      >
        <span className="size-3 rounded-full bg-control transition-transform group-data-selected:translate-x-3 group-data-selected:bg-on-accent" />
      </span>
      {!labelHidden && <Words label={label} hint={hint} />}
    </AriaSwitch>
  );
}

/** Part of a form or a selection; takes effect on save. */
export function Checkbox(props: ToggleProps & { mixed?: boolean; untabbed?: boolean }) {
  const { label, labelHidden, hint, on, onChange, disabled, className, mixed, untabbed } = props;
  return (
    <AriaCheckbox
      isSelected={on}
      isIndeterminate={mixed}
      excludeFromTabOrder={untabbed}
      onChange={onChange}
      isDisabled={disabled}
      aria-label={labelHidden ? label : undefined}
      data-mark="frame"
      className={cx(
        "group relative inline-flex min-h-6 items-start gap-2 py-0.5 data-disabled:opacity-50",
        labelHidden && "min-w-6 justify-center",
        className,
      )}
    >
      <span className="mt-0.5 flex size-4 flex-none items-center justify-center rounded-tag border border-control bg-surface text-on-accent outline-offset-2 outline-accent transition-colors group-data-focus-visible:outline-2 group-data-hovered:border-muted group-data-indeterminate:border-accent group-data-indeterminate:bg-accent group-data-selected:border-accent group-data-selected:bg-accent">
        <Icon of={mixed ? Minus : Check} size={14} className={on || mixed ? "" : "invisible"} />
      </span>
      {!labelHidden && <Words label={label} hint={hint} />}
    </AriaCheckbox>
  );
}

function Words({ label, hint }: { label: string; hint?: React.ReactNode }) {
  return (
    <span className="flex min-w-0 flex-col">
      <span>{label}</span>
      {hint && <span className="text-small text-faint">{hint}</span>}
    </span>
  );
}

type RadiosProps<Id extends string> = {
  label: string;
  labelHidden?: boolean;
  value: Id;
  onChange: (value: Id) => void;
  options: readonly { id: Id; label: string; hint?: string; disabled?: boolean }[];
};

export function Radios<Id extends string>({ label, labelHidden, value, onChange, options }: RadiosProps<Id>) {
  return (
    <RadioGroup value={value} onChange={(next) => onChange(next as Id)} className="flex flex-col gap-1.5">
      <Label className={labelHidden ? "sr-only" : "text-small font-medium text-muted"}>{label}</Label>
      {options.map((option) => (
        <Radio
          key={option.id}
          value={option.id}
          isDisabled={option.disabled}
          data-mark="frame"
          className="group relative inline-flex min-h-6 items-start gap-2 data-disabled:opacity-50"
        >
          <span className="mt-0.5 flex size-4 flex-none items-center justify-center rounded-full border border-control bg-surface outline-offset-2 outline-accent group-data-focus-visible:outline-2 group-data-selected:border-5 group-data-selected:border-accent" />
          <Words label={option.label} hint={option.hint} />
        </Radio>
      ))}
    </RadioGroup>
  );
}
