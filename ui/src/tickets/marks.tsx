// Small views of a ticket that several screens share.
import {
  CheckCircle2,
  CircleDashed,
  CornerUpLeft,
  Globe,
  Hourglass,
  Inbox,
  Mail,
  MessageCircle,
  MessageSquareText,
  Pause,
  Power,
  RefreshCw,
  Send,
} from "lucide";
import { openTicket } from "../app/places";
import type { NextUp } from "../bindings/NextUp";
import type { TicketCard } from "../bindings/TicketCard";
import { useNames } from "../data/directory";
import { cx } from "../parts/cx";
import { type Glyph, Icon } from "../parts/Icon";
import { Badge, hueOf, Tag, type Tone } from "../parts/Tag";
import { Timer } from "../parts/Timer";
import { useText } from "../text";
import { clockOf, stateOf, stateTone, type TicketState } from "./state";
import { useSyncing } from "./syncing";

const stateIcons: Record<TicketState, Glyph> = {
  returned: CornerUpLeft,
  noInteraction: Power,
  onHold: Pause,
  closed: CheckCircle2,
  customerWaits: MessageCircle,
  silent: Hourglass,
  pending: Inbox,
  quiet: CircleDashed,
};

const iconTones: Record<Tone, string> = {
  neutral: "text-faint",
  ok: "text-ok",
  warn: "text-warn",
  danger: "text-danger",
  returned: "text-returned",
  info: "text-accent",
};

export function StateIcon({ card, className }: { card: TicketCard; className?: string }) {
  const t = useText();
  const state = stateOf(card);
  const words = t(`ticketState.${state}`);
  return (
    <span
      role="img"
      aria-label={words}
      title={words}
      className={cx("inline-flex", iconTones[stateTone[state]], className)}
    >
      <Icon of={stateIcons[state]} size={14} />
    </span>
  );
}

/** The program has not answered yet; only after a while, and only until it has. */
export function SyncMark({ ticket }: { ticket: number }) {
  const t = useText();
  if (!useSyncing(ticket)) return null;
  return (
    <span title={t("ticket.syncing")} className="motion-breathe inline-flex flex-none text-faint">
      <Icon of={RefreshCw} size={14} />
      <span className="sr-only">{t("ticket.syncing")}</span>
    </span>
  );
}

/** A customer in a row that a press only marks: the name opens the ticket; keys open the row. */
export function OpeningName({ ticket, className, children }: OpeningNameProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      onClick={() => openTicket(ticket)}
      className={cx(
        "max-w-full truncate rounded-tag text-left font-medium underline-offset-2 hover:text-accent hover:underline",
        className,
      )}
    >
      {children}
    </button>
  );
}

type OpeningNameProps = { ticket: number; className?: string; children: React.ReactNode };

export function StateBadge({ card }: { card: TicketCard }) {
  const t = useText();
  const state = stateOf(card);
  return (
    <Badge tone={stateTone[state]} icon={stateIcons[state]}>
      {t(`ticketState.${state}`)}
    </Badge>
  );
}

export function CardTimer({ card, className }: { card: TicketCard; className?: string }) {
  const clock = clockOf(card);
  return (
    <Timer
      from={clock.from}
      until={clock.until}
      show="elapsed"
      ring={clock.ring}
      className={cx("text-small", className)}
    />
  );
}

/** "→ Sem Interação em 02:48" */
export function NextLine({ next, from, className }: { next: NextUp; from: number; className?: string }) {
  const t = useText();
  const name = useNextName(next);
  return (
    <span className={cx("flex min-w-0 items-center gap-1 text-small text-faint", className)}>
      <span aria-hidden="true">→</span>
      <span className="truncate">{name}</span>
      <span className="flex-none">
        {t("ticket.in")} <Timer from={from} until={next.at} show="remaining" tinted={next.kind === "enter"} />
      </span>
    </span>
  );
}

export function useNextName(next: { kind: NextUp["kind"]; rule: number | null }): string {
  const t = useText();
  const names = useNames();
  switch (next.kind) {
    case "enter":
      return t("screens.waiting");
    case "rule":
      return names.rule(next.rule)?.name ?? t("ticket.aRule");
    case "day_end":
      return t("ticket.dayEnd");
  }
}

/** As many as have room to be read; one that has not is drawn nowhere. */
export function TagRow({ ids, max = 2 }: { ids: readonly number[]; max?: number }) {
  const names = useNames();
  const tags = ids.map((id) => names.tag(id)).filter((tag) => tag !== undefined);
  const shown = tags.slice(0, max);
  if (shown.length === 0) return null;
  return (
    <span className="flex max-h-5 min-w-0 flex-wrap items-center gap-x-1 overflow-hidden">
      {/* Holds the first line, so that a tag without room goes to the next, which is cut off. */}
      <span className="-mr-1 h-5 w-0" />
      {shown.map((tag) => (
        <Tag key={tag.id} hue={hueOf(tag.colour)} className="max-w-24">
          {tag.name}
        </Tag>
      ))}
      {tags.length > max && <span className="text-meta text-faint">+{tags.length - max}</span>}
    </span>
  );
}

const channelIcons: Record<string, Glyph> = {
  email: Mail,
  telegram: Send,
  whatsapp: MessageSquareText,
  http: Globe,
};

export function ChannelIcon({ connection, className }: { connection: number; className?: string }) {
  const names = useNames();
  const found = names.connection(connection);
  return (
    <span role="img" aria-label={found?.name} title={found?.name} className={cx("inline-flex text-faint", className)}>
      <Icon of={channelIcons[found?.kind ?? ""] ?? MessageCircle} size={14} />
    </span>
  );
}

/** The last word, with who said it when it was no person of the customer's (that is what starts and keeps the clocks). */
export function LastWord({ card }: { card: TicketCard }) {
  const t = useText();
  const ours = card.last_side !== "customer";
  // Who has spoken and still owes an answer spoke by a machine.
  const automatic = !ours && card.silent_since !== null;
  return (
    <>
      {ours && <span className="text-faint">{t("ticket.ours")} </span>}
      {automatic && <span className="text-faint">{t("ticket.automaticReply")}: </span>}
      {card.last_text || t("ticket.noText")}
    </>
  );
}
