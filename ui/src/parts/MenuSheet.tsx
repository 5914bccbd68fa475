// An open menu: its items, its keys and its place beside what it hangs on.
import { Menu as AriaMenu, Header, MenuItem, MenuSection, Popover, Separator, Text } from "react-aria-components";
import { Keycap } from "./Button";
import { cx } from "./cx";
import { optionRow, popoverBox } from "./fieldStyle";
import { Icon } from "./Icon";
import type { Command, CommandGroup, MenuAtProps } from "./Menu";

type MenuSheetProps = MenuAtProps & {
  /** Of the list itself, so that what opened it can name it. */
  id?: string;
  /** The item that has the focus first. */
  start?: "first" | "last";
};

export function MenuSheet({ label, anchor, x = 0, open, onClose, ...list }: MenuSheetProps) {
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
      <CommandMenu label={label} onClose={onClose} {...list} />
    </Popover>
  );
}

type CommandMenuProps = Pick<MenuSheetProps, "id" | "start" | "label" | "groups" | "onClose">;

function CommandMenu({ id, start = "first", label, groups, onClose }: CommandMenuProps) {
  const all = groups.flatMap((group) => group.commands);
  return (
    <AriaMenu
      id={id}
      aria-label={label}
      autoFocus={start}
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
