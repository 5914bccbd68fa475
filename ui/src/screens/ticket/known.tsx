// Known customers, offered under the fields of "Novo atendimento" while one types: taken by ↓ and Enter or by mouse.
import { UserRound } from "lucide";
import { useId, useState } from "react";
import type { FoundContact } from "../../bindings/FoundContact";
import { useAsk } from "../../data";
import { cx } from "../../parts/cx";
import type { Offers } from "../../parts/Field";
import { Icon } from "../../parts/Icon";
import { useSettled } from "../../parts/useSettled";
import { useText } from "../../text";

const searchedFrom = 2;
const settleMs = 120;

type KnownArgs = {
  connection: number | null;
  name: string;
  address: string;
  /** Nothing is offered to whoever has taken one. */
  taken: boolean;
  onTake: (contact: FoundContact) => void;
};

type Known = {
  /** What each of the fields wears. */
  field: { offers: Offers; onKeyDown: (event: React.KeyboardEvent) => void };
  list: React.ReactNode;
};

/** Those whose name or address begins like what is typed. */
export function useKnown({ connection, name, address, taken, onTake }: KnownArgs): Known {
  const list = useId();
  const typed = address.trim().length >= searchedFrom ? address : name;
  const text = useSettled(typed.trim(), settleMs);
  const enough = connection !== null && !taken && text.length >= searchedFrom;
  const asked = { connection: connection ?? 0, text };
  const answer = useAsk("find_contacts", asked, { enabled: enough, keep: true }).data ?? [];
  const [stood, setStood] = useState<{ of: string; at: number } | null>(null);
  const [shutFor, setShutFor] = useState<string | null>(null);
  const found = enough && shutFor !== text ? answer : [];
  // Of another answer none is the current one yet.
  const at = stood?.of === text ? stood.at : null;
  const current = at === null ? undefined : found[at];
  const idOf = ({ contact }: FoundContact) => `${list}-${contact}`;
  const take = (one: FoundContact) => {
    setStood(null);
    onTake(one);
  };
  const step = (by: 1 | -1) => {
    const from = current && at !== null ? at : by === 1 ? -1 : 0;
    setStood({ of: text, at: (from + by + found.length) % found.length });
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (found.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const acts: Record<string, (() => void) | undefined> = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Enter: current && (() => take(current)),
      Escape: () => setShutFor(text),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return {
    field: { offers: { list, open: found.length > 0, current: current && idOf(current) }, onKeyDown },
    list: found.length > 0 && <Offered id={list} found={found} current={current} idOf={idOf} onTake={take} />,
  };
}

type OfferedProps = {
  id: string;
  found: readonly FoundContact[];
  current: FoundContact | undefined;
  idOf: (contact: FoundContact) => string;
  onTake: (contact: FoundContact) => void;
};

function Offered({ id, found, current, idOf, onTake }: OfferedProps) {
  const t = useText();
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t("newTicket.known")}
      className="-mt-2 rounded-control border border-hairline p-1"
    >
      {found.map((one) => (
        <div
          key={one.contact}
          id={idOf(one)}
          role="option"
          tabIndex={-1}
          aria-selected={one === current}
          // The focus stays where one types.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(one)}
          onKeyDown={(event) => event.key === "Enter" && onTake(one)}
          className={cx(
            "flex h-8 w-full cursor-default items-center gap-2 rounded-tag px-2 text-left hover:bg-hover",
            one === current && "bg-selected",
          )}
        >
          <Icon of={UserRound} size={14} className="text-faint" />
          <span className="truncate font-medium">{one.name}</span>
          <span className="min-w-0 flex-1 truncate text-small text-faint">{one.address}</span>
          {one.open && <span className="text-small text-warn">{t("newTicket.hasOpen")}</span>}
        </div>
      ))}
    </div>
  );
}
