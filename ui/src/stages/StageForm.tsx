// The form of one stage: name, colour, limit, locked. Opened from the settings and from its column on the board.
import { useState } from "react";
import type { StageView } from "../bindings/StageView";
import { useAct } from "../data";
import { stageRead, useMadeFrom } from "../data/madeFrom";
import { problemOf } from "../host";
import { FormDialog } from "../parts/Dialog";
import { NumberField, TextField } from "../parts/Field";
import { missing } from "../parts/missing";
import { faultOf, Notice } from "../parts/State";
import { type Hue, hueOf } from "../parts/Tag";
import { Checkbox } from "../parts/Toggle";
import { HueField } from "../screens/tags/HueField";
import { useText } from "../text";

export function StageForm({
  stage,
  funnel,
  onClose,
}: {
  stage: StageView | null;
  funnel: number;
  onClose: () => void;
}) {
  const t = useText();
  const [name, setName] = useState(stage?.name ?? "");
  const [hue, setHue] = useState<Hue>(hueOf(stage?.colour));
  const [limited, setLimited] = useState(stage ? stage.limit_max !== null : false);
  const [limit, setLimit] = useState(stage?.limit_max ?? 10);
  const [locked, setLocked] = useState(stage?.locked ?? false);
  const made = useMadeFrom(
    () => stage && stageRead(stage),
    (now) => now.stages.filter((one) => one.id === stage?.id).map(stageRead)[0],
  );
  const saved = useAct("save_stage", { onDone: onClose, onFailed: made.refused });
  const save = () =>
    saved.mutate({
      id: stage?.id,
      funnel,
      name: name.trim(),
      colour: stage && hue === hueOf(stage.colour) ? stage.colour : hue,
      limit_max: limited ? limit : null,
      locked,
      archived: stage?.archived ?? false,
      from: made.from,
    });
  return (
    <FormDialog
      title={stage ? t("settings.editStage", { name: stage.name }) : t("settings.newStage")}
      holds={[name, hue, limited, limit, locked]}
      onClose={onClose}
      onSave={save}
      busy={saved.isPending}
      missing={missing(t, [[t("settings.stageName"), name]])}
    >
      {saved.isError && problemOf(saved.error, "name") === null && (
        <Notice tone="danger">{faultOf(saved.error).message}</Notice>
      )}
      <TextField
        label={t("settings.stageName")}
        value={name}
        onChange={setName}
        error={problemOf(saved.error, "name")}
        required
        autoFocus
      />
      <HueField label={t("settings.colour")} value={hue} onChange={setHue} />
      <div className="flex flex-col gap-1">
        <Checkbox
          label={t("settings.stageLimit")}
          hint={t("settings.stageLimitHint")}
          on={limited}
          onChange={setLimited}
        />
        {limited && (
          <div className="pl-6">
            <NumberField
              label={t("settings.stageLimit")}
              labelHidden
              value={limit}
              onChange={(next) => setLimit(next ?? 1)}
              min={1}
              max={9999}
            />
          </div>
        )}
      </div>
      <Checkbox label={t("settings.locked")} hint={t("settings.lockedHint")} on={locked} onChange={setLocked} />
    </FormDialog>
  );
}
