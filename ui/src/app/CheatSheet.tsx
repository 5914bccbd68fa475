// The `?` sheet: every key, grouped as people think of them.
import { Keycap } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { useText } from "../text";
import { type KeyId, keyGroups, keyWords } from "./keymap";
import { closeOverlay, useOverlay } from "./overlays";

/** What a key means is not the same everywhere: where, or of what, is said with it. */
const places = [
  "search",
  "nextColumn",
  "previousColumn",
  "select",
  "closeAndNext",
  "giveBack",
  "postpone",
  "send",
  "sendAndClose",
] as const satisfies readonly KeyId[];

const somewhere = (id: KeyId): id is (typeof places)[number] => places.some((one) => one === id);

export function CheatSheet() {
  const t = useText();
  const open = useOverlay((state) => state.open === "cheatSheet");
  return (
    <Dialog open={open} onClose={closeOverlay} title={t("keys.title")} width="large" onlyRead>
      <div className="columns-[17rem] gap-10">
        {keyGroups.map((group) => (
          <section key={group.title} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-small font-medium text-faint">{t(`keys.groups.${group.title}`)}</h3>
            <dl>
              {group.keys.map((id) => (
                <div key={id} className="flex min-h-7 items-center justify-between gap-4 border-b border-hairline">
                  <dt className="min-w-0 leading-4">
                    {t(`keys.${id}`)}
                    {somewhere(id) && <span className="block text-meta text-faint">{t(`keys.where.${id}`)}</span>}
                  </dt>
                  <dd className="flex flex-none gap-1">
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
