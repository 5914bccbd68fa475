// Limites: what keeps automations from being a nuisance. Each can be switched off, and says what it holds back.
import { TextField, TimeField } from "../../parts/Field";
import { Switch } from "../../parts/Toggle";
import { useText } from "../../text";
import { CountField } from "./CountField";
import type { Edited } from "./draft";
import { minuteOf, minuteText } from "./minutes";
import { Option } from "./Option";
import { same } from "./rebase";
import { SpanField } from "./SpanField";

/** Offered when the limit is switched on: what common mail providers allow an account. */
const firstDayMax = 500;

export function Limits({ edited }: { edited: Edited }) {
  const t = useText();
  const { settings, defaults, set, disabled, problem } = edited;
  const { limits, quiet } = settings;
  const setLimits = (change: Partial<typeof limits>) => set({ limits: { ...limits, ...change } });
  const off = (label: string, on: boolean, change: (on: boolean) => void) => (
    <Switch label={t("settings.limitOn", { label })} labelHidden on={on} onChange={change} disabled={disabled} />
  );
  return (
    <>
      <Option
        label={t("settings.quiet")}
        effect={
          quiet
            ? t("settings.quietEffect", { from: minuteText(quiet.from_minute), to: minuteText(quiet.to_minute) })
            : t("settings.quietOff")
        }
        standard={{ now: same(quiet, defaults.quiet), restore: () => set({ quiet: defaults.quiet }) }}
        disabled={disabled}
        error={problem("quiet")}
      >
        <div className="flex items-center gap-3">
          {quiet && (
            <span className="flex items-center gap-1.5">
              <TimeField
                label={t("settings.quietFrom")}
                labelHidden
                value={minuteText(quiet.from_minute)}
                onChange={(text) => set({ quiet: { ...quiet, from_minute: minuteOf(text) ?? quiet.from_minute } })}
                disabled={disabled}
              />
              <span aria-hidden="true" className="text-faint">
                –
              </span>
              <TimeField
                label={t("settings.quietTo")}
                labelHidden
                value={minuteText(quiet.to_minute)}
                onChange={(text) => set({ quiet: { ...quiet, to_minute: minuteOf(text) ?? quiet.to_minute } })}
                disabled={disabled}
              />
            </span>
          )}
          {off(t("settings.quiet"), quiet !== null, (on) =>
            set({ quiet: on ? (defaults.quiet ?? { from_minute: 1200, to_minute: 480 }) : null }),
          )}
        </div>
      </Option>
      <Option
        label={t("settings.spacing")}
        effect={t("settings.spacingEffect")}
        standard={{
          now: limits.spacing === defaults.limits.spacing,
          restore: () => setLimits({ spacing: defaults.limits.spacing }),
        }}
        disabled={disabled}
      >
        <div className="flex items-center gap-3">
          {limits.spacing !== null && (
            <SpanField
              label={t("settings.spacing")}
              value={limits.spacing}
              onChange={(spacing) => setLimits({ spacing })}
              choices={["min", "h"]}
              disabled={disabled}
            />
          )}
          {off(t("settings.spacing"), limits.spacing !== null, (on) =>
            setLimits({ spacing: on ? defaults.limits.spacing : null }),
          )}
        </div>
      </Option>
      <Option
        label={t("settings.perContact")}
        effect={t("settings.perContactEffect")}
        standard={{
          now:
            limits.per_contact === defaults.limits.per_contact &&
            limits.per_contact_span === defaults.limits.per_contact_span,
          restore: () =>
            setLimits({ per_contact: defaults.limits.per_contact, per_contact_span: defaults.limits.per_contact_span }),
        }}
        disabled={disabled}
      >
        <div className="flex items-center gap-3">
          {limits.per_contact !== null && (
            <>
              <CountField
                label={t("settings.perContact")}
                labelHidden
                value={limits.per_contact}
                onChange={(per_contact) => setLimits({ per_contact: per_contact ?? 1 })}
                min={1}
                max={1000}
                unit={t("settings.in")}
                disabled={disabled}
              />
              <SpanField
                label={t("settings.perContact")}
                value={limits.per_contact_span}
                onChange={(per_contact_span) => setLimits({ per_contact_span })}
                choices={["h", "d"]}
                disabled={disabled}
              />
            </>
          )}
          {off(t("settings.perContact"), limits.per_contact !== null, (on) =>
            setLimits({ per_contact: on ? defaults.limits.per_contact : null }),
          )}
        </div>
      </Option>
      <Option
        label={t("settings.fuse")}
        effect={t("settings.fuseEffect")}
        standard={{
          now: limits.fuse === defaults.limits.fuse && limits.fuse_span === defaults.limits.fuse_span,
          restore: () => setLimits({ fuse: defaults.limits.fuse, fuse_span: defaults.limits.fuse_span }),
        }}
        disabled={disabled}
      >
        <div className="flex items-center gap-3">
          {limits.fuse !== null && (
            <>
              <CountField
                label={t("settings.fuse")}
                labelHidden
                value={limits.fuse}
                onChange={(fuse) => setLimits({ fuse: fuse ?? 1 })}
                min={1}
                max={100_000}
                unit={t("settings.in")}
                disabled={disabled}
              />
              <SpanField
                label={t("settings.fuse")}
                value={limits.fuse_span}
                onChange={(fuse_span) => setLimits({ fuse_span })}
                choices={["min", "h"]}
                disabled={disabled}
              />
            </>
          )}
          {off(t("settings.fuse"), limits.fuse !== null, (on) => setLimits({ fuse: on ? defaults.limits.fuse : null }))}
        </div>
      </Option>
      <Option
        label={t("settings.perConnectionDay")}
        effect={t("settings.perConnectionDayEffect")}
        standard={{
          now: limits.per_connection_day === defaults.limits.per_connection_day,
          restore: () => setLimits({ per_connection_day: defaults.limits.per_connection_day }),
        }}
        disabled={disabled}
      >
        <div className="flex items-center gap-3">
          {limits.per_connection_day !== null && (
            <CountField
              label={t("settings.perConnectionDay")}
              labelHidden
              value={limits.per_connection_day}
              onChange={(per_connection_day) => setLimits({ per_connection_day: per_connection_day ?? 1 })}
              min={1}
              max={100_000}
              disabled={disabled}
            />
          )}
          {off(t("settings.perConnectionDay"), limits.per_connection_day !== null, (on) =>
            setLimits({ per_connection_day: on ? firstDayMax : null }),
          )}
        </div>
      </Option>
      <OptOut edited={edited} />
    </>
  );
}

function OptOut({ edited: { settings, defaults, set, disabled } }: { edited: Edited }) {
  const t = useText();
  return (
    <Option
      label={t("settings.optOut")}
      effect={t("settings.optOutEffect")}
      standard={{
        now: same(settings.opt_out_words, defaults.opt_out_words),
        restore: () => set({ opt_out_words: defaults.opt_out_words }),
      }}
      disabled={disabled}
    >
      <TextField
        label={t("settings.optOut")}
        labelHidden
        value={settings.opt_out_words.join(", ")}
        onChange={(typed) => set({ opt_out_words: typed.split(",").map((word) => word.trimStart()) })}
        onBlur={() => set({ opt_out_words: settings.opt_out_words.map((word) => word.trim()).filter(Boolean) })}
        disabled={disabled}
        className="w-60"
      />
    </Option>
  );
}
