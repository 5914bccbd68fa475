// The variables offered while one is being written after `{{`, and those of a text that do not exist.
import { useState } from "react";
import { useFilter } from "react-aria-components";
import type { TextVariable } from "../../bindings/TextVariable";
import { useAskEach } from "../../data";
import { useSettled } from "../../parts/useSettled";
import { type Edited, openVariable, putVariable, variablesOf } from "./variables";

export type Offer = {
  /** What fits what is typed so far; none while no variable is begun. */
  offered: readonly TextVariable[];
  current: TextVariable | undefined;
  /** No variable is begun, whether or not any would fit. */
  closed: boolean;
  /** Looks whether one is begun before the caret. */
  look: (text: string, caret: number) => void;
  close: () => void;
  /** Writes this one where one is begun. */
  take: (name: string) => void;
  /** Whether the key was for the list. */
  onKey: (key: string) => boolean;
};

export function useOffer(value: string, variables: readonly TextVariable[], show: (next: Edited) => void): Offer {
  const { contains } = useFilter({ sensitivity: "base" });
  const [open, setOpen] = useState<{ start: number; end: number; typed: string; at: number } | null>(null);
  const offered = open
    ? variables.filter((one) => contains(one.name, open.typed) || contains(one.description, open.typed))
    : [];
  const current = offered[Math.min(open?.at ?? 0, offered.length - 1)];
  const close = () => setOpen(null);
  const take = (name: string) => {
    if (!open) return;
    close();
    show(putVariable(value, open.start, open.end, name));
  };
  const onKey = (key: string) => {
    if (!open || offered.length === 0) return false;
    const moves: Record<string, () => void> = {
      ArrowDown: () => setOpen({ ...open, at: (open.at + 1) % offered.length }),
      ArrowUp: () => setOpen({ ...open, at: (open.at + offered.length - 1) % offered.length }),
      Enter: () => current && take(current.name),
      Tab: () => current && take(current.name),
      Escape: close,
    };
    const move = moves[key];
    move?.();
    return move !== undefined;
  };
  const look = (text: string, caret: number) => {
    const found = openVariable(text, caret);
    setOpen(found ? { start: found.start, end: caret, typed: found.typed, at: 0 } : null);
  };
  return { offered, current, closed: open === null, look, close, take, onKey };
}

const settleMs = 350;
const askedMax = 20;

/** The variables of a text, braces and all, that there are none of. Only the backend knows the shorter names of some. */
export function useUnknown(text: string, listed: readonly TextVariable[] | undefined): ReadonlySet<string> {
  const open = listed ? variablesOf(text).filter((one) => !listed.some(({ name }) => one.name === name)) : [];
  const asked: string[] = JSON.parse(useSettled(JSON.stringify(open.map((one) => one.text)), settleMs));
  const written = asked.slice(0, askedMax);
  const replies = useAskEach(
    "preview_text",
    written.map((one) => ({ text: one })),
  );
  // Refused before any ticket was looked at: wrong for every one of them.
  return new Set(
    written.filter((_, index) => {
      const reply = replies[index]?.data;
      return reply !== undefined && reply.problems.length > 0 && reply.ticket === null;
    }),
  );
}
