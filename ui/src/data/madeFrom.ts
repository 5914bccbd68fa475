// What a form was made from, so that saving it undoes nothing another has saved since.
import { useState } from "react";
import type { Directory } from "../bindings/Directory";
import type { FunnelAsRead } from "../bindings/FunnelAsRead";
import type { FunnelView } from "../bindings/FunnelView";
import type { QueueAsRead } from "../bindings/QueueAsRead";
import type { QueueView } from "../bindings/QueueView";
import type { StageAsRead } from "../bindings/StageAsRead";
import type { StageView } from "../bindings/StageView";
import type { TagAsRead } from "../bindings/TagAsRead";
import type { TagView } from "../bindings/TagView";
import type { TeamAsRead } from "../bindings/TeamAsRead";
import type { TeamView } from "../bindings/TeamView";
import type { UserAsRead } from "../bindings/UserAsRead";
import type { UserView } from "../bindings/UserView";
import { Refusal } from "../host";
import { call } from "./index";

export function teamRead({ name, leader, members, hours }: TeamView): TeamAsRead {
  return { name, leader, members, hours };
}

export function userRead({ id, name, role, active }: UserView, teams: readonly TeamView[]): UserAsRead {
  return { name, role, active, teams: teams.filter((team) => team.members.includes(id)).map((team) => team.id) };
}

export function queueRead({ name, team, hours, archived }: QueueView): QueueAsRead {
  return { name, team, hours, archived };
}

export function funnelRead({ name, archived }: FunnelView): FunnelAsRead {
  return { name, archived };
}

export function stageRead({ funnel, name, colour, limit_max, locked, archived }: StageView): StageAsRead {
  return { funnel, name, colour, limit_max, locked, archived };
}

export function tagRead({ name, colour, kind, archived }: TagView): TagAsRead {
  return { name, colour, kind, archived };
}

/** What to save where some of it is another now. */
export function changed<T extends object>(id: number, from: T, change: Partial<T>) {
  return { id, ...from, ...change, from };
}

/** What to save where that is taken back. */
export function takenBack<D extends { id?: number | null; from?: object | null }>({ id, from, ...saved }: D): D {
  return { id, ...saved, ...from, from: saved } as unknown as D;
}

/**
 * As it was when the form was opened. After a refusal, what others changed of the same fields is known and meant to be written
 * over; what they changed of other fields still stays.
 */
export function useMadeFrom<T extends object>(opened: () => T | null, look: (now: Directory) => T | undefined) {
  const [from, setFrom] = useState(opened);
  const refused = (error: unknown) => {
    if (!(error instanceof Refusal) || error.code !== "conflict") return;
    const fields = error.problems.map((one) => one.field);
    void call("directory", {})
      .then((directory) => {
        const now = look(directory);
        setFrom((before) => (before && now ? known(before, now, fields) : before));
      })
      .catch(() => undefined);
  };
  return { from, refused };
}

/** As it was, but for these fields, named by their paths, which are as they are now. */
export function known<T>(from: T, now: T, fields: readonly string[]): T {
  return fields.reduce((all, field) => at(all, now, field.split(".")) as T, from);
}

function at(from: unknown, now: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined || !isRecord(from) || !isRecord(now)) return now;
  return { ...from, [first]: at(from[first], now[first], rest) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
