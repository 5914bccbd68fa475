// Tempos: how long to wait, what happens then, who keeps the queue, when the day ends and what may come back.
import type { EntryMode } from "../../bindings/EntryMode";
import type { SettingsView } from "../../bindings/SettingsView";
import { useNames } from "../../data/directory";
import { now } from "../../parts/clock";
import { spanWords } from "../../parts/duration";
import { TextField, TimeField } from "../../parts/Field";
import { ComboBox, Select } from "../../parts/Select";
import { Checkbox, Radios, Switch } from "../../parts/Toggle";
import { useNow } from "../../parts/useNow";
import { awayWords } from "../../presence/words";
import { useText } from "../../text";
import { clockTime, dayKey, longDay } from "../../text/format";
import type { Edited } from "./draft";
import { Elsewhere } from "./Elsewhere";
import { minuteOf, minuteText } from "./minutes";
import { Option } from "./Option";
import { same } from "./rebase";
import { SpanField } from "./SpanField";
import { weekdayName, weekdays } from "./week";

export function Times({ edited, view }: { edited: Edited; view: SettingsView }) {
  const t = useText();
  const { settings, defaults, set, setQueue, problem, disabled } = edited;
  const { queue } = settings;
  const standard = <K extends keyof typeof queue>(key: K) => ({
    now: same(queue[key], defaults.queue[key]),
    restore: () => setQueue({ [key]: defaults.queue[key] } as Pick<typeof queue, K>),
  });
  return (
    <>
      <Option
        label={t("settings.queueOn")}
        effect={t("settings.queueOnEffect")}
        standard={standard("on")}
        disabled={disabled}
      >
        <Switch
          label={t("settings.queueOn")}
          labelHidden
          on={queue.on}
          onChange={(on) => setQueue({ on })}
          disabled={disabled}
        />
      </Option>
      <Option
        label={t("settings.wait")}
        effect={t("settings.waitEffect")}
        standard={standard("wait")}
        disabled={disabled}
      >
        <SpanField
          label={t("settings.wait")}
          value={queue.wait}
          onChange={(wait) => setQueue({ wait })}
          choices={["min", "h"]}
          error={problem("queue.wait")}
          disabled={disabled}
        />
      </Option>
      <Option
        label={t("settings.mode")}
        effect={t(`settings.modeEffects.${queue.mode}`)}
        standard={standard("mode")}
        disabled={disabled}
      >
        <Radios<EntryMode>
          label={t("settings.mode")}
          labelHidden
          value={queue.mode}
          onChange={(mode) => setQueue({ mode })}
          options={(["automatic", "manual"] as const).map((id) => ({ id, label: t(`settings.modes.${id}`), disabled }))}
        />
      </Option>
      <Keeper edited={edited} />
      <Option
        label={t("settings.firstWord")}
        effect={t("settings.firstWordEffect")}
        standard={standard("first_word_required")}
        disabled={disabled}
      >
        <Switch
          label={t("settings.firstWord")}
          labelHidden
          on={queue.first_word_required}
          onChange={(first_word_required) => setQueue({ first_word_required })}
          disabled={disabled}
        />
      </Option>
      <DayEnds edited={edited} nextCut={view.next_cut} />
      <Option
        label={t("settings.stayMin")}
        effect={t("settings.stayMinEffect")}
        standard={standard("stay_min")}
        disabled={disabled}
      >
        <SpanField
          label={t("settings.stayMin")}
          value={queue.stay_min}
          onChange={(stay_min) => setQueue({ stay_min })}
          choices={["min", "h"]}
          zero
          disabled={disabled}
        />
      </Option>
      <GraceOption edited={edited} />
      <Option
        label={t("settings.otherGrace")}
        effect={t("settings.otherGraceEffect")}
        standard={standard("other_grace")}
        disabled={disabled}
      >
        <SpanField
          label={t("settings.otherGrace")}
          value={queue.other_grace}
          onChange={(other_grace) => setQueue({ other_grace })}
          choices={["h", "d"]}
          zero
          disabled={disabled}
        />
      </Option>
      <Option
        label={t("settings.zone")}
        effect={t("settings.zoneEffect")}
        standard={{ now: settings.zone === defaults.zone, restore: () => set({ zone: defaults.zone }) }}
        disabled={disabled}
      >
        <ComboBox
          label={t("settings.zone")}
          labelHidden
          value={settings.zone}
          onChange={(zone) => set({ zone })}
          options={view.zones.map((zone) => ({ id: zone, label: zone.replaceAll("_", " ") }))}
          error={problem("zone")}
          disabled={disabled}
          className="w-60"
        />
        <Elsewhere zone={settings.zone} />
      </Option>
      <Option label={t("settings.company")} effect={t("settings.companyEffect", { variable: "{{empresa.nome}}" })}>
        <TextField
          label={t("settings.company")}
          labelHidden
          value={settings.company}
          onChange={(company) => set({ company })}
          error={problem("company")}
          disabled={disabled}
          className="w-60"
        />
      </Option>
    </>
  );
}

