// People in one table: role, teams, whom they lead, whether they work here still.
import { ArrowRightLeft, Pencil } from "lucide";
import { useState } from "react";
import type { UserView } from "../../bindings/UserView";
import { useAct } from "../../data";
import { useNames } from "../../data/directory";
import { useRefusedBy, useSession } from "../../data/session";
import { IconButton } from "../../parts/Button";
import { faultOf } from "../../parts/State";
import { Avatar, Badge } from "../../parts/Tag";
import { Switch } from "../../parts/Toggle";
import { done, failed, told } from "../../parts/toast";
import { useNow } from "../../parts/useNow";
import { PresenceMenu } from "../../presence/PresenceMenu";
import { awayWords } from "../../presence/words";
import { useText } from "../../text";
import { listed, whenShort } from "../../text/format";
import { HandOverDialog } from "./HandOverDialog";
import {
  type Answerable,
  answerableOf,
  answersForNothing,
  draftOf,
  type Holdings,
  holdingsOf,
  holdsNothing,
} from "./handOver";

export function Users({ onEdit }: { onEdit: (user: UserView) => void }) {
  const t = useText();
  const { users } = useNames().all;
  const sorted = users.toSorted(
    (one, other) => Number(other.active) - Number(one.active) || one.name.localeCompare(other.name),
  );
  return (
    <table className="w-full min-w-[48rem] bg-surface text-left">
      <caption className="sr-only">{t("people.views.users")}</caption>
      <thead className="sticky top-0 z-10 bg-surface text-small text-faint shadow-[0_1px_0_var(--border-hairline)]">
        <tr className="h-8">
          <th className="px-4 font-medium">{t("people.name")}</th>
          <th className="w-36 px-2 font-medium">{t("people.role")}</th>
          <th className="w-48 px-2 font-medium @min-[58rem]:w-72">{t("presence.title")}</th>
          <th className="px-2 font-medium">{t("people.teams")}</th>
          <th className="px-2 font-medium">{t("people.leads")}</th>
          <th className="w-24 px-2 font-medium">{t("people.active")}</th>
          <th className="w-24 pr-4">
            <span className="sr-only">{t("parts.edit")}</span>
          </th>
        </tr>
      </thead>
      <tbody className="ruled border-b border-hairline">
        {sorted.map((user) => (
          <UserLine key={user.id} user={user} onEdit={() => onEdit(user)} />
        ))}
      </tbody>
    </table>
  );
}

type Handing = { holdings: Holdings; answerable: Answerable; leaves: boolean };

function UserLine({ user, onEdit }: { user: UserView; onEdit: () => void }) {
  const t = useText();
  const { teams } = useNames().all;
  const session = useSession();
  const refused = useRefusedBy()("save_user");
  const restored = useAct("save_user");
  const saved = useAct("save_user", {
    onDone: (_, { active, name }) =>
      done(t(active ? "people.nowActive" : "people.nowInactive", { name }), () =>
        restored.mutateAsync(draftOf({ ...user, active }, user.active)),
      ),
  });
  const [handing, setHanding] = useState<Handing | null>(null);
  /** Whoever holds nothing and answers for nothing is switched off at once; otherwise it is asked where all of it goes. */
  const look = (leaves: boolean) =>
    void Promise.all([holdingsOf(user.id), answerableOf(user.id)])
      .then(([holdings, answerable]) => {
        const free = holdsNothing(holdings) && (!leaves || answersForNothing(answerable));
        if (!free) setHanding({ holdings, answerable, leaves });
        else if (leaves) saved.mutate(draftOf(user, false));
        else told(t("people.holdsNothing", { name: user.name }));
      })
      .catch((error) => failed(faultOf(error).message));
  const inside = teams.filter((team) => team.members.includes(user.id)).map((team) => team.name);
  const leads = teams.filter((team) => team.leader === user.id).map((team) => team.name);
  const me = user.id === session?.user.id;
  const supervises = session?.user.role === "supervisor";
  return (
    <tr className={user.active ? "h-row hover:bg-hover" : "h-row text-faint hover:bg-hover"}>
      <td className="max-w-64 px-4 @min-[58rem]:max-w-96">
        <span className="flex items-center gap-2.5">
          <Avatar
            name={user.name}
            silent
            away={user.active ? awayWords(user, t) : undefined}
            className={user.active ? "" : "opacity-50"}
          />
          <span className="truncate font-medium">{user.name}</span>
          {me && <Badge tone="info">{t("people.you")}</Badge>}
        </span>
      </td>
      <td className="px-2">{t(`roles.${user.role}`)}</td>
      <td className="max-w-48 px-2 @min-[58rem]:max-w-72">
        {user.active ? <Presence user={user} may={me || supervises} /> : "—"}
      </td>
      <td className="px-2">{inside.length > 0 ? listed(inside) : "—"}</td>
      <td className="px-2">{leads.length > 0 ? listed(leads) : "—"}</td>
      <td className="px-2">
        <Switch
          label={t("people.activeOf", { name: user.name })}
          labelHidden
          on={user.active}
          onChange={(active) => (active ? saved.mutate(draftOf(user, true)) : look(true))}
          refused={refused ?? (me ? t("people.notYourself") : null)}
        />
      </td>
      <td className="pr-4 text-right whitespace-nowrap">
        <IconButton
          icon={ArrowRightLeft}
          small
          label={t("people.handOverOf", { name: user.name })}
          refused={refused}
          onPress={() => look(false)}
        />
        <IconButton
          icon={Pencil}
          small
          label={t("people.edit", { name: user.name })}
          refused={refused}
          onPress={onEdit}
        />
        {handing && <HandOverDialog user={user} {...handing} onClose={() => setHanding(null)} />}
      </td>
    </tr>
  );
}

function Presence({ user, may }: { user: UserView; may: boolean }) {
  const t = useText();
  const now = useNow(60);
  return (
    <span className="flex min-w-0 items-center gap-2">
      <PresenceMenu user={user} may={may} />
      {user.absence && (
        <span className="tabular hidden flex-none text-small text-faint @min-[58rem]:inline">
          {t("presence.since", { when: whenShort(user.absence.since, now) })}
        </span>
      )}
    </span>
  );
}
