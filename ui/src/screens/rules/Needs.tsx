// What the chosen type of action needs: each of its fields, with what is wrong beside it.
import type { ActionDraft } from "../../bindings/ActionDraft";
import { useNames } from "../../data/directory";
import { TextField } from "../../parts/Field";
import { Select } from "../../parts/Select";
import { Dot, HueDot, hueOf } from "../../parts/Tag";
import { Radios } from "../../parts/Toggle";
import { awayWords } from "../../presence/words";
import { useText } from "../../text";
import { connectionTones } from "../connections/looks";
import type { ActionType } from "./draft";
import { MessageField } from "./MessageField";
import { TagChoice } from "./TagChoice";

type Of<T extends ActionType> = Extract<ActionDraft, { type: T }>;

type NeedsProps<T extends ActionType = ActionType> = {
  action: Of<T>;
  onChange: (action: ActionDraft) => void;
  /** The whole name of a field of this action. */
  field: (name: string) => string;
  problem: (field: string) => string | null;
  touch: (field: string) => void;
  disabled: boolean;
};

export function Needs({ action, ...rest }: NeedsProps) {
  const t = useText();
  switch (action.type) {
    case "send_message":
      return <SendNeeds {...rest} action={action} />;
    case "add_tag":
    case "remove_tag":
      return <TagNeeds {...rest} action={action} />;
    case "add_wallet":
      return <WalletNeeds {...rest} action={action} />;
    case "assign":
      return <UserChoice {...rest} action={action} />;
    case "move_to_stage":
      return <StageNeeds {...rest} action={action} />;
    case "transfer_to_queue":
      return <QueueNeeds {...rest} action={action} />;
    case "note":
      return <Words {...rest} action={action} label={t("rules.noteText")} />;
    case "notify":
      return (
        <>
          <UserChoice {...rest} action={action} />
          <Words {...rest} action={action} label={t("rules.notifyText")} />
        </>
      );
    case "webhook":
      return <WebhookNeeds {...rest} action={action} />;
    case "close":
      return <p className="text-small text-faint">{t("rules.closeHint")}</p>;
  }
}

/** How every choice stands here. */
const choice = ({ problem, field, disabled }: Pick<NeedsProps, "problem" | "field" | "disabled">, name: string) => ({
  required: true,
  disabled,
  error: problem(field(name)),
  className: "w-72",
});

const own = "own";

function SendNeeds({ action, onChange, ...rest }: NeedsProps<"send_message">) {
  const t = useText();
  const names = useNames();
  return (
    <>
      <Words {...rest} action={action} onChange={onChange} label={t("rules.message")} />
      <div data-field={rest.field("connection")}>
        <Select
          {...choice(rest, "connection")}
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
}

function Words(props: NeedsProps<"send_message" | "note" | "notify"> & { label: string }) {
  const { action, onChange, field, problem, touch, disabled, label } = props;
  return (
    <div data-field={field("text")}>
      <MessageField
        label={label}
        value={action.text}
        onChange={(text) => onChange({ ...action, text })}
        onBlur={() => touch(field("text"))}
        error={problem(field("text"))}
        required
        disabled={disabled}
      />
    </div>
  );
}

function TagNeeds({ action, onChange, ...rest }: NeedsProps<"add_tag" | "remove_tag">) {
  return (
    <div data-field={rest.field("tag")}>
      <TagChoice
        {...choice(rest, "tag")}
        value={action.tag}
        onChange={(tag) => onChange({ ...action, tag })}
        makes={action.type === "add_tag"}
      />
    </div>
  );
}

function WalletNeeds({ action, onChange, ...rest }: NeedsProps<"add_wallet">) {
  const t = useText();
  return (
    <>
      <UserChoice {...rest} action={action} onChange={onChange} />
      <Radios
        label={t("rules.walletMode")}
        value={action.mode}
        onChange={(mode) => onChange({ ...action, mode })}
        options={(["replace", "only_if_empty"] as const).map((id) => ({
          id,
          label: t(`rules.walletModes.${id}`),
          disabled: rest.disabled,
        }))}
      />
    </>
  );
}

function UserChoice({ action, onChange, ...rest }: NeedsProps<"add_wallet" | "assign" | "notify">) {
  const t = useText();
  const names = useNames();
  return (
    <div data-field={rest.field("user")}>
      <Select
        {...choice(rest, "user")}
        label={t("rules.user")}
        value={action.user ? String(action.user) : null}
        onChange={(id) => onChange({ ...action, user: Number(id) })}
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

function StageNeeds({ action, onChange, ...rest }: NeedsProps<"move_to_stage">) {
  const t = useText();
  const names = useNames();
  return (
    <div data-field={rest.field("stage")}>
      <Select
        {...choice(rest, "stage")}
        label={t("rules.stage")}
        value={action.stage ? String(action.stage) : null}
        onChange={(id) => onChange({ ...action, stage: Number(id) })}
        options={names.all.stages
          .filter((stage) => !stage.archived)
          .map((stage) => ({
            id: String(stage.id),
            label: stage.name,
            detail:
              names.funnels.length > 1 ? names.funnels.find((funnel) => funnel.id === stage.funnel)?.name : undefined,
            lead: <HueDot hue={hueOf(stage.colour)} />,
          }))}
      />
    </div>
  );
}

function QueueNeeds({ action, onChange, ...rest }: NeedsProps<"transfer_to_queue">) {
  const t = useText();
  const names = useNames();
  return (
    <div data-field={rest.field("queue")}>
      <Select
        {...choice(rest, "queue")}
        label={t("rules.queue")}
        value={action.queue ? String(action.queue) : null}
        onChange={(id) => onChange({ ...action, queue: Number(id) })}
        options={names.all.queues
          .filter((queue) => !queue.archived && queue.kind === "normal")
          .map((queue) => ({ id: String(queue.id), label: queue.name }))}
      />
    </div>
  );
}

function WebhookNeeds({ action, onChange, field, problem, touch, disabled }: NeedsProps<"webhook">) {
  const t = useText();
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
}
