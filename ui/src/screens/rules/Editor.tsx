// One rule being written: its fields on the left, what it would do on the right. Everything typed is kept until it is
// saved or thrown away, also when the backend refuses it or one looks at another screen.
import { ArrowLeft, Plus } from "lucide";
import { useEffect, useRef, useState } from "react";
import type { RuleDraft } from "../../bindings/RuleDraft";
import type { RuleState } from "../../bindings/RuleState";
import { useAsk } from "../../data";
import { useOnlyReads, useRefusedBy } from "../../data/session";
import { afterPress } from "../../parts/afterPress";
import { Button, IconButton } from "../../parts/Button";
import { TextField } from "../../parts/Field";
import { focusIsFree } from "../../parts/kept";
import { Menu } from "../../parts/Menu";
import { Notice } from "../../parts/State";
import { Badge } from "../../parts/Tag";
import { WhyOff } from "../../parts/Toggle";
import { done } from "../../parts/toast";
import { halted } from "../../parts/unfit";
import { useSettled } from "../../parts/useSettled";
import { useText } from "../../text";
import { inOurWords } from "../../text/refusals";
import { ActionFields } from "./ActionFields";
import { Activate } from "./Activate";
import {
  actionsMax,
  blankAction,
  dropForm,
  type Form,
  formOf,
  keepForm,
  keyed,
  meaningOf,
  nameCharsMax,
  unsavedRule,
  useKeptForms,
} from "./draft";
import { ruleTones } from "./looks";
import { Meanwhile } from "./Meanwhile";
import { MoreOptions } from "./MoreOptions";
import { type PanelView, SidePanel } from "./SidePanel";
import { useSaving } from "./saving";
import { WaitField } from "./WaitField";

const settleMs = 350;

type EditorProps = {
  initial: RuleDraft;
  /** Of a saved rule. */
  state: RuleState | null;
  view: PanelView;
  onView: (view: PanelView) => void;
  onClose: () => void;
};

export function Editor({ initial, state, view, onView, onClose }: EditorProps) {
  const t = useText();
  const id = initial.id ? String(initial.id) : unsavedRule;
  const kept = useKeptForms((forms) => forms[id]);
  // What nobody has touched follows what is saved; what somebody writes stays under their hands.
  const start = useRef<{ version: RuleDraft["version"]; form: Form } | null>(null);
  if (start.current?.version !== initial.version || start.current === null)
    start.current = { version: initial.version, form: formOf(initial) };
  const form = kept ?? start.current.form;
  const set = (change: Partial<Form>) => keepForm(id, { ...form, ...change });
  const refusedBy = useRefusedBy();
  const refused = useOnlyReads("save_rule", "rules");
  const disabled = refused !== null;

  const draft = meaningOf(form);
  const settled = useSettled(JSON.stringify(draft), settleMs);
  const asked = JSON.parse(settled) as RuleDraft;
  const check = useAsk("check_rule", { rule: asked }, { keep: true, enabled: refusedBy("check_rule") === null });
  const problems = useProblems(
    check.data?.problems ?? [],
    form.actions.map(({ key }) => key),
  );
  const leave = () => {
    dropForm(id);
    onClose();
  };
  const saving = useSaving({
    draft,
    onSaved: leave,
    onRefused: problems.showAll,
    onBehind: () => problems.lead("meanwhile"),
  });
  const written = form.rule.version;
  const newest = initial.version;
  const behind = kept !== undefined && written != null && newest != null && written !== newest;
  const seeSaved = () => {
    dropForm(id);
    done(t("rules.mineDiscarded", { name: form.rule.name }), () => keepForm(id, form));
  };
  const saveOver = () => {
    set({ rule: { ...form.rule, version: newest } });
    saving.save(state === "shadow" || state === "off" ? state : "active", { ...draft, version: newest });
  };
  const root = useRef<HTMLDivElement>(null);
  useFocusOn(root, problems.focus);

  return (
    <div className="@container flex min-h-0 flex-1 flex-col">
      <EditorHead
        form={form}
        state={state}
        unsaved={kept !== undefined}
        refused={refused}
        busy={saving.busy}
        onBack={kept === undefined ? leave : onClose}
        onDiscard={leave}
        onSave={(as) => halted(root.current) || saving.save(as)}
      />
      <div
        ref={root}
        className="grid min-h-0 flex-1 grid-cols-[minmax(24rem,1fr)_minmax(21rem,28rem)] overflow-hidden @max-[46rem]:block @max-[46rem]:overflow-y-auto"
      >
        <div className="min-h-0 overflow-y-auto bg-surface px-6 py-5 @max-[46rem]:overflow-visible">
          <div className="mx-auto flex max-w-[42rem] flex-col gap-4">
            {refused && <Notice tone="info">{refused}</Notice>}
            {behind && (
              <div data-field="meanwhile">
                <Meanwhile
                  rule={Number(id)}
                  from={written}
                  newest={newest}
                  busy={saving.busy}
                  onTheirs={seeSaved}
                  onMine={disabled ? undefined : saveOver}
                />
              </div>
            )}
            {saving.failure && !problems.any && <Notice tone="danger">{saving.failure}</Notice>}
            <WhyOff value={refusedBy("save_rule")}>
              <Fields form={form} set={set} problems={problems} disabled={disabled} />
            </WhyOff>
          </div>
        </div>
        <SidePanel
          view={view}
          onView={onView}
          rule={asked}
          unit={form.wait.unit}
          check={check.data}
          ruleId={initial.id ?? null}
        />
      </div>
      {saving.asking && (
        <Activate
          rule={draft}
          acts={state === "active"}
          onClose={saving.stopAsking}
          onConfirm={(include) => saving.confirm(include)}
          busy={saving.busy}
        />
      )}
    </div>
  );
}

