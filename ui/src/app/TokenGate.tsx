// Where the hub's token is typed.
import { KeyRound } from "lucide";
import { useState } from "react";
import { heard } from "../data";
import { giveToken, useAccess } from "../host/http";
import { Button } from "../parts/Button";
import { TextField } from "../parts/Field";
import { missing } from "../parts/missing";
import { useText } from "../text";
import { Mark } from "./Rail";

export function TokenGate() {
  const t = useText();
  const refused = useAccess((access) => access.refused);
  const [token, setToken] = useState("");
  return (
    <main className="flex h-full items-center justify-center p-6">
      <form
        className="flex w-96 max-w-full flex-col gap-4 rounded-dialog border border-hairline bg-surface p-6"
        onSubmit={(event) => {
          event.preventDefault();
          giveToken(token);
          heard(null);
        }}
      >
        <div className="flex items-center gap-2.5">
          <Mark size={26} />
          <h1 className="text-section font-semibold">{t("access.title")}</h1>
        </div>
        <p className="text-muted">{t("access.hint")}</p>
        <TextField
          label={t("access.token")}
          type="password"
          icon={KeyRound}
          value={token}
          onChange={setToken}
          error={refused ? t("access.refused") : null}
          autoFocus
        />
        <Button kind="primary" type="submit" refused={missing(t, [[t("access.token"), token]])}>
          {t("access.enter")}
        </Button>
      </form>
    </main>
  );
}
