// Limites: what keeps automations from being a nuisance. Each can be switched off, and says what it holds back.
import { TextField, TimeField } from "../../parts/Field";
import { FieldRow } from "../../parts/FieldRow";
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
/** Offered where the house's standard has none: from eight in the evening to eight in the morning. */
const firstQuiet = { from_minute: 20 * 60, to_minute: 8 * 60 };

export function Limits({ edited }: { edited: Edited }) {
  return (
    <>
      <Quiet edited={edited} />
      <Spacing edited={edited} />
      <PerContact edited={edited} />
      <Fuse edited={edited} />
      <PerConnectionDay edited={edited} />
      <OptOut edited={edited} />
    </>
  );
}

type LimitsOf = Edited["settings"]["limits"];

/** The limits alone: as they are, as they are by standard, and how to change some. */
function limitsOf({ settings, defaults, set }: Edited) {
  const { limits } = settings;
  return {
    limits,
    standard: defaults.limits,
    setLimits: (change: Partial<LimitsOf>) => set({ limits: { ...limits, ...change } }),
  };
}

type OnOffProps = { label: string; on: boolean; onChange: (on: boolean) => void; disabled: boolean };

function OnOff({ label, on, onChange, disabled }: OnOffProps) {
  const t = useText();
  return (
    <Switch label={t("settings.limitOn", { label })} labelHidden on={on} onChange={onChange} disabled={disabled} />
  );
}

function Quiet({ edited: { settings, defaults, set, disabled, problem } }: { edited: Edited }) {
  const t = useText();
  const { quiet } = settings;
  return (
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
      <FieldRow className="items-center gap-3">
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
        <OnOff
          label={t("settings.quiet")}
          on={quiet !== null}
          onChange={(on) => set({ quiet: on ? (defaults.quiet ?? firstQuiet) : null })}
          disabled={disabled}
        />
      </FieldRow>
    </Option>
  );
}

function Spacing({ edited }: { edited: Edited }) {
  const t = useText();
  const { disabled } = edited;
  const { limits, standard, setLimits } = limitsOf(edited);
  return (
    <Option
      label={t("settings.spacing")}
      effect={t("settings.spacingEffect")}
      standard={{
        now: limits.spacing === standard.spacing,
        restore: () => setLimits({ spacing: standard.spacing }),
      }}
      disabled={disabled}
    >
      <FieldRow className="items-center gap-3">
        {limits.spacing !== null && (
          <SpanField
            label={t("settings.spacing")}
            value={limits.spacing}
            onChange={(spacing) => setLimits({ spacing })}
            choices={["min", "h"]}
            disabled={disabled}
          />
        )}
        <OnOff
          label={t("settings.spacing")}
          on={limits.spacing !== null}
          onChange={(on) => setLimits({ spacing: on ? standard.spacing : null })}
          disabled={disabled}
        />
      </FieldRow>
    </Option>
  );
}

function PerContact({ edited }: { edited: Edited }) {
  const t = useText();
  const { disabled } = edited;
  const { limits, standard, setLimits } = limitsOf(edited);
  return (
    <Option
      label={t("settings.perContact")}
      effect={t("settings.perContactEffect")}
      standard={{
        now: limits.per_contact === standard.per_contact && limits.per_contact_span === standard.per_contact_span,
        restore: () => setLimits({ per_contact: standard.per_contact, per_contact_span: standard.per_contact_span }),
      }}
      disabled={disabled}
    >
      <FieldRow className="items-center gap-3">
        {limits.per_contact !== null && (
          <>
            <CountField
              label={t("settings.perContact")}
              labelHidden
              value={limits.per_contact}
              onChange={(per_contact) => setLimits({ per_contact })}
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
        <OnOff
          label={t("settings.perContact")}
          on={limits.per_contact !== null}
          onChange={(on) => setLimits({ per_contact: on ? standard.per_contact : null })}
          disabled={disabled}
        />
      </FieldRow>
    </Option>
  );
}

function Fuse({ edited }: { edited: Edited }) {
  const t = useText();
  const { disabled } = edited;
  const { limits, standard, setLimits } = limitsOf(edited);
  return (
    <Option
      label={t("settings.fuse")}
      effect={t("settings.fuseEffect")}
      standard={{
        now: limits.fuse === standard.fuse && limits.fuse_span === standard.fuse_span,
        restore: () => setLimits({ fuse: standard.fuse, fuse_span: standard.fuse_span }),
      }}
      disabled={disabled}
    >
      <FieldRow className="items-center gap-3">
        {limits.fuse !== null && (
          <>
            <CountField
              label={t("settings.fuse")}
              labelHidden
              value={limits.fuse}
              onChange={(fuse) => setLimits({ fuse })}
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
        <OnOff
          label={t("settings.fuse")}
          on={limits.fuse !== null}
          onChange={(on) => setLimits({ fuse: on ? standard.fuse : null })}
          disabled={disabled}
        />
      </FieldRow>
    </Option>
  );
}

function PerConnectionDay({ edited }: { edited: Edited }) {
  const t = useText();
  const { disabled } = edited;
  const { limits, standard, setLimits } = limitsOf(edited);
  return (
    <Option
      label={t("settings.perConnectionDay")}
      effect={t("settings.perConnectionDayEffect")}
      standard={{
        now: limits.per_connection_day === standard.per_connection_day,
        restore: () => setLimits({ per_connection_day: standard.per_connection_day }),
      }}
      disabled={disabled}
    >
      <FieldRow className="items-center gap-3">
        {limits.per_connection_day !== null && (
          <CountField
            label={t("settings.perConnectionDay")}
            labelHidden
            value={limits.per_connection_day}
            onChange={(per_connection_day) => setLimits({ per_connection_day })}
            min={1}
            max={100_000}
            disabled={disabled}
          />
        )}
        <OnOff
          label={t("settings.perConnectionDay")}
          on={limits.per_connection_day !== null}
          onChange={(on) => setLimits({ per_connection_day: on ? firstDayMax : null })}
          disabled={disabled}
        />
      </FieldRow>
    </Option>
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
