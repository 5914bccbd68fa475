// A filter of a list: what is chosen stands on it, and it is marked while it filters.
import { ChevronDown } from "lucide-react";
import { Button } from "react-aria-components";
import { cx } from "./cx";
import { Icon } from "./Icon";
import { type CommandGroup, Menu } from "./Menu";

type FilterMenuProps = {
  label: string;
  /** What is chosen, in place of the label; null while nothing is. */
  shown: string | null;
  groups: readonly CommandGroup[];
};

export function FilterMenu({ label, shown, groups }: FilterMenuProps) {
  return (
    <Menu label={label} groups={groups}>
      <Button className={filterClass(shown !== null)}>
        <span className="truncate">{shown ?? label}</span>
        <Icon of={ChevronDown} size={14} className="text-faint" />
      </Button>
    </Menu>
  );
}

export function filterClass(on: boolean): string {
  return cx(
    "inline-flex h-control max-w-36 flex-none cursor-default items-center gap-1 rounded-control border px-2.5 transition-colors data-hovered:bg-hover aria-expanded:bg-hover",
    on ? "border-accent bg-selected text-ink" : "border-control/45 text-muted",
  );
}
