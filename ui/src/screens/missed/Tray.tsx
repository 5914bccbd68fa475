// A tray where people decide: what can be done with a row stands in the row, in its menu, and below for many at once.
import { useState } from "react";
import { openTicket } from "../../app/places";
import { Button, IconButton } from "../../parts/Button";
import type { Column } from "../../parts/GridRow";
import { useKept } from "../../parts/kept";
import { type Command, MenuAt, useMenuOn } from "../../parts/Menu";
import { VirtualGrid } from "../../parts/VirtualGrid";
import { useText } from "../../text";
import { openCommand } from "../../tickets/menus";
import { nameOf } from "../../tickets/name";

export type TrayRow = { ticket: number; contact_name: string; protocol: string; may_act: boolean };

type TrayProps<T extends TrayRow> = {
  label: string;
  rows: readonly T[];
  keyOf: (row: T) => string;
  columns: readonly Column<T>[];
  total: number;
  onNearEnd?: () => void;
  /** What can be done with these rows, the likeliest first. */
  actsOn: (rows: readonly T[]) => readonly Command[];
  /** Why this person may not; null if they may. */
  refused: string | null;
  empty: React.ReactNode;
};

export function Tray<T extends TrayRow>(props: TrayProps<T>) {
  const { label, rows, keyOf, total, onNearEnd, actsOn, refused, empty } = props;
  const t = useText();
  const [current, setCurrent] = useKept<string | null>(label, null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const menu = useMenuOn<T>();
  const on = useRefusing(actsOn);
  const chosen = rows.filter((row) => selected.has(keyOf(row)));
  const targets = chosen.length > 0 ? chosen : menu.row ? [menu.row] : [];
  const clearing = (commands: readonly Command[]) =>
    commands.map((command) => ({
      ...command,
      run: () => {
        command.run();
        setSelected(new Set());
      },
    }));
  const open = (many: readonly T[]) =>
    openCommand(
      many.map((row) => row.ticket),
      t,
    );
  const acts: Column<T> = {
    id: "acts",
    title: t("missed.acts"),
    width: "6.5rem",
    cell: (row) => <RowActs acts={[...on([row]), open([row])]} current={keyOf(row) === current} />,
  };
  return (
    <div className="flex h-full flex-col">
      <VirtualGrid
        keep={label}
        label={label}
        rows={rows}
        keyOf={keyOf}
        columns={[...props.columns, acts]}
        total={total}
        onNearEnd={onNearEnd}
        current={current}
        onCurrent={setCurrent}
        selected={selected}
        onSelect={setSelected}
        selectLabel={(row) => t("waiting.selectRow", { name: nameOf(row, t) })}
        onOpen={(row) => openTicket(row.ticket)}
        onMenu={(row, place) => {
          // A row outside the selection speaks for itself.
          if (!selected.has(keyOf(row))) setSelected(new Set());
          menu.show(row, place);
        }}
        empty={empty}
      />
      <MenuAt
        label={t("parts.moreActions")}
        groups={menu.row ? [{ commands: [open(targets)] }, { commands: clearing(on(targets)) }] : []}
        {...menu.at}
      />
      {chosen.length > 0 && (
        <div
          role="toolbar"
          aria-label={t("board.bulk")}
          className="motion-rise flex min-h-11 flex-none flex-wrap items-center gap-2 border-t border-hairline bg-surface px-4 py-1"
        >
          <span className="tabular mr-2 font-medium whitespace-nowrap">
            {t("board.selected", { count: chosen.length })}
          </span>
          {clearing(on(chosen)).map((command, index) => (
            <Button
              key={command.id}
              kind={index === 0 ? "primary" : "plain"}
              icon={command.icon}
              refused={command.refused}
              onPress={command.run}
            >
              {command.label}
            </Button>
          ))}
          {refused && <span className="text-small text-faint">{refused}</span>}
        </div>
      )}
    </div>
  );
}

type RowActsProps = { acts: readonly Command[]; current: boolean };

function RowActs({ acts, current }: RowActsProps) {
  return (
    <span className="flex gap-0.5">
      {acts.map(
        (command) =>
          command.icon && (
            <IconButton
              key={command.id}
              icon={command.icon}
              label={command.label}
              small
              refused={command.refused}
              // One tab stop a row would be a long way: only the current row's are.
              excludeFromTabOrder={!current}
              onPress={command.run}
            />
          ),
      )}
    </span>
  );
}

/** What can be done with these rows; refused if none of them is this person's to decide: a technician sees others' too. */
function useRefusing<T extends TrayRow>(actsOn: (rows: readonly T[]) => readonly Command[]) {
  const t = useText();
  const others = t("ticket.mayNot", { role: t("roles.leader") });
  return (rows: readonly T[]): readonly Command[] => {
    const why = rows.some((row) => row.may_act) ? null : others;
    return actsOn(rows).map((command) => ({ ...command, refused: command.refused ?? why }));
  };
}
