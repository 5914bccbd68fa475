// The `?` sheet: every key, grouped as people think of them.
import { Keycap } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { useText } from "../text";
import { keyGroups, keyWords } from "./keymap";
import { closeOverlay, useOverlay } from "./overlays";

export function CheatSheet() {
  const t = useText();
  const open = useOverlay((state) => state.open === "cheatSheet");
  return (
    <Dialog open={open} onClose={closeOverlay} title={t("keys.title")} width="large">
      <div className="columns-[17rem] gap-10">
        {keyGroups.map((group) => (
          <section key={group.title} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-small font-medium text-faint">{t(`keys.groups.${group.title}`)}</h3>
            <dl>
              {group.keys.map((id) => (
                <div key={id} className="flex min-h-7 items-center justify-between gap-4 border-b border-hairline">
                  <dt className="leading-4">{t(`keys.${id}`)}</dt>
                  <dd className="flex gap-1">
                    {keyWords(id) === "" && <span className="text-small text-faint">{t("keys.nothing")}</span>}
                    {keyWords(id)
                      .split(" ")
                      .filter(Boolean)
                      .map((part) => (
                        <Keycap key={part}>{part}</Keycap>
                      ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