type HeadProps = {
  form: Form;
  state: RuleState | null;
  unsaved: boolean;
  refused: string | null;
  busy: boolean;
  onBack: () => void;
  onDiscard: () => void;
  onSave: (state: RuleState) => void;
};

function EditorHead({ form, state, unsaved, refused, busy, onBack, onDiscard, onSave }: HeadProps) {
  const t = useText();
  const on = state === "active";
  const head = useRef<HTMLHeadingElement>(null);
  // What led here is gone.
  useEffect(() => {
    if (focusIsFree()) head.current?.focus({ preventScroll: true });
  }, []);
  const others = ["shadow", "off"] as const;
  return (
    <div className="flex h-11 flex-none items-center gap-2 border-b border-hairline bg-surface pr-4 pl-2">
      <IconButton icon={ArrowLeft} label={t("rules.backToList")} keys="Esc" onPress={onBack} />
      <h2 ref={head} tabIndex={-1} data-mark="frame" className="min-w-0 truncate font-semibold">
        {form.rule.name || t("rules.newRule")}
      </h2>
      {state && <Badge tone={ruleTones[state]}>{t(`ruleState.${state}`)}</Badge>}
      {unsaved && <span className="text-small whitespace-nowrap text-faint">{t("rules.unsaved")}</span>}
      <div className="ml-auto flex items-center gap-2">
        {unsaved && (
          <Button kind="quiet" onPress={onDiscard}>
            {t("rules.discard")}
          </Button>
        )}
        <Menu
          label={t("rules.saveAs")}
          groups={[
            {
              commands: others.map((one) => ({
                id: one,
                label: t(`rules.saveWith.${one}`),
                detail: t(`rules.saveWithHints.${one}`),
                refused,
                run: () => onSave(one),
              })),
            },
          ]}
        >
          <Button isPending={busy}>{t("rules.saveAs")}</Button>
        </Menu>
        <Button kind="primary" isPending={busy} refused={refused} onPress={() => onSave("active")}>
          {on ? t("parts.save") : t("rules.saveAndActivate")}
        </Button>
      </div>
    </div>
  );
}

type FieldsProps = { form: Form; set: (change: Partial<Form>) => void; problems: Problems; disabled: boolean };

