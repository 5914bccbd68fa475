// Theme, density, text size, language: at hand from the profile menu, the palette and the settings screen.
import { Dialog } from "../parts/Dialog";
import { Segments } from "../parts/Segments";
import { Select } from "../parts/Select";
import { Switch } from "../parts/Toggle";
import { languages, useText } from "../text";
import { percent } from "../text/format";
import { closeOverlay, useOverlay } from "./overlays";
import { densities, scales, setPrefs, themes, usePrefs } from "./prefs";

export function AppearanceDialog() {
  const t = useText();
  const open = useOverlay((state) => state.open === "appearance");
  return (
    <Dialog open={open} onClose={closeOverlay} title={t("shell.appearance")} width="small">
      <AppearanceForm />
    </Dialog>
  );
}

export function AppearanceForm() {
  const t = useText();
  const prefs = usePrefs();
  return (
    <div className="flex flex-col gap-4">
      <Line label={t("prefs.theme")}>
        <Segments
          label={t("prefs.theme")}
          value={prefs.theme}
          onChange={(theme) => setPrefs({ theme })}
          options={themes.map((id) => ({ id, label: t(`prefs.themes.${id}`) }))}
        />
      </Line>
      <Line label={t("prefs.density")}>
        <Segments
          label={t("prefs.density")}
          value={prefs.density}
          onChange={(density) => setPrefs({ density })}
          options={densities.map((id) => ({ id, label: t(`prefs.densities.${id}`) }))}
        />
      </Line>
      <div className="grid grid-cols-2 gap-3">
        <Select
          label={t("prefs.scale")}
          value={String(prefs.scale)}
          onChange={(scale) => setPrefs({ scale: Number(scale) })}
          options={scales.map((scale) => ({ id: String(scale), label: percent(scale / 100) }))}
        />
        <Select
          label={t("prefs.language")}
          value={prefs.language}
          onChange={(language) => setPrefs({ language })}
          options={languages.map((id) => ({ id, label: t(`prefs.languages.${id}`) }))}
        />
      </div>
      <Switch
        label={t("prefs.reduceMotion")}
        on={prefs.reduceMotion}
        onChange={(reduceMotion) => setPrefs({ reduceMotion })}
      />
      <Switch
        label={t("prefs.singleKeys")}
        hint={t("prefs.singleKeysHint")}
        on={prefs.singleKeys}
        onChange={(singleKeys) => setPrefs({ singleKeys })}
      />
    </div>
  );
}

function Line({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <span className="text-small font-medium text-muted">{label}</span>
      <div>{children}</div>
    </div>
  );
}
