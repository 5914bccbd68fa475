// Adding or changing a connection. The fields are those its kind describes; a secret goes in and never comes back. A test
// that fails, or a refused save, keeps everything typed.
import { useEffect, useRef, useState } from "react";
import { useStatus } from "../../app/railCounts";
import type { ConnectionKind } from "../../bindings/ConnectionKind";
import type { ConnectionView } from "../../bindings/ConnectionView";
import type { SettingsField } from "../../bindings/SettingsField";
import type { TestReply } from "../../bindings/TestReply";
import { useAct, useAsk } from "../../data";
import { useNames } from "../../data/directory";
import { Refusal } from "../../host";
import { Button } from "../../parts/Button";
import { Dialog } from "../../parts/Dialog";
import { TextField } from "../../parts/Field";
import { Select } from "../../parts/Select";
import { faultOf, Loaded, Notice } from "../../parts/State";
import { Checkbox } from "../../parts/Toggle";
import { done } from "../../parts/toast";
import { halted, unfit } from "../../parts/unfit";
import { useText } from "../../text";
import { inOurWords } from "../../text/refusals";
import { kindName } from "./ConnectionCard";
import { besideField, missingOf } from "./missing";
import { type Secret, SecretField } from "./SecretField";
import { SecretsDialog } from "./SecretsDialog";
import { TestResult } from "./TestResult";

type FormProps = { connection: ConnectionView | null; onClose: () => void };

export function ConnectionForm({ connection, onClose }: FormProps) {
  const t = useText();
  const query = useAsk("connection_kinds", {});
  return query.data ? (
    <Filled connection={connection} onClose={onClose} kinds={query.data} />
  ) : (
    <Dialog open onClose={onClose} title={t("connections.new")}>
      <Loaded query={query} rows={6}>
        {() => null}
      </Loaded>
    </Dialog>
  );
}

/** Mostly a mailbox; what only plays at being a channel is nobody's first thought. */
function firstKind(kinds: readonly ConnectionKind[]): string {
  return (kinds.find((one) => one.kind === "email") ?? kinds[0])?.kind ?? "";
}

function Filled({ connection, onClose, kinds }: FormProps & { kinds: readonly ConnectionKind[] }) {
  const t = useText();
  const queues = useNames().all.queues.filter((queue) => queue.kind === "normal" && !queue.archived);
  const [kind, setKind] = useState(connection?.kind ?? firstKind(kinds));
  const [name, setName] = useState(connection?.name ?? "");
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(connection?.settings ?? {});
  const [secret, setSecret] = useState<Secret>({ typed: "", change: connection === null });
  const [queue, setQueue] = useState<number | null>(connection?.queue ?? null);
  const [founding, setFounding] = useState(false);
  const fields = (kinds.find((one) => one.kind === kind)?.fields ?? []).map(inTheirWords);
  const chosenQueue = queue ?? queues[0]?.id ?? null;
  const secrets = useStatus()?.secrets;
  const root = useRef<HTMLDivElement>(null);

  const settings = settingsOf(fields, typed);
  const given = secret.change && secret.typed !== "" ? secret.typed : undefined;
  const test = useAct("test_connection", { onFailed: () => undefined });
  const save = useAct("save_connection", {
    onDone: () => {
      done(t("connections.saved", { name }));
      onClose();
    },
    onFailed: () => undefined,
  });
  const [sought, setSought] = useState<"nothing" | "test" | "save">("nothing");
  const missing = missingOf({ fields, typed, secret: given !== undefined || connection !== null });
  const nameless = name.trim() === "";
  /** Says all that is missing at once, and whether there is nothing to ask the backend yet. */
  const lacks = (what: "test" | "save"): boolean => {
    setSought(what);
    const first = what === "save" && nameless ? "name" : missing[0];
    if (first !== undefined) focusField(root.current, first);
    return first !== undefined || halted(root.current);
  };
  const problem = (field: SettingsField): string | null =>
    sought !== "nothing" && missing.includes(field.name)
      ? t("connections.missing")
      : complaint(field, test.data, save.error);
  const nameProblem = sought === "save" && nameless ? t("connections.missing") : problemAt(save.error, "name");
  const refusedName = problemAt(save.error, "name") !== null;
  const refused = refusedName ? "name" : fields.find((field) => complaint(field, test.data, save.error) !== null)?.name;
  useEffect(() => {
    if (refused) focusField(root.current, refused);
  }, [refused]);

  const needsPlace = given !== undefined && (secrets === "file_new" || secrets === "file_locked");
  const store = () => {
    if (chosenQueue === null) return;
    save.mutate({
      id: connection?.id,
      kind,
      name: name.trim(),
      settings,
      secret: given,
      queue: chosenQueue,
      enabled: connection?.enabled ?? true,
    });
  };
  const general =
    save.error && !nameProblem && !fields.some((field) => problem(field)) ? faultOf(save.error).message : null;

  return (
    <Dialog
      open
      onClose={onClose}
      holds={filled({ connection, name, typed, queue }) || given !== undefined}
      width="wide"
      title={connection ? t("connections.editTitle", { name: connection.name }) : t("connections.new")}
      note={
        <>
          <TestResult reply={test.data} error={test.error} />
          {general && <Notice tone="danger">{general}</Notice>}
        </>
      }
      foot={
        <>
          <Button
            isPending={test.isPending}
            onPress={() => lacks("test") || test.mutate({ id: connection?.id, kind, settings, secret: given })}
            className="mr-auto"
          >
            {test.isPending ? t("connections.testing") : t("connections.test")}
          </Button>
          <Button onPress={onClose}>{t("parts.cancel")}</Button>
          <Button
            kind="primary"
            isPending={save.isPending}
            isDisabled={chosenQueue === null}
            onPress={() => lacks("save") || (needsPlace ? setFounding(true) : store())}
          >
            {t("parts.save")}
          </Button>
        </>
      }
    >
      <div ref={root} className="flex flex-col gap-4">
        {connection === null && (
          <Select
            label={t("connections.kind")}
            value={kind}
            onChange={setKind}
            options={kinds.map((one) => ({ id: one.kind, label: kindName(one.kind, t) }))}
          />
        )}
        <div data-field="name">
          <TextField
            label={t("connections.name")}
            hint={t("connections.nameHint")}
            value={name}
            onChange={setName}
            error={nameProblem}
            required
            autoFocus={connection === null}
          />
        </div>
        <div className="grid grid-cols-4 items-start gap-x-3 gap-y-4">
          {fields.map((field, index) => (
            <div key={field.name} data-field={field.name} className={spans[widthOf(fields, index)]}>
              {field.input === "password" ? (
                <SecretField
                  field={field}
                  saved={connection !== null}
                  value={secret}
                  onChange={setSecret}
                  error={problem(field)}
                />
              ) : (
                <DescribedField
                  field={field}
                  value={typed[field.name] ?? field.default}
                  onChange={(value) => setTyped((before) => ({ ...before, [field.name]: value }))}
                  error={problem(field)}
                />
              )}
            </div>
          ))}
        </div>
        <Select
          label={t("connections.startsIn")}
          hint={t("connections.startsInHint")}
          value={chosenQueue === null ? null : String(chosenQueue)}
          onChange={(id) => setQueue(Number(id))}
          options={queues.map((one) => ({ id: String(one.id), label: one.name }))}
        />
      </div>
      {founding && (
        <SecretsDialog
          founding={secrets === "file_new"}
          onClose={() => setFounding(false)}
          onDone={() => {
            setFounding(false);
            store();
          }}
        />
      )}
    </Dialog>
  );
}

