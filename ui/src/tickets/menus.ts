// The menus "Mover para", "Etiqueta", "Transferir" for one ticket or many: the same commands wherever they are opened.
import {
  Archive,
  ArchiveRestore,
  CornerUpLeft,
  Hourglass,
  MessageSquareText,
  Pause,
  Play,
  Tag,
  UserCheck,
  Users,
} from "lucide";
import { createElement } from "react";
import { keyWords } from "../app/keymap";
import { openTicket } from "../app/places";
import type { StageView } from "../bindings/StageView";
import type { TicketCard } from "../bindings/TicketCard";
import { type Names, useNames } from "../data/directory";
import { useRefusedBy, useSession } from "../data/session";
import type { Command, CommandGroup } from "../parts/Menu";
import { Avatar, HueDot, hueOf } from "../parts/Tag";
import { awayWords } from "../presence/words";
import { type StageCounts, shownStages, useStageCounts } from "../stages/counts";
import { type Text, useText } from "../text";
import { act, type Placed, type Step } from "./actions";
import { nameOf } from "./name";

export type TicketMenus = {
  move: readonly CommandGroup[];
  tag: readonly CommandGroup[];
  transfer: readonly CommandGroup[];
  more: readonly CommandGroup[];
  /** All of one ticket or many, each command once: what a right click shows. */
  all: readonly CommandGroup[];
  close: () => void;
  reopen: () => void;
  giveBack: () => void;
  take: () => void;
  /** Why acting is off for this person; null when it is on. */
  refused: string | null;
};

/** "Abrir", which only one at a time can be. */
export function openCommand(tickets: readonly number[], t: Text): Command {
  return {
    id: "open",
    label: t("acts.open"),
    icon: MessageSquareText,
    keys: keyWords("open"),
    refused: tickets.length > 1 ? t("acts.oneOnly") : null,
    run: () => tickets[0] !== undefined && openTicket(tickets[0]),
  };
}

/** Ways from one menu to the other two. Each opens once this one is gone, in its place. */
export function otherMenus(menus: TicketMenus, ask: (kind: "transfer" | "tag") => void, t: Text): CommandGroup {
  const door = (kind: "transfer" | "tag") => () => void requestAnimationFrame(() => ask(kind));
  const { refused } = menus;
  return {
    commands: [
      {
        id: "transfer",
        label: t("acts.transferMenu"),
        icon: Users,
        keys: keyWords("transfer"),
        refused,
        run: door("transfer"),
      },
      { id: "tag", label: t("acts.tagMenu"), icon: Tag, keys: keyWords("labels"), refused, run: door("tag") },
    ],
  };
}

/** Moves to a stage, leaving the special places on the way. */
export function stepsToStage(cards: readonly TicketCard[], stage: number): Step[] {
  const ids = (some: readonly TicketCard[]) => some.map((card) => card.id);
  const closed = cards.filter((card) => card.status === "closed");
  const silent = cards.filter((card) => card.entered_at !== null);
  return [
    ...(closed.length > 0 ? [{ command: "reopen" as const, args: { tickets: ids(closed) } }] : []),
    ...(silent.length > 0 ? [{ command: "return_to_technician" as const, args: { tickets: ids(silent) } }] : []),
    { command: "move_stage" as const, args: { tickets: ids(cards), stage } },
  ];
}

/** Why Sem Interação does not take a ticket that is not in it: nobody waits for the customer there, or nobody has it. */
export function refusedByWaiting(card: TicketCard): "closed" | "owesNothing" | "nobodyHas" | null {
  if (card.status === "closed") return "closed";
  if (card.silent_since === null) return "owesNothing";
  return card.status === "pending" || card.assignee === null ? "nobodyHas" : null;
}

export function closeCards(cards: readonly TicketCard[], t: Text): void {
  const tickets = cards.map((card) => card.id);
  if (cards.length === 0) return;
  void act([{ command: "close_tickets", args: { tickets } }], t("acts.closed", { who: whoOf(cards, t) }));
}

/** What is said of a move: on the screen, and aloud where its place is known. */
export function movedWords(who: string, where: string, t: Text): [string, Placed] {
  return [t("acts.moved", { who, where }), ({ at, of }) => t("acts.placed", { who, where, at, of })];
}

/** "Ana", or "3 atendimentos". */
export function whoOf(cards: readonly TicketCard[], t: Text): string {
  return cards.length === 1 ? (cards[0] ? nameOf(cards[0], t) : "") : t("acts.tickets", { count: cards.length });
}

