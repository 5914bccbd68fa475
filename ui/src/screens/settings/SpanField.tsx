// A span of the settings, typed as an amount and a unit. What is typed stays typed, also over a look at something else; only
// an amount that means something changes the setting.
import { useState } from "react";
import { unfit } from "../../parts/unfit";
import { useText } from "../../text";
import { WaitField } from "../rules/WaitField";
import { amountFault, parseAmount, spanOf, type Unit, unitMs, type Wait, waitOf } from "../rules/wait";
import { halfOf, keepHalf, useFreshHalf, useHalves } from "./halves";

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

export function SpanField(props: SpanFieldProps) {
  // Thrown away, what was typed gives way to the setting.
  const turn = useHalves((state) => state.turn);
  return <Field key={turn} {...props} />;
}

function Field({ label, value, onChange, choices, zero = false, error, disabled }: SpanFieldProps) {
  const t = useText();
  const [wait, setWait] = useState((): Wait => {
    const half = halfOf(label, value);
    return half?.unit ? { typed: half.typed, unit: half.unit } : fitted(value, choices);
  });
  useFreshHalf(label, value);
  const [seen, setSeen] = useState(value);
  if (value !== seen) {
    setSeen(value);
    if (meaning(wait, zero) !== value) setWait(fitted(value, choices));
  }
  const meant = meaning(wait, zero);
  return (
    <div {...unfit(meant === null && !disabled)}>
      <WaitField
        label={label}
        labelHidden
        value={wait}
        onChange={(next) => {
          setWait(next);
          const span = meaning(next, zero);
          keepHalf(label, span === null ? { label, ...next, beside: value } : null);
          if (span !== null && span !== value) onChange(span);
        }}
        choices={choices}
        error={error ?? (meant === null ? t(`settings.${amountFault(wait.typed)}`) : null)}
        disabled={disabled}
      />
    </div>
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
