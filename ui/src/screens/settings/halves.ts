// What is typed in the settings and means nothing yet: it stays typed over a look at something else, and nothing is saved
// while it stands there.
import { useEffect } from "react";
import { create } from "zustand";
import type { Unit } from "../rules/wait";

/** `beside`: the setting there was when it was typed; next to another it says nothing any more. */
type Half = { label: string; typed: string; unit?: Unit; beside: number };

/** By what no two fields share. `turn`: how often all of them were thrown away. */
export const useHalves = create<{ all: ReadonlyMap<string, Half>; turn: number }>(() => ({ all: new Map(), turn: 0 }));

export function halfOf(field: string, beside: number): Half | null {
  const half = useHalves.getState().all.get(field);
  return half?.beside === beside ? half : null;
}

export function keepHalf(field: string, half: Half | null): void {
  const { all } = useHalves.getState();
  if (half === null && !all.has(field)) return;
  const next = new Map(all);
  if (half === null) next.delete(field);
  else next.set(field, half);
  useHalves.setState({ all: next });
}

/** Half of a setting that has become another is none. */
export function useFreshHalf(field: string, value: number): void {
  useEffect(() => {
    const half = useHalves.getState().all.get(field);
    if (half && half.beside !== value) keepHalf(field, null);
  }, [field, value]);
}

export function forgetHalves(): void {
  useHalves.setState(({ turn }) => ({ all: new Map(), turn: turn + 1 }));
}
