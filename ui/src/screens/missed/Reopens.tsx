// Asks before what is decided about a message also opens closed tickets again.
import { ConfirmDialog } from "../../parts/Dialog";
import { useText } from "../../text";
import type { TrayRow } from "./Tray";

/** What is about to be done, and how many tickets it reopens. */
export type Asked = { act: "sendNow" | "resend" | "wasSent"; count: number; go: () => void };

/** How many tickets those of these rows are of that this person may act on. */
export function ticketsOf<T extends TrayRow>(rows: readonly T[], which: (row: T) => boolean): number {
  return new Set(rows.filter((row) => row.may_act && which(row)).map(({ ticket }) => ticket)).size;
}

type AskReopensProps = { asked: Asked | null; onClose: () => void };

export function AskReopens({ asked, onClose }: AskReopensProps) {
  const t = useText();
  const { act, count } = asked ?? { act: "sendNow", count: 1 };
  return (
    <ConfirmDialog
      open={asked !== null}
      onClose={onClose}
      onConfirm={() => {
        asked?.go();
        onClose();
      }}
      title={t(act === "wasSent" ? "missed.wasSentTitle" : "missed.sendTitle")}
      confirm={t(`missed.${act}`)}
      kind="primary"
    >
      {t(act === "wasSent" ? "missed.wasSentReopens" : "missed.sendReopens", { count })}
    </ConfirmDialog>
  );
}
