// Who sits here and what they may. The backend checks every call; this only explains a disabled button beforehand.
import type { CommandName } from "../bindings/Commands";
import { useText } from "../text";
import { sharedAsk } from "./index";

export const useSession = sharedAsk("session", {});

/** What somebody may look at without changing it. */
export type Readable = "rules" | "settings" | "replies" | "tags" | "connections" | "people";

/** Said on a whole screen before anything is tried, and so naming what cannot be changed; null if this person may. */
export function useOnlyReads(command: CommandName, what: Readable): string | null {
  const t = useText();
  const session = useSession();
  return !session || session.may.includes(command)
    ? null
    : t("shell.onlyReads", { role: t(`roles.${session.user.role}`), what: t(`shell.onlyReadsOf.${what}`) });
}

/** Null if this person may call the command, else the sentence that says who may. */
export function useRefusedBy(): (command: CommandName) => string | null {
  const t = useText();
  const session = useSession();
  return (command) =>
    !session || session.may.includes(command) ? null : t("shell.notAllowed", { role: t(`roles.${session.user.role}`) });
}
