// The yellow strip of example data, with its way out.
import { Clock, FlaskConical } from "lucide-react";
import { useState } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { useAct } from "../data";
import { useRefusedBy } from "../data/session";
import { announce } from "../parts/announce";
import { Button } from "../parts/Button";
import { ConfirmDialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { done } from "../parts/toast";
import { useText } from "../text";
import { useStatus } from "./railCounts";

const speeds = [1, 10, 60] as const;

/** The clock of the example may run faster, so that ten minutes are seen in ten seconds. */
function Speed() {
  const t = useText();
  const refused = useRefusedBy()("set_speed");
  const speed = useStatus()?.speed ?? 1;
  const change = useAct("set_speed", { onDone: (_, { speed }) => announce(t("demo.runsAt", { speed })) });
  return (
    <ToggleButtonGroup
      aria-label={t("demo.clock")}
      selectionMode="single"
      disallowEmptySelection
      isDisabled={refused !== null}
      selectedKeys={[speed]}
      onSelectionChange={(keys) => {
        const [next] = [...keys];
        if (typeof next === "number") change.mutate({ speed: next });
      }}
      className="ml-auto flex flex-none items-center gap-1"
    >
      <Icon of={Clock} size={14} />
      {speeds.map((one) => (
        <ToggleButton
          key={one}
          id={one}
          aria-label={t("demo.times", { speed: one })}
          className="tabular h-6 min-w-8 cursor-default rounded-tag px-1.5 font-medium data-hovered:bg-warn/10 data-selected:bg-warn data-selected:text-warn-soft"
        >
          {one}×
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

export function DemoStrip() {
  const t = useText();
  const refused = useRefusedBy()("remove_demo");
  const [asking, setAsking] = useState(false);
  const remove = useAct("remove_demo", {
    onDone: () => {
      setAsking(false);
      done(t("demo.removed"));
    },
  });
  return (
    <section
      aria-label={t("demo.strip")}
      className="flex min-h-7 flex-none flex-wrap items-center gap-x-2 border-b border-hairline bg-warn-soft px-4 text-small text-warn"
    >
      <Icon of={FlaskConical} size={14} />
      <span className="font-medium">{t("demo.strip")}</span>
      <span className="min-w-0">{t("demo.hint")}</span>
      <Speed />
      {!refused && (
        <Button
          kind="quiet"
          small
          className="flex-none text-warn data-hovered:text-warn"
          onPress={() => setAsking(true)}
        >
          {t("demo.remove")}
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate({})}
        busy={remove.isPending}
        title={t("demo.removeTitle")}
        confirm={t("demo.remove")}
      >
        {t("demo.removeText")}
      </ConfirmDialog>
    </section>
  );
}
