// Textos: what customers read when their ticket enters Sem Interação and when the day closes it, with a live preview.
import { useAsk } from "../../data";
import { Checkbox } from "../../parts/Toggle";
import { useSettled } from "../../parts/useSettled";
import { useText } from "../../text";
import { MessageField } from "../rules/MessageField";
import type { Edited } from "./draft";
import { Option } from "./Option";

const settleMs = 300;

export function Texts({ edited }: { edited: Edited }) {
  return (
    <>
      <TextOption edited={edited} which="entry_text" />
      <TextOption edited={edited} which="closing_text" />
    </>
  );
}

function TextOption({ edited, which }: { edited: Edited; which: "entry_text" | "closing_text" }) {
  const t = useText();
  const { settings, defaults, setQueue, problem, disabled } = edited;
  const text = settings.queue[which];
  const standard = defaults.queue[which];
  const preview = useAsk(
    "preview_text",
    { text: useSettled(text ?? "", settleMs), wait: settings.queue.wait },
    { keep: true, enabled: Boolean(text?.trim()) },
  );
  const wrong = preview.data?.problems[0]?.message ?? null;
  return (
    <Option
      label={t(`settings.texts.${which}`)}
      effect={t(`settings.textEffects.${which}`)}
      standard={{ now: text === standard, restore: () => setQueue({ [which]: standard }) }}
      disabled={disabled}
      wide
    >
      <div className="flex flex-col gap-3">
        <Checkbox
          label={t("settings.sendText")}
          on={text !== null}
          onChange={(on) => setQueue({ [which]: on ? (standard ?? "") : null })}
          disabled={disabled}
        />
        {text !== null && (
          <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-4">
            <MessageField
              label={t("settings.text")}
              value={text}
              onChange={(next) => setQueue({ [which]: next })}
              error={problem(`queue.${which}`) ?? (text.trim() ? wrong : null)}
              disabled={disabled}
            />
            <div className="flex min-w-0 flex-col gap-1">
              <span className="flex h-6 items-center text-small font-medium text-muted">{t("rules.preview")}</span>
              <p className="rounded-card rounded-tl-none bg-info-soft px-3 py-2 break-words whitespace-pre-wrap">
                {preview.data?.text ?? <span className="text-faint">{t("rules.previewEmpty")}</span>}
              </p>
            </div>
          </div>
        )}
      </div>
    </Option>
  );
}
