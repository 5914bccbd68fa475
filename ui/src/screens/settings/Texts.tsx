// Textos: what customers read when their ticket enters Sem Interação and when the day closes it, and what our own people
// read of it, each with a live preview.
import type { NoticeText } from "../../bindings/NoticeText";
import { useAsk } from "../../data";
import { Checkbox } from "../../parts/Toggle";
import { useSettled } from "../../parts/useSettled";
import { useText } from "../../text";
import { inOurWords } from "../../text/refusals";
import { MessageField } from "../rules/MessageField";
import { previewGap } from "../rules/preview";
import type { Edited } from "./draft";
import { Option } from "./Option";
import { same } from "./rebase";

const settleMs = 300;
/** As the engine counts (`notice.rs`). */
const titleCharsMax = 120;
const textCharsMax = 300;

export function Texts({ edited }: { edited: Edited }) {
  return (
    <>
      <TextOption edited={edited} which="entry_text" />
      <TextOption edited={edited} which="closing_text" />
      {eventsOf(edited.defaults.notice_texts).map((event) => (
        <NoticeOption key={event} edited={edited} event={event} />
      ))}
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
  const wrong = inOurWords(preview.data?.problems[0]?.message ?? "") || null;
  const gap = previewGap(text ?? "", preview.data);
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
                {gap ? <span className="text-faint">{t(gap)}</span> : preview.data?.text}
              </p>
            </div>
          </div>
        )}
      </div>
    </Option>
  );
}

function eventsOf(texts: readonly NoticeText[]): NoticeText["event"][] {
  return [...new Set(texts.map((text) => text.event))];
}

/** One event of the queue, in the words of each who is told of it. */
function NoticeOption({ edited, event }: { edited: Edited; event: NoticeText["event"] }) {
  const t = useText();
  const { settings, defaults, set, disabled } = edited;
  const about = (texts: readonly NoticeText[]) => texts.filter((text) => text.event === event);
  const others = (texts: readonly NoticeText[]) => texts.filter((text) => text.event !== event);
  const standard = about(defaults.notice_texts);
  const now = standard.map((text) => settings.notice_texts.find((own) => isSameKind(own, text)) ?? text);
  const put = (next: readonly NoticeText[]) =>
    set({
      notice_texts: defaults.notice_texts.map(
        (text) => [...next, ...others(settings.notice_texts)].find((own) => isSameKind(own, text)) ?? text,
      ),
    });
  return (
    <Option
      label={t(`settings.events.${event}`)}
      effect={t("settings.noticeTextEffect")}
      also={t("settings.recipients.leader")}
      standard={{ now: same(now, standard), restore: () => put(standard) }}
      disabled={disabled}
      wide
    >
      <div className="flex flex-col gap-4">
        {now.map((text) => (
          <NoticeFields
            key={text.to}
            edited={edited}
            text={text}
            onChange={(changed) => put(now.map((one) => (isSameKind(one, changed) ? changed : one)))}
          />
        ))}
      </div>
    </Option>
  );
}

function isSameKind(one: NoticeText, other: NoticeText): boolean {
  return one.event === other.event && one.to === other.to;
}

type NoticeFieldsProps = { edited: Edited; text: NoticeText; onChange: (text: NoticeText) => void };

function NoticeFields({ edited, text, onChange }: NoticeFieldsProps) {
  const t = useText();
  const { settings, problem, disabled } = edited;
  const preview = useAsk(
    "preview_text",
    { text: useSettled(`${text.title}\n${text.text}`, settleMs), wait: settings.queue.wait },
    { keep: true, enabled: Boolean(text.title.trim() && text.text.trim()) },
  );
  const [title, ...lines] = preview.data?.text?.split("\n") ?? [];
  const gap = previewGap(text.title.trim() && text.text, preview.data);
  const wrong = inOurWords(preview.data?.problems[0]?.message ?? "");
  const at = settings.notice_texts.findIndex((one) => isSameKind(one, text));
  const field = (name: "title" | "text", charsMax: number) => (
    <MessageField
      label={t("settings.noticeField", {
        to: t(`settings.recipients.${text.to}`),
        field: t(name === "title" ? "settings.noticeTitle" : "settings.noticeText"),
      })}
      value={text[name]}
      onChange={(value) => onChange({ ...text, [name]: value })}
      error={problem(`notice_texts.${at}.${name}`)}
      disabled={disabled}
      charsMax={charsMax}
      oneLine
    />
  );
  return (
    <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-4">
      <div className="flex min-w-0 flex-col gap-2">
        {field("title", titleCharsMax)}
        {field("text", textCharsMax)}
      </div>
      <div className="flex min-w-0 flex-col gap-1">
        <span className="flex h-6 items-center text-small font-medium text-muted">{t("rules.preview")}</span>
        <div className="rounded-card border border-hairline bg-surface px-3 py-2 break-words whitespace-pre-wrap">
          {gap ? (
            <p className="text-faint">{gap === "rules.previewWrong" && wrong ? wrong : t(gap)}</p>
          ) : (
            <>
              <p className="font-medium">{title}</p>
              <p className="text-muted">{lines.join("\n")}</p>
            </>
          )}
        </div>
      </div>
    </div>
  );
}
