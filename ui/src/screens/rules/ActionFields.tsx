// "Tipo de ação" and what the chosen type needs. One block an action; several run in order.
import { ArrowDown, ArrowUp, X } from "lucide";
import type { ActionDraft } from "../../bindings/ActionDraft";
import { useNames } from "../../data/directory";
import { IconButton } from "../../parts/Button";
import { TextField } from "../../parts/Field";
import { Icon } from "../../parts/Icon";
import { type Option, Select } from "../../parts/Select";
import { Dot, HueDot, hueOf } from "../../parts/Tag";
import { Radios } from "../../parts/Toggle";
import { awayWords } from "../../presence/words";
import { useText } from "../../text";
import { connectionTones } from "../connections/looks";
import { type ActionType, actionTypes, blankAction } from "./draft";
import { actionIcons } from "./looks";
import { MessageField } from "./MessageField";
import { TagChoice } from "./TagChoice";

type ActionFieldsProps = {
  action: ActionDraft;
  onChange: (action: ActionDraft) => void;
  /** Place among the actions and how many there are. */
  index: number;
  count: number;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
  problem: (field: string) => string | null;
  touch: (field: string) => void;
  disabled: boolean;
};

export function ActionFields(props: ActionFieldsProps) {
  const { action, onChange, index, count, problem, touch, disabled } = props;
  const t = useText();
  const field = (name: string) => `actions.${index}.${name}`;
  const types: Option<ActionType>[] = actionTypes.map((type) => ({
    id: type,
    label: t(`rules.types.${type}`),
    detail: t(`rules.typeHints.${type}`),
    lead: <Icon of={actionIcons[type]} className="text-faint" />,
  }));
  return (
    <fieldset
      className={
        count > 1 ? "flex flex-col gap-3 rounded-card border border-hairline bg-app p-3" : "flex flex-col gap-4"
      }
    >
      {count > 1 && <legend className="sr-only">{t("rules.actionNumber", { n: index + 1 })}</legend>}
      <div className="flex items-end gap-1" data-field={field("type")}>
        {count > 1 && <span className="tabular w-5 pb-1.5 text-small font-semibold text-faint">{index + 1}</span>}
        <Select
          label={t("rules.type")}
          required
          value={action.type}
          onChange={(type) => type !== action.type && onChange(blankAction(type))}
          options={types}
          disabled={disabled}
          className="w-72"
        />
        {count > 1 && (
          <span className="ml-auto flex">
            <IconButton
              icon={ArrowUp}
              label={t("rules.moveUp")}
              isDisabled={disabled}
              refused={index === 0 ? t("board.isFirst") : null}
              onPress={() => props.onMove(-1)}
            />
            <IconButton
              icon={ArrowDown}
              label={t("rules.moveDown")}
              isDisabled={disabled}
              refused={index === count - 1 ? t("board.isLast") : null}
              onPress={() => props.onMove(1)}
            />
            <IconButton icon={X} label={t("rules.removeAction")} isDisabled={disabled} onPress={props.onRemove} />
          </span>
        )}
      </div>
      <Needs action={action} onChange={onChange} field={field} problem={problem} touch={touch} disabled={disabled} />
    </fieldset>
  );
}

type NeedsProps = Pick<ActionFieldsProps, "action" | "onChange" | "problem" | "touch" | "disabled"> & {
  field: (name: string) => string;
};

const own = "own";

