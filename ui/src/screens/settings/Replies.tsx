// Respostas rápidas: texts of the house, taken into an answer with `/`. Saved at once, in the order shown.
import { ArrowDown, ArrowUp, Pencil, Plus, Trash2, Zap } from "lucide";
import { useState } from "react";
import type { QuickReply } from "../../bindings/QuickReply";
import { call, useAct, useAsk } from "../../data";
import { useOnlyReads } from "../../data/session";
import { Refusal } from "../../host";
import { Button, IconButton } from "../../parts/Button";
import { holdsRows } from "../../parts/comeback";
import { FormDialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { missing } from "../../parts/missing";
import { EmptyState, faultOf, Notice } from "../../parts/State";
import { done } from "../../parts/toast";
import { useText } from "../../text";
import { MessageField } from "../rules/MessageField";
import { Option } from "./Option";

export function Replies() {
  const t = useText();
  const replies = useAsk("quick_replies", {}).data?.replies ?? [];
  const refused = useOnlyReads("save_quick_replies", "replies");
  const [edited, setEdited] = useState<QuickReply | "new" | null>(null);
  const saved = useAct("save_quick_replies");
  const move = (index: number, by: number) => {
    const next = [...replies];
    const [row] = next.splice(index, 1);
    if (row) next.splice(index + by, 0, row);
    saved.mutate({ replies: next, from: [...replies] });
  };
  const removed = useAct("save_quick_replies", {
    onDone: (_, { replies: left, from }) => {
      const gone = from?.find((one) => !left.includes(one));
      done(t("replies.removed", { name: gone?.name ?? "" }), () =>
        saved.mutateAsync({ replies: from ?? left, from: left }),
      );
    },
  });
  const remove = (index: number) =>
    removed.mutate({ replies: replies.filter((_, at) => at !== index), from: [...replies] });
  const add = (
    <Button small icon={Plus} refused={refused} onPress={() => setEdited("new")}>
      {t("replies.add")}
    </Button>
  );
  return (
    <Option
      label={t("replies.ofTeam")}
      effect={t("replies.effect")}
      also={replies.map((one) => `${one.name} ${one.text}`).join(" ")}
      wide
    >
      <div ref={holdsRows} className="flex flex-col items-start gap-3">
        {replies.length === 0 ? (
          <EmptyState icon={Zap} title={t("replies.none")} action={add} className="w-full">
            {t("replies.noneHint")}
          </EmptyState>
        ) : (
          <ul className="w-full ruled rounded-card border border-hairline">
            {replies.map((one, index) => (
              <li key={one.name} className="flex min-h-10 items-center gap-2 px-3">
                <code className="max-w-40 flex-none truncate font-medium">{`/${one.name}`}</code>
                <span className="min-w-0 flex-1 truncate text-muted">{one.text}</span>
                <IconButton
                  icon={ArrowUp}
                  small
                  label={t("replies.up", { name: one.name })}
                  refused={refused ?? (index === 0 ? t("board.isFirst") : null)}
                  onPress={() => move(index, -1)}
                />
                <IconButton
                  icon={ArrowDown}
                  small
                  label={t("replies.down", { name: one.name })}
                  refused={refused ?? (index === replies.length - 1 ? t("board.isLast") : null)}
                  onPress={() => move(index, 1)}
                />
                <IconButton
                  icon={Pencil}
                  small
                  label={t("replies.edit", { name: one.name })}
                  refused={refused}
                  onPress={() => setEdited(one)}
                />
                <IconButton
                  icon={Trash2}
                  small
                  label={t("replies.remove", { name: one.name })}
                  refused={refused}
                  onPress={() => remove(index)}
                />
              </li>
            ))}
          </ul>
        )}
        {replies.length > 0 && add}
        {refused && <p className="text-small text-faint">{refused}</p>}
      </div>
      {edited !== null && (
        <ReplyForm replies={replies} reply={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      )}
    </Option>
  );
}

type ReplyFormProps = { replies: readonly QuickReply[]; reply: QuickReply | null; onClose: () => void };

function ReplyForm({ replies, reply: before, onClose }: ReplyFormProps) {
  const t = useText();
  const [name, setName] = useState(before?.name ?? "");
  const [text, setText] = useState(before?.text ?? "");
  /** The list this was made from; after a refusal that told of another's change, the list as it is now. */
  const [{ from, told }, setFrom] = useState({ from: replies, told: false });
  const saved = useAct("save_quick_replies", {
    onDone: onClose,
    onFailed: (error) => {
      if (!(error instanceof Refusal) || error.code !== "conflict") return;
      void call("quick_replies", {})
        .then((now) => setFrom({ from: now.replies, told: true }))
        .catch(() => undefined);
    },
  });
  const typed = name.trim().replace(/^\//, "");
  const found = placeOf(from, [...(before ? [before.name] : []), ...(told ? [typed] : [])]);
  const index = found < 0 ? from.length : found;
  const problem = (field: string) =>
    saved.error instanceof Refusal
      ? (saved.error.problems.find((one) => one.field === `replies.${index}.${field}`)?.message ?? null)
      : null;
  const save = () => {
    const next = [...from];
    next[index] = { name: typed, text };
    saved.mutate({ replies: next, from: [...from] });
  };
  const lacks = missing(t, [
    [t("replies.name"), name],
    [t("replies.text"), text],
  ]);
  return (
    <FormDialog
      width="medium"
      onClose={onClose}
      onSave={save}
      busy={saved.isPending}
      holds={[name, text]}
      title={before ? t("replies.edit", { name: before.name }) : t("replies.add")}
      missing={lacks}
    >
      {saved.isError && !problem("name") && !problem("text") && (
        <Notice tone="danger">{faultOf(saved.error).message}</Notice>
      )}
      <TextField
        label={t("replies.name")}
        value={name}
        onChange={setName}
        hint={t("replies.nameHint")}
        error={problem("name")}
        maxLength={40}
        required
        autoFocus
      />
      <MessageField label={t("replies.text")} value={text} onChange={setText} error={problem("text")} required />
    </FormDialog>
  );
}

/** Where the first of these names that is there stands. */
function placeOf(replies: readonly QuickReply[], names: readonly string[]): number {
  const at = names.map((name) => replies.findIndex((one) => one.name.toLowerCase() === name.toLowerCase()));
  return at.find((found) => found >= 0) ?? -1;
}
