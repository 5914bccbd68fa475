// How long a card is in its column: days as a small mark that warms with them. Written by the shared clock, once a day.
import { useLayoutEffect, useRef } from "react";
import { whileVisible } from "../../parts/Timer";
import { useText } from "../../text";
import { dayMs, daysSince, warmthOf } from "./age";

export function StageAge({ since }: { since: number }) {
  const t = useText();
  const root = useRef<HTMLSpanElement>(null);
  const shown = useRef<HTMLSpanElement>(null);
  const heard = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return undefined;
    return whileVisible(element, (now) => {
      const days = daysSince(since, now);
      const warmth = warmthOf(days);
      const words = t(`board.inStage.${warmth}`, { days });
      element.dataset.age = warmth;
      element.title = words;
      if (shown.current) shown.current.textContent = `${days} d`;
      if (heard.current) heard.current.textContent = words;
      return since + (days + 1) * dayMs;
    });
  }, [since, t]);
  return (
    <span
      ref={root}
      className="tabular flex-none rounded-tag px-1 text-meta font-medium whitespace-nowrap text-faint data-[age=past]:bg-danger-soft data-[age=past]:text-danger data-[age=warn]:bg-warn-soft data-[age=warn]:text-warn"
    >
      <span ref={shown} aria-hidden="true" />
      <span ref={heard} className="sr-only" />
    </span>
  );
}