function Needs({ action, onChange, field, problem, touch, disabled }: NeedsProps) {
  const t = useText();
  const names = useNames();
  const choice = (name: string) => ({ required: true, disabled, error: problem(field(name)), className: "w-72" });
  switch (action.type) {
    case "send_message":
      return (
        <>
          <div data-field={field("text")}>
            <MessageField
              label={t("rules.message")}
              value={action.text}
              onChange={(text) => onChange({ ...action, text })}
              onBlur={() => touch(field("text"))}
              error={problem(field("text"))}
              required
              disabled={disabled}
            />
          </div>
          <div data-field={field("connection")}>
            <Select
              {...choice("connection")}
              label={t("rules.connection")}
              value={action.connection ? String(action.connection) : own}
              onChange={(id) => onChange({ ...action, connection: id === own ? null : Number(id) })}
              options={[
                { id: own, label: t("rules.ownConnection"), detail: t("rules.ownConnectionHint") },
                ...names.all.connections.map((one) => ({
                  id: String(one.id),
                  label: one.name,
                  lead: <Dot tone={one.enabled ? connectionTones[one.state] : "neutral"} />,
                  detail: one.enabled ? t(`connections.states.${one.state}`) : t("connections.switchedOff"),
                })),
              ]}
            />
          </div>
        </>
      );
    case "add_tag":
    case "remove_tag":
      return (
        <div data-field={field("tag")}>
          <TagChoice
            {...choice("tag")}
            value={action.tag}
            onChange={(tag) => onChange({ ...action, tag })}
            makes={action.type === "add_tag"}
          />
        </div>
      );
    case "add_wallet":
      return (
        <>
          <UserChoice
            {...choice("user")}
            field={field("user")}
            value={action.user}
            onChange={(user) => onChange({ ...action, user })}
          />
          <Radios
            label={t("rules.walletMode")}
            value={action.mode}
            onChange={(mode) => onChange({ ...action, mode })}
            options={(["replace", "only_if_empty"] as const).map((id) => ({
              id,
              label: t(`rules.walletModes.${id}`),
              disabled,
            }))}
          />
        </>
      );
    case "assign":
      return (
        <UserChoice
          {...choice("user")}
          field={field("user")}
          value={action.user}
          onChange={(user) => onChange({ ...action, user })}
        />
      );
    case "move_to_stage":
      return (
        <div data-field={field("stage")}>
          <Select
            {...choice("stage")}
            label={t("rules.stage")}
            value={action.stage ? String(action.stage) : null}
            onChange={(id) => onChange({ ...action, stage: Number(id) })}
            options={names.all.stages
              .filter((stage) => !stage.archived)
              .map((stage) => ({
                id: String(stage.id),
                label: stage.name,
                detail:
                  names.funnels.length > 1
                    ? names.funnels.find((funnel) => funnel.id === stage.funnel)?.name
                    : undefined,
                lead: <HueDot hue={hueOf(stage.colour)} />,
              }))}
          />
        </div>
      );
    case "transfer_to_queue":
      return (
        <div data-field={field("queue")}>
          <Select
            {...choice("queue")}
            label={t("rules.queue")}
            value={action.queue ? String(action.queue) : null}
            onChange={(id) => onChange({ ...action, queue: Number(id) })}
            options={names.all.queues
              .filter((queue) => !queue.archived && queue.kind === "normal")
              .map((queue) => ({ id: String(queue.id), label: queue.name }))}
          />
        </div>
      );
    case "note":
    case "notify":
      return (
        <>
          {action.type === "notify" && (
            <UserChoice
              {...choice("user")}
              field={field("user")}
              value={action.user}
              onChange={(user) => onChange({ ...action, user })}
            />
          )}
          <div data-field={field("text")}>
            <MessageField
              label={action.type === "note" ? t("rules.noteText") : t("rules.notifyText")}
              value={action.text}
              onChange={(text) => onChange({ ...action, text })}
              onBlur={() => touch(field("text"))}
              error={problem(field("text"))}
              required
              disabled={disabled}
            />
          </div>
        </>
      );
    case "webhook":
      return (
        <div data-field={field("url")}>
          <TextField
            label={t("rules.url")}
            type="url"
            value={action.url}
            onChange={(url) => onChange({ ...action, url })}
            onBlur={() => touch(field("url"))}
            error={problem(field("url"))}
            hint={t("rules.urlHint")}
            placeholder={t("rules.urlPlaceholder")}
            required
            disabled={disabled}
          />
        </div>
      );
    case "close":
      return <p className="text-small text-faint">{t("rules.closeHint")}</p>;
  }
}

type UserChoiceProps = {
  field: string;
  value: number | null | undefined;
  onChange: (user: number) => void;
  required: boolean;
  disabled: boolean;
  error: string | null;
  className: string;
};

function UserChoice({ field, value, onChange, ...rest }: UserChoiceProps) {
  const t = useText();
  const names = useNames();
  return (
    <div data-field={field}>
      <Select
        {...rest}
        label={t("rules.user")}
        value={value ? String(value) : null}
        onChange={(id) => onChange(Number(id))}
        options={names.all.users
          .filter((user) => user.active && user.role !== "viewer")
          .map((user) => ({
            id: String(user.id),
            label: user.name,
            detail: awayWords(user, t) ?? t(`roles.${user.role}`),
          }))}
      />
    </div>
  );
}
