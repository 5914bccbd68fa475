// Where in the page one is, as one value that parts listen to. The address itself is the library's: a hash history, so
// that the same page works from a file, from the window and from a hub.
import { createHashHistory, type RouterHistory } from "@tanstack/history";
import { replaceEqualDeep } from "@tanstack/react-query";
import { defaultParseSearch, defaultStringifySearch } from "@tanstack/router-core";
import { useSyncExternalStore } from "react";

/** What stands after the question mark, by name. */
export type Search = Readonly<Record<string, unknown>>;

export type Address = {
  /** From the first slash on, without one at the end. */
  path: string;
  search: Search;
  /** All of `search` but the open ticket: the same object for as long as it says the same. */
  values: Search;
};

/** Hears of an address before it is shown. A promise holds it back, whatever becomes of the promise. */
type Herald = (address: Address) => Promise<unknown> | undefined;

/** Where an address without a place leads. */
export const home = "/funil";

let history: RouterHistory = createHashHistory();
let herald: Herald = () => undefined;
sayHome();
let shown: Address = read({});
let leave = follow();
const heard = new Set<() => void>();
const travellers = new Set<(search: Search) => void>();

/** What is shown now. */
export const shownAddress = (): Address => shown;

/** A part of what is shown: drawn anew when that part is another one. */
export function useAddress<T>(select: (address: Address) => T): T {
  return useSyncExternalStore(listen, () => select(shown));
}

/** Where somebody wants to be: not shown yet, if it is held back. */
export const wantedAddress = (): Address => read(shown.values);

/** Goes to an address; `replace` leaves no step to go back to, nor does the address one is at. */
export function visit(path: string, search: Search, { replace = false } = {}): void {
  const to = `${path}${defaultStringifySearch(search)}`;
  if (replace || to === history.location.href) history.replace(to);
  else history.push(to);
}

/** A step back; false where there is none to take. */
export function stepBack(): boolean {
  if (!history.canGoBack()) return false;
  history.back();
  return true;
}

/** Hears where somebody goes back or forward to in the history, by what the address there says. */
export function onTravel(hear: (search: Search) => void): () => void {
  travellers.add(hear);
  return () => travellers.delete(hear);
}

/** One for the page: who knows what an address will show. */
export function setHerald(hears: Herald): void {
  herald = hears;
}

/** Another history, as a test has one. */
export function lendHistory(lent: RouterHistory): void {
  leave();
  history = lent;
  sayHome();
  leave = follow();
  show(wantedAddress());
}

/** A start without a place is written down as what it shows: the program asks where the page is. */
function sayHome(): void {
  const { pathname, search } = history.location;
  if (pathname.replace(/\/+$/, "") === "") history.replace(`${home}${search}`);
}

function follow(): () => void {
  return history.subscribe(({ action }) => {
    const next = wantedAddress();
    if (action.type !== "PUSH" && action.type !== "REPLACE") for (const hear of [...travellers]) hear(next.search);
    const held = herald(next);
    if (!held) return show(next);
    // Whoever wants to be elsewhere by then has been held back, or shown, for that.
    const arrive = () => {
      const wanted = wantedAddress();
      if (wanted.path === next.path) show(wanted);
    };
    void held.then(arrive, arrive);
  });
}

function read(values: Search): Address {
  const { pathname, search: line } = history.location;
  const search: Search = defaultParseSearch(line);
  const { ticket: _, ...others } = search;
  return { path: pathname.replace(/\/+$/, "") || home, search, values: replaceEqualDeep(values, others) };
}

function show(next: Address): void {
  shown = next;
  for (const hear of [...heard]) hear();
}

function listen(hear: () => void): () => void {
  heard.add(hear);
  return () => heard.delete(hear);
}
