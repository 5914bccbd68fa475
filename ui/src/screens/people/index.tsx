// Equipe: who works here, as what, in which team and led by whom. People are never deleted: they become inactive, and
// what they did keeps their name.
import { Plus } from "lucide";
import { useState } from "react";
import { patchSearch, readText, useSearchValues } from "../../app/places";
import { ScreenFrame } from "../../app/ScreenFrame";
import type { TeamView } from "../../bindings/TeamView";
import type { UserView } from "../../bindings/UserView";
import { useNames } from "../../data/directory";
import { useOnlyReads } from "../../data/session";
import { Button } from "../../parts/Button";
import { Segments } from "../../parts/Segments";
import { useText } from "../../text";
import { TeamForm } from "./TeamForm";
import { Teams } from "./Teams";
import { UserForm } from "./UserForm";
import { Users } from "./Users";

const views = ["users", "teams"] as const;

export function People() {
  const t = useText();
  const { users, teams } = useNames().all;
  const wanted = readText(useSearchValues().lista);
  const view = views.find((one) => one === wanted) ?? "users";
  const [user, setUser] = useState<UserView | "new" | null>(null);
  const [team, setTeam] = useState<TeamView | "new" | null>(null);
  const refused = useOnlyReads(view === "users" ? "save_user" : "save_team", "people");
  return (
    <ScreenFrame
      title={t("screens.people")}
      count={view === "users" ? users.filter((one) => one.active).length : teams.length}
      tools={
        <Button
          kind="primary"
          icon={Plus}
          refused={refused}
          onPress={() => (view === "users" ? setUser("new") : setTeam("new"))}
        >
          {view === "users" ? t("people.addUser") : t("people.addTeam")}
        </Button>
      }
    >
      <div className="flex flex-none items-center gap-3 border-b border-hairline bg-surface px-4 py-1.5">
        <Segments
          label={t("people.view")}
          value={view}
          onChange={(next) => patchSearch({ lista: next === "users" ? undefined : next })}
          options={views.map((id) => ({ id, label: t(`people.views.${id}`) }))}
        />
        {refused && <span className="line-clamp-2 text-small text-faint">{refused}</span>}
      </div>
      <div className="@container min-h-0 flex-1 overflow-auto">
        {view === "users" ? <Users onEdit={setUser} /> : <Teams onEdit={setTeam} onAdd={() => setTeam("new")} />}
      </div>
      {user !== null && <UserForm user={user === "new" ? null : user} onClose={() => setUser(null)} />}
      {team !== null && <TeamForm team={team === "new" ? null : team} onClose={() => setTeam(null)} />}
    </ScreenFrame>
  );
}
