// One person: name, teams and role, each role with what it may do.
import { useState } from "react";
import type { Role } from "../../bindings/Role";
import type { UserView } from "../../bindings/UserView";
import { useAct } from "../../data";
import { useNames } from "../../data/directory";
import { useMadeFrom, userRead } from "../../data/madeFrom";
import { problemOf } from "../../host";
import { FormDialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { missing } from "../../parts/missing";
import { faultOf, Notice } from "../../parts/State";
import { Radios } from "../../parts/Toggle";
import { done } from "../../parts/toast";
import { useText } from "../../text";
import { ManyField } from "../rules/ManyField";

const roles: readonly Role[] = ["technician", "leader", "supervisor", "viewer"];

export function UserForm({ user, onClose }: { user: UserView | null; onClose: () => void }) {
  const t = useText();
  const [name, setName] = useState(user?.name ?? "");
  const [role, setRole] = useState<Role>(user?.role ?? "technician");
  const all = useNames().all.teams;
  // Where there is one team, somebody new comes for it.
  const first = user ? all.filter((team) => team.members.includes(user.id)) : all.length === 1 ? all : [];
  const [chosen, setChosen] = useState<number[] | null>(null);
  const teams = chosen ?? first.map((team) => team.id);
  const made = useMadeFrom(
    () => user && userRead(user, all),
    (now) => now.users.filter((one) => one.id === user?.id).map((one) => userRead(one, now.teams))[0],
  );
  const saved = useAct("save_user", {
    onDone: () => {
      done(t(user ? "people.saved" : "people.userAdded", { name: name.trim() }));
      onClose();
    },
    onFailed: made.refused,
  });
  const nameProblem = problemOf(saved.error, "name");
  const teamsProblem = problemOf(saved.error, "teams");
  return (
    <FormDialog
      title={user ? t("people.edit", { name: user.name }) : t("people.addUser")}
      holds={[name, role, chosen]}
      onClose={onClose}
      onSave={() =>
        saved.mutate({
          id: user?.id,
          name: name.trim(),
          role,
          active: user?.active ?? true,
          teams: user && !chosen ? null : teams,
          from: made.from,
        })
      }
      busy={saved.isPending}
      missing={missing(t, [[t("people.name"), name]])}
    >
      <TextField label={t("people.name")} value={name} onChange={setName} error={nameProblem} required autoFocus />
      <ManyField
        above
        label={t("people.team")}
        options={all.map((team) => ({ id: team.id, label: team.name }))}
        value={teams}
        onChange={setChosen}
        none={t(all.length === 0 ? "people.noTeams" : "people.noTeam")}
        error={teamsProblem}
      />
      <Radios
        label={t("people.role")}
        value={role}
        onChange={setRole}
        options={roles.map((id) => ({ id, label: t(`roles.${id}`), hint: t(`people.roleHints.${id}`) }))}
      />
      {saved.error && !nameProblem && !teamsProblem ? (
        <Notice tone="danger">{faultOf(saved.error).message}</Notice>
      ) : null}
    </FormDialog>
  );
}
