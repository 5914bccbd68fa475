// Feriados: the national days, days of our own, and days of an iCal file. Changes here take effect at once.
import { FileUp, Plus, X } from "lucide";
import { useRef, useState } from "react";
import { create } from "zustand";
import type { HolidayView } from "../../bindings/HolidayView";
import { useAct, useAsk } from "../../data";
import { useRefusedBy } from "../../data/session";
import { problemOf } from "../../host";
import { Button, IconButton } from "../../parts/Button";
import { holdsRows } from "../../parts/comeback";
import { TextField } from "../../parts/Field";
import { Select } from "../../parts/Select";
import { Loaded } from "../../parts/State";
import { Badge } from "../../parts/Tag";
import { Switch } from "../../parts/Toggle";
import { done, told } from "../../parts/toast";
import { useNow } from "../../parts/useNow";
import { useText } from "../../text";
import { dayKey, longDay } from "../../text/format";
import type { Edited } from "./draft";
import { Option } from "./Option";

const untyped = { date: "", name: "" };

/** The day that is being typed. Like the other settings, it survives a look at something else. */
const useTyped = create(() => untyped);

export function Holidays({ edited }: { edited: Edited }) {
  const t = useText();
  const { settings, defaults, set, disabled } = edited;
  const thisYear = Number(dayKey(useNow(3600)).slice(0, 4));
  const [year, setYear] = useState(thisYear);
  const query = useAsk("holidays", { year }, { keep: true });
  return (
    <>
      <Option
        label={t("settings.nationalHolidays")}
        effect={t("settings.nationalHolidaysEffect")}
        standard={{
          now: settings.national_holidays === defaults.national_holidays,
          restore: () => set({ national_holidays: defaults.national_holidays }),
        }}
        disabled={disabled}
      >
        <Switch
          label={t("settings.nationalHolidays")}
          labelHidden
          on={settings.national_holidays}
          onChange={(national_holidays) => set({ national_holidays })}
          disabled={disabled}
        />
      </Option>
      <Option label={t("settings.ownHolidays")} effect={t("settings.ownHolidaysEffect")} wide>
        <div className="flex flex-col gap-3">
          <Adding year={year} />
          <div className="flex items-end gap-2">
            <Select
              label={t("settings.year")}
              value={String(year)}
              onChange={(next) => setYear(Number(next))}
              options={[thisYear - 1, thisYear, thisYear + 1, thisYear + 2].map((one) => ({
                id: String(one),
                label: String(one),
              }))}
              className="w-28"
            />
            <ImportCalendar />
          </div>
          <Loaded query={query} rows={6}>
            {({ days }) => (
              <ul ref={holdsRows} className="ruled rounded-card border border-hairline">
                {days.map((day) => (
                  <Day key={`${day.date} ${day.name}`} day={day} off={day.national && !settings.national_holidays} />
                ))}
                {days.length === 0 && <li className="px-3 py-2 text-faint">{t("settings.noHolidays")}</li>}
              </ul>
            )}
          </Loaded>
        </div>
      </Option>
    </>
  );
}

function Day({ day, off }: { day: HolidayView; off: boolean }) {
  const t = useText();
  const refused = useRefusedBy()("drop_holiday");
  const restored = useAct("save_holiday");
  const dropped = useAct("drop_holiday", {
    onDone: () =>
      done(t("settings.holidayDropped", { name: day.name }), () =>
        restored.mutateAsync({ date: day.date, name: day.name }),
      ),
  });
  return (
    <li className={`flex min-h-9 items-center gap-3 px-3 ${off ? "text-faint line-through" : ""}`}>
      <span className="tabular w-56 flex-none text-muted first-letter:uppercase">
        {longDay(Date.parse(`${day.date}T15:00:00Z`))}
      </span>
      <span className="min-w-0 flex-1 truncate">{day.name}</span>
      {day.national ? (
        <Badge>{t("settings.national")}</Badge>
      ) : (
        <IconButton
          icon={X}
          small
          label={t("settings.dropHoliday", { name: day.name })}
          refused={refused}
          onPress={() => dropped.mutate({ date: day.date })}
        />
      )}
    </li>
  );
}

/** 24/06 or 24/06/2026. */
export function dateOf(typed: string, year: number): string | null {
  const found = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}))?$/.exec(typed.trim());
  if (!found) return null;
  const [, day = "", month = "", ownYear] = found;
  const date = `${ownYear ?? year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return Number.isNaN(Date.parse(date)) || new Date(date).getUTCDate() !== Number(day) ? null : date;
}

function Adding({ year }: { year: number }) {
  const t = useText();
  const refused = useRefusedBy()("save_holiday");
  const { date, name } = useTyped();
  const [tried, setTried] = useState(false);
  const meant = dateOf(date, year);
  const saved = useAct("save_holiday", {
    onDone: () => {
      useTyped.setState(untyped);
      setTried(false);
    },
    onFailed: () => undefined,
  });
  return (
    <form
      className="flex items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (meant && name.trim()) saved.mutate({ date: meant, name: name.trim() });
      }}
    >
      <TextField
        label={t("settings.holidayDate")}
        value={date}
        onChange={(date) => useTyped.setState({ date })}
        placeholder={t("settings.holidayDateShape")}
        error={tried && !meant ? t("settings.holidayDateBad") : problemOf(saved.error, "date")}
        disabled={refused !== null}
        className="tabular w-36"
      />
      <TextField
        label={t("settings.holidayName")}
        value={name}
        onChange={(name) => useTyped.setState({ name })}
        error={tried && !name.trim() ? t("settings.holidayNameBad") : problemOf(saved.error, "name")}
        disabled={refused !== null}
        className="w-64"
      />
      <Button type="submit" icon={Plus} refused={refused} isPending={saved.isPending} className="mt-5">
        {t("parts.add")}
      </Button>
    </form>
  );
}

function ImportCalendar() {
  const t = useText();
  const file = useRef<HTMLInputElement>(null);
  const refused = useRefusedBy()("import_holidays");
  const imported = useAct("import_holidays", {
    onDone: ({ imported, known }) => {
      const words = [
        ...(imported > 0 || known === 0 ? [t("settings.holidaysImported", { count: imported })] : []),
        ...(known > 0 ? [t("settings.holidaysKnown", { count: known })] : []),
      ].join(" · ");
      if (imported > 0) done(words);
      else told(words);
    },
  });
  return (
    <>
      <Button icon={FileUp} refused={refused} isPending={imported.isPending} onPress={() => file.current?.click()}>
        {t("settings.importHolidays")}
      </Button>
      <input
        ref={file}
        type="file"
        accept="text/calendar,.ics"
        tabIndex={-1}
        aria-label={t("settings.importHolidays")}
        onChange={async (event) => {
          const chosen = event.target.files?.[0];
          if (chosen) imported.mutate({ text: await chosen.text() });
          event.target.value = "";
        }}
        className="sr-only"
      />
    </>
  );
}