export function useTicketMenus(cards: readonly TicketCard[], stageFunnel?: number | null): TicketMenus {
  const t = useText();
  const names = useNames();
  const session = useSession();
  const refused = useRefusedBy()("move_stage");
  const counts = useStageCounts(cards.length > 0);
  const tickets = cards.map((card) => card.id);
  const meant = { cards, tickets, who: whoOf(cards, t), me: session?.user.id, names, counts, t };
  const { who } = meant;

  const giveBack = () =>
    void act([{ command: "return_to_technician", args: { tickets } }], t("acts.returned", { who }));
  const close = () => closeCards(cards, t);
  const reopen = () => void act([{ command: "reopen", args: { tickets } }], t("acts.reopened", { who }));
  const take = () => void act([{ command: "take", args: { tickets } }], t("acts.taken", { who }));
  const more = () => moreCommands(meant, { giveBack, close, reopen, take });

  // Whoever may not act reads in each item who may.
  const may = (commands: Command[]): Command[] =>
    refused === null ? commands : commands.map((command) => ({ ...command, refused }));
  const ownFunnel = () => stageFunnel ?? funnelOf(meant);
  const ownStages = (): CommandGroup => ({
    title: t("acts.moveTo"),
    commands: may([...stageCommands(meant, ownFunnel(), (stage) => stage.name), ...archivedCommands(meant)]),
  });
  /** Below the rest: it is seldom that a ticket changes its funnel. */
  const otherFunnels = (): CommandGroup[] =>
    names.funnels
      .filter((funnel) => funnel.id !== ownFunnel())
      .map((funnel) => ({
        title: t("board.funnel", { name: funnel.name }),
        commands: may(stageCommands(meant, funnel.id, (stage) => `${funnel.name} › ${stage.name}`)),
      }))
      .filter(({ commands }) => commands.length > 0);
  // Put together when one of them is opened: whoever asks mostly wants one of the acts.
  return {
    get move() {
      return [ownStages(), { commands: may(specialCommands(meant, close)) }, ...otherFunnels()];
    },
    get tag() {
      return [{ title: t("keys.labels"), commands: may(tagCommands(meant)) }];
    },
    get transfer() {
      return [
        { title: t("acts.toPerson"), commands: may(peopleCommands(meant)) },
        { title: t("acts.toQueue"), commands: may(queueCommands(meant)) },
      ];
    },
    get more() {
      return [{ commands: may(more()) }];
    },
    get all() {
      return [
        { commands: [openCommand(tickets, t), ...may(more().filter((command) => command.id !== "close"))] },
        ownStages(),
        { commands: may(specialCommands(meant, close)) },
        ...otherFunnels(),
      ];
    },
    close,
    reopen,
    giveBack,
    take,
    refused,
  };
}

/** The tickets that are meant, and what is said of them. */
type Meant = {
  cards: readonly TicketCard[];
  tickets: number[];
  who: string;
  /** Who acts. */
  me: number | undefined;
  names: Names;
  counts: StageCounts;
  t: Text;
};

const liveStages = ({ names }: Meant) => names.all.stages.filter((stage) => !stage.archived);
const standsIn = (stage: number, cards: readonly TicketCard[]) =>
  cards.every((card) => card.stage === stage && card.entered_at === null);
const allClosed = ({ cards }: Meant) => cards.every((card) => card.status === "closed");
const allSilent = ({ cards }: Meant) => cards.every((card) => card.entered_at !== null);
/** In Sem Interação whoever keeps the queue takes what stays theirs otherwise. */
const allOwn = ({ cards, me }: Meant) => cards.every((card) => card.assignee === me && card.entered_at === null);

/** The funnel one of them is in, else the first. */
function funnelOf({ cards, names }: Meant): number | undefined {
  const of = (funnel: number) => names.funnels.some(({ id }) => id === funnel);
  const stage = names.all.stages.find(({ id, funnel }) => of(funnel) && cards.some((card) => card.stage === id));
  return stage?.funnel ?? names.funnels[0]?.id;
}

function stageCommands(meant: Meant, funnel: number | undefined, named: (stage: StageView) => string): Command[] {
  const { cards, who, t } = meant;
  return liveStages(meant)
    .filter((stage) => stage.funnel === funnel)
    .map((stage) => ({
      id: `stage ${stage.id}`,
      label: stage.name,
      path: named(stage),
      lead: createElement(HueDot, { hue: hueOf(stage.colour) }),
      refused: refusedByStage(stage, meant),
      run: () => void act(stepsToStage(cards, stage.id), ...movedWords(who, named(stage), t)),
    }));
}

/** What stands on the board as a column is not left out without a word. */
function archivedCommands({ cards, names, t }: Meant): Command[] {
  return shownStages().flatMap(({ stage, name }) => {
    const known = names.stage(stage);
    if (!known?.archived) return [];
    return {
      id: `stage ${stage}`,
      label: name,
      lead: createElement(HueDot, { hue: hueOf(known.colour) }),
      refused: t(standsIn(stage, cards) ? "acts.alreadyHere" : "board.refused.archived"),
      run: () => undefined,
    };
  });
}

