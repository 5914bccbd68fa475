// The names behind ids: people, queues, stages, tags, connections, rules. Small tables, fetched whole, looked up by id.

import { createContext, createElement, type ReactNode, useContext } from "react";
import type { ConnectionName } from "../bindings/ConnectionName";
import type { Directory } from "../bindings/Directory";
import type { FunnelView } from "../bindings/FunnelView";
import type { QueueView } from "../bindings/QueueView";
import type { RuleName } from "../bindings/RuleName";
import type { StageView } from "../bindings/StageView";
import type { TagView } from "../bindings/TagView";
import type { UserView } from "../bindings/UserView";
import { sharedAsk } from "./index";

export type Names = {
  all: Directory;
  /** Those in use, in their order. */
  funnels: readonly FunnelView[];
  user: (id: number | null | undefined) => UserView | undefined;
  queue: (id: number | null | undefined) => QueueView | undefined;
  stage: (id: number | null | undefined) => StageView | undefined;
  tag: (id: number | null | undefined) => TagView | undefined;
  connection: (id: number | null | undefined) => ConnectionName | undefined;
  rule: (id: number | null | undefined) => RuleName | undefined;
  /** The special queue. */
  noInteraction: QueueView | undefined;
};

const nothing: Directory = {
  users: [],
  teams: [],
  queues: [],
  funnels: [],
  stages: [],
  tags: [],
  connections: [],
  rules: [],
};

const useDirectory = sharedAsk("directory", {});

const Known = createContext<Names | null>(null);

/** Listens for the names, once for all that is in it. */
export function Naming({ children }: { children: ReactNode }) {
  return createElement(Known, { value: namesOf(useDirectory() ?? nothing) }, children);
}

/** The names, inside `Naming`; elsewhere nothing has one. A board asks by the hundred. */
export function useNames(): Names {
  return useContext(Known) ?? namesOf(nothing);
}

const made = new WeakMap<Directory, Names>();

/** Every card asks, so all of them share what one reply comes to. */
export function namesOf(all: Directory): Names {
  const known = made.get(all);
  if (known) return known;
  const names = {
    all,
    funnels: all.funnels.filter((funnel) => !funnel.archived),
    user: byId(all.users),
    queue: byId(all.queues),
    stage: byId(all.stages),
    tag: byId(all.tags),
    connection: byId(all.connections),
    rule: byId(all.rules),
    noInteraction: all.queues.find((queue) => queue.kind === "no_interaction"),
  };
  made.set(all, names);
  return names;
}

function byId<T extends { id: number }>(rows: readonly T[]): (id: number | null | undefined) => T | undefined {
  const map = new Map(rows.map((row) => [row.id, row]));
  return (id) => (id === null || id === undefined ? undefined : map.get(id));
}
