// What stands between the door and the screens: the hub's token, and the first run.
import { useMutation } from "@tanstack/react-query";
import { ArchiveRestore, KeyRound } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { heard, useAsk } from "../data";
import { host } from "../host";
import { giveToken, useAccess } from "../host/http";
import { Button } from "../parts/Button";
import { TextField } from "../parts/Field";
import { ErrorState, type Fault, faultOf, Skeleton } from "../parts/State";
import { useText } from "../text";
import { setZone } from "../text/format";
import { Mark } from "./Rail";

// Seen once in a house's life: not part of what every start loads.
const FirstRun = lazy(() => import("../screens/first-run").then((made) => ({ default: made.FirstRun })));

export function Gates({ children }: { children: React.ReactNode }) {
  const needed = useAccess((access) => access.needed);
  return needed ? <TokenGate /> : <HouseGate>{children}</HouseGate>;
}

function HouseGate({ children }: { children: React.ReactNode }) {
  const session = useAsk("session", {});
  const zone = session.data?.zone;
  useEffect(() => {
    if (zone) setZone(zone);
  }, [zone]);
  if (session.data?.set_up) return children;
  if (session.data)
    return (
      <Suspense fallback={<Skeleton rows={8} />}>
        <FirstRun />
      </Suspense>
    );
  if (session.error) return <ShutHouse fault={faultOf(session.error)} onRetry={() => session.refetch()} />;
  return <Skeleton rows={8} />;
}

/** The data does not open. A damaged one can make room for its newest copy, where this page may say so. */
function ShutHouse({ fault, onRetry }: { fault: Fault; onRetry: () => void }) {
  const t = useText();
  const { restoreNewest } = host();
  const restore = useMutation({ mutationFn: async () => restoreNewest?.(), onSuccess: onRetry });
  if (restore.error) return <ErrorState failure={faultOf(restore.error)} onRetry={restore.reset} />;
  return (
    <ErrorState failure={fault} onRetry={onRetry}>
      {fault.code === "damaged" && restoreNewest && (
        <Button kind="primary" icon={ArchiveRestore} isPending={restore.isPending} onPress={() => restore.mutate()}>
          {t("access.restoreNewest")}
        </Button>
      )}
    </ErrorState>
  );
}

function TokenGate() {
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
        <Button kind="primary" type="submit" isDisabled={token.trim() === ""}>
          {t("access.enter")}
        </Button>
      </form>
    </main>
  );
}
