// Meus atendimentos: what came back to you, who waits for you, whom you wait for; one list for the keyboard.
import { BellRing, CornerUpLeft, Hourglass, Inbox, MessageCircle, UserRound } from "lucide";
import { useEffect, useMemo, useRef } from "react";
import { whyNot } from "../../app/IdleKeys";
import { useKey } from "../../app/keymap";
import { go, openTicket, useOpenTicketId } from "../../app/places";
import { ScreenFrame } from "../../app/ScreenFrame";
import type { TicketCard } from "../../bindings/TicketCard";
import { heard, useAsk } from "../../data";
import { useNames } from "../../data/directory";
import { useSession } from "../../data/session";
import { chooseProfile } from "../../host/profile";
import { Button, IconButton } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { spanWords } from "../../parts/duration";
import { type Glyph, Icon } from "../../parts/Icon";
import { focusIsFree, useKept, useKeptScroll } from "../../parts/kept";
import { useCombo } from "../../parts/keys";
import { MenuAt, type MenuPlace, useMenuOn } from "../../parts/Menu";
import { EmptyState, Loaded } from "../../parts/State";
import { Timer } from "../../parts/Timer";
import { refusedHere } from "../../parts/toast";
import { PresenceMenu } from "../../presence/PresenceMenu";
import { type Text, useText } from "../../text";
import { act } from "../../tickets/actions";
import { hasHand, holdsTicket, inHand, useActKey } from "../../tickets/hand";
import { ChannelIcon, LastWord, TagRow } from "../../tickets/marks";
import { closeCards, otherMenus, useTicketMenus } from "../../tickets/menus";
import { nameOf } from "../../tickets/name";
import { heir, land, useHeir } from "../../tickets/place";
import { postpone } from "../../tickets/postponing";
import { openToAnswer, useWritingKeys } from "../ticket/drafts";

type Group = "returned" | "forMe" | "forCustomer";
type Line = { group: Group; card: TicketCard; stayed: number | null };

const groupIcons: Record<Group, Glyph> = { returned: CornerUpLeft, forMe: MessageCircle, forCustomer: Hourglass };

export function Mine() {
  const t = useText();
  const me = useNames().user(useSession()?.user.id);
  const query = useAsk("my_tickets", {});
  const data = query.data;
  const counts = data && {
    returned: data.returned.length,
    forMe: data.waiting_for_me.length,
    forCustomer: data.waiting_for_customer.length,
  };
  const total = counts && counts.returned + counts.forMe + counts.forCustomer;
  return (
    <ScreenFrame
      title={t("screens.mine")}
      count={total}
      aside={counts && total !== 0 && t("mine.counts", counts)}
      tools={me && <PresenceMenu user={me} may />}
    >
      <Loaded query={query} rows={10}>
        {(reply) => (
          <Lines
            lines={[
              ...reply.returned.map(({ card, stayed }): Line => ({ group: "returned", card, stayed })),
              ...reply.waiting_for_me.map((card): Line => ({ group: "forMe", card, stayed: null })),
              ...reply.waiting_for_customer.map((card): Line => ({ group: "forCustomer", card, stayed: null })),
            ]}
            more={reply.more}
          />
        )}
      </Loaded>
    </ScreenFrame>
  );
}