function Fields({ form, set, problems, disabled }: FieldsProps) {
  const t = useText();
  const { rule, actions } = form;
  const onRule = (change: Partial<Form["rule"]>) => set({ rule: { ...rule, ...change } });
  const swap = (from: number, to: number) => {
    const next = [...actions];
    const [moved] = next.splice(from, 1);
    if (moved) next.splice(to, 0, moved);
    set({ actions: next });
  };
  return (
    <>
      <div data-field="name">
        <TextField
          label={t("rules.name")}
          value={rule.name}
          onChange={(name) => onRule({ name })}
          onBlur={() => problems.touch("name")}
          error={problems.of("name")}
          maxLength={nameCharsMax}
          placeholder={t("rules.namePlaceholder")}
          required
          disabled={disabled}
          autoFocus={rule.name === ""}
        />
      </div>
      <div data-field="wait">
        <WaitField
          value={form.wait}
          onChange={(wait) => set({ wait })}
          onBlur={() => problems.touch("wait")}
          error={problems.of("wait")}
          hint={t("rules.waitHint")}
          required
          disabled={disabled}
        />
      </div>
      {actions.map((one, index) => (
        <ActionFields
          key={one.key}
          action={one.action}
          onChange={(action) =>
            set({ actions: actions.map((other) => (other.key === one.key ? { ...other, action } : other)) })
          }
          index={index}
          count={actions.length}
          onMove={(by) => swap(index, index + by)}
          onRemove={() => set({ actions: actions.filter((other) => other.key !== one.key) })}
          problem={problems.of}
          touch={problems.touch}
          disabled={disabled}
        />
      ))}
      {problems.of("actions") && <Notice tone="danger">{problems.of("actions")}</Notice>}
      <div>
        <Button
          kind="quiet"
          icon={Plus}
          isDisabled={disabled}
          refused={actions.length >= actionsMax ? t("rules.actionsMost", { most: actionsMax }) : null}
          onPress={() => set({ actions: [...actions, keyed(blankAction("add_tag"))] })}
          className="-ml-3"
        >
          {t("rules.anotherAction")}
        </Button>
      </div>
      <div data-field="description">
        <TextField
          label={t("rules.description")}
          value={rule.description}
          onChange={(description) => onRule({ description })}
          onBlur={() => problems.touch("description")}
          error={problems.of("description")}
          placeholder={t("rules.descriptionPlaceholder")}
          rows={2}
          disabled={disabled}
        />
      </div>
      <MoreOptions
        form={form}
        onRule={onRule}
        onLateness={(lateness) => set({ lateness })}
        problem={problems.of}
        disabled={disabled}
      />
    </>
  );
}

type Problems = {
  of: (field: string) => string | null;
  touch: (field: string) => void;
  showAll: (fields: readonly { field: string; message: string }[]) => void;
  /** Brings the focus there. */
  lead: (field: string) => void;
  any: boolean;
  /** The fields of which the first in the form takes the focus; another list asks anew. */
  focus: readonly string[] | null;
};

type Found = readonly { field: string; message: string }[];

/**
 * What is wrong is shown beside a field once it was left, and beside every one that was wrong when saving was tried: a field
 * that came after that is not yet asked for. `keys` are those of the actions, which keep what was shown of them wherever
 * they move.
 */
function useProblems(found: Found, keys: readonly number[]): Problems {
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [focus, setFocus] = useState<Problems["focus"]>(null);
  const own = (field: string) => field.replace(/^actions\.(\d+)\./, (_, index) => `action ${keys[Number(index)]} `);
  const shown = (field: string) => touched.has(own(field));
  const show = (fields: readonly string[]) =>
    setTouched((before) =>
      fields.every((field) => before.has(own(field))) ? before : new Set([...before, ...fields.map(own)]),
    );
  return {
    of: (field) =>
      shown(field) ? inOurWords(found.find((problem) => problem.field === field)?.message ?? "") || null : null,
    touch: (field) => afterPress(() => show([field])),
    showAll: (wrong) => {
      const fields = wrong.map(({ field }) => field);
      show(fields);
      setFocus(fields);
    },
    lead: (field) => setFocus([field]),
    any: found.some(({ field }) => shown(field)),
    focus,
  };
}

function useFocusOn(root: React.RefObject<HTMLElement | null>, focus: Problems["focus"]): void {
  useEffect(() => {
    if (!focus) return;
    const places = [...(root.current?.querySelectorAll<HTMLElement>("[data-field]") ?? [])];
    const place = places.find(({ dataset }) => dataset.field !== undefined && focus.includes(dataset.field));
    // A field may have buttons before the place to write in; a choice is a button and nothing else.
    const control =
      place?.querySelector<HTMLElement>("textarea, input:not([aria-hidden] *)") ?? place?.querySelector("button");
    place?.scrollIntoView({ block: "center" });
    control?.focus({ preventScroll: true });
  }, [focus, root]);
}
