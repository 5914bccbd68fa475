// How the window looks: this person's own and not the house's. Kept on this computer, at once.
import { AppearanceForm } from "../../app/Appearance";
import { useText } from "../../text";
import { Option } from "./Option";

export function Appearance() {
  const t = useText();
  return (
    <Option
      label={t("settings.look")}
      effect={t("settings.lookEffect")}
      also={[t("prefs.theme"), t("prefs.density"), t("prefs.scale"), t("prefs.language"), t("prefs.reduceMotion")].join(
        " ",
      )}
      wide
    >
      <div className="max-w-[30rem]">
        <AppearanceForm />
      </div>
    </Option>
  );
}
