// A whole number of the settings. A number field takes what was typed when the cursor leaves it; whoever leaves the section by
// a shortcut takes the field away from under the cursor, and what was typed counts all the same.
import { useEffect, useRef } from "react";
import { NumberField } from "../../parts/Field";

type CountFieldProps = {
  label: string;
  labelHidden?: boolean;
  value: number;
  onChange: (value: number | null) => void;
  min: number;
  max: number;
  unit?: string;
  disabled?: boolean;
};

export function CountField(props: CountFieldProps) {
  const typed = useRef<string | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(
    () => () => {
      const { value, min, max, onChange } = latest.current;
      const count = typed.current === null ? null : countOf(typed.current);
      typed.current = null;
      if (count !== null && count !== value) onChange(Math.min(Math.max(count, min), max));
    },
    [],
  );
  return (
    <NumberField
      {...props}
      onChange={(value) => {
        typed.current = null;
        props.onChange(value);
      }}
      onTyped={(text) => {
        typed.current = text;
      }}
    />
  );
}

/** Digits, with or without signs between the thousands. */
export function countOf(typed: string): number | null {
  const digits = typed.replace(/[\s.,]/g, "");
  return /^\d+$/.test(digits) ? Number(digits) : null;
}
