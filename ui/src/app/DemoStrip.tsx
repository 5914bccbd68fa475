// The yellow strip of example data, with its way out.
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { useAct } from "../data";
import { useRefusedBy } from "../data/session";
import { Button } from "../parts/Button";
import { ConfirmDialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import { done } from "../parts/toast";
import { useText } from "../text";

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
      className="flex h-7 flex-none items-center gap-2 border-b border-hairline bg-warn-soft px-4 text-small text-warn"
    >
      <Icon of={FlaskConical} size={14} />
      <span className="font-medium">{t("demo.strip")}</span>
      <span className="truncate">{t("demo.hint")}</span>
      {!refused && (
        <Button kind="quiet" small className="ml-auto text-warn data-hovered:text-warn" onPress={() => setAsking(true)}>
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
