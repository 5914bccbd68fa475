// A list of commands behind a button or a right click. An item that is off says why, and who can do it.
import { useRef, useState } from "react";
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

/** Where on the page a menu was asked for: at which element, and how far from its left edge in px. */
export type MenuPlace = { element: Element; x: number };

type MenuAtProps = {
  label: string;
  groups: readonly CommandGroup[];
  /** The element the menu hangs on; null keeps it closed. */
  anchor: React.RefObject<Element | null>;
  /** How far along that element, in px. */
  x?: number;
  open: boolean;
  onClose: () => void;
};

/** The same menu opened by a key or a right click, hung on any element. */
export function MenuAt({ label, groups, anchor, x = 0, open, onClose }: MenuAtProps) {
  return (
    <Popover
      aria-label={label}
      triggerRef={anchor}
      isOpen={open}
      onOpenChange={(next) => !next && onClose()}
      offset={4}
      placement="bottom start"
      crossOffset={x}
      className={cx(popoverBox, "max-h-96 min-w-48 max-w-80")}
    >
      <CommandMenu label={label} groups={groups} onClose={onClose} />
    </Popover>
  );
}

/** The menu of one row at a time: what it is open on, how it is opened, and where `MenuAt` is to hang. */
export function useMenuOn<T>() {
  const anchor = useRef<Element | null>(null);
  const [asked, setAsked] = useState<{ row: T; x: number } | null>(null);
  const show = (row: T, { element, x }: MenuPlace) => {
    anchor.current = element;
    setAsked({ row, x });
  };
  const at = { anchor, x: asked?.x, open: asked !== null, onClose: () => setAsked(null) };
  return { row: asked?.row ?? null, show, at };
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
      {/* All that is written is its name: what one hears is what one reads. */}
      <Text slot="label" className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate">{command.label}</span>
          {command.keys && <Keycap>{command.keys}</Keycap>}
        </span>
        {detail && <span className="text-small text-faint">{detail}</span>}
      </Text>
    </MenuItem>
  );
}
