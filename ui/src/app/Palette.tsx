// Ctrl+K: everything reachable by typing. Screens and commands are known here; tickets are asked of the backend.
import {
  ArrowRight,
  Bell,
  Contrast,
  KanbanSquare,
  Keyboard,
  Languages,
  MessageSquare,
  Plus,
  Rows3,
  Search,
  Undo2,
} from "lucide";
import { useEffect, useMemo, useRef, useState } from "react";
import {
  Autocomplete,
  Dialog,
  Header,
  Input,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from "react-aria-components";
import type { Found } from "../bindings/Found";
import { useAsk } from "../data";
import { useNames } from "../data/directory";
import { Keycap } from "../parts/Button";
import { optionRow } from "../parts/fieldStyle";
import { Icon } from "../parts/Icon";
import type { Command, CommandGroup } from "../parts/Menu";
import { matching } from "../parts/match";
import { undoLast } from "../parts/toast";
import { useSettled } from "../parts/useSettled";
import { screens } from "../screens";
import { sectionIcons, sections } from "../screens/settings/sections";
import { languages, useText } from "../text";
import { useTicketMenus } from "../tickets/menus";
import { named, nameOf } from "../tickets/name";
import { useSelection } from "../tickets/selection";
import { stateOf } from "../tickets/state";
import { keyWords } from "./keymap";
import { closeOverlay, openOverlay, takeTyped, useOverlay } from "./overlays";
import { go, openTicket, useOpenTicketId } from "./places";
import { densities, setPrefs, themes } from "./prefs";
import { type Entry, ticketEntryId, useRecent } from "./recent";

const recentMark = "recent ";
const searchedFrom = 2;
const ticketsShown = 8;
/** As many as the backend gives: the open ones among them are shown first. */
const ticketsAsked = 50;
const allFoundId = "allFound";
/** Of each group while one types. */
const fittingMax = 5;

export function Palette() {
  const t = useText();
  const open = useOverlay((state) => state.open === "palette");
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => !next && closeOverlay()}
      isDismissable
      className="motion-appear fixed inset-0 z-40 flex justify-center bg-overlay px-6 pt-[14vh]"
    >
      <Modal className="motion-rise h-fit w-[38rem] max-w-full">
        <Dialog
          aria-label={t("palette.title")}
          className="overflow-hidden rounded-dialog border border-hairline bg-raised shadow-overlay outline-none"
        >
          <PaletteList />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteList() {
  const t = useText();
  const [typed, setTyped] = useState("");
  const input = useRef<HTMLInputElement>(null);
  // As if typed now, so that the first that fits is the one for Enter.
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const ahead = takeTyped();
      if (ahead === "") return;
      const box = input.current;
      if (!box) return;
      box.focus();
      // In front of what may have been typed into it meanwhile.
      box.setSelectionRange(0, 0);
      // Some browsers do not announce what a command inserts, and the list waits for that word.
      box.dispatchEvent(new InputEvent("beforeinput", { inputType: "insertText", data: ahead }));
      document.execCommand("insertText", false, ahead);
      box.setSelectionRange(box.value.length, box.value.length);
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  const found = useFoundTickets(typed);
  const screenEntries = useScreens();
  const funnels = useFunnels();
  const commands = useCommands();
  const settings = useSettings();
  const targets = useTargets(typed);
  /** Whoever selected tickets and opens the palette mostly wants to do something to them. */
  const selected = useSelection().length > 0;
  const recent = useRecent([...screenEntries, ...funnels, ...commands, ...settings]);
  // Twice in one list, an entry needs two names.
  const latest = typed === "" ? recent.entries.map((entry) => ({ ...entry, id: `${recentMark}${entry.id}` })) : [];
  const fitting = (entries: readonly Entry[]) => {
    const all = matching(entries, (entry) => entry.label, typed);
    return typed === "" ? all : all.slice(0, fittingMax);
  };
  const onTargets = { title: targets.title, entries: fitting(targets.entries) };
  const places = {
    title: t("palette.screens"),
    entries: fitting(typed === "" ? screenEntries : [...screenEntries, ...funnels]),
  };
  const doing = { title: t("palette.commands"), entries: fitting(commands) };
  const setting = { title: t("screens.settings"), entries: fitting(settings) };
  // Tickets come a moment later: at the end they push nothing away from under the Enter that is about to be pressed.
  const groups = (
    typed === ""
      ? selected
        ? [onTargets, { title: t("palette.recent"), entries: latest }, places, doing, setting]
        : [{ title: t("palette.recent"), entries: latest }, onTargets, places, doing, setting]
      : selected
        ? [onTargets, places, doing, setting, { title: t("palette.tickets"), entries: found }]
        : [places, doing, setting, onTargets, { title: t("palette.tickets"), entries: found }]
  ).filter((group) => group.entries.length > 0);
  const all = groups.flatMap((group) => group.entries);

  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped}>
      <SearchField
        aria-label={t("palette.title")}
        autoFocus
        className="flex h-11 items-center gap-2.5 border-b border-hairline px-4"
      >
        <Icon of={Search} className="text-faint" />
        <Input
          ref={input}
          data-mark="frame"
          placeholder={t("palette.placeholder")}
          className="h-full min-w-0 flex-1 bg-transparent text-section outline-none placeholder:text-faint [&::-webkit-search-cancel-button]:hidden"
        />
        <Keycap>{keyWords("back")}</Keycap>
      </SearchField>
      <div tabIndex={0} data-mark="inside" className="max-h-[50vh] overflow-y-auto">
        <Menu
          aria-label={t("palette.title")}
          onAction={(key) => {
            closeOverlay();
            const id = String(key).replace(recentMark, "");
            // What is done to these tickets, or found by these words, is no place to come back to.
            if (id !== allFoundId && !targets.entries.some((entry) => entry.id === id)) recent.remember(id);
            all.find((entry) => entry.id === key)?.run();
          }}
          disabledKeys={all.filter((entry) => entry.pending).map((entry) => entry.id)}
          renderEmptyState={() => <p className="px-2 py-6 text-center text-muted">{t("palette.none")}</p>}
          className="p-1.5 outline-none"
        >
          {groups.map((group) => (
            <MenuSection key={group.title} aria-label={group.title}>
              <Header className="px-2 pt-1.5 pb-0.5 text-meta font-medium text-faint">{group.title}</Header>
              {group.entries.map((entry) => (
                <MenuItem key={entry.id} id={entry.id} textValue={entry.label} className={`${optionRow} h-8`}>
                  <Icon of={entry.icon} className="text-faint" />
                  <span className="truncate">{entry.label}</span>
                  {entry.detail && (
                    <span className="min-w-0 flex-1 truncate text-small text-faint">{entry.detail}</span>
                  )}
                  {entry.keys && (
                    <span className="ml-auto flex-none">
                      <Keycap>{entry.keys}</Keycap>
                    </span>
                  )}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </Menu>
      </div>
    </Autocomplete>
  );
}

function useFoundTickets(typed: string): Entry[] {
  const t = useText();
  const text = useSettled(typed.trim(), 120);
  const search = useAsk("search", { text, limit: ticketsAsked }, { enabled: text.length >= searchedFrom });
  if (text.length < searchedFrom) return [];
  const found = openFirst(search.data?.found ?? []);
  const entries: Entry[] = found.slice(0, ticketsShown).map(({ card, excerpt }) => ({
    id: ticketEntryId(card.id),
    label: nameOf(card, t),
    detail: [t(`ticketState.${stateOf(card)}`), card.protocol, excerpt ?? (card.subject || card.last_text)].join(" · "),
    icon: MessageSquare,
    run: () => openTicket(card.id),
  }));
  const isMore = search.data?.more || found.length > ticketsShown;
  const more = {
    id: allFoundId,
    label: t("palette.allFound", { text }),
    icon: Search,
    run: () => go("/funil", { q: text }),
  };
  return isMore ? [...entries, more] : entries;
}

/** Among the open and among the closed, the surest hit stays first. */
function openFirst(found: readonly Found[]): readonly Found[] {
  return found.toSorted((one, other) => Number(one.card.status === "closed") - Number(other.card.status === "closed"));
}

function useFunnels(): Entry[] {
  const t = useText();
  return useNames().funnels.map((funnel) => ({
    id: `funnel ${funnel.id}`,
    label: t("board.funnel", { name: funnel.name }),
    icon: KanbanSquare,
    run: () => go("/funil", { funil: funnel.id }),
  }));
}

function useScreens(): Entry[] {
  const t = useText();
  return useMemo(
    () =>
      screens.map((screen) => ({
        id: `screen ${screen.id}`,
        label: t(`screens.${screen.id}`),
        icon: screen.icon,
        keys: screen.go ? keyWords(screen.go) : undefined,
        run: () => go(screen.path),
      })),
    [t],
  );
}

/** What can be done with the selected tickets or, with none selected, with the one that is open beside. */
function useTargets(typed: string): { title: string; entries: Entry[] } {
  const t = useText();
  const selected = useSelection();
  const ticket = useOpenTicketId();
  const single = selected.length === 0 ? ticket : null;
  const view = useAsk("ticket", { ticket: single ?? 0 }, { enabled: single !== null }).data;
  const menus = useTicketMenus(selected.length > 0 ? selected : view ? [view.card] : []);
  if (selected.length === 0 && !view?.may_act) return { title: "", entries: [] };
  const entry = (command: Command, label: string): Entry => ({
    id: `target ${command.id}`,
    label,
    icon: command.icon ?? ArrowRight,
    keys: command.keys,
    run: command.run,
  });
  const possible = (groups: readonly CommandGroup[]) =>
    groups.flatMap((group) => group.commands).filter((command) => !command.refused);
  const under = (verb: string, commands: readonly Command[]) =>
    commands.map((command) => entry(command, `${verb}: ${command.path ?? command.label}`));
  return {
    title:
      selected.length > 0
        ? t("palette.selected", { count: selected.length })
        : t("palette.opened", { name: view ? named(view, t).card.contact_name : "" }),
    entries: [
      ...possible(menus.more).map((command) => entry(command, command.label)),
      ...under(
        t("acts.moveTo"),
        possible(menus.move).filter((command) => command.id !== "close"),
      ),
      // People and tags are many: they come when one types for them.
      ...(typed === ""
        ? []
        : [...under(t("keys.labels"), possible(menus.tag)), ...under(t("keys.transfer"), possible(menus.transfer))]),
    ],
  };
}

function useSettings(): Entry[] {
  const t = useText();
  return sections.map((section) => ({
    id: `settings ${section}`,
    label: t(`settings.sections.${section}`),
    icon: sectionIcons[section],
    run: () => go("/configuracoes", section === "times" ? {} : { secao: section }),
  }));
}

function useCommands(): Entry[] {
  const t = useText();
  return useMemo(
    () => [
      {
        id: "create",
        label: t("keys.create"),
        icon: Plus,
        keys: keyWords("create"),
        run: () => openOverlay("newTicket"),
      },
      { id: "undo", label: t("keys.undo"), icon: Undo2, keys: keyWords("undo"), run: undoLast },
      {
        id: "notices",
        label: t("shell.notices"),
        icon: Bell,
        keys: keyWords("goNotices"),
        run: () => openOverlay("notices"),
      },
      {
        id: "cheat",
        label: t("keys.cheatSheet"),
        icon: Keyboard,
        keys: keyWords("cheatSheet"),
        run: () => openOverlay("cheatSheet"),
      },
      { id: "appearance", label: t("shell.appearance"), icon: Contrast, run: () => openOverlay("appearance") },
      ...themes.map((theme) => ({
        id: `theme ${theme}`,
        label: t("palette.theme", { name: t(`prefs.themes.${theme}`) }),
        icon: Contrast,
        run: () => setPrefs({ theme }),
      })),
      ...densities.map((density) => ({
        id: `density ${density}`,
        label: t("palette.density", { name: t(`prefs.densities.${density}`) }),
        icon: Rows3,
        run: () => setPrefs({ density }),
      })),
      ...languages.map((language) => ({
        id: `language ${language}`,
        label: `${t("prefs.language")}: ${t(`prefs.languages.${language}`)}`,
        icon: Languages,
        run: () => setPrefs({ language }),
      })),
    ],
    [t],
  );
}
