// One line of Ações em tickets: what it is, whether it acts, what it did and will do, and what can be done with it.
import {
  Copy,
  Download,
  Eye,
  FlaskConical,
  GripVertical,
  History,
  ListChecks,
  MoreVertical,
  Pencil,
  PowerOff,
  SkipForward,
  Trash2,
  TriangleAlert,
} from "lucide";
import { go } from "../../app/places";
import type { RuleRow } from "../../bindings/RuleRow";
import type { RuleState } from "../../bindings/RuleState";
import { useNames } from "../../data/directory";
import { useRefusedBy } from "../../data/session";
import { Button, IconButton } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { Icon } from "../../parts/Icon";
import { Menu } from "../../parts/Menu";
import { Badge } from "../../parts/Tag";
import { tipped } from "../../parts/Tip";
import { Switch } from "../../parts/Toggle";
import { type Text, useText } from "../../text";
import { number } from "../../text/format";
import { inOurWords } from "../../text/refusals";
import { EffectShare } from "./Effect";
import { actionIcons, ruleTones } from "./looks";
import type { PanelView } from "./SidePanel";
import { waitShort } from "./wait";
import { skipWords, targetOf } from "./words";

export const ruleTracks =
  "grid grid-cols-[1.5rem_2rem_minmax(8rem,1.3fr)_4.5rem_minmax(8rem,1fr)_8rem_8rem] wide:grid-cols-[1.5rem_2rem_minmax(11rem,1.3fr)_5.5rem_minmax(11rem,1fr)_9.5rem_4.5rem_8.5rem] items-center gap-x-3";

type RuleItemProps = {
  row: RuleRow;
  onOpen: (view: PanelView) => void;
  onState: (state: RuleState) => void;
  onDuplicate: () => void;
  onExport: () => void;
  onArchive: () => void;
  onVersions: () => void;
  onLift: (event: React.PointerEvent) => void;
  onStep: (by: 1 | -1) => void;
  position: { n: number; of: number };
};

