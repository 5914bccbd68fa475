// "Ausente" for a reason of one's own words.
import { useState } from "react";
import { closeOverlay, useOverlay } from "../app/overlays";
import { useNames } from "../data/directory";
import { FormDialog } from "../parts/Dialog";
import { TextField } from "../parts/Field";
import { useText } from "../text";
import { setPresence } from "./menu";

/** As many as the backend keeps. */
const noteCharsMax = 60;

export function PresenceDialog() {
  const t = useText();
  const names = useNames();
  const user = names.user(useOverlay((state) => state.about));
  const [note, setNote] = useState(user?.absence?.note ?? "");
  const [busy, setBusy] = useState(false);
  if (!user) return null;
  const save = async () => {
    setBusy(true);
    if (await setPresence(user, note.trim())) closeOverlay();
    else setBusy(false);
  };
  return (
    <FormDialog
      title={t("presence.of", { name: user.name })}
      holds={note}
      onClose={closeOverlay}
      onSave={() => void save()}
      busy={busy}
      save={t("presence.setAway")}
    >
      <TextField
        label={t("presence.note")}
        hint={t("presence.noteHint")}
        value={note}
        onChange={setNote}
        maxLength={noteCharsMax}
        autoFocus
      />
    </FormDialog>
  );
}