type Written = {
  connection: ConnectionView | null;
  name: string;
  typed: Readonly<Record<string, string>>;
  queue: number | null;
};

/** Whether anything stands in it that the saved one has not. */
function filled({ connection, name, typed, queue }: Written): boolean {
  const before = connection?.settings ?? {};
  return (
    name !== (connection?.name ?? "") ||
    queue !== (connection?.queue ?? null) ||
    Object.entries(typed).some(([field, value]) => value !== (before[field] ?? ""))
  );
}

function focusField(form: HTMLElement | null, name: string): void {
  form?.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"] :is(input, textarea, button)`)?.focus();
}

const spans = { whole: "col-span-4", half: "col-span-2", quarter: "col-span-1" } as const;

/** A number and the choice after it (a port and its security) stand together beside the field they belong to. */
function widthOf(fields: readonly SettingsField[], index: number): keyof typeof spans {
  const [before, field, after] = [fields[index - 1], fields[index], fields[index + 1]];
  switch (field?.input) {
    case "multiline":
    case "checkbox":
      return "whole";
    case "number":
      return after?.input === "choice" ? "quarter" : "half";
    case "choice":
      return before?.input === "number" ? "quarter" : "half";
    case "text":
    case "password":
    case undefined:
      return "half";
  }
}

/** The field with what it says of itself in the language of the window. */
function inTheirWords(field: SettingsField): SettingsField {
  const options = field.options.map((option) => ({ ...option, label: inOurWords(option.label) }));
  return { ...field, label: inOurWords(field.label), hint: inOurWords(field.hint), options };
}

/** Only what the kind has, without its secret; untouched fields keep their default. */
function settingsOf(fields: readonly SettingsField[], typed: Readonly<Record<string, string>>): Record<string, string> {
  const kept = fields.filter((field) => field.input !== "password");
  return Object.fromEntries(kept.map((field) => [field.name, (typed[field.name] ?? field.default).trim()]));
}

function complaint(field: SettingsField, test: TestReply | undefined, error: unknown): string | null {
  const tested = test && !test.ok && test.field === field.name ? inOurWords(test.detail) : null;
  const said =
    tested ??
    problemAt(error, `settings.${field.name}`) ??
    (field.input === "password" ? problemAt(error, "secret") : null);
  return said === null ? null : besideField(said, field.label);
}

function problemAt(error: unknown, path: string): string | null {
  if (!(error instanceof Refusal)) return null;
  return error.problems.find((problem) => problem.field === path)?.message ?? null;
}

type DescribedProps = { field: SettingsField; value: string; onChange: (value: string) => void; error: string | null };

function DescribedField({ field, value, onChange, error }: DescribedProps) {
  const t = useText();
  const strays = field.input === "number" && /\D/.test(value.trim());
  const words = { label: field.label, hint: field.hint || undefined, required: field.required, error };
  switch (field.input) {
    case "text":
      return <TextField {...words} value={value} onChange={onChange} />;
    case "number":
      return (
        <div {...unfit(strays)}>
          <TextField
            {...words}
            error={strays ? t("parts.notNumber", { typed: value.trim() }) : error}
            value={value}
            onChange={onChange}
            className="tabular"
          />
        </div>
      );
    case "multiline":
      return <TextField {...words} value={value} onChange={onChange} rows={3} />;
    case "choice":
      return (
        <Select
          {...words}
          value={value}
          onChange={onChange}
          options={field.options.map((option) => ({ id: option.value, label: option.label }))}
        />
      );
    case "checkbox":
      return (
        <Checkbox
          label={field.label}
          hint={field.hint || undefined}
          on={value === "true"}
          onChange={(on) => onChange(String(on))}
        />
      );
    case "password":
      return null;
  }
}
