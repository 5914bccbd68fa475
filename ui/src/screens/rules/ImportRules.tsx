// Rules from a file, whole or not at all. A refusal names the line and the reason, and the file can be chosen again.
import { FileUp } from "lucide";
import { useRef, useState } from "react";
import { stale } from "../../bindings/Commands";
import type { FieldProblem } from "../../bindings/FieldProblem";
import { call, heard, useAct, useAsk } from "../../data";
import { Refusal } from "../../host";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { missing } from "../../parts/missing";
import { faultOf, Notice } from "../../parts/State";
import { Checkbox } from "../../parts/Toggle";
import { done } from "../../parts/toast";
import { useText } from "../../text";
import { listed } from "../../text/format";
import { fileBytesMax, isRuleFile, taken, withoutTaken } from "./imported";

/** The way back of an import: none of them was ever on. */
async function takeBack(rules: readonly number[]): Promise<void> {
  for (const rule of rules) await call("archive_rule", { rule });
  heard({ topics: [...stale.archive_rule], tickets: [] });
}

const namedMax = 5;

/** The first of them by name; of hundreds nobody reads all. */
function named(names: readonly string[]): string {
  return names.length > namedMax ? `${names.slice(0, namedMax).join(", ")}…` : listed(names);
}

export function ImportRules({ onClose }: { onClose: () => void }) {
  const t = useText();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [refused, setRefused] = useState<{ message: string; problems: readonly FieldProblem[] } | null>(null);
  const [skips, setSkips] = useState(true);
  const names = useAsk("rules", {}).data?.rules.map(({ rule }) => rule.name) ?? [];
  const twice = taken(text, names);
  const rest = skips ? withoutTaken(text, names) : text;
  const imported = useAct("import_rules", {
    onDone: (reply) => {
      done(t("rules.imported", { count: reply.rules.length }), () => takeBack(reply.rules));
      onClose();
    },
    onFailed: (error) =>
      setRefused({ message: faultOf(error).message, problems: error instanceof Refusal ? error.problems : [] }),
  });
  const lacks = rest === null ? t("rules.allTaken") : missing(t, [[t("rules.pasted"), text]]);
  const refuse = (message: string | null) => setRefused(message === null ? null : { message, problems: [] });
  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    // Read only as far as it may go: the page would stand still over more.
    const words = chosen.size > fileBytesMax ? null : await chosen.text();
    const fits = words !== null && isRuleFile(words);
    setName(fits ? chosen.name : "");
    if (fits) setText(words);
    refuse(fits ? null : t(words === null ? "rules.fileTooLarge" : "rules.notRules", { name: chosen.name }));
  };
  const paste = (words: string) => {
    if (words.length > fileBytesMax) return refuse(t("rules.pastedTooLarge"));
    setText(words);
    refuse(null);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("rules.import")}
      holds={text}
      missing={lacks}
      foot={
        <>
          <Button onPress={onClose}>{t("parts.cancel")}</Button>
          <Button
            kind="primary"
            refused={lacks}
            isPending={imported.isPending}
            onPress={() => rest !== null && imported.mutate({ text: rest })}
          >
            {t("rules.importNow")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="text-pretty text-muted">{t("rules.importHint")}</p>
        <div className="flex items-center gap-3">
          <Button icon={FileUp} onPress={() => file.current?.click()}>
            {t("rules.chooseFile")}
          </Button>
          <span className="truncate text-muted">{name}</span>
          <input
            ref={file}
            type="file"
            accept="application/json,.json"
            aria-label={t("rules.chooseFile")}
            tabIndex={-1}
            onChange={(event) => {
              void choose(event.target.files?.[0]);
              // The same file, mended, is chosen again.
              event.target.value = "";
            }}
            className="sr-only"
          />
        </div>
        <TextField label={t("rules.pasted")} value={text} onChange={paste} rows={8} />
        {twice.length > 0 && (
          <Notice tone="warn">
            <p>{t("rules.taken", { count: twice.length, names: named(twice) })}</p>
            <Checkbox label={t("rules.skipTaken")} on={skips} onChange={setSkips} className="mt-1 text-ink" />
          </Notice>
        )}
        {refused && (
          <Notice tone="danger">
            <p>
              {refused.problems.length > 1
                ? t("rules.importFaults", { count: refused.problems.length })
                : refused.message}
            </p>
            {refused.problems.length > 1 && (
              <ul className="mt-1 max-h-40 list-disc overflow-y-auto pl-4 text-small">
                {refused.problems.map((problem) => (
                  <li key={`${problem.line} ${problem.field} ${problem.message}`}>{problem.message}</li>
                ))}
              </ul>
            )}
          </Notice>
        )}
      </div>
    </Dialog>
  );
}
