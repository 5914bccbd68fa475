// A rule while it is edited, and what is kept of it when one looks elsewhere before saving.
import { create } from "zustand";
import type { ActionDraft } from "../../bindings/ActionDraft";
import type { RuleDraft } from "../../bindings/RuleDraft";
import type { RuleView } from "../../bindings/RuleView";
import { spanOf, type Wait, waitOf } from "./wait";

export type ActionType = ActionDraft["type"];

/** The origin's three first. */
export const actionTypes: readonly ActionType[] = [
  "send_message",
  "add_tag",
  "add_wallet",
  "remove_tag",
  "move_to_stage",
  "transfer_to_queue",
  "assign",
  "close",
  "note",
  "notify",
  "webhook",
];

export const actionsMax = 10;
export const nameCharsMax = 80;

export type FormAction = { key: number; action: ActionDraft };

export type Form = {
  rule: Omit<RuleDraft, "actions" | "wait" | "lateness_max">;
  wait: Wait;
  /** Empty: the default. */
  lateness: Wait;
  actions: readonly FormAction[];
};

let lastKey = 0;

export function keyed(action: ActionDraft): FormAction {
  lastKey += 1;
  return { key: lastKey, action };
}

export function blankAction(type: ActionType): ActionDraft {
  switch (type) {
    case "send_message":
    case "note":
    case "notify":
      return { type, text: "" };
    case "add_wallet":
      return { type, mode: "replace" };
    case "webhook":
      return { type, url: "" };
    case "add_tag":
    case "remove_tag":
    case "move_to_stage":
    case "transfer_to_queue":
    case "assign":
    case "close":
      return { type };
  }
}

export function blankDraft(): RuleDraft {
  return {
    name: "",
    description: "",
    wait: 24 * 3_600_000,
    actions: [blankAction("send_message")],
    scope: {
      statuses: ["open", "pending", "closed"],
      stages: [],
      queues: [],
      connections: [],
      tags_with: [],
      tags_without: [],
    },
    business_hours: false,
    quiet_hours: true,
    repeat: "once_per_episode",
  };
}

export function draftOf(view: RuleView): RuleDraft {
  const { state: _state, problem: _problem, ...draft } = view;
  return draft;
}

export function formOf(draft: RuleDraft): Form {
  const { actions, wait, lateness_max, ...rule } = draft;
  return {
    rule,
    wait: waitOf(wait),
    lateness: lateness_max === null || lateness_max === undefined ? { typed: "", unit: "h" } : waitOf(lateness_max),
    actions: actions.map(keyed),
  };
}

/** What the form means. A wait that is no amount is sent as zero, which the backend refuses beside its field. */
export function meaningOf(form: Form): RuleDraft {
  return {
    ...form.rule,
    wait: spanOf(form.wait) ?? 0,
    lateness_max: form.lateness.typed.trim() === "" ? null : (spanOf(form.lateness) ?? 0),
    actions: form.actions.map((one) => one.action),
  };
}

/** Under which a rule that has never been saved is kept. */
export const unsavedRule = "new";

/** Unsaved forms by rule: looking at another screen loses nothing. */
export const useKeptForms = create<Record<string, Form>>(() => ({}));

export function keepForm(id: string, form: Form): void {
  useKeptForms.setState({ [id]: form });
}

export function dropForm(id: string): void {
  useKeptForms.setState((kept) => Object.fromEntries(Object.entries(kept).filter(([key]) => key !== id)), true);
}
