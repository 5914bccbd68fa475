// How kinds of actions and states of rules look: one icon, one tone.
import {
  Bell,
  Briefcase,
  Columns3,
  Inbox,
  MessageSquareText,
  NotebookPen,
  Power,
  Tag as TagIcon,
  Tags,
  UserPlus,
  Webhook,
} from "lucide";
import type { RuleState } from "../../bindings/RuleState";
import type { Glyph } from "../../parts/Icon";
import type { Tone } from "../../parts/Tag";
import type { ActionType } from "./draft";

export const actionIcons: Record<ActionType, Glyph> = {
  send_message: MessageSquareText,
  add_tag: TagIcon,
  remove_tag: Tags,
  add_wallet: Briefcase,
  move_to_stage: Columns3,
  transfer_to_queue: Inbox,
  assign: UserPlus,
  close: Power,
  note: NotebookPen,
  notify: Bell,
  webhook: Webhook,
};

export const ruleTones: Record<RuleState, Tone> = {
  active: "ok",
  shadow: "info",
  off: "neutral",
  paused: "warn",
  broken: "danger",
  archived: "neutral",
};
