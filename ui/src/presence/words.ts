// Who is away, as words beside a name. Pure.
import type { UserView } from "../bindings/UserView";
import type { Text } from "../text";

/** "ausente · Almoço"; undefined of who is there, or unknown. */
export function awayWords(user: Pick<UserView, "absence"> | null | undefined, t: Text): string | undefined {
  const absence = user?.absence;
  if (!absence) return undefined;
  return absence.note === "" ? t("presence.away") : t("presence.awayFor", { note: absence.note });
}

/** "Disponível", or "Ausente · Almoço", where it stands by itself. */
export function presenceWords({ absence }: Pick<UserView, "absence">, t: Text): string {
  if (!absence) return t("presence.available");
  return absence.note === "" ? t("presence.absent") : t("presence.absentFor", { note: absence.note });
}
