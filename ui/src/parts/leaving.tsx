// Leaving a form whose words would be lost: asked about once, whichever way it is left by mistake.
import { useState } from "react";
import { useText } from "../text";
import { ConfirmDialog } from "./Dialog";

/**
 * `leave` is for Esc and the cross: it closes what holds nothing and asks about what holds something. `question` stands
 * inside the dialog. A button that says it throws away needs neither.
 */
export function useLeaving(filled: boolean, close: () => void): { leave: () => void; question: React.ReactNode } {
  const t = useText();
  const [asking, setAsking] = useState(false);
  return {
    leave: () => (filled ? setAsking(true) : close()),
    question: (
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={close}
        title={t("parts.discardTitle")}
        confirm={t("parts.discard")}
      >
        {t("parts.discardText")}
      </ConfirmDialog>
    ),
  };
}