function Lines({ lines, more }: { lines: readonly Line[]; more: boolean }) {
  const t = useText();
  const opened = useOpenTicketId();
  const [at, setAt] = useKept<number | null>("mine", null);
  const list = useRef<HTMLDivElement>(null);
  useKeptScroll(list, "mine", lines.length > 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, on return
  useEffect(() => {
    if (at !== null && focusIsFree())
      list.current?.querySelector<HTMLElement>(`[data-ticket="${at}"]`)?.focus({ preventScroll: true });
  }, []);
  useHeir(
    lines.map((line) => line.card.id),
    at,
    (next) => {
      setAt(next);
      land(() => list.current?.querySelector<HTMLElement>(`[data-ticket="${next}"]`) ?? null);
    },
  );
  useWayBack(lines, at, opened, (next) => {
    setAt(next);
    list.current?.querySelector<HTMLElement>(`[data-ticket="${next}"]`)?.focus({ preventScroll: true });
  });
  const index = lines.findIndex((line) => line.card.id === at);
  const current = lines[index];
  const menus = useTicketMenus(current ? [current.card] : []);
  const step = (by: 1 | -1) => {
    const next = lines[index < 0 ? 0 : Math.min(Math.max(index + by, 0), lines.length - 1)];
    if (!next) return;
    setAt(next.card.id);
    list.current?.querySelector<HTMLElement>(`[data-ticket="${next.card.id}"]`)?.focus();
  };
  const openNext = () => {
    const meant = lines.findIndex((line) => line.card.id === (hasHand("list") ? at : opened));
    const [closing, next] = [lines[meant], lines[meant + 1] ?? lines[meant - 1]];
    if (!closing) return void (holdsTicket() && refusedHere(whyNot("closeAndNext", t)));
    closeCards([closing.card], t);
    if (next) openTicket(next.card.id);
  };
  useKey("next", () => step(1));
  useKey("previous", () => step(-1));
  useCombo("ArrowDown", () => step(1));
  useCombo("ArrowUp", () => step(-1));
  const some = current !== undefined;
  useKey("closeAndNext", openNext);
  useActKey("list", "close", menus.close, some);
  useWritingKeys(current ? [current.card] : [], null);
  const menu = useMenuOn<MenuKind>();
  const row = () => list.current?.querySelector(`[data-ticket="${at}"]`) ?? null;
  const ask = (kind: MenuKind) => {
    const element = row();
    if (element) menu.show(kind, { element, x: 0 });
  };
  useActKey("list", "move", () => ask("move"), some);
  useActKey("list", "transfer", () => ask("transfer"), some);
  useActKey("list", "labels", () => ask("tag"), some);
  useActKey("list", "giveBack", menus.giveBack, some && current.card.entered_at !== null);
  useActKey("list", "postpone", () => void postpone(current ? [current.card] : [], row(), t), some);
  const groups = useMemo(() => groupLines(lines), [lines]);
  if (lines.length === 0) return <Nobody />;
  return (
    <div ref={list} {...inHand("list")} className="@container min-h-0 flex-1 overflow-y-auto">
      {(["returned", "forMe", "forCustomer"] as const).map((group) => {
        const some = groups[group] ?? [];
        if (some.length === 0) return null;
        return (
          <section key={group} aria-label={t(`mine.groups.${group}`)}>
            <h2 className="sticky top-0 z-10 flex h-8 items-center gap-2 border-b border-hairline bg-app px-4 text-small font-medium text-muted">
              {t(`mine.groups.${group}`)} <span className="tabular text-faint">{some.length}</span>
            </h2>
            <ul>
              {some.map((line) => (
                <MyLine
                  key={line.card.id}
                  line={line}
                  opened={opened === line.card.id}
                  stop={line.card.id === (at ?? lines[0]?.card.id)}
                  current={line.card.id === at}
                  onFocus={() => setAt(line.card.id)}
                  onMenu={(place) => {
                    setAt(line.card.id);
                    menu.show("all", place);
                  }}
                />
              ))}
            </ul>
          </section>
        );
      })}
      {more && <p className="px-4 py-3 text-small text-faint">{t("mine.more")}</p>}
      <MenuAt
        label={t("parts.moreActions")}
        groups={
          !current || menu.row === null
            ? []
            : menu.row === "all"
              ? [...menus.all, otherMenus(menus, ask, t)]
              : menus[menu.row]
        }
        {...menu.at}
      />
    </div>
  );
}

/**
 * A ticket that is looked at may change its group, and its row is then another element: who was on it stays on it, and who
 * leaves the ticket comes back to it, or to what took its place.
 */
function useWayBack(lines: readonly Line[], at: number | null, opened: number | null, focus: (id: number) => void) {
  const before = useRef<{ places: string; ids: readonly number[]; opened: number | null }>(null);
  const inList = useRef(false);
  useEffect(() => {
    const heard = ({ target }: FocusEvent) => {
      inList.current = target instanceof Element && target.closest("[data-ticket]") !== null;
    };
    document.addEventListener("focusin", heard);
    return () => document.removeEventListener("focusin", heard);
  }, []);
  const ids = lines.map((line) => line.card.id);
  const places = lines.map((line) => `${line.group} ${line.card.id}`).join();
  useEffect(() => {
    const was = before.current;
    const looked = opened ?? was?.opened ?? at;
    const stays = looked === null || ids.includes(looked);
    before.current = { places, ids: stays ? ids : (was?.ids ?? ids), opened };
    if (!was || !focusIsFree()) return;
    const left = was.opened !== null && opened === null ? was.opened : null;
    const meant = left ?? (was.places !== places && inList.current ? at : null);
    if (meant === null) return;
    const next = ids.includes(meant) ? meant : left === null ? undefined : heir(was.ids, left, new Set(ids));
    if (next !== undefined) focus(next);
  });
}

/** Nobody with this person. Among the example data it is the technicians who have somebody: look as one of them. */
function Nobody() {
  const t = useText();
  const session = useSession();
  const technician = useNames().all.users.find((user) => user.active && user.role === "technician");
  const example = session?.demo && technician && session.user.role !== "technician" ? technician : null;
  return (
    <EmptyState
      icon={Inbox}
      title={t("mine.empty")}
      action={
        <>
          {example && (
            <Button
              icon={UserRound}
              onPress={() => {
                chooseProfile(example.id);
                heard(null);
              }}
            >
              {t("mine.seeAs", { name: example.name })}
            </Button>
          )}
          <Button onPress={() => go("/funil")}>{t("shell.goToBoard")}</Button>
        </>
      }
    >
      {example ? t("mine.emptyExample") : t("mine.emptyHint")}
    </EmptyState>
  );
}

type MenuKind = "move" | "transfer" | "tag" | "all";

const lineTones: Record<Group, string> = { returned: "text-returned", forMe: "text-accent", forCustomer: "text-faint" };

type MyLineProps = {
  line: Line;
  opened: boolean;
  /** The one tab stop of the list. */
  stop: boolean;
  /** The line keys act on: its buttons can be reached by Tab. */
  current: boolean;
  onFocus: () => void;
  onMenu: (place: MenuPlace) => void;
};

function MyLine({ line, opened, stop, current, onFocus, onMenu }: MyLineProps) {
  const t = useText();
  const { card, group } = line;
  const enters = card.next?.kind === "enter" ? card.next.at : null;
  const move = () =>
    void act(
      [{ command: "move_to_no_interaction", args: { tickets: [card.id] } }],
      t("acts.moved", { who: nameOf(card, t), where: t("screens.waiting") }),
    );
  const remind = () => openToAnswer(card.id, reminderFor(card, t));
  return (
    <li
      onFocus={onFocus}
      onContextMenu={(event) => {
        event.preventDefault();
        const element = event.currentTarget;
        onMenu({ element, x: Math.max(0, event.clientX - element.getBoundingClientRect().left) });
      }}
      className={cx(
        "group relative flex items-center border-b border-hairline",
        opened ? "bg-selected" : "bg-surface hover:bg-hover",
      )}
    >
      <button
        type="button"
        id={`row-${card.id}`}
        data-ticket={card.id}
        data-mark="inside"
        tabIndex={stop ? 0 : -1}
        onClick={() => openTicket(card.id)}
        className={cx(
          "flex min-w-0 flex-1 items-center gap-3 px-4 py-2 text-left",
          group === "returned" && "bg-returned-soft shadow-[inset_3px_0_0_var(--returned)]",
        )}
      >
        <Icon of={groupIcons[group]} className={lineTones[group]} />
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="flex min-w-0 items-center gap-2">
            <span className={cx("truncate", group === "returned" ? "font-semibold" : "font-medium")}>
              {nameOf(card, t)}
            </span>
            <ChannelIcon connection={card.connection} />
            <TagRow ids={card.tags} />
          </span>
          <span className="truncate text-muted">
            <LastWord card={card} />
          </span>
        </span>
        <span className="flex flex-none flex-col items-end text-small text-muted">
          <ClockWords line={line} enters={enters} />
        </span>
      </button>
      {group === "forCustomer" && (
        <span className="mr-3 flex flex-none items-center">
          <LineTool icon={BellRing} label={t("mine.remind")} reached={current} onPress={remind} />
          <LineTool icon={Hourglass} label={t("mine.moveNow")} reached={current} onPress={move} />
        </span>
      )}
    </li>
  );
}

type LineToolProps = { icon: Glyph; label: string; reached: boolean; onPress: () => void };

/** With its words where the list has room for them beside the customer's name, as a sign with a tip where it has not. */
function LineTool({ icon, label, reached, onPress }: LineToolProps) {
  return (
    <>
      <span className="hidden @min-[44rem]:contents">
        <Button kind="quiet" small icon={icon} excludeFromTabOrder={!reached} onPress={onPress}>
          {label}
        </Button>
      </span>
      <span className="contents @min-[44rem]:hidden">
        <IconButton small icon={icon} label={label} excludeFromTabOrder={!reached} onPress={onPress} />
      </span>
    </>
  );
}

/** By the first name, where the customer has one that is no address. */
function reminderFor(card: TicketCard, t: Text): string {
  const [name = ""] = card.contact_name.trim().split(/\s+/);
  return /^\p{L}+$/u.test(name) ? t("mine.reminderTo", { name }) : t("mine.reminder");
}

function ClockWords({ line, enters }: { line: Line; enters: number | null }) {
  const t = useText();
  const { card, group, stayed } = line;
  switch (group) {
    case "returned":
      return (
        <>
          <span>
            {t("mine.answered")}{" "}
            <Timer from={card.returned_at ?? card.last_at} show="elapsed" className="font-medium text-returned" />
          </span>
          {stayed !== null && <span className="text-faint">{t("mine.stayed", { span: spanWords(stayed) })}</span>}
        </>
      );
    case "forMe":
      return (
        <span>
          {t("mine.waitsForYou")}{" "}
          <Timer from={card.customer_waits_since ?? card.last_at} show="elapsed" className="font-medium text-ink" />
        </span>
      );
    case "forCustomer":
      return enters === null ? (
        <span>
          {t("mine.silent")} <Timer from={card.silent_since ?? card.last_at} show="elapsed" />
        </span>
      ) : (
        <span className="flex items-center gap-1">
          <Timer from={card.silent_since ?? card.last_at} until={enters} show="remaining" ring /> →{" "}
          {t("screens.waiting")}
        </span>
      );
  }
}

function groupLines(lines: readonly Line[]): Record<Group, Line[]> {
  const groups: Record<Group, Line[]> = { returned: [], forMe: [], forCustomer: [] };
  for (const line of lines) groups[line.group].push(line);
  return groups;
}
