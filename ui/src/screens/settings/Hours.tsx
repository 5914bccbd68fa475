// Horário comercial: the frames of each weekday, several a day; or open at all hours.
import { Copy, Plus, X } from "lucide";
import type { BusinessHours } from "../../bindings/BusinessHours";
import type { Frame } from "../../bindings/Frame";
import { Button, IconButton } from "../../parts/Button";
import { holdsRows } from "../../parts/comeback";
import { TimeField } from "../../parts/Field";
import { FieldRow } from "../../parts/FieldRow";
import { Radios } from "../../parts/Toggle";
import { useText } from "../../text";
import type { Edited } from "./draft";
import { minuteOf, minuteText } from "./minutes";
import { Option } from "./Option";
import { weekdayName, weekdays } from "./week";

const workday: Frame = { from_minute: 480, to_minute: 1080 };

export function officeHours(): BusinessHours {
  return { week: [[workday], [workday], [workday], [workday], [workday], [], []] };
}

export function Hours({ edited: { settings, set, problem, disabled } }: { edited: Edited }) {
  const t = useText();
  return (
    <>
      <Option
        label={t("settings.open")}
        effect={settings.hours ? t("settings.openFramesEffect") : t("settings.openAlwaysEffect")}
      >
        <Radios
          label={t("settings.open")}
          labelHidden
          value={settings.hours ? "frames" : "always"}
          onChange={(open) => set({ hours: open === "frames" ? officeHours() : null })}
          options={(["always", "frames"] as const).map((id) => ({ id, label: t(`settings.opens.${id}`), disabled }))}
        />
      </Option>
      {settings.hours && (
        <Option label={t("settings.frames")} effect={t("settings.framesEffect")} wide error={problem("hours")}>
          <WeekFrames hours={settings.hours} onChange={(hours) => set({ hours })} disabled={disabled} />
        </Option>
      )}
    </>
  );
}

export function WeekFrames({
  hours,
  onChange,
  disabled,
}: {
  hours: BusinessHours;
  onChange: (hours: BusinessHours) => void;
  disabled?: boolean;
}) {
  const t = useText();
  const setDay = (weekday: number, frames: Frame[]) =>
    onChange({ week: hours.week.map((day, index) => (index === weekday ? frames : day)) as BusinessHours["week"] });
  return (
    <div className="flex flex-col gap-3">
      <ul className="ruled rounded-card border border-hairline">
        {weekdays.map((weekday) => (
          <DayFrames
            key={weekday}
            weekday={weekday}
            frames={hours.week[weekday] ?? []}
            onChange={(frames) => setDay(weekday, frames)}
            disabled={disabled}
          />
        ))}
      </ul>
      <div>
        <Button
          small
          icon={Copy}
          isDisabled={disabled}
          onPress={() =>
            onChange({
              week: hours.week.map((day, index) =>
                index > 0 && index < 5 ? [...(hours.week[0] ?? [])] : day,
              ) as BusinessHours["week"],
            })
          }
        >
          {t("settings.copyMonday")}
        </Button>
      </div>
    </div>
  );
}

type DayFramesProps = {
  weekday: number;
  frames: readonly Frame[];
  onChange: (frames: Frame[]) => void;
  disabled?: boolean;
};

function DayFrames({ weekday, frames, onChange, disabled }: DayFramesProps) {
  const t = useText();
  const day = weekdayName(weekday, "long");
  const put = (index: number, change: Partial<Frame>) =>
    onChange(frames.map((frame, at) => (at === index ? { ...frame, ...change } : frame)));
  const add = () => {
    const last = frames.at(-1);
    onChange([
      ...frames,
      last
        ? { from_minute: Math.min(last.to_minute + 60, 1380), to_minute: Math.min(last.to_minute + 300, 1439) }
        : workday,
    ]);
  };
  return (
    <li ref={holdsRows} className="flex min-h-11 items-center gap-3 px-3 py-1.5">
      <span className="w-28 flex-none first-letter:uppercase">{day}</span>
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1.5">
        {frames.length === 0 && <span className="text-faint">{t("settings.closed")}</span>}
        {frames.map((frame, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: frames have no name of their own and are edited in place
          <FieldRow key={index} className="items-center gap-1.5">
            <TimeField
              label={t("settings.frameFrom", { day, n: index + 1 })}
              labelHidden
              value={minuteText(frame.from_minute)}
              onChange={(text) => put(index, { from_minute: minuteOf(text) ?? frame.from_minute })}
              disabled={disabled}
            />
            <span aria-hidden="true" className="text-faint">
              –
            </span>
            <TimeField
              label={t("settings.frameTo", { day, n: index + 1 })}
              labelHidden
              value={minuteText(Math.min(frame.to_minute, 1439))}
              onChange={(text) => put(index, { to_minute: minuteOf(text) ?? frame.to_minute })}
              disabled={disabled}
            />
            <IconButton
              icon={X}
              small
              label={t("settings.removeFrame", { day, n: index + 1 })}
              isDisabled={disabled}
              onPress={() => onChange(frames.filter((_, at) => at !== index))}
            />
          </FieldRow>
        ))}
      </div>
      <IconButton icon={Plus} small label={t("settings.addFrame", { day })} isDisabled={disabled} onPress={add} />
    </li>
  );
}
