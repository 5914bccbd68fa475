// The small dark label beside a control. It repeats or completes what the control says; nothing lives only here.
import { Focusable, Tooltip, TooltipTrigger } from "react-aria-components";

type TipProps = {
  text: React.ReactNode;
  keys?: string;
  /** The child is a plain element (a link), not a React Aria control. */
  plain?: boolean;
  children: React.ReactElement<React.DOMAttributes<Element>, string>;
};

export function Tip({ text, keys, plain = false, children }: TipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={50}>
      {plain ? <Focusable>{children}</Focusable> : children}
      <Tooltip
        offset={6}
        className="motion-appear z-50 flex max-w-72 items-center gap-2 rounded-control bg-ink px-2 py-1 text-small text-surface shadow-overlay"
      >
        {text}
        {keys && <kbd className="font-sans text-meta opacity-70">{keys}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
