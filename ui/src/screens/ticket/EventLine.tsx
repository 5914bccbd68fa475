// One thing that happened to a ticket, in one quiet line: what, who or which rule, when.
import type { EventView } from "../../bindings/EventView";
import { useNames } from "../../data/directory";
import { useText } from "../../text";
import { clockTime } from "../../text/format";
import { eventWords } from "../../tickets/events";

export function useEventWords(): (event: EventView) => string {
  const t = useText();
  const names = useNames();
  return (event) => eventWords(event, names, t);
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
