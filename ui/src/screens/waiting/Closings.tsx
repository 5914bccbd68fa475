// What one end of the day did, ticket by ticket.
import { openTicket } from "../../app/places";
import type { DayClosingView } from "../../bindings/DayClosingView";
import { useText } from "../../text";
import { nameOf } from "../../tickets/name";

type ClosingsProps = {
  closings: readonly DayClosingView[];
  /** Before a ticket opens. */
  onOpen?: () => void;
  /** What can still be done with one of them, behind its line. */
  act?: (closing: DayClosingView) => React.ReactNode;
  className?: string;
};

export function Closings({ closings, onOpen, act, className }: ClosingsProps) {
  const t = useText();
  return (
    <ul className={className}>
      {closings.map((closing) => (
        <li key={closing.ticket} className="flex h-8 items-center gap-3 px-4">
          <span className="tabular text-small text-faint">{closing.protocol}</span>
          <button
            type="button"
            onClick={() => {
              onOpen?.();
              openTicket(closing.ticket);
            }}
            className="min-w-0 flex-1 truncate rounded-tag text-left hover:text-accent"
          >
            {nameOf(closing, t)}
          </button>
          <span className="text-small text-faint">{t(`closingState.${closing.state}`)}</span>
          {act?.(closing)}
        </li>
      ))}
    </ul>
  );
}
