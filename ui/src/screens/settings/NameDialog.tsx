// Asks for one name.
import { useState } from "react";
import { problemOf } from "../../host";
import { FormDialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { missing } from "../../parts/missing";
import { faultOf } from "../../parts/State";
import { useText } from "../../text";

type NameDialogProps = {
  title: string;
  initial: string;
  busy: boolean;
  error: unknown;
  onClose: () => void;
  onSave: (name: string) => void;
};

export function NameDialog({ title, initial, busy, error, onClose, onSave }: NameDialogProps) {
  const t = useText();
  const [name, setName] = useState(initial);
  return (
    <FormDialog
      title={title}
      holds={name}
      onClose={onClose}
      onSave={() => onSave(name.trim())}
      busy={busy}
      missing={missing(t, [[t("settings.nameField"), name]])}
    >
      <TextField
        label={t("settings.nameField")}
        value={name}
        onChange={setName}
        error={error ? (problemOf(error, "name") ?? faultOf(error).message) : null}
        required
        autoFocus
      />
    </FormDialog>
  );
}
