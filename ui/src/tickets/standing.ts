// Where a ticket stands among the others of its place, for those who hear it and do not see it.
import { useEffect, useRef } from "react";
import { lookedAgain } from "../data";

export type Standing = { at: number; of: number };
type Find = (ticket: number) => Standing | null;

let find: Find | undefined;

/** Told by the screen that shows places; nothing of a ticket it does not show. */
export function useTellStanding(tell: Find): void {
  const latest = useRef(tell);
  latest.current = tell;
  useEffect(() => {
    const mine: Find = (ticket) => latest.current(ticket);
    find = mine;
    return () => {
      if (find === mine) find = undefined;
    };
  }, []);
}

/** Where it stands once what was just done is on the screen; null where that is not known. */
export async function standingOf(ticket: number): Promise<Standing | null> {
  if (!find) return null;
  await lookedAgain();
  await drawn();
  return find?.(ticket) ?? null;
}

function drawn(): Promise<unknown> {
  return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}
