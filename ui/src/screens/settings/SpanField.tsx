// A span of the settings, typed as an amount and a unit. What is typed stays typed, also over a look at something else; only
// an amount that means something changes the setting.
import { useState } from "react";
import { useText } from "../../text";
import { WaitField } from "../rules/WaitField";
import { parseAmount, spanOf, type Unit, unitMs, type Wait, waitOf } from "../rules/wait";

/** What means nothing yet, by the label of its field, with the setting beside which it was typed. */
const halves = new Map<string, { typed: Wait; beside: number }>();

export function forgetHalves(): void {
  halves.clear();
}

type SpanFieldProps = {
  /** No other span of the settings has it. */
  label: string;
  value: number;
  onChange: (value: number) => void;
  choices: readonly Unit[];
  /** None at all is an answer. */
  zero?: boolean;
  error?: string | null;
  disabled?: boolean;
};

export function SpanField({ label, value, onChange, choices, zero = false, error, disabled }: SpanFieldProps) {
  const t = useText();
  const [wait, setWait] = useState(() => {
    const half = halves.get(label);
    return half?.beside === value ? half.typed : fitted(value, choices);
  });
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    if (meaning(wait, zero) !== value) setWait(fitted(value, choices));
  }
  const meant = meaning(wait, zero);
  return (
    <WaitField
      label={label}
      labelHidden
      value={wait}
      onChange={(next) => {
        setWait(next);
        const span = meaning(next, zero);
        if (span === null) halves.set(label, { typed: next, beside: value });
        else halves.delete(label);
        if (span !== null && span !== value) onChange(span);
      }}
      choices={choices}
      error={error ?? (meant === null ? t("settings.badSpan") : null)}
      disabled={disabled}
    />
  );
}

function meaning(wait: Wait, zero: boolean): number | null {
  return zero && parseAmount(wait.typed) === 0 ? 0 : spanOf(wait);
}

/** In the largest offered unit that keeps it whole, else in the smallest. */
function fitted(ms: number, choices: readonly Unit[]): Wait {
  if (ms === 0) return { typed: "0", unit: choices[0] ?? "min" };
  const unit = [...choices].reverse().find((one) => ms % unitMs[one] === 0);
  const natural = waitOf(ms);
  return unit
    ? { typed: String(ms / unitMs[unit]), unit }
    : choices.includes(natural.unit)
      ? natural
      : { typed: String(ms / unitMs[choices[0] ?? "min"]).replace(".", ","), unit: choices[0] ?? "min" };
}
