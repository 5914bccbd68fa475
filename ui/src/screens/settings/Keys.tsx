// Atalhos: what each key does, and another one for it if one likes. Kept on this computer, at once.
import { RotateCcw } from "lucide";
import { useEffect, useRef, useState } from "react";
import { clashes, comboFor, fixedKeys, type KeyId, keyGroups, standardCombo, useComboFor } from "../../app/keymap";
import { setPrefs, usePrefs } from "../../app/prefs";
import { Button, IconButton, Keycap } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { type Combo, comboOf, comboWords } from "../../parts/keys";
import { Notice } from "../../parts/State";
import { Switch } from "../../parts/Toggle";
import { done } from "../../parts/toast";
import { useText } from "../../text";
import { listed } from "../../text/format";
import { Option } from "./Option";

export function Keys() {
  const t = useText();
  const own = usePrefs((prefs) => prefs.keys);
  const singleKeys = usePrefs((prefs) => prefs.singleKeys);
  const [edited, setEdited] = useState<KeyId | null>(null);
  const restoreAll = () => {
    setPrefs({ keys: {} });
    done(t("keys.allRestored"), () => setPrefs({ keys: own }));
  };
  return (
    <>
      <Option label={t("keys.own")} effect={t("keys.ownEffect")}>
        <Button
          icon={RotateCcw}
          refused={Object.keys(own).length === 0 ? t("keys.allStandard") : null}
          onPress={restoreAll}
        >
          {t("keys.restoreAll")}
        </Button>
      </Option>
      <Option label={t("prefs.singleKeys")} effect={t("prefs.singleKeysEffect")}>
        <Switch
          label={t("prefs.singleKeys")}
          labelHidden
          on={singleKeys}
          onChange={(next) => setPrefs({ singleKeys: next })}
        />
      </Option>
      {keyGroups.map((group) => (
        <Option
          key={group.title}
          label={t(`keys.groups.${group.title}`)}
          also={group.keys.map((id) => t(`keys.${id}`)).join(" ")}
          wide
        >
          <ul className="columns-[16rem] gap-10">
            {group.keys.map((id) => (
              <KeyLine key={id} id={id} onEdit={() => setEdited(id)} />
            ))}
          </ul>
        </Option>
      ))}
      {edited !== null && <KeyDialog id={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function KeyLine({ id, onEdit }: { id: KeyId; onEdit: () => void }) {
  const t = useText();
  const combo = useComboFor(id);
  const name = t(`keys.${id}`);
  const changed = combo !== standardCombo(id);
  return (
    <li className="flex min-h-8 break-inside-avoid items-center gap-1 border-b border-hairline">
      <span className="min-w-0 flex-1 leading-4">{name}</span>
      {changed && (
        <IconButton
          icon={RotateCcw}
          small
          label={t("settings.restore", { label: name })}
          onPress={() => keep({ [id]: undefined })}
        />
      )}
      {fixedKeys.has(id) ? (
        <span className="px-2">
          <Caps combo={combo} />
        </span>
      ) : (
        <Button small kind="quiet" onPress={onEdit}>
          <span className="sr-only">{t("keys.change", { name })}</span>
          <Caps combo={combo} />
        </Button>
      )}
    </li>
  );
}

function Caps({ combo }: { combo: Combo }) {
  const t = useText();
  if (combo === "") return <span className="text-small text-faint">{t("keys.nothing")}</span>;
  return (
    <span className="flex gap-1">
      {comboWords(combo)
        .split(" ")
        .map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a key may come twice, and its place is what it is
          <Keycap key={index}>{part}</Keycap>
        ))}
    </span>
  );
}

/** Keys that move about or mean something everywhere; they cannot be taken. */
const reserved = /^(?:Shift\+)?(?:Tab|Enter|Escape|Arrow\w+|Home|End|PageUp|PageDown| |Backspace|Delete|F\d+)$/;
const modifiers = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "Dead"]);

function KeyDialog({ id, onClose }: { id: KeyId; onClose: () => void }) {
  const t = useText();
  const [combo, setCombo] = useState<Combo>(comboFor(id));
  const [fresh, setFresh] = useState(true);
  const taken = clashes(id, combo);
  const field = useRef<HTMLDivElement>(null);
  useEffect(() => field.current?.focus(), []);
  const save = () => {
    const before = usePrefs.getState().keys;
    keep({ [id]: combo, ...Object.fromEntries(taken.map((other) => [other, ""])) });
    onClose();
    done(t("keys.changed", { name: t(`keys.${id}`) }), () => setPrefs({ keys: before }));
  };
  const press = (event: React.KeyboardEvent) => {
    const typed = comboOf(event);
    if (modifiers.has(event.key) || reserved.test(typed) || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    // Two plain keys one after the other make a pair; anything with Ctrl stands alone.
    const plain = (one: Combo) => one !== "" && !one.includes(" ") && !one.includes("+");
    setCombo(!fresh && plain(combo) && plain(typed) ? `${combo} ${typed}` : typed);
    setFresh(false);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      width="small"
      title={t(`keys.${id}`)}
      foot={
        <>
          <Button kind="quiet" onPress={() => setCombo("")}>
            {t("keys.clear")}
          </Button>
          <Button onPress={onClose}>{t("parts.cancel")}</Button>
          <Button
            kind="primary"
            onPress={save}
            refused={taken.some((other) => fixedKeys.has(other)) ? t("keys.fixed") : null}
          >
            {taken.length > 0 ? t("keys.takeOver") : t("parts.save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <div
          role="group"
          aria-label={t("keys.press")}
          tabIndex={0}
          ref={field}
          onKeyDown={press}
          data-mark="inside"
          className="flex h-16 items-center justify-center rounded-control border border-control bg-sunken"
        >
          <Caps combo={combo} />
        </div>
        <p className="text-small text-faint">{t("keys.pressHint")}</p>
        <div aria-live="polite">
          {taken.length > 0 && (
            <Notice tone="warn">
              {t("keys.taken", { names: listed(taken.map((other) => t(`keys.${other}`))), count: taken.length })}
            </Notice>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function keep(change: Readonly<Record<string, Combo | undefined>>): void {
  const next = { ...usePrefs.getState().keys, ...change };
  const own = Object.entries(next).filter(([id, combo]) => combo !== undefined && combo !== standardCombo(id as KeyId));
  setPrefs({ keys: Object.fromEntries(own) });
}
