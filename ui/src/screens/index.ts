// The list of screens. A new screen is a folder here, one entry in this list, and its words in src/text.

import {
  ChartColumn,
  History,
  Hourglass,
  KanbanSquare,
  MailWarning,
  Plug,
  Settings,
  Tags,
  Timer,
  UserRound,
  UsersRound,
} from "lucide";
import { type ComponentType, createElement } from "react";
import type { KeyId } from "../app/keymap";
import type { Search } from "../app/places";
import type { Glyph } from "../parts/Icon";
import { later, soon } from "../parts/later";
import { Skeleton } from "../parts/State";
import { Board } from "./board";
import { askBoardAhead } from "./board/ask";

export type Screen = {
  /** Also the key of its name in the catalogue: screens.<id>. */
  id:
    | "board"
    | "rules"
    | "executions"
    | "waiting"
    | "mine"
    | "missed"
    | "dashboard"
    | "connections"
    | "people"
    | "tags"
    | "settings";
  path: string;
  icon: Glyph;
  /** The key that goes there, if it has one. */
  go: KeyId | null;
  /** Where it is listed: the two halves of the rail, or the tabs of Funil. */
  place: "work" | "house" | "funnelTab";
  Content: ComponentType & { coming?: () => Promise<unknown> | undefined };
  /** Asks for what an address of this screen shows, on the way there. */
  ahead?: (search: Search) => void;
};

/** Stands where the file of a screen takes its time. */
const sketch = createElement(Skeleton, { rows: 8 });

/** In the order of the rail. Heavy ones come later: `later(() => import("./x").then((made) => made.X), sketch)`. */
export const screens: readonly Screen[] = [
  {
    id: "board",
    path: "/funil",
    icon: KanbanSquare,
    go: "goBoard",
    place: "work",
    Content: Board,
    ahead: askBoardAhead,
  },
  {
    id: "rules",
    path: "/funil/acoes",
    icon: Timer,
    go: "goRules",
    place: "funnelTab",
    Content: later(() => import("./rules").then((made) => made.Rules), sketch),
  },
  {
    id: "executions",
    path: "/funil/execucoes",
    icon: History,
    go: null,
    place: "funnelTab",
    Content: later(() => import("./rules/Executions").then((made) => made.Executions), sketch),
  },
  {
    id: "waiting",
    path: "/sem-interacao",
    icon: Hourglass,
    go: "goWaiting",
    place: "work",
    Content: soon(() => import("./waiting").then((made) => made.Waiting), sketch),
  },
  {
    id: "mine",
    path: "/meus-atendimentos",
    icon: UserRound,
    go: "goMine",
    place: "work",
    Content: soon(() => import("./mine").then((made) => made.Mine), sketch),
  },
  {
    id: "missed",
    path: "/perdidas",
    icon: MailWarning,
    go: "goMissed",
    place: "work",
    Content: soon(() => import("./missed").then((made) => made.Missed), sketch),
  },
  {
    id: "dashboard",
    path: "/painel",
    icon: ChartColumn,
    go: "goDashboard",
    place: "house",
    Content: later(() => import("./dashboard").then((made) => made.Dashboard), sketch),
  },
  {
    id: "connections",
    path: "/conexoes",
    icon: Plug,
    go: "goConnections",
    place: "house",
    Content: later(() => import("./connections").then((made) => made.Connections), sketch),
  },
  {
    id: "people",
    path: "/equipe",
    icon: UsersRound,
    go: "goPeople",
    place: "house",
    Content: later(() => import("./people").then((made) => made.People), sketch),
  },
  {
    id: "tags",
    path: "/etiquetas",
    icon: Tags,
    go: "goTags",
    place: "house",
    Content: later(() => import("./tags").then((made) => made.Tags), sketch),
  },
  {
    id: "settings",
    path: "/configuracoes",
    icon: Settings,
    go: "goSettings",
    place: "house",
    Content: later(() => import("./settings").then((made) => made.Settings), sketch),
  },
];
