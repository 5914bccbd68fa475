// The yellow strip of example data, with its way out.
import { Clock, FlaskConical } from "lucide";
import { useState } from "react";
import { useAct } from "../data";
import { useRefusedBy } from "../data/session";
import { announce } from "../parts/announce";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { soon } from "../parts/later";
import { OneOf } from "../parts/Segments";
import { done } from "../parts/toast";
import { useText } from "../text";
import { useStatus } from "./railCounts";

const ConfirmDialog = soon(() => import("../parts/Dialog").then((made) => made.ConfirmDialog));

const speeds = [1, 10, 60] as const;

/** The clock of the example may run faster, so that ten minutes are seen in ten seconds. */
function Speed() {
  const t = useText();
  const refused = useRefusedBy()("set_speed");
  const speed = useStatus()?.speed ?? 1;
  const change = useAct("set_speed", { onDone: (_, { speed }) => announce(t("demo.runsAt", { count: speed })) });
  return (
    <OneOf
      label={t("demo.clock")}
      refused={refused}
      value={speed}
      onChange={(next) => change.mutate({ speed: next })}
      options={speeds.map((one) => ({ id: one, label: `${one}×`, name: t("demo.times", { count: one }) }))}
      className="ml-auto flex flex-none items-center gap-1"
      choiceClass="tabular h-6 min-w-8 cursor-default rounded-tag px-1.5 font-medium hover:not-aria-disabled:bg-warn/10 data-refused:opacity-60 aria-checked:bg-warn aria-checked:text-warn-soft"
    >
      <Icon of={Clock} size={14} />
    </OneOf>
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
      className="@container flex min-h-7 flex-none flex-wrap items-center gap-x-2 border-b border-hairline bg-warn-soft px-4 text-small text-warn print:hidden"
    >
      <Icon of={FlaskConical} size={14} />
      <span className="font-medium">{t("demo.strip")}</span>
      <span className="hidden min-w-0 @min-[46rem]:inline">{t("demo.hint")}</span>
      <Speed />
      {!refused && (
        <Button kind="quiet" small className="flex-none text-warn hover:text-warn" onPress={() => setAsking(true)}>
          {t("demo.remove")}
        </Button>
      )}
      {asking && (
        <ConfirmDialog
          open
          onClose={() => setAsking(false)}
          onConfirm={() => remove.mutate({})}
          busy={remove.isPending}
          title={t("demo.removeTitle")}
          confirm={t("demo.remove")}
        >
          {t("demo.removeText")}
        </ConfirmDialog>
      )}
    </section>
  );
}
