// The filters of the board, kept in the address: a link shows the same board.
import { ListFilter, Search as SearchIcon, X } from "lucide";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useKey } from "../../app/keymap";
import { onTravel, patchSearch, readId, readIds, readText, type Search, useSearchValues } from "../../app/places";
import type { TicketFilter } from "../../bindings/TicketFilter";
import type { WaitsFor } from "../../bindings/WaitsFor";
import { useIsAsking } from "../../data";
import { useNames } from "../../data/directory";
import { Button, IconButton, Press } from "../../parts/Button";
import { spanWords } from "../../parts/duration";
import { FilterMenu, filterClass } from "../../parts/FilterMenu";
import { Icon } from "../../parts/Icon";
import { soon } from "../../parts/later";
import type { Command } from "../../parts/Menu";
import { SearchField } from "../../parts/SearchField";
import { Avatar, HueDot, hueOf } from "../../parts/Tag";
import { useNow } from "../../parts/useNow";
import { useSettled } from "../../parts/useSettled";
import { useText } from "../../text";
import { shortDay } from "../../text/format";
import { startOfDay } from "../dashboard/period";

const Sheet = soon(() => import("../../parts/Sheet").then((made) => made.Sheet));

/** While a board is on its way, the next is asked for when the hand rests; otherwise at once. */
const filterMs = 80;
const idleChoices = [1, 4, 24, 72, 168] as const;
const hourMs = 3_600_000;

/** The address without any filter. */
export const noFilters: Search = {
  q: undefined,
  who: undefined,
  team: undefined,
  tag: undefined,
  via: undefined,
  idle: undefined,
  waits: undefined,
  back: undefined,
  lapsed: undefined,
};

export function useBoardFilter(): { filter: TicketFilter; active: number } {
  // The same filter is the same object, whatever else the address says: an opened ticket draws no column anew.
  const kept = JSON.stringify(filterOf(useSearchValues()));
  return useMemo(() => {
    const filter: TicketFilter = JSON.parse(kept);
    return { filter, active: Object.keys(filter).length };
  }, [kept]);
}

const waitsFor = ["customer", "us", "technician"] as const satisfies readonly WaitsFor[];
const isWaits = (word: unknown): word is WaitsFor => waitsFor.some((one) => one === word);

/** What an address asks for; what it does not mention is absent. */
export function filterOf(search: Search): TicketFilter {
  const text = readText(search.q);
  const technicians = readIds(search.who);
  const teams = readIds(search.team);
  const tags = readIds(search.tag);
  const connections = readIds(search.via);
  const idle = readId(search.idle);
  const back = readId(search.back);
  const lapsed = readId(search.lapsed);
  return {
    ...(text ? { text } : {}),
    ...(technicians.length > 0 ? { technicians: [...technicians] } : {}),
    ...(teams.length > 0 ? { teams: [...teams] } : {}),
    ...(tags.length > 0 ? { tags: [...tags] } : {}),
    ...(connections.length > 0 ? { connections: [...connections] } : {}),
    ...(idle ? { idle_for: idle * hourMs } : {}),
    ...(isWaits(search.waits) ? { waits_for: search.waits } : {}),
    ...(back ? { returned_since: back } : {}),
    ...(lapsed ? { lapsed_since: lapsed } : {}),
  };
}

/** The address of a filter; the other way round of `filterOf`. */
export function searchOf(filter: TicketFilter): Search {
  const ids = (list: readonly number[] | undefined) => (list && list.length > 0 ? list : undefined);
  return {
    q: filter.text || undefined,
    who: ids(filter.technicians),
    team: ids(filter.teams),
    tag: ids(filter.tags),
    via: ids(filter.connections),
    idle: filter.idle_for ? filter.idle_for / hourMs : undefined,
    waits: filter.waits_for ?? undefined,
    back: filter.returned_since ?? undefined,
    lapsed: filter.lapsed_since ?? undefined,
  };
}

export function FilterBar({ active }: { active: number }) {
  const t = useText();
  const names = useNames();
  const search = useSearchValues();
  const idle = readId(search.idle);
  const narrow = useRef<HTMLButtonElement>(null);
  const [unfolded, setUnfolded] = useState(false);
  const filters = (
    <>
      <IdsFilter
        name="who"
        label={t("board.filters.technician")}
        options={() =>
          names.all.users
            .filter((user) => user.active)
            .map((user) => ({ id: user.id, label: user.name, lead: <Avatar name={user.name} size="small" silent /> }))
        }
      />
      <TeamFilter />
      <IdsFilter
        name="tag"
        label={t("board.filters.tag")}
        options={() =>
          names.all.tags
            .filter((tag) => !tag.archived)
            .map((tag) => ({ id: tag.id, label: tag.name, lead: <HueDot hue={hueOf(tag.colour)} /> }))
        }
      />
      <IdsFilter
        name="via"
        label={t("board.filters.connection")}
        options={() => names.all.connections.map((one) => ({ id: one.id, label: one.name }))}
      />
      <FilterMenu
        label={t("board.filters.idle")}
        shown={idle ? t("board.filters.idleFor", { span: spanWords(idle * hourMs) }) : null}
        groups={() => [
          {
            commands: idleChoices.map((hours) => ({
              id: String(hours),
              label: t("board.filters.idleFor", { span: spanWords(hours * hourMs) }),
              keys: idle === hours ? "✓" : undefined,
              run: () => patchSearch({ idle: idle === hours ? undefined : hours }),
            })),
          },
        ]}
      />
      <SituationFilter />
    </>
  );
  const chosen = active - (readText(search.q) ? 1 : 0);
  return (
    <>
      <SearchBox />
      <span className="hidden min-w-0 flex-wrap items-center gap-2 @min-[58rem]:flex">{filters}</span>
      <Press
        ref={narrow}
        aria-haspopup="dialog"
        aria-expanded={unfolded}
        onPress={() => setUnfolded(true)}
        className={`${filterClass(chosen > 0)} @min-[58rem]:hidden`}
      >
        <Icon of={ListFilter} size={14} className="text-faint" />
        {chosen > 0 ? t("board.filters.some", { number: chosen }) : t("board.filters.all")}
      </Press>
      {unfolded && (
        <Sheet label={t("board.filters.all")} anchor={narrow} onClose={() => setUnfolded(false)}>
          {filters}
        </Sheet>
      )}
      {/* Has its place also while there is nothing to clear: the first letter typed moves nothing. */}
      <Button
        kind="quiet"
        icon={X}
        onPress={() => patchSearch(noFilters)}
        className={`flex-none ${active > 0 ? "" : "invisible"}`}
      >
        <span className="sr-only @min-[44rem]:not-sr-only">{t("board.filters.clear")}</span>
      </Button>
    </>
  );
}

