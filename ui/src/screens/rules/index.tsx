// Ações em tickets: the rules in their order, and the editor of one of them. Which one is open stands in the address.
import { ChevronDown, Download, FileJson, FileUp, LayoutTemplate, Plus, Timer } from "lucide";
import { useEffect, useState } from "react";
import { FunnelCrumb } from "../../app/FunnelCrumb";
import { useKey } from "../../app/keymap";
import { patchSearch, readText, useSearchValue } from "../../app/places";
import { ScreenFrame, useFunnelViews } from "../../app/ScreenFrame";
import type { RuleDraft } from "../../bindings/RuleDraft";
import type { RuleList } from "../../bindings/RuleList";
import type { RuleView } from "../../bindings/RuleView";
import { call, useAsk } from "../../data";
import { useOnlyReads, useRefusedBy } from "../../data/session";
import { saveFile } from "../../host/file";
import { Button } from "../../parts/Button";
import { Icon } from "../../parts/Icon";
import { focusIsFree } from "../../parts/kept";
import { Menu } from "../../parts/Menu";
import { EmptyState, faultOf, Loaded } from "../../parts/State";
import { done, failed } from "../../parts/toast";
import { useText } from "../../text";
import { whenShort } from "../../text/format";
import { land } from "../../tickets/place";
import { Activate } from "./Activate";
import { blankDraft, draftOf, formOf, keepForm, unsavedRule, useKeptForms } from "./draft";
import { Editor } from "./Editor";
import { ImportRules } from "./ImportRules";
import { RuleItem, ruleId, ruleTracks } from "./RuleItem";
import { type PanelView, panelViews } from "./SidePanel";
import { TemplateCards, Templates } from "./Templates";
import { useOrder } from "./useOrder";
import { useRuleActs } from "./useRuleActs";
import { Versions } from "./Versions";

const newRule = "nova";

const readRule = (value: unknown): string | null =>
  value === newRule ? newRule : typeof value === "number" ? String(value) : null;
const readView = (value: unknown): PanelView => panelViews.find((view) => view === readText(value)) ?? "meaning";

/** The rule one comes back from. */
let opened: string | null = null;

function open(rule: number | typeof newRule, view: PanelView = "meaning"): void {
  patchSearch({ acao: rule, vista: view === "meaning" ? undefined : view });
}

function close(): void {
  patchSearch({ acao: undefined, vista: undefined });
}

export function Rules() {
  const t = useText();
  const views = useFunnelViews();
  const [rule] = useSearchValue("acao", readRule);
  const query = useAsk("rules", {});
  return (
    <ScreenFrame title={t("screens.board")} within={<FunnelCrumb />} views={views}>
      {rule === null ? (
        <Loaded query={query} rows={6}>
          {(list) => <List list={list} />}
        </Loaded>
      ) : (
        <Opened key={rule} rule={rule} />
      )}
    </ScreenFrame>
  );
}

function Opened({ rule }: { rule: string }) {
  const [view, setView] = useSearchValue("vista", readView);
  useKey("back", close);
  useEffect(() => {
    opened = rule;
  }, [rule]);
  const shown = (next: PanelView) => setView(next === "meaning" ? undefined : next);
  if (rule === newRule)
    return <Editor initial={blankDraft()} state={null} view={view} onView={shown} onClose={close} />;
  return <Saved rule={Number(rule)} view={view} onView={shown} />;
}

function Saved({ rule, view, onView }: { rule: number; view: PanelView; onView: (view: PanelView) => void }) {
  const t = useText();
  const query = useAsk("rule", { rule });
  return (
    <Loaded query={query} rows={8} away={<Button onPress={close}>{t("rules.backToList")}</Button>}>
      {(found) => (
        <Editor
          key={found.version}
          initial={draftOf(found)}
          state={found.state}
          view={view}
          onView={onView}
          onClose={close}
        />
      )}
    </Loaded>
  );
}

/** Begins by a template. What was being written of another new rule gives way to it, and can be had back. */
function useStart(): (draft: RuleDraft) => void {
  const t = useText();
  return (draft) => {
    const written = useKeptForms.getState()[unsavedRule];
    keepForm(unsavedRule, formOf(draft));
    open(newRule);
    if (!written) return;
    const name = written.rule.name.trim() || t("rules.newRule");
    done(t("rules.draftReplaced", { name, by: draft.name }), () => keepForm(unsavedRule, written));
  };
}

