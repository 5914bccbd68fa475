// Where the system has no keyring, passwords stay in a file under a passphrase: chosen once, asked for at each start.
import { useState } from "react";
import { useAct } from "../../data";
import { problemOf } from "../../host";
import { FormDialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { missing } from "../../parts/missing";
import { faultOf } from "../../parts/State";
import { useText } from "../../text";

type SecretsDialogProps = { founding: boolean; onClose: () => void; onDone: () => void };

export function SecretsDialog({ founding, onClose, onDone }: SecretsDialogProps) {
  const t = useText();
  const [typed, setTyped] = useState("");
  const [again, setAgain] = useState("");
  const unlock = useAct("unlock_secrets", { onDone, onFailed: () => undefined });
  const differs = founding && again !== "" && again !== typed;
  const lacks = missing(t, [
    [t("connections.secrets.passphrase"), typed],
    ...(founding ? [[t("connections.secrets.again"), again] as const] : []),
  ]);
  return (
    <FormDialog
      title={founding ? t("connections.secrets.found") : t("connections.secrets.unlockTitle")}
      save={founding ? t("connections.secrets.choose") : t("connections.secrets.unlock")}
      holds={[typed, again]}
      onClose={onClose}
      onSave={() => unlock.mutate({ passphrase: typed })}
      busy={unlock.isPending}
      missing={lacks ?? (differs ? t("connections.secrets.differ") : null)}
    >
      <p className="text-pretty text-muted">
        {founding ? t("connections.secrets.foundHint") : t("connections.secrets.unlockHint")}
      </p>
      <TextField
        label={t("connections.secrets.passphrase")}
        type="password"
        value={typed}
        onChange={setTyped}
        error={unlock.error ? (problemOf(unlock.error, "passphrase") ?? faultOf(unlock.error).message) : null}
        autoFocus
      />
      {founding && (
        <TextField
          label={t("connections.secrets.again")}
          type="password"
          value={again}
          onChange={setAgain}
          error={differs ? t("connections.secrets.differ") : null}
        />
      )}
    </FormDialog>
  );
}
