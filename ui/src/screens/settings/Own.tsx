// What is this person's own and not the house's: how the window looks, and its keys. Kept on this computer, at once.
import { AppearanceForm } from "../../app/Appearance";
import { keyGroups, keyWords } from "../../app/keymap";
import { Keycap } from "../../parts/Button";
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

export function Keys() {
  const t = useText();
  return keyGroups.map((group) => (
    <Option
      key={group.title}
      label={t(`keys.groups.${group.title}`)}
      also={group.keys.map((id) => t(`keys.${id}`)).join(" ")}
      wide
    >
      <dl className="columns-2 gap-10">
        {group.keys.map((id) => (
          <div
            key={id}
            className="flex h-7 break-inside-avoid items-center justify-between gap-4 border-b border-hairline"
          >
            <dt className="truncate">{t(`keys.${id}`)}</dt>
            <dd className="flex gap-1">
              {keyWords(id)
                .split(" ")
                .map((part) => (
                  <Keycap key={part}>{part}</Keycap>
                ))}
            </dd>
          </div>
        ))}
      </dl>
    </Option>
  ));
}
