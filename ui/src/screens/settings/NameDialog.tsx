// Asks for one name.
import { useState } from "react";
import { problemOf } from "../../host";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
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
  const submit = () => name.trim() !== "" && onSave(name.trim());
  return (
    <Dialog
      open
      onClose={onClose}
      keepOpen
      width="small"
      title={title}
      foot={
        <>
          <Button onPress={onClose}>{t("parts.cancel")}</Button>
          <Button kind="primary" isPending={busy} isDisabled={name.trim() === ""} onPress={submit}>
            {t("parts.save")}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label={t("settings.nameField")}
          value={name}
          onChange={setName}
          error={error ? (problemOf(error, "name") ?? faultOf(error).message) : null}
          required
          autoFocus
        />
      </form>
    </Dialog>
  );
}
