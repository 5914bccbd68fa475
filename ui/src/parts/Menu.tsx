// A list of commands behind a button or a right click. An item that is off says why, and who can do it.
import {
  Menu as AriaMenu,
  MenuTrigger as AriaMenuTrigger,
  Header,
  MenuItem,
  MenuSection,
  Popover,
  Separator,
  Text,
} from "react-aria-components";
import { Keycap } from "./Button";
import { cx } from "./cx";
import { optionRow, popoverBox } from "./fieldStyle";
import { Icon, type LucideIcon } from "./Icon";

export type Command = {
  id: string;
  label: string;
  icon?: LucideIcon;
  lead?: React.ReactNode;
  keys?: string;
  detail?: string;
  danger?: boolean;
  /** Why it cannot be done now; the item stays visible. */
  refused?: string | null;
  run: () => void;
};

export type CommandGroup = { title?: string; commands: readonly Command[] };

type MenuProps = {
  label: string;
  /** A pressable part that opens the menu. */
  children: React.ReactElement;
  groups: readonly CommandGroup[];
  onOpenChange?: (open: boolean) => void;
};

export function Menu({ label, children, groups, onOpenChange }: MenuProps) {
  return (
    <AriaMenuTrigger onOpenChange={onOpenChange}>
      {children}
      <Popover offset={4} className={cx(popoverBox, "max-h-96 min-w-48 max-w-80")}>
        <CommandMenu label={label} groups={groups} />
      </Popover>
    </AriaMenuTrigger>
  );
}

type MenuAtProps = {
  label: string;
  groups: readonly CommandGroup[];
  /** The element the menu hangs on; null keeps it closed. */
  anchor: React.RefObject<Element | null>;
  open: boolean;
  onClose: () => void;
};

/** The same menu opened by a key or a right click, hung on any element. */
export function MenuAt({ label, groups, anchor, open, onClose }: MenuAtProps) {
  return (
    <Popover
      triggerRef={anchor}
      isOpen={open}
      onOpenChange={(next) => !next && onClose()}
      offset={4}
      placement="bottom start"
      className={cx(popoverBox, "max-h-96 min-w-48 max-w-80")}
    >
      <CommandMenu label={label} groups={groups} onClose={onClose} />
    </Popover>
  );
}

function CommandMenu({
  label,
  groups,
  onClose,
}: {
  label: string;
  groups: readonly CommandGroup[];
  onClose?: () => void;
}) {
  const all = groups.flatMap((group) => group.commands);
  return (
    <AriaMenu
      aria-label={label}
      autoFocus="first"
      onClose={onClose}
      onAction={(key) => all.find((command) => command.id === key)?.run()}
      disabledKeys={all.filter((command) => command.refused).map((command) => command.id)}
      className="outline-none"
    >
      {groups.map((group, index) => [
        index > 0 && <Separator key={`line ${nameOf(group)}`} className="my-1 h-px bg-hairline" />,
        <MenuSection key={nameOf(group)} aria-label={group.title ?? label}>
          {group.title && <Header className="px-2 pt-1 pb-0.5 text-meta font-medium text-faint">{group.title}</Header>}
          {group.commands.map((command) => (
            <CommandItem key={command.id} command={command} />
          ))}
        </MenuSection>,
      ])}
    </AriaMenu>
  );
}

function nameOf(group: CommandGroup): string {
  return group.title ?? group.commands[0]?.id ?? "";
}

function CommandItem({ command }: { command: Command }) {
  const detail = command.refused ?? command.detail;
  return (
    <MenuItem id={command.id} textValue={command.label} className={cx(optionRow, command.danger && "text-danger")}>
      {command.lead ?? (command.icon && <Icon of={command.icon} className={command.danger ? "" : "text-faint"} />)}
      <span className="flex min-w-0 flex-1 flex-col">
        <Text slot="label" className="truncate">
          {command.label}
        </Text>
        {detail && (
          <Text slot="description" className="text-small text-faint">
            {detail}
          </Text>
        )}
      </span>
      {command.keys && <Keycap>{command.keys}</Keycap>}
    </MenuItem>
  );
}