function SearchBox() {
  const t = useText();
  const kept = readText(useSearchValues().q);
  const [typed, setTyped] = useState(kept);
  const asking = useIsAsking("board");
  const settled = useSettled(typed, filterMs);
  const input = useRef<HTMLInputElement>(null);
  const sent = useRef(kept);
  const send = (text: string) => {
    if (text === sent.current) return;
    sent.current = text;
    patchSearch({ q: text || undefined });
  };
  const type = (text: string) => {
    setTyped(text);
    // While an answer is on its way, the next is asked for once the hand rests.
    if (!asking) send(text);
  };
  useKey("search", () => input.current?.select());
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has come to rest, once; not what was cleared meanwhile
  useEffect(() => {
    if (settled === typed) send(settled);
  }, [settled]);
  const show = useCallback((text: string) => {
    sent.current = text;
    setTyped(text);
  }, []);
  useEffect(() => {
    // Cleared, or put there by a view; while one types, the address only follows.
    if (document.activeElement !== input.current) show(kept);
  }, [kept, show]);
  // Back and forward are no typing: the address leads, wherever the cursor is.
  useEffect(() => onTravel((search) => show(readText(search.q))), [show]);
  return (
    <SearchField
      label={t("board.filters.search")}
      icon={SearchIcon}
      value={typed}
      onChange={type}
      inputRef={input}
      onKeyDown={(event) => event.key === "Escape" && (typed ? type("") : input.current?.blur())}
      trailing={
        typed && (
          <IconButton icon={X} label={t("board.filters.clear")} small onPress={() => type("")} className="mr-1" />
        )
      }
      className="max-w-56 min-w-28 flex-1"
    />
  );
}

/** Whose turn it is, who came back, who never answered: one of them at a time. */
function SituationFilter() {
  const t = useText();
  const search = useSearchValues();
  const today = useTodayStart();
  const back = readId(search.back);
  const lapsed = readId(search.lapsed);
  const waits = isWaits(search.waits) ? search.waits : null;
  const none = { waits: undefined, back: undefined, lapsed: undefined };
  const since = (instant: number) => (instant === today ? t("board.filters.today") : shortDay(instant));
  const shown =
    waits !== null
      ? t(`board.filters.waits.${waits}`)
      : back !== null
        ? t("board.filters.back", { since: since(back) })
        : lapsed !== null
          ? t("board.filters.lapsed", { since: since(lapsed) })
          : null;
  const one = (id: string, label: string, on: boolean, values: Search): Command => ({
    id,
    label,
    keys: on ? "✓" : undefined,
    run: () => patchSearch(on ? none : { ...none, ...values }),
  });
  return (
    <FilterMenu
      label={t("board.filters.situation")}
      shown={shown}
      groups={() => [
        {
          commands: [
            ...waitsFor.map((word) => one(word, t(`board.filters.waits.${word}`), waits === word, { waits: word })),
            one("back", t("board.filters.back", { since: since(back ?? today) }), back !== null, { back: today }),
            one("lapsed", t("board.filters.lapsed", { since: since(lapsed ?? today) }), lapsed !== null, {
              lapsed: today,
            }),
          ],
        },
      ]}
    />
  );
}

/** Whose tickets by team; where there is but one team, only while it filters. */
export function TeamFilter() {
  const t = useText();
  const { teams } = useNames().all;
  const chosen = readIds(useSearchValues().team);
  if (teams.length < 2 && chosen.length === 0) return null;
  return (
    <IdsFilter
      name="team"
      label={t("board.filters.team")}
      options={() => teams.map((team) => ({ id: team.id, label: team.name }))}
    />
  );
}

function useTodayStart(): number {
  const hour = Math.floor(useNow(60) / hourMs);
  return useMemo(() => startOfDay(hour * hourMs), [hour]);
}

type IdOption = { id: number; label: string; lead?: React.ReactNode };

function IdsFilter({ name, label, options }: { name: string; label: string; options: () => readonly IdOption[] }) {
  const t = useText();
  const chosen = readIds(useSearchValues()[name]);
  const toggle = (id: number) => {
    const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
    patchSearch({ [name]: next.length > 0 ? next : undefined });
  };
  const shown =
    chosen.length === 0
      ? null
      : chosen.length === 1
        ? (options().find((option) => option.id === chosen[0])?.label ?? null)
        : t("board.filters.several", { label, count: chosen.length });
  return (
    <FilterMenu
      label={label}
      shown={shown}
      groups={() => [
        {
          commands: options().map((option) => ({
            id: String(option.id),
            label: option.label,
            lead: option.lead,
            keys: chosen.includes(option.id) ? "✓" : undefined,
            run: () => toggle(option.id),
          })),
        },
      ]}
    />
  );
}
