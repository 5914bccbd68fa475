// Teams: who leads and who is in each. The leader is told what happens to the team's tickets.
import { Clock, Pencil, Plus, UsersRound } from "lucide";
import type { TeamView } from "../../bindings/TeamView";
import { useNames } from "../../data/directory";
import { useRefusedBy } from "../../data/session";
import { Button, IconButton } from "../../parts/Button";
import { EmptyState } from "../../parts/State";
import { Avatar, Badge } from "../../parts/Tag";
import { useText } from "../../text";

export function Teams({ onEdit, onAdd }: { onEdit: (team: TeamView) => void; onAdd: () => void }) {
  const t = useText();
  const names = useNames();
  const refused = useRefusedBy()("save_team");
  const { teams, queues } = names.all;
  if (teams.length === 0) {
    return (
      <EmptyState
        icon={UsersRound}
        title={t("people.noTeams")}
        action={
          <Button icon={Plus} onPress={onAdd} refused={refused}>
            {t("people.addTeam")}
          </Button>
        }
      >
        {t("people.noTeamsHint")}
      </EmptyState>
    );
  }
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(22rem,1fr))] items-start gap-3 p-4">
      {teams.map((team) => {
        const leader = names.user(team.leader);
        const members = team.members.flatMap((id) => names.user(id) ?? []);
        const own = queues.filter((queue) => queue.team === team.id && !queue.archived);
        return (
          <li key={team.id} className="flex flex-col gap-3 rounded-card border border-hairline bg-surface p-4">
            <header className="flex items-center gap-2">
              <h2 className="min-w-0 flex-1 truncate font-semibold">{team.name}</h2>
              {team.hours && <Badge icon={Clock}>{t("settings.ownHours")}</Badge>}
              <IconButton
                icon={Pencil}
                small
                label={t("people.edit", { name: team.name })}
                refused={refused}
                onPress={() => onEdit(team)}
              />
            </header>
            <dl className="grid grid-cols-[5rem_minmax(0,1fr)] items-start gap-x-3 gap-y-2">
              <dt className="text-small leading-5 text-faint">{t("people.leader")}</dt>
              <dd className="flex min-w-0 items-center gap-2">
                {leader ? (
                  <>
                    <Avatar name={leader.name} size="small" silent />
                    <span className="truncate">{leader.name}</span>
                  </>
                ) : (
                  <span className="text-warn">{t("people.noLeader")}</span>
                )}
              </dd>
              <dt className="text-small leading-5 text-faint">{t("people.members")}</dt>
              <dd className="flex flex-wrap gap-x-3 gap-y-1">
                {members.length === 0 && <span className="text-faint">{t("people.noMembers")}</span>}
                {members.map((user) => (
                  <span
                    key={user.id}
                    className={`inline-flex max-w-full items-center gap-1.5 ${user.active ? "" : "text-faint line-through"}`}
                  >
                    <Avatar name={user.name} size="small" silent />
                    <span className="truncate">{user.name}</span>
                  </span>
                ))}
              </dd>
              <dt className="text-small leading-5 text-faint">{t("people.queues")}</dt>
              <dd className="truncate">{own.length > 0 ? own.map((queue) => queue.name).join(", ") : "—"}</dd>
            </dl>
          </li>
        );
      })}
    </ul>
  );
}
