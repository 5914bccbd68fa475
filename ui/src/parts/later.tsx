// What the first picture of the window does not need: fetched when it is wanted, or soon after that picture stands, so
// that an act later finds it ready and drawn without a detour.
import { type ComponentType, createElement, lazy, type ReactNode, Suspense, useState } from "react";

const pauseMs = 30;
const loads: (() => Promise<unknown>)[] = [];
let reach: () => Promise<void> | undefined = () => undefined;

/** `reaches` fails where there is no hub to fetch from: a browser that failed once to fetch a file fails ever after. */
export function lookFirst(reaches: () => Promise<void> | undefined): void {
  reach = reaches;
}

/** A file is not to be had though there is contact: only the page as a whole can be fetched anew. */
export class Unfetched extends Error {}

/** A component that comes with a file of its own; `fallback` stands in its place until it is there. */
export function later<Props extends object>(load: Load<Props>, fallback: ReactNode = null): Later<Props> {
  return made(once(load), fallback);
}

/** The same, fetched before anybody wants it. */
export function soon<Props extends object>(load: Load<Props>, fallback: ReactNode = null): Later<Props> {
  const only = once(load);
  loads.push(only.fetch);
  return made(only, fallback);
}

/** Does something once the first picture stands and nobody waits for anything. */
export function whenCalm(act: () => void): void {
  loads.push(async () => act());
}

type Load<Props> = () => Promise<ComponentType<Props>>;
type Later<Props> = {
  (props: Props): ReactNode;
  /** On its way; nothing if it is here. */
  coming: () => Promise<unknown> | undefined;
};
type Once<Props> = { fetch: Load<Props>; here: () => ComponentType<Props> | undefined };

function once<Props>(load: Load<Props>): Once<Props> {
  let present: ComponentType<Props> | undefined;
  let coming: Promise<ComponentType<Props>> | undefined;
  const fetch = async () => {
    coming ??= arrive(load);
    try {
      present = await coming;
      return present;
    } catch (error) {
      // Asked again by whoever wants it next.
      coming = undefined;
      throw error;
    }
  };
  return { fetch, here: () => present };
}

async function arrive<Props>(load: Load<Props>): Promise<ComponentType<Props>> {
  const contact = reach();
  if (contact) await contact;
  return load().catch((cause) => {
    throw new Unfetched(String(cause), { cause });
  });
}

function made<Props extends object>({ fetch, here }: Once<Props>, fallback: ReactNode): Later<Props> {
  function Later(props: Props) {
    // One and the same for as long as it stands, or what is typed into it would be lost. Whoever stands anew asks anew.
    const [Present] = useState(here);
    const [Coming] = useState(() => (Present ? null : lazy(async () => ({ default: await fetch() }))));
    if (Present) return createElement(Present, props);
    return <Suspense fallback={fallback}>{createElement(Coming as unknown as ComponentType<Props>, props)}</Suspense>;
  }
  return Object.assign(Later, { coming: () => (here() ? undefined : fetch()) });
}

/** As long as what somebody did may take to stand on the screen, and a little more. */
const actMs = 300;
let acted = false;

/** Somebody acts: to read a file would keep them waiting, if only for the file that is being read already. */
export function actsFirst(): void {
  acted = true;
}

/** From now on every press and every key is an act. */
export function heedActs(): void {
  for (const act of ["pointerdown", "keydown"])
    window.addEventListener(act, actsFirst, { capture: true, passive: true });
}

/** Fetches what may be wanted next, one after the other with air between them, and none while somebody acts. */
export async function fetchTheRest(): Promise<void> {
  for (const load of loads.splice(0)) {
    while (acted) {
      acted = false;
      await new Promise((resolve) => setTimeout(resolve, actMs));
    }
    // Without it now, it is asked for again when it is wanted.
    await load().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
