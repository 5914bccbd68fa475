// "Disponível" or "Ausente", for oneself or, by a supervisor, for anybody: the same commands wherever they are opened.
import { CircleCheck, Moon, Pencil } from "lucide";
import { openOverlay } from "../app/overlays";
import { stale } from "../bindings/Commands";
import type { UserView } from "../bindings/UserView";
import { call, heard } from "../data";
import { announce } from "../parts/announce";
import type { Command } from "../parts/Menu";
import { faultOf } from "../parts/State";
import { done, failed } from "../parts/toast";
import { type Text, text } from "../text";

const reasons = ["lunch", "pause", "meeting", "holidays"] as const;

export function presenceCommands(user: UserView, t: Text): Command[] {
  const { absence } = user;
  return [
    {
      id: "available",
      label: t("presence.available"),
      icon: CircleCheck,
      refused: absence ? null : t("presence.already"),
      run: () => void setPresence(user, null),
    },
    ...reasons.map((reason): Command => {
      const note = t(`presence.reasons.${reason}`);
      return {
        id: `away ${reason}`,
        label: t("presence.absentFor", { note }),
        icon: Moon,
        refused: absence?.note === note ? t("presence.already") : null,
        run: () => void setPresence(user, note),
      };
    }),
    {
      id: "away other",
      label: t("presence.other"),
      icon: Pencil,
      run: () => openOverlay("presence", user.id),
    },
  ];
}

/** Says it of the person, and offers the way back to what was said before. */
export async function setPresence(user: UserView, absent: string | null): Promise<boolean> {
  if (!(await said(user, absent))) return false;
  const words = text(absent === null ? "presence.nowAvailable" : "presence.nowAway", { name: user.name });
  announce(words);
  const before = user.absence?.note ?? null;
  done(words, () => said(user, before));
  return true;
}

async function said(user: UserView, absent: string | null): Promise<boolean> {
  try {
    await call("set_presence", { user: user.id, absent });
  } catch (error) {
    failed(faultOf(error).message);
    return false;
  }
  heard({ topics: [...stale.set_presence], tickets: [] });
  return true;
}
