// Funis e etapas: the boards and their columns: name, colour, limit, locked, order. Changes take effect at once.
import { Archive, ArchiveRestore, ArrowDown, ArrowUp, Lock, Pencil, Plus } from "lucide";
import { useState } from "react";
import type { FunnelView } from "../../bindings/FunnelView";
import type { StageView } from "../../bindings/StageView";
import { useAct } from "../../data";
import { useNames } from "../../data/directory";
import { changed, funnelRead, stageRead, takenBack, useMadeFrom } from "../../data/madeFrom";
import { useRefusedBy } from "../../data/session";
import { Button, IconButton } from "../../parts/Button";
import { holdsRows } from "../../parts/comeback";
import { Icon } from "../../parts/Icon";
import { Badge, HueDot, hueOf } from "../../parts/Tag";
import { done } from "../../parts/toast";
import { StageForm } from "../../stages/StageForm";
import { useText } from "../../text";
import { NameDialog } from "./NameDialog";
import { Option } from "./Option";

export function Funnels() {
  const t = useText();
  const { funnels } = useNames().all;
  const live = useNames().funnels;
  const refused = useRefusedBy()("save_funnel");
  const [naming, setNaming] = useState<FunnelView | "new" | null>(null);
  return (
    <>
      {live.map((funnel) => (
        <Funnel key={funnel.id} funnel={funnel} onRename={() => setNaming(funnel)} />
      ))}
      {funnels
        .filter((funnel) => funnel.archived)
        .map((funnel) => (
          <ArchivedFunnel key={funnel.id} funnel={funnel} />
        ))}
      <Option label={t("settings.newFunnel")} effect={t("settings.newFunnelEffect")}>
        <Button icon={Plus} refused={refused} onPress={() => setNaming("new")}>
          {t("settings.newFunnel")}
        </Button>
      </Option>
      {naming !== null && <FunnelName funnel={naming === "new" ? null : naming} onClose={() => setNaming(null)} />}
    </>
  );
}

function FunnelName({ funnel, onClose }: { funnel: FunnelView | null; onClose: () => void }) {
  const t = useText();
  const made = useMadeFrom(
    () => funnel && funnelRead(funnel),
    (now) => now.funnels.filter((one) => one.id === funnel?.id).map(funnelRead)[0],
  );
  const saved = useAct("save_funnel", { onDone: onClose, onFailed: made.refused });
  return (
    <NameDialog
      title={funnel ? t("settings.renameFunnel") : t("settings.newFunnel")}
      initial={funnel?.name ?? ""}
      busy={saved.isPending}
      error={saved.error}
      onClose={onClose}
      onSave={(name) => saved.mutate({ id: funnel?.id, name, archived: funnel?.archived, from: made.from })}
    />
  );
}

function Funnel({ funnel, onRename }: { funnel: FunnelView; onRename: () => void }) {
  const t = useText();
  const names = useNames();
  const refused = useRefusedBy()("save_stage");
  const [edited, setEdited] = useState<StageView | "new" | null>(null);
  const all = names.all.stages.filter((stage) => stage.funnel === funnel.id);
  const live = all.filter((stage) => !stage.archived);
  return (
    <Option
      label={funnel.name}
      effect={t("settings.stages", { count: live.length })}
      also={live.map((stage) => stage.name).join(" ")}
      wide
    >
      <div className="flex flex-col gap-2">
        <ul ref={holdsRows} className="ruled rounded-card border border-hairline empty:hidden">
          {live.map((stage, index) => (
            <StageLine
              key={stage.id}
              stage={stage}
              previous={live[index - 1]}
              after={live[index + 2]}
              last={index === live.length - 1}
              onEdit={() => setEdited(stage)}
            />
          ))}
          {all
            .filter((stage) => stage.archived)
            .map((stage) => (
              <ArchivedLine key={stage.id} stage={stage} />
            ))}
        </ul>
        <div className="flex gap-2">
          <Button small icon={Plus} refused={refused} onPress={() => setEdited("new")}>
            {t("settings.newStage")}
          </Button>
          <Button small kind="quiet" icon={Pencil} refused={refused} onPress={onRename}>
            {t("settings.renameFunnel")}
          </Button>
          <ArchiveFunnel funnel={funnel} />
        </div>
      </div>
      {edited !== null && (
        <StageForm stage={edited === "new" ? null : edited} funnel={funnel.id} onClose={() => setEdited(null)} />
      )}
    </Option>
  );
}

