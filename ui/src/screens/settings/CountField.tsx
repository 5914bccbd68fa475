// A whole number of the settings. What does not fit stays typed, also over a look at something else.
import { NumberField } from "../../parts/Field";
import { halfOf, keepHalf, useFreshHalf, useHalves } from "./halves";

type CountFieldProps = {
  /** No other count of the settings has it. */
  label: string;
  labelHidden?: boolean;
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  unit?: string;
  disabled?: boolean;
};

export function CountField({ onChange, ...props }: CountFieldProps) {
  const { label, value } = props;
  const field = `count ${label}`;
  useFreshHalf(field, value);
  const turn = useHalves((state) => state.turn);
  return (
    <NumberField
      {...props}
      key={turn}
      half={halfOf(field, value)?.typed}
      onHalf={(typed) => keepHalf(field, typed === null ? null : { label, typed, beside: value })}
      onChange={(count) => count !== null && onChange(count)}
    />
  );
}
