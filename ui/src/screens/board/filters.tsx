// The filters of the board, kept in the address: a link shows the same board.
import { ChevronDown, Search, X } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useKey } from "../../app/keymap";
import { patchSearch, readId, readIds, readText, useSearchValues } from "../../app/places";
import type { TicketFilter } from "../../bindings/TicketFilter";
import { useNames } from "../../data/directory";
import { Button, IconButton } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { TextField } from "../../parts/Field";
import { Icon } from "../../parts/Icon";
import { type Command, Menu } from "../../parts/Menu";
import { Avatar, HueDot, hueOf } from "../../parts/Tag";
import { useSettled } from "../../parts/useSettled";
import { useText } from "../../text";

const filterMs = 80;
const idleChoices = [1, 4, 24, 72, 168] as const;
const hourMs = 3_600_000;

export function useBoardFilter(): { filter: TicketFilter; active: number } {
  const search = useSearchValues();
  return useMemo(() => {
    const text = readText(search.q);
    const technicians = readIds(search.who);
    const tags = readIds(search.tag);
    const connections = readIds(search.via);
    const idle = readId(search.idle);
    const filter: TicketFilter = {
      ...(text ? { text } : {}),
      ...(technicians.length > 0 ? { technicians: [...technicians] } : {}),
      ...(tags.length > 0 ? { tags: [...tags] } : {}),
      ...(connections.length > 0 ? { connections: [...connections] } : {}),
      ...(idle ? { idle_for: idle * hourMs } : {}),
    };
    return { filter, active: Object.keys(filter).length };
  }, [search]);
}

export function FilterBar({ active }: { active: number }) {
  const t = useText();
  const names = useNames();
  const search = useSearchValues();
  const idle = readId(search.idle);
  return (
    <>
      <SearchBox />
      <IdsFilter
        name="who"
        label={t("board.filters.technician")}
        options={names.all.users
          .filter((user) => user.active)
          .map((user) => ({ id: user.id, label: user.name, lead: <Avatar name={user.name} size="small" silent /> }))}
      />
      <IdsFilter
        name="tag"
        label={t("board.filters.tag")}
        options={names.all.tags
          .filter((tag) => !tag.archived)
          .map((tag) => ({ id: tag.id, label: tag.name, lead: <HueDot hue={hueOf(tag.colour)} /> }))}
      />
      <IdsFilter
        name="via"
        label={t("board.filters.connection")}
        options={names.all.connections.map((one) => ({ id: one.id, label: one.name }))}
      />
      <FilterMenu
        label={t("board.filters.idle")}
        shown={idle ? t("board.filters.idleFor", { hours: idle }) : null}
        commands={idleChoices.map((hours) => ({
          id: String(hours),
          label: t("board.filters.idleFor", { hours }),
          keys: idle === hours ? "✓" : undefined,
          run: () => patchSearch({ idle: idle === hours ? undefined : hours }),
        }))}
      />
      {active > 0 && (
        <Button
          kind="quiet"
          icon={X}
          onPress={() => patchSearch({ q: undefined, who: undefined, tag: undefined, via: undefined, idle: undefined })}
        >
          {t("board.filters.clear")}
        </Button>
      )}
    </>
  );
}

function SearchBox() {
  const t = useText();
  const kept = readText(useSearchValues().q);
  const [typed, setTyped] = useState(kept);
  const settled = useSettled(typed, filterMs);
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useKey("search", () => input.current?.select());
  useEffect(() => {
    patchSearch({ q: settled || undefined });
  }, [settled]);
  useEffect(() => {
    if (kept === "") setTyped("");
  }, [kept]);
  return (
    <TextField
      label={t("board.filters.search")}
      labelHidden
      type="search"
      icon={Search}
      placeholder={t("board.filters.search")}
      value={typed}
      onChange={setTyped}
      inputRef={input}
      onKeyDown={(event) => event.key === "Escape" && (typed ? setTyped("") : input.current?.blur())}
      trailing={
        typed && (
          <IconButton icon={X} label={t("board.filters.clear")} small onPress={() => setTyped("")} className="mr-1" />
        )
      }
      className="w-56 max-wide:w-44"
    />
  );
}

type IdOption = { id: number; label: string; lead?: React.ReactNode };

function IdsFilter({ name, label, options }: { name: string; label: string; options: readonly IdOption[] }) {
  const t = useText();
  const chosen = readIds(useSearchValues()[name]);
  const toggle = (id: number) => {
    const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
    patchSearch({ [name]: next.length > 0 ? next : undefined });
  };
  const first = options.find((option) => option.id === chosen[0])?.label;
  const shown =
    chosen.length === 0
      ? null
      : chosen.length === 1
        ? (first ?? null)
        : t("board.filters.several", { label, count: chosen.length });
  return (
    <FilterMenu
      label={label}
      shown={shown}
      commands={options.map((option) => ({
        id: String(option.id),
        label: option.label,
        lead: option.lead,
        keys: chosen.includes(option.id) ? "✓" : undefined,
        run: () => toggle(option.id),
      }))}
    />
  );
}

function FilterMenu({ label, shown, commands }: { label: string; shown: string | null; commands: readonly Command[] }) {
  return (
    <Menu label={label} groups={[{ commands }]}>
      <AriaButton
        className={cx(
          "inline-flex h-control max-w-44 cursor-default items-center gap-1 rounded-control border px-2.5 transition-colors data-hovered:bg-hover",
          shown ? "border-accent bg-selected text-ink" : "border-control/45 text-muted",
        )}
      >
        <span className="truncate">{shown ?? label}</span>
        <Icon of={ChevronDown} size={14} className="text-faint" />
      </AriaButton>
    </Menu>
  );
}
