// Who sits here and what they may. The backend checks every call; this only explains a disabled button beforehand.
import type { CommandName } from "../bindings/Commands";
import { useText } from "../text";
import { sharedAsk } from "./index";

export const useSession = sharedAsk("session", {});

/** Null if this person may call the command, else the sentence that says who may. */
export function useRefusedBy(): (command: CommandName) => string | null {
  const t = useText();
  const session = useSession();
  return (command) =>
    !session || session.may.includes(command) ? null : t("shell.notAllowed", { role: t(`roles.${session.user.role}`) });
}
