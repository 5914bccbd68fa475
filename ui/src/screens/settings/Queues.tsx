// Filas: where tickets wait, whose they are, and hours of their own. Sem Interação is one of them and has its settings above.
import { Archive, ArchiveRestore, Pencil, Plus } from "lucide";
import { useState } from "react";
import type { BusinessHours } from "../../bindings/BusinessHours";
import type { QueueView } from "../../bindings/QueueView";
import { useAct } from "../../data";
import { useNames } from "../../data/directory";
import { changed, queueRead, takenBack, useMadeFrom } from "../../data/madeFrom";
import { useRefusedBy } from "../../data/session";
import { problemOf } from "../../host";
import { Button, IconButton } from "../../parts/Button";
import { FormDialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { missing } from "../../parts/missing";
import { Select } from "../../parts/Select";
import { faultOf } from "../../parts/State";
import { Badge } from "../../parts/Tag";
import { Checkbox } from "../../parts/Toggle";
import { done } from "../../parts/toast";
import { useText } from "../../text";
import { officeHours, WeekFrames } from "./Hours";
import { Option } from "./Option";

export function Queues() {
  const t = useText();
  const { queues } = useNames().all;
  const refused = useRefusedBy()("save_queue");
  const [edited, setEdited] = useState<QueueView | "new" | null>(null);
  return (
    <Option
      label={t("settings.queues")}
      effect={t("settings.queuesEffect")}
      also={queues.map((queue) => queue.name).join(" ")}
      wide
    >
      <div className="flex flex-col gap-2">
        <ul className="ruled rounded-card border border-hairline">
          {queues.map((queue) => (
            <QueueLine key={queue.id} queue={queue} onEdit={() => setEdited(queue)} />
          ))}
        </ul>
        <div>
          <Button small icon={Plus} refused={refused} onPress={() => setEdited("new")}>
            {t("settings.newQueue")}
          </Button>
        </div>
      </div>
      {edited !== null && <QueueForm queue={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
    </Option>
  );
}

function QueueLine({ queue, onEdit }: { queue: QueueView; onEdit: () => void }) {
  const t = useText();
  const names = useNames();
  const refused = useRefusedBy()("save_queue");
  const team = names.all.teams.find((one) => one.id === queue.team);
  const { id, name, hours } = queue;
  const restored = useAct("save_queue");
  const archived = useAct("save_queue", {
    onDone: (_, saved) => done(t("settings.queueArchived", { name }), () => restored.mutateAsync(takenBack(saved))),
  });
  return (
    <li className={`flex min-h-9 items-center gap-3 px-3 ${queue.archived ? "text-faint" : ""}`}>
      <span className="min-w-0 truncate">{name}</span>
      {queue.kind === "no_interaction" && <Badge tone="info">{t("settings.specialQueue")}</Badge>}
      {hours && <Badge>{t("settings.ownHours")}</Badge>}
      {queue.archived && <Badge>{t("settings.archived")}</Badge>}
      <span className="ml-auto max-w-32 flex-none truncate text-small text-faint">{team?.name}</span>
      <IconButton icon={Pencil} small label={t("settings.editQueue", { name })} refused={refused} onPress={onEdit} />
      {queue.archived ? (
        <IconButton
          icon={ArchiveRestore}
          small
          label={t("settings.restoreQueue", { name })}
          refused={refused}
          onPress={() => restored.mutate(changed(id, queueRead(queue), { archived: false }))}
        />
      ) : (
        <IconButton
          icon={Archive}
          small
          label={t("settings.archiveQueue", { name })}
          refused={refused ?? (queue.kind === "no_interaction" ? t("settings.queueStays") : null)}
          onPress={() => archived.mutate(changed(id, queueRead(queue), { archived: true }))}
        />
      )}
    </li>
  );
}

const nobody = "none";

function QueueForm({ queue, onClose }: { queue: QueueView | null; onClose: () => void }) {
  const t = useText();
  const { teams } = useNames().all;
  const [name, setName] = useState(queue?.name ?? "");
  const [team, setTeam] = useState<number | null>(queue?.team ?? null);
  const [hours, setHours] = useState<BusinessHours | null>(queue?.hours ?? null);
  const made = useMadeFrom(
    () => queue && queueRead(queue),
    (now) => now.queues.filter((one) => one.id === queue?.id).map(queueRead)[0],
  );
  const saved = useAct("save_queue", { onDone: onClose, onFailed: made.refused });
  const lacks = missing(t, [[t("settings.nameField"), name]]);
  return (
    <FormDialog
      width="medium"
      onClose={onClose}
      onSave={() =>
        saved.mutate({
          id: queue?.id,
          name: name.trim(),
          team,
          hours,
          archived: queue?.archived ?? false,
          from: made.from,
        })
      }
      busy={saved.isPending}
      holds={[name, team, hours]}
      title={queue ? t("settings.editQueue", { name: queue.name }) : t("settings.newQueue")}
      missing={lacks}
    >
      <TextField
        label={t("settings.nameField")}
        value={name}
        onChange={setName}
        error={saved.error ? (problemOf(saved.error, "name") ?? faultOf(saved.error).message) : null}
        required
        autoFocus
      />
      <Select
        label={t("settings.team")}
        hint={t("settings.teamHint")}
        value={team === null ? nobody : String(team)}
        onChange={(id) => setTeam(id === nobody ? null : Number(id))}
        options={[
          { id: nobody, label: t("settings.noTeam") },
          ...teams.map((one) => ({ id: String(one.id), label: one.name })),
        ]}
      />
      <Checkbox
        label={t("settings.queueHours")}
        hint={t("settings.queueHoursHint")}
        on={hours !== null}
        onChange={(on) => setHours(on ? officeHours() : null)}
      />
      {hours && <WeekFrames hours={hours} onChange={setHours} />}
    </FormDialog>
  );
}