function List({ list }: { list: RuleList }) {
  const t = useText();
  const [dialog, setDialog] = useState<"none" | "templates" | "import">("none");
  const [versionsOf, setVersionsOf] = useState<RuleView | null>(null);
  const { rows, lift, step } = useOrder(list.rules);
  const acts = useRuleActs();
  const exported = useExport();
  const start = useStart();
  useEffect(() => {
    if (opened !== null && focusIsFree()) document.getElementById(ruleId(opened))?.focus();
  }, []);
  return (
    <>
      <Toolbar
        list={list}
        onTemplates={() => setDialog("templates")}
        onImport={() => setDialog("import")}
        onExport={() => exported([])}
      />
      {rows.length === 0 ? (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <EmptyState icon={Timer} title={t("rules.empty")} className="h-auto! pt-16">
            {t("rules.emptyHint")}
          </EmptyState>
          <TemplateCards onChoose={start} />
        </div>
      ) : (
        <div className="min-h-0 flex-1 overflow-auto" data-drag-scroll="y">
          <div className="min-w-[44rem]">
            <Heads />
            <ul aria-label={t("screens.rules")}>
              {rows.map((row, index) => (
                <RuleItem
                  key={row.rule.id}
                  row={row}
                  position={{ n: index + 1, of: rows.length }}
                  onOpen={(view) => open(row.rule.id, view)}
                  onState={(state) => acts.setState(row.rule, state)}
                  onDuplicate={() => acts.duplicate(row.rule, (copy) => open(copy))}
                  onExport={() => exported([row.rule.id])}
                  onArchive={() => {
                    acts.archive(row.rule);
                    const heir = (rows[index + 1] ?? rows[index - 1])?.rule.id;
                    if (heir !== undefined) land(() => document.getElementById(ruleId(heir)));
                  }}
                  onVersions={() => setVersionsOf(row.rule)}
                  onLift={(event) => lift(event, row.rule)}
                  onStep={(by) => step(row.rule, by)}
                />
              ))}
            </ul>
          </div>
        </div>
      )}
      {dialog === "templates" && (
        <Templates
          onClose={() => setDialog("none")}
          onChoose={(draft) => {
            setDialog("none");
            start(draft);
          }}
        />
      )}
      {versionsOf && <Versions rule={versionsOf} onClose={() => setVersionsOf(null)} />}
      {dialog === "import" && <ImportRules onClose={() => setDialog("none")} />}
      {acts.asking && (
        <Activate rule={acts.asking} busy={acts.busy} onClose={acts.stopAsking} onConfirm={acts.confirm} />
      )}
    </>
  );
}

function Heads() {
  const t = useText();
  return (
    <div
      aria-hidden="true"
      className={`${ruleTracks} sticky top-0 z-10 h-8 border-b border-hairline bg-surface px-4 text-small font-medium text-faint`}
    >
      <span />
      <span />
      <span>{t("rules.name")}</span>
      <span>{t("rules.columns.wait")}</span>
      <span>{t("rules.type")}</span>
      <span>{t("rules.columns.counts")}</span>
      <span className="hidden text-right wide:block">{t("rules.columns.effect")}</span>
      <span />
    </div>
  );
}

type ToolbarProps = { list: RuleList; onTemplates: () => void; onImport: () => void; onExport: () => void };

function Toolbar({ list, onTemplates, onImport, onExport }: ToolbarProps) {
  const t = useText();
  const refusedBy = useRefusedBy();
  const refused = useOnlyReads("save_rule", "rules");
  const states = list.rules.map((row) => row.rule.state);
  const others = (["shadow", "paused", "off", "broken"] as const)
    .map((state) => ({ state, count: states.filter((one) => one === state).length }))
    .filter(({ count }) => count > 0);
  const last = Math.max(0, ...list.rules.map((row) => row.last_at ?? 0));
  return (
    <div className="flex h-11 flex-none items-center gap-3 border-b border-hairline bg-surface px-4">
      <Button id={ruleId(newRule)} kind="primary" icon={Plus} onPress={() => open(newRule)} refused={refused}>
        {t("rules.add")}
      </Button>
      <Button icon={LayoutTemplate} onPress={onTemplates} refused={refused}>
        {t("rules.useTemplate")}
      </Button>
      {refused && <span className="line-clamp-2 min-w-0 flex-1 text-small text-faint">{refused}</span>}
      <p className="tabular ml-auto truncate text-muted">
        {t("rules.activeCount", { count: states.filter((state) => state === "active").length })}
        {others.map(({ state, count }) => ` · ${t(`rules.counts.${state}`, { count })}`)}
        {/* Why somebody may only look needs the room more. */}
        {last > 0 && !refused && ` · ${t("rules.lastRun", { at: whenShort(last, list.now) })}`}
      </p>
      <Menu
        label={t("rules.file")}
        groups={[
          {
            commands: [
              {
                id: "import",
                label: t("rules.import"),
                icon: FileUp,
                refused: refusedBy("import_rules"),
                run: onImport,
              },
              {
                id: "export",
                label: t("rules.exportAll"),
                icon: Download,
                refused: refusedBy("export_rules"),
                run: onExport,
              },
            ],
          },
        ]}
      >
        <Button kind="quiet" icon={FileJson}>
          {t("rules.file")}
          <Icon of={ChevronDown} size={14} className="text-faint" />
        </Button>
      </Menu>
    </div>
  );
}

function useExport(): (rules: number[]) => void {
  return (rules) => {
    void call("export_rules", { rules })
      .then(saveFile)
      .catch((error) => failed(faultOf(error).message));
  };
}
