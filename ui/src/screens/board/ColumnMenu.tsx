// The menu of a column: a new ticket in it, and its stage as the supervisor may change it, without leaving the board.
import { ArchiveRestore, ArrowLeft, ArrowRight, Lock, LockOpen, MoreHorizontal, Pencil, Plus } from "lucide";
import { lazy, Suspense, useState } from "react";
import { openOverlay } from "../../app/overlays";
import type { StageView } from "../../bindings/StageView";
import { useAct } from "../../data";
import { useNames } from "../../data/directory";
import { changed, funnelRead, stageRead, takenBack } from "../../data/madeFrom";
import { useRefusedBy } from "../../data/session";
import { IconButton } from "../../parts/Button";
import { type Command, type CommandGroup, Menu } from "../../parts/Menu";
import { done } from "../../parts/toast";
import { useText } from "../../text";

const StageForm = lazy(() => import("../../stages/StageForm").then((made) => ({ default: made.StageForm })));

type ColumnMenuProps = {
  stage: StageView;
  /** How long tickets stay, for who comes here by keys and sees no tip. */
  average: string | null;
  full: boolean;
};

export function ColumnMenu({ stage, average, full }: ColumnMenuProps) {
  const t = useText();
  const names = useNames();
  const may = useRefusedBy();
  const refused = may("save_stage");
  const [edited, setEdited] = useState<StageView | "new" | null>(null);
  const save = useAct("save_stage");
  const locked = useAct("save_stage", {
    onDone: (_, saved) =>
      done(t(saved.locked ? "board.lockedNow" : "board.unlocked", { name: stage.name }), () =>
        save.mutateAsync(takenBack(saved)),
      ),
  });
  const move = useAct("move_stage_order");

  const live = names.all.stages.filter((one) => one.funnel === stage.funnel && !one.archived);
  const at = live.findIndex((one) => one.id === stage.id);
  const to = (before: number | null) => move.mutate({ stage: stage.id, before });
  const lock = () => locked.mutate(changed(stage.id, stageRead(stage), { locked: !stage.locked }));
  const restoreFunnel = useAct("save_funnel");
  const funnel = names.all.funnels.find((one) => one.id === stage.funnel && one.archived);
  const restore: Command = funnel
    ? {
        id: "restore",
        label: t("settings.restoreFunnel", { name: funnel.name }),
        icon: ArchiveRestore,
        refused: may("save_funnel"),
        run: () => restoreFunnel.mutate(changed(funnel.id, funnelRead(funnel), { archived: false })),
      }
    : {
        id: "restore",
        label: t("settings.restoreStage", { name: stage.name }),
        icon: ArchiveRestore,
        refused,
        run: () => save.mutate(changed(stage.id, stageRead(stage), { archived: false })),
      };
  const archived: CommandGroup[] = [{ title: average ?? undefined, commands: [restore] }];
  const groups = (): CommandGroup[] => [
    {
      title: average ?? undefined,
      commands: [
        {
          id: "create",
          label: t("newTicket.title"),
          icon: Plus,
          refused:
            may("start_ticket") ??
            (stage.locked
              ? t("board.refused.locked")
              : full
                ? t("board.refused.full", { limit: stage.limit_max ?? 0 })
                : null),
          run: () => openOverlay("newTicket", stage.id),
        },
      ],
    },
    {
      title: t("board.stage"),
      commands: [
        { id: "edit", label: t("board.editStage"), icon: Pencil, refused, run: () => setEdited(stage) },
        {
          id: "lock",
          label: t(stage.locked ? "board.unlock" : "board.lock"),
          icon: stage.locked ? LockOpen : Lock,
          refused,
          run: lock,
        },
        {
          id: "left",
          label: t("board.toLeft"),
          icon: ArrowLeft,
          refused: refused ?? (at <= 0 ? t("board.isFirst") : null),
          run: () => to(live[at - 1]?.id ?? null),
        },
        {
          id: "right",
          label: t("board.toRight"),
          icon: ArrowRight,
          refused: refused ?? (at === live.length - 1 ? t("board.isLast") : null),
          run: () => to(live[at + 2]?.id ?? null),
        },
        { id: "new", label: t("settings.newStage"), icon: Plus, refused, run: () => setEdited("new") },
      ],
    },
  ];
  return (
    <>
      <Menu label={t("board.columnMenu", { name: stage.name })} groups={stage.archived ? archived : groups}>
        <IconButton icon={MoreHorizontal} small label={t("board.columnMenu", { name: stage.name })} />
      </Menu>
      {edited !== null && (
        <Suspense>
          <StageForm stage={edited === "new" ? null : edited} funnel={stage.funnel} onClose={() => setEdited(null)} />
        </Suspense>
      )}
    </>
  );
}
