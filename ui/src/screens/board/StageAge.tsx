// How long a card is in its column: days as a small mark that warms with them. Plain text: its column knows when a day is over.
import { useText } from "../../text";
import { warmthOf } from "./age";

export function StageAge({ days }: { days: number }) {
  const t = useText();
  const warmth = warmthOf(days);
  const words = t(`board.inStage.${warmth}`, { days });
  return (
    <span
      data-age={warmth}
      role="img"
      aria-label={words}
      title={words}
      className="tabular flex-none rounded-tag px-1 text-meta font-medium whitespace-nowrap text-faint data-[age=past]:bg-danger-soft data-[age=past]:text-danger data-[age=warn]:bg-warn-soft data-[age=warn]:text-warn"
    >
      {days} d
    </span>
  );
}
