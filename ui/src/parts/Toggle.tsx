// On or off, and one of a few, in a form: Switch, Checkbox, radio group. Each is a place of its own, or the browser would
// look for the unseen input at the top of the window and move the window there.

import { Check, Minus } from "lucide";
import { createContext, useContext, useLayoutEffect, useRef } from "react";
import { Checkbox as AriaCheckbox, Switch as AriaSwitch, Label, Radio, RadioGroup } from "react-aria-components";
import { announce } from "./announce";
import { cx } from "./cx";
import { Icon } from "./Icon";
import { tipped } from "./Tip";

type ToggleProps = {
  label: string;
  labelHidden?: boolean;
  hint?: React.ReactNode;
  on: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
  /** Why it does nothing now: it can be reached all the same, to be told so. */
  refused?: string | null;
  className?: string;
};

/** Why what is disabled in here is so, where all of it is for one reason: somebody's role. */
export const WhyOff = createContext<string | null>(null);

/** What a control wears and does that is off and says why; without a reason it is just as it is. */
function useOff<To>(refused: string | null | undefined, disabled: boolean | undefined, onChange: (to: To) => void) {
  const around = useContext(WhyOff);
  const why = refused ?? (disabled ? around : null);
  return {
    off: why !== null,
    disabled: disabled && why === null,
    wears: why === null ? {} : { ...tipped(why), "data-refused": true },
    change: why === null ? onChange : () => announce(why),
  };
}

/** The browser's own input, as off for readers as it looks. */
function useSaidOff(off: boolean): React.RefObject<HTMLInputElement | null> {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (!off) return;
    const element = input.current;
    element?.setAttribute("aria-disabled", "true");
    return () => element?.removeAttribute("aria-disabled");
  }, [off]);
  return input;
}

/** Takes effect at once. */
export function Switch({ label, labelHidden, hint, on, onChange, disabled, refused, className }: ToggleProps) {
  const is = useOff(refused, disabled, onChange);
  return (
    <AriaSwitch
      {...is.wears}
      isSelected={on}
      onChange={is.change}
      isDisabled={is.disabled}
      inputRef={useSaidOff(is.off)}
      aria-label={labelHidden ? label : undefined}
      data-mark="frame"
      className={cx(
        "group relative inline-flex min-h-6 gap-2.5 align-middle data-disabled:opacity-50 data-refused:opacity-50",
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
  const { label, labelHidden, hint, on, onChange, disabled, refused, className, mixed, untabbed } = props;
  const is = useOff(refused, disabled, onChange);
  return (
    <AriaCheckbox
      {...is.wears}
      isSelected={on}
      isIndeterminate={mixed}
      excludeFromTabOrder={untabbed}
      onChange={is.change}
      isDisabled={is.disabled}
      inputRef={useSaidOff(is.off)}
      aria-label={labelHidden ? label : undefined}
      data-mark="frame"
      className={cx(
        "group relative inline-flex min-h-6 items-start gap-2 py-0.5 data-disabled:opacity-50 data-refused:opacity-50",
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
  const is = useOff(
    null,
    options.some((option) => option.disabled),
    (next: string) => onChange(next as Id),
  );
  return (
    <RadioGroup value={value} onChange={is.change} className="flex flex-col gap-1.5">
      <Label className={labelHidden ? "sr-only" : "text-small font-medium text-muted"}>{label}</Label>
      {options.map((option) => (
        <OneRadio key={option.id} option={option} off={is.off} wears={is.wears} />
      ))}
    </RadioGroup>
  );
}

type OneRadioProps<Id extends string> = { option: RadiosProps<Id>["options"][number]; off: boolean; wears: object };

function OneRadio<Id extends string>({ option, off, wears }: OneRadioProps<Id>) {
  return (
    <Radio
      {...wears}
      value={option.id}
      isDisabled={option.disabled && !off}
      inputRef={useSaidOff(off)}
      data-mark="frame"
      className="group relative inline-flex min-h-6 items-start gap-2 data-disabled:opacity-50 data-refused:opacity-50"
    >
      <span className="mt-0.5 flex size-4 flex-none items-center justify-center rounded-full border border-control bg-surface outline-offset-2 outline-accent group-data-focus-visible:outline-2 group-data-selected:border-5 group-data-selected:border-accent" />
      <Words label={option.label} hint={option.hint} />
    </Radio>
  );
}
