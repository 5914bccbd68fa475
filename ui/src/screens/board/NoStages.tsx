// Where the stages of a new funnel will stand: what it waits for, and its first one made from here.
import { KanbanSquare, Plus } from "lucide";
import { lazy, Suspense, useState } from "react";
import { useRefusedBy } from "../../data/session";
import { Button } from "../../parts/Button";
import { EmptyState } from "../../parts/State";
import { useText } from "../../text";

const StageForm = lazy(() => import("../../stages/StageForm").then((made) => ({ default: made.StageForm })));

export function NoStages({ funnel }: { funnel: number }) {
  const t = useText();
  const refused = useRefusedBy()("save_stage");
  const [adding, setAdding] = useState(false);
  return (
    <div className="flex h-full w-(--column-width) flex-none flex-col rounded-card bg-sunken">
      <EmptyState
        icon={KanbanSquare}
        title={t("board.noColumns")}
        action={
          <Button icon={Plus} refused={refused} onPress={() => setAdding(true)}>
            {t("settings.newStage")}
          </Button>
        }
      >
        {refused ?? t("board.noColumnsHint")}
      </EmptyState>
      {adding && (
        <Suspense>
          <StageForm stage={null} funnel={funnel} onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </div>
  );
}