function Keeper({ edited: { settings, setQueue, problem, disabled } }: { edited: Edited }) {
  const t = useText();
  const { all, user: known } = useNames();
  const people = all.users.filter((user) => user.active && user.role !== "viewer");
  const chosen = settings.queue.keeper === null ? undefined : known(settings.queue.keeper);
  const left = chosen && !chosen.active ? t("settings.keeperLeft", { name: chosen.name }) : null;
  return (
    <Option
      label={t("settings.keeper")}
      effect={settings.queue.keeper === null ? t("settings.keeperMissing") : t("settings.keeperEffect")}
    >
      <Select
        label={t("settings.keeper")}
        labelHidden
        value={settings.queue.keeper === null ? null : String(settings.queue.keeper)}
        onChange={(id) => setQueue({ keeper: Number(id) })}
        options={people.map((user) => ({
          id: String(user.id),
          label: user.name,
          detail: awayWords(user, t),
        }))}
        error={problem("queue.keeper") ?? left}
        disabled={disabled}
        className="w-60"
      />
    </Option>
  );
}

function DayEnds({ edited, nextCut }: { edited: Edited; nextCut: number | null }) {
  const t = useText();
  const { settings, defaults, setQueue, problem, disabled } = edited;
  const { day_end } = settings.queue;
  const instant = useNow();
  const next =
    nextCut === null || edited.changed
      ? t("settings.dayEndEffect")
      : dayKey(nextCut) === dayKey(now())
        ? t("settings.nextCutToday", { at: clockTime(nextCut), span: spanWords(nextCut - instant) })
        : t("settings.nextCutOn", { day: longDay(nextCut), at: clockTime(nextCut) });
  return (
    <Option
      label={t("settings.dayEnd")}
      effect={next}
      also={t("settings.dayEndEffect")}
      standard={{
        now: same(day_end, defaults.queue.day_end),
        restore: () => setQueue({ day_end: defaults.queue.day_end }),
      }}
      disabled={disabled}
      error={problem("queue.day_end")}
    >
      <div className="flex flex-col items-end gap-2">
        <TimeField
          label={t("settings.dayEnd")}
          labelHidden
          value={minuteText(day_end.minute)}
          onChange={(text) => setQueue({ day_end: { ...day_end, minute: minuteOf(text) ?? day_end.minute } })}
          disabled={disabled}
        />
        <fieldset className="flex gap-x-3">
          <legend className="sr-only">{t("settings.dayEndDays")}</legend>
          {weekdays.map((weekday) => (
            <Checkbox
              key={weekday}
              label={weekdayName(weekday, "short")}
              on={day_end.days[weekday] ?? false}
              onChange={(on) =>
                setQueue({
                  day_end: {
                    ...day_end,
                    days: day_end.days.map((one, index) => (index === weekday ? on : one)) as typeof day_end.days,
                  },
                })
              }
              disabled={disabled}
            />
          ))}
        </fieldset>
      </div>
    </Option>
  );
}

const noonMinute = 720;
const dayMs = 86_400_000;

function GraceOption({ edited: { settings, defaults, setQueue, disabled } }: { edited: Edited }) {
  const t = useText();
  const { grace } = settings.queue;
  return (
    <Option
      label={t("settings.grace")}
      effect={t("settings.graceEffect")}
      standard={{ now: same(grace, defaults.queue.grace), restore: () => setQueue({ grace: defaults.queue.grace }) }}
      disabled={disabled}
    >
      <div className="flex flex-col items-end gap-2">
        <Select
          label={t("settings.grace")}
          labelHidden
          value={grace.type}
          onChange={(type) =>
            setQueue({ grace: type === "for" ? { type, span: dayMs } : { type, minute: noonMinute } })
          }
          options={(["next_business_day", "for"] as const).map((id) => ({ id, label: t(`settings.graces.${id}`) }))}
          disabled={disabled}
          className="w-80"
        />
        {grace.type === "for" ? (
          <SpanField
            label={t("settings.grace")}
            value={grace.span}
            onChange={(span) => setQueue({ grace: { type: "for", span } })}
            choices={["h", "d"]}
            disabled={disabled}
          />
        ) : (
          <TimeField
            label={t("settings.graceAt")}
            labelHidden
            value={minuteText(grace.minute)}
            onChange={(text) =>
              setQueue({ grace: { type: "next_business_day", minute: minuteOf(text) ?? grace.minute } })
            }
            disabled={disabled}
          />
        )}
      </div>
    </Option>
  );
}
