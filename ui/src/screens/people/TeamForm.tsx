// One team: its name, its leader, its people, and hours of its own if it has them.
import { useState } from "react";
import type { BusinessHours } from "../../bindings/BusinessHours";
import type { TeamView } from "../../bindings/TeamView";
import { useAct } from "../../data";
import { useNames } from "../../data/directory";
import { teamRead, useMadeFrom } from "../../data/madeFrom";
import { problemOf } from "../../host";
import { FormDialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { missing } from "../../parts/missing";
import { Select } from "../../parts/Select";
import { faultOf, Notice } from "../../parts/State";
import { Avatar } from "../../parts/Tag";
import { Checkbox } from "../../parts/Toggle";
import { done } from "../../parts/toast";
import { useText } from "../../text";
import { ManyField } from "../rules/ManyField";
import { officeHours, WeekFrames } from "../settings/Hours";

const nobody = "none";

export function TeamForm({ team, onClose }: { team: TeamView | null; onClose: () => void }) {
  const t = useText();
  const users = useNames().all.users.filter(
    (user) => user.active || team?.members.includes(user.id) || team?.leader === user.id,
  );
  const [name, setName] = useState(team?.name ?? "");
  const [leader, setLeader] = useState<number | null>(team?.leader ?? null);
  const [members, setMembers] = useState<readonly number[]>(team?.members ?? []);
  const [hours, setHours] = useState<BusinessHours | null>(team?.hours ?? null);
  const made = useMadeFrom(
    () => team && teamRead(team),
    (now) => now.teams.filter((one) => one.id === team?.id).map(teamRead)[0],
  );
  const saved = useAct("save_team", {
    onDone: () => {
      done(t(team ? "people.saved" : "people.teamAdded", { name: name.trim() }));
      onClose();
    },
    onFailed: made.refused,
  });
  const nameProblem = problemOf(saved.error, "name");
  const options = users.map((user) => ({
    id: user.id,
    label: user.name,
    lead: <Avatar name={user.name} size="small" silent />,
  }));
  const lacks = missing(t, [[t("people.teamName"), name]]);
  return (
    <FormDialog
      width="medium"
      onClose={onClose}
      onSave={() =>
        saved.mutate({ id: team?.id, name: name.trim(), leader, members: [...members], hours, from: made.from })
      }
      busy={saved.isPending}
      holds={[name, leader, members, hours]}
      title={team ? t("people.edit", { name: team.name }) : t("people.addTeam")}
      missing={lacks}
    >
      <TextField label={t("people.teamName")} value={name} onChange={setName} error={nameProblem} required autoFocus />
      <Select
        label={t("people.leader")}
        hint={t("people.leaderHint")}
        value={leader === null ? nobody : String(leader)}
        onChange={(id) => setLeader(id === nobody ? null : Number(id))}
        options={[
          { id: nobody, label: t("people.noLeader") },
          ...options.map((option) => ({ ...option, id: String(option.id) })),
        ]}
      />
      <ManyField
        above
        label={t("people.members")}
        options={options}
        value={members}
        onChange={setMembers}
        none={t("people.noMembers")}
      />
      <Checkbox
        label={t("people.ownHours")}
        hint={t("people.ownHoursHint")}
        on={hours !== null}
        onChange={(on) => setHours(on ? officeHours() : null)}
      />
      {hours && <WeekFrames hours={hours} onChange={setHours} />}
      {saved.error && !nameProblem ? <Notice tone="danger">{faultOf(saved.error).message}</Notice> : null}
    </FormDialog>
  );
}
