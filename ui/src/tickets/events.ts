// What happened to a ticket, in words: the sentence of the event with who did it and to what.
import type { EventView } from "../bindings/EventView";
import type { Names } from "../data/directory";
import type { Text } from "../text";

export function eventWords(event: EventView, names: Names, t: Text): string {
  const detail = isRecord(event.detail) ? event.detail : {};
  const id = (name: string) => (typeof detail[name] === "number" ? detail[name] : null);
  const who = names.user(event.user)?.name ?? names.rule(event.rule)?.name ?? t("ticket.theProgram");
  const target =
    names.stage(id("stage"))?.name ??
    names.tag(id("tag"))?.name ??
    names.user(id("to") ?? id("user") ?? id("owner"))?.name ??
    names.queue(id("queue"))?.name ??
    names.rule(event.rule ?? id("rule"))?.name ??
    "";
  // The list of words is the backend's and may be newer than this page.
  const known = t(`events.${event.event}` as "events.entered", { who, target, defaultValue: "" });
  return known || t("events.other", { who, event: event.event });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
