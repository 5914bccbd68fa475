// Which replies become stale when the backend says what changed. A command missing here is asked once and kept.
import type { Changed } from "../bindings/Changed";
import type { CommandName } from "../bindings/Commands";
import type { Topic } from "../bindings/Topic";

const reads: Partial<Record<CommandName, readonly Topic[]>> = {
  session: ["people", "settings"],
  profiles: ["people"],
  status: ["tickets", "queue", "rules", "notices", "connections", "missed", "settings", "messages"],
  directory: ["people", "connections", "rules"],
  board_views: ["settings"],
  quick_replies: ["settings"],
  board: ["tickets", "queue", "people", "settings"],
  board_page: ["tickets", "queue", "people"],
  tickets: ["tickets", "queue"],
  ticket: ["tickets", "queue", "people"],
  conversation: ["messages", "tickets"],
  timeline: ["tickets", "messages", "queue", "executions"],
  forecast: ["tickets", "rules", "settings", "executions", "queue", "messages"],
  why: ["tickets", "rules", "settings", "executions", "messages"],
  search: ["tickets", "messages"],
  tag_counts: ["tickets", "people"],
  my_tickets: ["tickets", "queue", "messages", "settings"],
  waiting_queue: ["tickets", "queue", "messages", "day", "settings"],
  day_runs: ["day"],
  rules: ["rules", "executions", "settings"],
  rule: ["rules"],
  rule_versions: ["rules"],
  overdue_of_rule: ["tickets", "rules", "settings"],
  rule_effect: ["executions", "messages"],
  executions: ["executions"],
  decision: ["executions"],
  missed: ["missed", "tickets", "people"],
  unknown: ["missed", "tickets", "people"],
  connections: ["connections", "messages"],
  settings: ["settings"],
  holidays: ["settings"],
  audit: ["rules", "people", "connections", "settings"],
  find_contacts: ["tickets"],
  notices: ["notices"],
  dashboard: ["tickets", "queue", "executions", "day"],
};

/** Replies about one ticket, stale only when that ticket changed. */
const aboutOneTicket: ReadonlySet<string> = new Set<CommandName>([
  "ticket",
  "conversation",
  "timeline",
  "forecast",
  "why",
]);

export function isStale(key: readonly unknown[], change: Changed): boolean {
  const [command, args] = key as [CommandName, unknown];
  if (!(reads[command] ?? []).some((topic) => change.topics.includes(topic))) return false;
  if (!aboutOneTicket.has(command) || change.tickets.length === 0 || !onlyTickets(change)) return true;
  const ticket = typeof args === "object" && args !== null && "ticket" in args ? args.ticket : undefined;
  return change.tickets.some((id) => id === ticket);
}

/** Topics that name their tickets; any other change may concern every ticket. */
function onlyTickets(change: Changed): boolean {
  const named: readonly Topic[] = ["tickets", "messages", "queue", "executions", "notices", "missed"];
  return change.topics.every((topic) => named.includes(topic));
}
