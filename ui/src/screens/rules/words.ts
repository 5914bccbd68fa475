// Rules in words: what a wait, an action and a whole rule are called in a sentence.
import type { ActionDraft } from "../../bindings/ActionDraft";
import type { RuleDraft } from "../../bindings/RuleDraft";
import type { SkipWhy } from "../../bindings/SkipWhy";
import type { Names } from "../../data/directory";
import { useNames } from "../../data/directory";
import { spanWords } from "../../parts/duration";
import { type Text, useText } from "../../text";
import { listed } from "../../text/format";
import { inOurWords } from "../../text/refusals";
import { type Unit, wholeUnit } from "./wait";

/** "24 horas", "30 minutos", "1 h 30 min". */
export function waitWords(t: Text, ms: number, preferred: Unit = "h"): string {
  const whole = wholeUnit(ms, preferred);
  return whole ? t(`rules.span.${whole.unit}`, { count: whole.count }) : spanWords(ms);
}

/** What one action is about: the connection, tag, person or place it names; empty while nothing is chosen. */
export function targetOf(action: ActionDraft, names: Names, t: Text): string {
  switch (action.type) {
    case "send_message":
      return action.connection ? (names.connection(action.connection)?.name ?? "") : t("rules.ownConnection");
    case "add_tag":
    case "remove_tag":
      return names.tag(action.tag)?.name ?? "";
    case "add_wallet":
    case "assign":
    case "notify":
      return names.user(action.user)?.name ?? "";
    case "move_to_stage":
      return names.stage(action.stage)?.name ?? "";
    case "transfer_to_queue":
      return names.queue(action.queue)?.name ?? "";
    case "webhook":
      return hostOf(action.url);
    case "close":
    case "note":
      return "";
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** "enviar por **WhatsApp Vendas** a mensagem". Names stand between double asterisks, see Emphasised. */
export function actionWords(action: ActionDraft, names: Names, t: Text): string {
  const target = targetOf(action, names, t) || t("rules.notChosen");
  switch (action.type) {
    case "send_message":
      return action.connection ? t("rules.does.send_message", { target }) : t("rules.does.send_message_own");
    case "add_wallet":
      return action.mode === "replace"
        ? t("rules.does.add_wallet", { target })
        : t("rules.does.add_wallet_empty", { target });
    case "close":
    case "note":
      return t(`rules.does.${action.type}`);
    case "add_tag":
    case "remove_tag":
    case "move_to_stage":
    case "transfer_to_queue":
    case "assign":
    case "notify":
    case "webhook":
      return t(`rules.does.${action.type}`, { target });
  }
}

/** When messages wait, as the clock shows it. */
export type QuietSpan = { from: string; to: string };

export type RuleWords = { when: string; does: readonly string[]; limits: readonly string[] };

/** The whole rule: when, what, and for whom. */
export function ruleWords(rule: RuleDraft, unit: Unit, names: Names, quiet: QuietSpan | null, t: Text): RuleWords {
  const wait = waitWords(t, rule.wait, unit);
  const { scope } = rule;
  const sends = rule.actions.some((action) => action.type === "send_message");
  const named = (ids: readonly number[], find: (id: number) => { name: string } | undefined) =>
    listed(ids.map((id) => find(id)?.name ?? `#${id}`));
  const only = [
    scope.stages.length > 0 &&
      t("rules.only.stages", { names: named(scope.stages, names.stage), count: scope.stages.length }),
    scope.queues.length > 0 &&
      t("rules.only.queues", { names: named(scope.queues, names.queue), count: scope.queues.length }),
    scope.connections.length > 0 &&
      t("rules.only.connections", {
        names: named(scope.connections, names.connection),
        count: scope.connections.length,
      }),
    scope.tags_with.length > 0 &&
      t("rules.only.tagsWith", { names: named(scope.tags_with, names.tag), count: scope.tags_with.length }),
    scope.tags_without.length > 0 &&
      t("rules.only.tagsWithout", { names: named(scope.tags_without, names.tag), count: scope.tags_without.length }),
  ];
  const limits = [
    scope.statuses.length > 0 &&
      t("rules.forStatuses", { statuses: listed(scope.statuses.map((status) => t(`rules.statuses.${status}`))) }),
    ...only,
    sends && scope.statuses.includes("closed") && t("rules.reopens"),
    rule.repeat === "once_per_episode" ? t("rules.oncePerEpisode") : t("rules.everySilence"),
    sends && rule.quiet_hours && quiet && t("rules.quiet", quiet),
    t("rules.answerEnds"),
  ];
  return {
    when: rule.business_hours ? t("rules.whenBusiness", { wait }) : t("rules.when", { wait }),
    does: rule.actions.map((action) => actionWords(action, names, t)),
    limits: limits.filter((line): line is string => typeof line === "string"),
  };
}

export function useRuleWords(rule: RuleDraft, unit: Unit, quiet: QuietSpan | null): RuleWords {
  return ruleWords(rule, unit, useNames(), quiet, useText());
}

const skips: readonly SkipWhy[] = [
  "opted_out",
  "contact_wrote_elsewhere",
  "contact_limit",
  "window_closed",
  "ticket_action_limit",
  "empty_variable",
  "missing",
];
/** What the history says where a person skipped a step, and where a message crossed the answer. */
const byPerson = "person";
const crossed = "crossed";

/** Why something was skipped; a word of a newer program stands as it is. */
export function skipWords(why: string, t: Text): string {
  const known = skips.find((one) => one === why);
  if (known) return t(`skipWhy.${known}`);
  return why === byPerson ? t("executions.byPerson") : why === crossed ? t("executions.crossed") : inOurWords(why);
}