function refusedByStage(stage: StageView, { cards, counts, t }: Meant): string | null {
  if (standsIn(stage.id, cards)) return t("acts.alreadyHere");
  if (stage.locked) return t("board.refused.locked");
  return isFull(stage, cards, counts) ? t("board.refused.full", { limit: stage.limit_max ?? 0 }) : null;
}

/** By what is known of it; the backend counts again. */
function isFull(stage: StageView, cards: readonly TicketCard[], counts: StageCounts): boolean {
  if (stage.limit_max === null) return false;
  const coming = cards.filter((card) => card.stage !== stage.id || card.entered_at !== null).length;
  return (counts.get(stage.id) ?? 0) + coming > stage.limit_max;
}

/** Some may go while others stay: only where none goes is it off. */
function refusedByWaitingAll({ cards, t }: Meant): string | null {
  const reasons = cards.filter((card) => card.entered_at === null).map(refusedByWaiting);
  const [first] = reasons;
  return first && reasons.every((reason) => reason !== null) ? t(`board.refused.${first}`) : null;
}

function specialCommands(meant: Meant, close: () => void): Command[] {
  const { tickets, who, t } = meant;
  const closed = allClosed(meant) ? t("acts.closedAlready") : null;
  return [
    {
      id: "noInteraction",
      label: t("screens.waiting"),
      icon: Hourglass,
      refused: allSilent(meant) ? t("acts.alreadyHere") : (closed ?? refusedByWaitingAll(meant)),
      run: () =>
        void act(
          [{ command: "move_to_no_interaction", args: { tickets } }],
          ...movedWords(who, t("screens.waiting"), t),
        ),
    },
    { id: "close", label: t("acts.close"), icon: Archive, keys: keyWords("close"), refused: closed, run: close },
  ];
}

function tagCommands({ cards, tickets, who, names, t }: Meant): Command[] {
  const tagged = (id: number) => cards.every((card) => card.tags.includes(id));
  return names.all.tags
    .filter((one) => !one.archived)
    .map((one) => ({
      id: `tag ${one.id}`,
      label: one.name,
      lead: createElement(HueDot, { hue: hueOf(one.colour) }),
      detail: tagged(one.id) ? t("acts.removeTagHint") : undefined,
      run: () =>
        tagged(one.id)
          ? void act([{ command: "untag", args: { tickets, tag: one.id } }], t("acts.untagged", { who, tag: one.name }))
          : void act([{ command: "tag", args: { tickets, tag: one.id } }], t("acts.tagged", { who, tag: one.name })),
    }));
}

function peopleCommands({ tickets, who, me, names, t }: Meant): Command[] {
  return names.all.users
    .filter((user) => user.active && user.role !== "viewer")
    .map((user) => ({
      id: `user ${user.id}`,
      label: user.id === me ? t("acts.me", { name: user.name }) : user.name,
      lead: createElement(Avatar, { name: user.name, size: "small", silent: true, away: awayWords(user, t) }),
      detail: awayWords(user, t),
      run: () =>
        void act([{ command: "assign", args: { tickets, to: user.id } }], t("acts.assigned", { who, to: user.name })),
    }));
}

function queueCommands({ tickets, who, names, t }: Meant): Command[] {
  return names.all.queues
    .filter((queue) => !queue.archived && queue.kind !== "no_interaction")
    .map((queue) => ({
      id: `queue ${queue.id}`,
      label: queue.name,
      run: () =>
        void act(
          [{ command: "transfer", args: { tickets, queue: queue.id } }],
          t("acts.transferred", { who, to: queue.name }),
        ),
    }));
}

function moreCommands(meant: Meant, acts: Pick<TicketMenus, "giveBack" | "close" | "reopen" | "take">): Command[] {
  const { cards, tickets, who, t } = meant;
  const back = { id: "giveBack", label: t("keys.giveBack"), icon: CornerUpLeft, keys: keyWords("giveBack") };
  return [
    {
      id: "take",
      label: t("acts.take"),
      icon: UserCheck,
      refused: allClosed(meant) ? t("acts.closedAlready") : allOwn(meant) ? t("acts.yoursAlready") : null,
      run: acts.take,
    },
    ...(allSilent(meant) ? [{ ...back, run: acts.giveBack }] : []),
    cards.every((card) => card.on_hold)
      ? {
          id: "release",
          label: t("acts.release"),
          icon: Play,
          run: () => void act([{ command: "release", args: { tickets } }], t("acts.released", { who })),
        }
      : {
          id: "hold",
          label: t("acts.hold"),
          icon: Pause,
          detail: t("acts.holdHint"),
          run: () => void act([{ command: "hold", args: { tickets } }], t("acts.held", { who })),
        },
    allClosed(meant)
      ? { id: "reopen", label: t("acts.reopen"), icon: ArchiveRestore, run: acts.reopen }
      : { id: "close", label: t("acts.close"), icon: Archive, keys: keyWords("close"), run: acts.close },
  ];
}