export function RuleItem(props: RuleItemProps) {
  const { row, onOpen, onState, position } = props;
  const { rule } = row;
  const t = useText();
  const refusedBy = useRefusedBy();
  const watching = rule.state === "active" || rule.state === "shadow";
  const edits = refusedBy("save_rule");
  const broken = rule.state === "broken" ? t("rules.fixBroken") : null;
  return (
    <li
      data-drop={String(rule.id)}
      onPointerDown={edits ? undefined : props.onLift}
      className="border-b border-hairline bg-surface transition-colors hover:bg-hover"
    >
      <div className={cx(ruleTracks, "min-h-13 px-4 py-1.5")}>
        <span
          role="button"
          tabIndex={edits ? -1 : 0}
          aria-label={t("rules.moveHandle", { name: rule.name, n: position.n, of: position.of })}
          aria-disabled={edits !== null}
          title={edits ?? t("rules.moveHandleHint")}
          onKeyDown={(event) => {
            if (edits || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
            event.preventDefault();
            event.stopPropagation();
            props.onStep(event.key === "ArrowUp" ? -1 : 1);
          }}
          className={cx(
            "flex size-6 items-center justify-center rounded-tag text-faint",
            edits ? "opacity-40" : "cursor-grab hover:text-ink",
          )}
        >
          <Icon of={GripVertical} size={14} />
        </span>
        <span data-no-drag className="flex items-center pt-0.5">
          <Switch
            label={t(watching ? "rules.turnOff" : "rules.turnOn", { name: rule.name })}
            labelHidden
            on={watching}
            onChange={(on) => onState(on ? "active" : "off")}
            refused={refusedBy("set_rule_state") ?? (watching ? null : edits) ?? broken}
          />
        </span>
        <div className="min-w-0">
          <div className="flex min-w-0 items-center gap-2">
            <button
              type="button"
              id={ruleId(rule.id)}
              onClick={() => onOpen("meaning")}
              className={cx(
                "min-w-0 truncate rounded-tag text-left font-medium hover:text-accent",
                !watching && "text-muted",
              )}
            >
              {rule.name}
            </button>
            {rule.state !== "active" && <Badge tone={ruleTones[rule.state]}>{t(`ruleState.${rule.state}`)}</Badge>}
          </div>
          <RuleNote row={row} />
        </div>
        <span className="tabular whitespace-nowrap text-muted">{waitShort(rule.wait)}</span>
        <Does row={row} />
        <Counts row={row} />
        <span className="tabular hidden text-right text-muted wide:block">
          <EffectShare rule={rule.id} />
        </span>
        <div className="flex items-center justify-end gap-1">
          {rule.state === "paused" ? (
            <Button small onPress={() => onState("active")} refused={edits}>
              {t("rules.resume")}
            </Button>
          ) : (
            <Button small icon={FlaskConical} onPress={() => onOpen("simulate")}>
              {t("rules.panel.simulate")}
            </Button>
          )}
          <ItemMenu {...props} />
        </div>
      </div>
    </li>
  );
}

/** Of the name of a rule in the list. */
export const ruleId = (rule: number | string) => `rule-${rule}`;

function RuleNote({ row: { rule } }: { row: RuleRow }) {
  if (rule.state === "broken" && rule.problem) {
    const problem = inOurWords(rule.problem);
    return (
      <p className="flex gap-1 text-small leading-4 text-danger">
        <Icon of={TriangleAlert} size={14} className="mt-px" />
        <span className="min-w-0 break-words text-pretty">{problem}</span>
      </p>
    );
  }
  return rule.description ? (
    <p className="truncate text-small text-faint" title={rule.description}>
      {rule.description}
    </p>
  ) : null;
}

function Does({ row: { rule } }: { row: RuleRow }) {
  const t = useText();
  const names = useNames();
  const first = rule.actions[0];
  if (!first) return <span />;
  const target = targetOf(first, names, t);
  const more = rule.actions.length - 1;
  return (
    <div className="flex min-w-0 items-center gap-2">
      <Icon of={actionIcons[first.type]} className="text-faint" />
      <div className="min-w-0">
        <p className="leading-4">{t(`rules.types.${first.type}`)}</p>
        {(target || more > 0) && (
          <p className="truncate text-small text-faint">
            {target}
            {more > 0 && `${target ? " · " : ""}${t("rules.moreActions", { count: more })}`}
          </p>
        )}
      </div>
    </div>
  );
}

const skippedIn = ({ skips_week }: RuleRow) => skips_week.reduce((sum, { count }) => sum + count, 0);

/** "limite por cliente atingido: 3 · …", the most frequent first. */
const skipReasons = ({ skips_week }: RuleRow, t: Text) =>
  skips_week.map(({ why, count }) => `${skipWords(why, t)}: ${number(count)}`).join(" · ");

const showSkipped = (rule: number) => go("/funil/execucoes", { regra: rule, resultado: "skipped" });

function Counts({ row }: { row: RuleRow }) {
  const t = useText();
  const acts = row.rule.state === "active" || row.rule.state === "shadow" || row.rule.state === "paused";
  const skipped = skippedIn(row);
  return (
    <div className="tabular min-w-0 text-small">
      <p className="text-muted">
        {row.rule.state === "shadow"
          ? t("rules.observedToday", { count: row.observed_today, shown: number(row.observed_today) })
          : t("rules.today", { executed: number(row.executed_today) })}
        <span className="text-faint">
          {" · "}
          <span className="whitespace-nowrap">{t("rules.week", { executed: number(row.executed_week) })}</span>
        </span>
      </p>
      {skipped > 0 && (
        <button
          type="button"
          onClick={() => showSkipped(row.rule.id)}
          {...tipped(skipReasons(row, t))}
          className="block rounded-tag text-left text-warn underline decoration-dotted underline-offset-2 hover:decoration-solid"
        >
          {t("rules.skippedWeek", { count: skipped, shown: number(skipped) })}
        </button>
      )}
      {acts && (
        <p className="text-faint">
          {t("rules.next24h", { count: row.next_24h, shown: `${number(row.next_24h)}${row.next_24h_more ? "+" : ""}` })}
        </p>
      )}
    </div>
  );
}

function ItemMenu({ row, onOpen, onState, onDuplicate, onExport, onArchive, onVersions }: RuleItemProps) {
  const t = useText();
  const { rule } = row;
  const skipped = skippedIn(row);
  const refusedBy = useRefusedBy();
  const edits = refusedBy("save_rule");
  const on = rule.state === "active" || rule.state === "shadow" || rule.state === "paused";
  return (
    <Menu
      label={t("rules.actionsOf", { name: rule.name })}
      groups={[
        {
          commands: [
            { id: "edit", label: t("parts.edit"), icon: Pencil, run: () => onOpen("meaning") },
            { id: "backtest", label: t("rules.backtest.run"), icon: FlaskConical, run: () => onOpen("backtest") },
            {
              id: "executions",
              label: t("screens.executions"),
              icon: ListChecks,
              run: () => go("/funil/execucoes", { regra: rule.id }),
            },
            skipped > 0 && {
              id: "skipped",
              label: t("rules.skippedWeek", { count: skipped, shown: number(skipped) }),
              icon: SkipForward,
              detail: skipReasons(row, t),
              run: () => showSkipped(rule.id),
            },
            { id: "versions", label: t("trail.versions"), icon: History, run: onVersions },
            {
              id: "duplicate",
              label: t("rules.duplicate"),
              icon: Copy,
              refused: refusedBy("duplicate_rule"),
              run: onDuplicate,
            },
          ].filter((command) => command !== false),
        },
        {
          commands: [
            rule.state !== "shadow" && {
              id: "shadow",
              label: t("rules.observe"),
              icon: Eye,
              detail: t("rules.saveWithHints.shadow"),
              refused: edits ?? (rule.state === "broken" ? t("rules.fixBroken") : null),
              run: () => onState("shadow"),
            },
            rule.state === "shadow" && {
              id: "active",
              label: t("rules.activateNow"),
              icon: Eye,
              refused: edits,
              run: () => onState("active"),
            },
            on && {
              id: "off",
              label: t("rules.switchOff"),
              icon: PowerOff,
              refused: refusedBy("set_rule_state"),
              run: () => onState("off"),
            },
            {
              id: "export",
              label: t("rules.export"),
              icon: Download,
              refused: refusedBy("export_rules"),
              run: onExport,
            },
          ].filter((command) => command !== false),
        },
        {
          commands: [
            {
              id: "archive",
              label: t("rules.delete"),
              icon: Trash2,
              danger: true,
              refused: refusedBy("archive_rule"),
              run: onArchive,
            },
          ],
        },
      ]}
    >
      <IconButton icon={MoreVertical} label={t("rules.actionsOf", { name: rule.name })} />
    </Menu>
  );
}
