// The last step of the first run: what customers read of the queue, and whether the first mailbox comes next.
import { Checkbox } from "../../parts/Toggle";
import { useText } from "../../text";
import { MessageField } from "../rules/MessageField";
import type { Answers, Texts } from "./draft";
import { said, type Trouble } from "./refused";

type MessagesProps = {
  answers: Answers;
  change: (some: Partial<Answers>) => void;
  delivered: Texts | undefined;
  trouble: Trouble;
};

export function Messages({ answers, change, delivered, trouble }: MessagesProps) {
  const t = useText();
  const now = (typed: string | null | undefined, standard: string | null | undefined) =>
    typed === undefined ? (standard ?? null) : typed;
  return (
    <div className="flex flex-col gap-4">
      <Message
        label={t("settings.texts.entry_text")}
        hint={t("settings.textEffects.entry_text")}
        text={now(answers.entryText, delivered?.entry_text)}
        standard={delivered?.entry_text}
        onChange={(entryText) => change({ entryText })}
        error={said(trouble, "queue.entry_text")}
      />
      <Message
        label={t("settings.texts.closing_text")}
        hint={t("settings.textEffects.closing_text")}
        text={now(answers.closingText, delivered?.closing_text)}
        standard={delivered?.closing_text}
        onChange={(closingText) => change({ closingText })}
        error={said(trouble, "queue.closing_text")}
      />
      <Checkbox label={t("firstRun.connect")} on={answers.connect} onChange={(connect) => change({ connect })} />
    </div>
  );
}

type MessageProps = {
  label: string;
  hint: string;
  text: string | null;
  standard: string | null | undefined;
  onChange: (text: string | null) => void;
  error: string | null;
};

function Message({ label, hint, text, standard, onChange, error }: MessageProps) {
  const t = useText();
  return (
    <div className="flex flex-col gap-1">
      <Checkbox label={label} on={text !== null} onChange={(on) => onChange(on ? (standard ?? "") : null)} />
      {text !== null && (
        <MessageField
          label={t("settings.noticeField", { to: label, field: t("settings.noticeText") })}
          labelHidden
          value={text}
          onChange={onChange}
          error={error}
          hint={hint}
          short
        />
      )}
    </div>
  );
}
