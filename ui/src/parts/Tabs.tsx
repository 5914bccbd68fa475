// Views of one thing, side by side. Views with an address of their own are links (see the shell), not tabs.
import { useId, useLayoutEffect, useRef } from "react";
import { cx } from "./cx";
import { stepTo } from "./roving";

export const tabClass =
  "relative flex h-full items-center gap-1.5 px-0.5 font-medium text-muted cursor-default select-none transition-colors " +
  "hover:text-ink aria-selected:text-ink aria-[current=page]:text-ink " +
  "after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:rounded-full aria-selected:after:bg-accent aria-[current=page]:after:bg-accent";

type TabsProps<Id extends string> = {
  label: string;
  value: Id;
  onChange: (value: Id) => void;
  tabs: readonly { id: Id; label: string; count?: number; panel: React.ReactNode }[];
  className?: string;
};

/** One tab stop for all of them; arrows, Home and End choose. */
export function Tabs<Id extends string>({ label, value, onChange, tabs, className }: TabsProps<Id>) {
  const id = useId();
  const panel = useReachable(value);
  const chosen = tabs.find((tab) => tab.id === value);
  return (
    <div className={cx("flex min-h-0 flex-col", className)}>
      <div
        role="tablist"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={stepTo("[role=tab]", (tab) => tab.click())}
        className="flex h-9 flex-none gap-4 border-b border-hairline px-4 outline-none"
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            aria-selected={tab.id === value}
            aria-controls={tab.id === value ? `${id}-panel` : undefined}
            tabIndex={tab.id === value ? 0 : -1}
            onClick={() => onChange(tab.id)}
            data-mark="inside"
            className={tabClass}
          >
            {tab.label}
            {tab.count !== undefined && <span className="tabular text-small text-faint">{tab.count}</span>}
          </button>
        ))}
      </div>
      <div
        key={value}
        ref={panel}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${value}`}
        className="min-h-0 flex-1 overflow-auto outline-none"
      >
        {chosen?.panel}
      </div>
    </div>
  );
}

const stops = ["a[href]", "button:enabled", "input:enabled", "textarea:enabled", "select:enabled", "[tabindex='0']"]
  .map((one) => `${one}:not([tabindex='-1'])`)
  .join();

/** A panel that holds nothing to stop at is a stop itself, so that it can be scrolled by keys. */
function useReachable(shown: string) {
  const panel = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab has another panel
  useLayoutEffect(() => {
    const element = panel.current;
    if (!element) return;
    const look = () => {
      const bare = element.querySelector(stops) === null;
      if (bare) element.tabIndex = 0;
      else element.removeAttribute("tabindex");
    };
    look();
    const changes = new MutationObserver(look);
    changes.observe(element, { subtree: true, childList: true });
    return () => changes.disconnect();
  }, [shown]);
  return panel;
}
