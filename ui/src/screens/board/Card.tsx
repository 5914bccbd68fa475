// One ticket on the board. Fixed height, memoised; its clocks run without React.
import { memo } from "react";
import type { TicketCard } from "../../bindings/TicketCard";
import { useNames } from "../../data/directory";
import { cx } from "../../parts/cx";
import { Avatar } from "../../parts/Tag";
import { awayWords } from "../../presence/words";
import { useText } from "../../text";
import { inHand } from "../../tickets/hand";
import { CardTimer, ChannelIcon, LastWord, NextLine, StateIcon, SyncMark, TagRow } from "../../tickets/marks";
import { nameOf } from "../../tickets/name";
import { stateOf, type TicketState } from "../../tickets/state";
import { StageAge } from "./StageAge";

const edges: Record<TicketState, string> = {
  returned: "before:bg-returned",
  noInteraction: "before:bg-warn",
  onHold: "before:bg-control",
  closed: "before:bg-transparent",
  customerWaits: "before:bg-accent",
  silent: "before:bg-control/50",
  pending: "before:bg-hairline",
  quiet: "before:bg-transparent",
};

type CardProps = {
  card: TicketCard;
  selected: boolean;
  opened: boolean;
  /** The one tab stop of its column. */
  stop: boolean;
  /** Since it came into its column, from one on. */
  days: number | null;
  /** It left a frozen column and keeps its place: where it went. */
  gone: string | null;
  onPress: (card: TicketCard, event: React.MouseEvent) => void;
  onLift: (card: TicketCard, event: React.PointerEvent) => void;
  onFocus: (card: TicketCard) => void;
  onMenu: (card: TicketCard, element: Element) => void;
};

export const Card = memo(function Card(props: CardProps) {
  const { card, selected, opened, stop, days, gone, onPress, onLift, onFocus, onMenu } = props;
  const t = useText();
  const names = useNames();
  const assignee = names.user(card.entered_at === null ? card.assignee : (card.returns_to ?? card.assignee));
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the board's key map opens, selects and moves the focused card
    <div
      id={gone === null ? `card-${card.id}` : `gone-${card.id}`}
      {...inHand("list")}
      role="button"
      tabIndex={stop ? 0 : -1}
      aria-pressed={selected}
      data-mark="inside"
      onClick={(event) => onPress(card, event)}
      onPointerDown={(event) => gone === null && onLift(card, event)}
      onFocus={() => onFocus(card)}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(card, event.currentTarget);
      }}
      className={cx(
        "relative flex h-full cursor-default flex-col overflow-hidden rounded-card border py-2 pr-2.5 pl-3 in-data-[density=compact]:py-1.5 transition-colors select-none",
        "before:absolute before:inset-y-0 before:left-0 before:w-[3px]",
        gone === null ? edges[stateOf(card)] : "border-dashed text-faint before:bg-transparent",
        selected ? "border-accent bg-selected" : gone === null && "bg-surface",
        !selected && (opened ? "border-accent" : "border-hairline hover:border-control/60"),
      )}
    >
      <div className="flex items-center gap-1.5">
        <StateIcon card={card} />
        <span className="min-w-0 flex-1 truncate font-medium">{nameOf(card, t)}</span>
        <SyncMark ticket={card.id} />
        {gone === null && <CardTimer card={card} className="text-muted" />}
      </div>
      <p
        className={cx(
          "mt-0.5 line-clamp-2 text-small break-words in-data-[density=compact]:line-clamp-1",
          gone === null && "text-muted",
        )}
      >
        <LastWord card={card} />
      </p>
      <div className="mt-auto flex flex-col gap-1 in-data-[density=compact]:gap-0">
        {gone !== null && <p className="truncate text-small font-medium text-muted">{gone}</p>}
        {gone === null && card.next && <NextLine next={card.next} from={card.silent_since ?? card.last_at} />}
        <div className={cx("flex h-5 items-center gap-1.5", gone !== null && "hidden")}>
          <TagRow ids={card.tags} />
          <span className="ml-auto flex flex-none items-center gap-1.5">
            {days !== null && <StageAge days={days} />}
            <ChannelIcon connection={card.connection} />
            {assignee && <Avatar name={assignee.name} size="small" away={awayWords(assignee, t)} />}
          </span>
        </div>
      </div>
    </div>
  );
});
