// One of the eight colours. Each has a name, so that it can be chosen without seeing it.
import { Check } from "lucide";
import { Label, Radio, RadioGroup } from "react-aria-components";
import { cx } from "../../parts/cx";
import { Icon } from "../../parts/Icon";
import { type Hue, hues } from "../../parts/Tag";
import { useText } from "../../text";

const fills: Record<Hue, string> = {
  slate: "bg-(--hue-slate)",
  blue: "bg-(--hue-blue)",
  teal: "bg-(--hue-teal)",
  green: "bg-(--hue-green)",
  amber: "bg-(--hue-amber)",
  red: "bg-(--hue-red)",
  pink: "bg-(--hue-pink)",
  violet: "bg-(--hue-violet)",
};

export function HueField({ label, value, onChange }: { label: string; value: Hue; onChange: (hue: Hue) => void }) {
  const t = useText();
  return (
    <RadioGroup
      value={value}
      onChange={(hue) => onChange(hue as Hue)}
      orientation="horizontal"
      className="flex flex-col gap-1"
    >
      <Label className="text-small font-medium text-muted">{label}</Label>
      <div className="flex gap-1.5">
        {hues.map((hue) => (
          <Radio
            key={hue}
            value={hue}
            aria-label={t(`tags.hues.${hue}`)}
            className={cx(
              "relative flex size-7 items-center justify-center rounded-full text-surface outline-offset-2",
              fills[hue],
            )}
          >
            {({ isSelected }) => <Icon of={Check} size={14} className={isSelected ? "" : "invisible"} />}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
