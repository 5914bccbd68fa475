// Where the system has no keyring, passwords stay in a file under a passphrase: chosen once, asked for at each start.
import { useState } from "react";
import { useAct } from "../../data";
import { problemOf } from "../../host";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { faultOf } from "../../parts/State";
import { useText } from "../../text";

type SecretsDialogProps = { founding: boolean; onClose: () => void; onDone: () => void };

export function SecretsDialog({ founding, onClose, onDone }: SecretsDialogProps) {
  const t = useText();
  const [typed, setTyped] = useState("");
  const [again, setAgain] = useState("");
  const unlock = useAct("unlock_secrets", { onDone, onFailed: () => undefined });
  const differs = founding && again !== "" && again !== typed;
  const ready = typed !== "" && (!founding || again === typed);
  const submit = () => ready && unlock.mutate({ passphrase: typed });
  return (
    <Dialog
      open
      onClose={onClose}
      keepOpen
      width="small"
      title={founding ? t("connections.secrets.found") : t("connections.secrets.unlockTitle")}
      foot={
        <>
          <Button onPress={onClose}>{t("parts.cancel")}</Button>
          <Button kind="primary" isPending={unlock.isPending} isDisabled={!ready} onPress={submit}>
            {founding ? t("connections.secrets.choose") : t("connections.secrets.unlock")}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
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
        <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
      </form>
    </Dialog>
  );
}
