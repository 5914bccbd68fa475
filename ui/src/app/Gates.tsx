// What stands between the door and the screens: the hub's token, the first run, and a profile that no longer works here.
import { useMutation } from "@tanstack/react-query";
import { ArchiveRestore } from "lucide";
import { useAsk } from "../data";
import { host } from "../host";
import { useAccess } from "../host/http";
import { Button } from "../parts/Button";
import { later } from "../parts/later";
import { ErrorState, type Fault, faultOf, Skeleton } from "../parts/State";
import { useText } from "../text";
import { currentZone, setZone } from "../text/format";

// Seen once in a house's life: not part of what every start loads.
const FirstRun = later(() => import("../screens/first-run").then((made) => made.FirstRun), <Skeleton rows={8} />);
const TokenGate = later(() => import("./TokenGate").then((made) => made.TokenGate));
const ProfileGate = later(() => import("./ProfileGate").then((made) => made.ProfileGate));

export function Gates({ children }: { children: React.ReactNode }) {
  const needed = useAccess((access) => access.needed);
  return needed ? <TokenGate /> : <HouseGate>{children}</HouseGate>;
}

function HouseGate({ children }: { children: React.ReactNode }) {
  const session = useAsk("session", {});
  const zone = session.data?.zone;
  // Not in an effect: what stands behind the gate says hours in the same drawing.
  if (zone && zone !== currentZone()) setZone(zone);
  // Also where there was an answer before: whoever asked then no longer works here.
  if (session.error && faultOf(session.error).code === "forbidden") return <ProfileGate />;
  if (session.data?.set_up) return children;
  if (session.data) return <FirstRun />;
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
