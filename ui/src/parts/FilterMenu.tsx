// A filter of a list: what is chosen stands on it, and it is marked while it filters.
import { ChevronDown } from "lucide";
import { Press } from "./Button";
import { cx } from "./cx";
import { Icon } from "./Icon";
import { type Groups, Menu } from "./Menu";

type FilterMenuProps = {
  label: string;
  /** What is chosen, in place of the label; null while nothing is. */
  shown: string | null;
  groups: Groups;
};

export function FilterMenu({ label, shown, groups }: FilterMenuProps) {
  return (
    <Menu label={label} groups={groups}>
      <Press className={filterClass(shown !== null)}>
        <span className="truncate">{shown ?? label}</span>
        <Icon of={ChevronDown} size={14} className="text-faint" />
      </Press>
    </Menu>
  );
}

export function filterClass(on: boolean): string {
  return cx(
    "inline-flex h-control max-w-36 flex-none wide:max-w-56 cursor-default items-center gap-1 rounded-control border px-2.5 transition-colors hover:bg-hover aria-expanded:bg-hover",
    on ? "border-accent bg-selected text-ink" : "border-control/45 text-muted",
  );
}
