// A password: written, never read back. Of a saved connection only "trocar" is offered.
import { TextField as AriaTextField, Label } from "react-aria-components";
import type { SettingsField } from "../../bindings/SettingsField";
import { Button } from "../../parts/Button";
import { fieldColumn, TextField } from "../../parts/Field";
import { useText } from "../../text";

export type Secret = { typed: string; change: boolean };

type SecretFieldProps = {
  field: SettingsField;
  saved: boolean;
  value: Secret;
  onChange: (value: Secret) => void;
  error: string | null;
};

export function SecretField({ field, saved, value, onChange, error }: SecretFieldProps) {
  const t = useText();
  if (!value.change) {
    return (
      <AriaTextField isReadOnly className={fieldColumn}>
        <Label className="text-small font-medium text-muted">{field.label}</Label>
        <div className="flex h-control items-center gap-2">
          <span aria-hidden="true" className="tracking-widest text-muted">
            ••••••••
          </span>
          <span className="sr-only">{t("connections.secretKept")}</span>
          <Button small onPress={() => onChange({ typed: "", change: true })}>
            {t("connections.changeSecret")}
          </Button>
        </div>
        {error && <p className="text-small text-danger">{error}</p>}
      </AriaTextField>
    );
  }
  return (
    <TextField
      label={field.label}
      type="password"
      value={value.typed}
      onChange={(typed) => onChange({ ...value, typed })}
      hint={saved ? t("connections.secretStays") : field.hint || undefined}
      error={error}
      required={field.required && !saved}
      autoFocus={saved}
    />
  );
}
