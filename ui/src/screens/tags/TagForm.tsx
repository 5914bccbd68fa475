// A tag being made or changed: its name, its colour, and whether it keeps automations away.
import { useState } from "react";
import type { TagView } from "../../bindings/TagView";
import { useAct } from "../../data";
import { tagRead, useMadeFrom } from "../../data/madeFrom";
import { problemOf } from "../../host";
import { FormDialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { missing } from "../../parts/missing";
import { faultOf, Notice } from "../../parts/State";
import { type Hue, hueOf } from "../../parts/Tag";
import { Checkbox } from "../../parts/Toggle";
import { done } from "../../parts/toast";
import { useText } from "../../text";
import { HueField } from "./HueField";

type TagFormProps = { tag: TagView | null; onClose: () => void; onSaved?: (tag: TagView) => void };

export function TagForm({ tag, onClose, onSaved }: TagFormProps) {
  const t = useText();
  const [name, setName] = useState(tag?.name ?? "");
  const [hue, setHue] = useState<Hue>(hueOf(tag?.colour ?? "blue"));
  const [quiet, setQuiet] = useState(tag?.kind === "do_not_disturb");
  const made = useMadeFrom(
    () => tag && tagRead(tag),
    (now) => now.tags.filter((one) => one.id === tag?.id).map(tagRead)[0],
  );
  const saved = useAct("save_tag", {
    onDone: (kept) => {
      onSaved?.(kept);
      done(t("tags.saved", { name: name.trim() }));
      onClose();
    },
    onFailed: made.refused,
  });
  const nameProblem = problemOf(saved.error, "name");
  return (
    <FormDialog
      title={tag ? t("tags.edit", { name: tag.name }) : t("tags.add")}
      holds={[name, hue, quiet]}
      onClose={onClose}
      onSave={() =>
        saved.mutate({
          id: tag?.id,
          name: name.trim(),
          colour: tag && hue === hueOf(tag.colour) ? tag.colour : hue,
          kind: quiet ? "do_not_disturb" : "normal",
          archived: tag?.archived ?? false,
          from: made.from,
        })
      }
      busy={saved.isPending}
      missing={missing(t, [[t("tags.name"), name]])}
    >
      <TextField label={t("tags.name")} value={name} onChange={setName} error={nameProblem} required autoFocus />
      <HueField label={t("tags.colour")} value={hue} onChange={setHue} />
      <Checkbox label={t("tags.doNotDisturb")} hint={t("tags.doNotDisturbHint")} on={quiet} onChange={setQuiet} />
      {saved.error && !nameProblem ? <Notice tone="danger">{faultOf(saved.error).message}</Notice> : null}
    </FormDialog>
  );
}
