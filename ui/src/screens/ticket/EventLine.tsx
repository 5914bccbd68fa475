// One thing that happened to a ticket, in one quiet line: what, who or which rule, when.
import type { EventView } from "../../bindings/EventView";
import { useNames } from "../../data/directory";
import { useText } from "../../text";
import { clockTime } from "../../text/format";

export function useEventWords(): (event: EventView) => string {
  const t = useText();
  const names = useNames();
  return (event) => {
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
  };
}

export function EventLine({ event }: { event: EventView }) {
  const words = useEventWords();
  return (
    <p className="flex items-baseline justify-center gap-1.5 py-1.5 text-center text-small text-faint">
      <time className="tabular">{clockTime(event.at)}</time>
      <span className="text-pretty">{words(event)}</span>
    </p>
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