type StageLineProps = { stage: StageView; previous?: StageView; after?: StageView; last: boolean; onEdit: () => void };

function ArchiveFunnel({ funnel }: { funnel: FunnelView }) {
  const t = useText();
  const refused = useRefusedBy()("save_funnel");
  const next = useNames().funnels.find((one) => one.id !== funnel.id);
  const only = next ? null : t("settings.onlyFunnel");
  const restored = useAct("save_funnel");
  const archived = useAct("save_funnel", {
    onDone: (_, saved) =>
      done(t("settings.funnelArchived", { name: funnel.name, first: next?.name ?? "" }), () =>
        restored.mutateAsync(takenBack(saved)),
      ),
  });
  return (
    <Button
      small
      kind="quiet"
      icon={Archive}
      refused={refused ?? only}
      onPress={() => archived.mutate(changed(funnel.id, funnelRead(funnel), { archived: true }))}
    >
      {t("settings.archiveFunnel")}
    </Button>
  );
}

function ArchivedFunnel({ funnel }: { funnel: FunnelView }) {
  const t = useText();
  const refused = useRefusedBy()("save_funnel");
  const save = useAct("save_funnel");
  return (
    <Option label={funnel.name} effect={t("settings.funnelArchivedEffect")}>
      <Button
        small
        icon={ArchiveRestore}
        refused={refused}
        onPress={() => save.mutate(changed(funnel.id, funnelRead(funnel), { archived: false }))}
      >
        {t("settings.restoreFunnel", { name: funnel.name })}
      </Button>
    </Option>
  );
}

function StageLine({ stage, previous, after, last, onEdit }: StageLineProps) {
  const t = useText();
  const refused = useRefusedBy()("save_stage");
  const move = useAct("move_stage_order");
  const restored = useAct("save_stage");
  const archived = useAct("save_stage", {
    onDone: (_, saved) =>
      done(t("settings.stageArchived", { name: stage.name }), () => restored.mutateAsync(takenBack(saved))),
  });
  return (
    <li className="flex min-h-9 items-center gap-2 px-3">
      <HueDot hue={hueOf(stage.colour)} />
      <span className="min-w-0 flex-1 truncate">{stage.name}</span>
      {stage.limit_max !== null && <Badge>{t("settings.limitOf", { n: stage.limit_max })}</Badge>}
      {stage.locked && (
        <span title={t("settings.locked")} className="text-faint">
          <Icon of={Lock} size={14} />
          <span className="sr-only">{t("settings.locked")}</span>
        </span>
      )}
      <IconButton
        icon={ArrowUp}
        small
        label={t("settings.stageUp", { name: stage.name })}
        refused={refused ?? (previous ? null : t("board.isFirst"))}
        onPress={() => previous && move.mutate({ stage: stage.id, before: previous.id })}
      />
      <IconButton
        icon={ArrowDown}
        small
        label={t("settings.stageDown", { name: stage.name })}
        refused={refused ?? (last ? t("board.isLast") : null)}
        onPress={() => move.mutate({ stage: stage.id, before: after?.id ?? null })}
      />
      <IconButton
        icon={Pencil}
        small
        label={t("settings.editStage", { name: stage.name })}
        refused={refused}
        onPress={onEdit}
      />
      <IconButton
        icon={Archive}
        small
        label={t("settings.archiveStage", { name: stage.name })}
        refused={refused}
        onPress={() => archived.mutate(changed(stage.id, stageRead(stage), { archived: true }))}
      />
    </li>
  );
}

function ArchivedLine({ stage }: { stage: StageView }) {
  const t = useText();
  const refused = useRefusedBy()("save_stage");
  const save = useAct("save_stage");
  return (
    <li className="flex min-h-9 items-center gap-2 px-3 text-faint">
      <HueDot hue="slate" />
      <span className="min-w-0 flex-1 truncate">{stage.name}</span>
      <Badge>{t("settings.archived")}</Badge>
      <IconButton
        icon={ArchiveRestore}
        small
        label={t("settings.restoreStage", { name: stage.name })}
        refused={refused}
        onPress={() => save.mutate(changed(stage.id, stageRead(stage), { archived: false }))}
      />
    </li>
  );
}
