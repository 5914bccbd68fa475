// Which ticket the keys of acts mean where a list and an open ticket stand side by side: one, and always all of them the
// same. The keyboard decides: the place that has the focus has them. With the focus on neither, what is selected in the
// list has them, else the open ticket, else the list.
import { useSyncExternalStore } from "react";
import { wantedAddress } from "../app/address";
import { type KeyId, useKey } from "../app/keymap";
import { readId } from "../app/places";
import { focusIsFree } from "../parts/kept";
import { hearSelection, isSelecting } from "./selection";

export type Hand = "list" | "panel";

/** Says of an element that with the focus in it the keys of acts mean what is there. */
export function inHand(place: Hand): { "data-hand": Hand } {
  return { "data-hand": place };
}

function panelHas(): boolean {
  if (readId(wantedAddress().search.ticket) === null) return false;
  // It covers the list, and who cannot see what is selected does not mean it.
  if (document.getElementById("main")?.inert) return true;
  const place = placeOf(document.activeElement);
  return place === undefined ? !isSelecting() : place === "panel";
}

function placeOf(element: EventTarget | null): string | undefined {
  return element instanceof Element ? element.closest<HTMLElement>("[data-hand]")?.dataset.hand : undefined;
}

const has: Record<Hand, () => boolean> = { panel: panelHas, list: () => !panelHas() };

/** Whether the keys of acts mean what is there, now. */
export function hasHand(place: Hand): boolean {
  return has[place]();
}

/** The same for what is drawn: no sign promises a key that does something else. */
export function useHand(place: Hand): boolean {
  return useSyncExternalStore(hearHand, has[place]);
}

/** Whether the keyboard is on one ticket of a list, and not on what is done with all that are selected there. */
export function standsOnOne(): boolean {
  return Boolean(document.activeElement?.closest("[role=grid], [id^=card-]"));
}

/** Whether a ticket is what the keyboard means: one of a list, or the open one. */
export function holdsTicket(): boolean {
  const { path, search } = wantedAddress();
  const open = readId(search.ticket) !== null || path.startsWith("/atendimento/");
  return open || standsOnOne() || Boolean(document.activeElement?.closest("[data-ticket]"));
}

/** Runs on the key of an act while the keyboard means this place. */
export function useActKey(place: Hand, id: KeyId, run: (event: KeyboardEvent) => void, enabled = true): void {
  useKey(id, run, enabled, has[place]);
}

/** The last place that had the focus: an open menu has taken it from there. */
let lastPlace: string | undefined;
window.addEventListener("focusin", ({ target }) => {
  lastPlace = placeOf(target) ?? lastPlace;
});

/** Of the act that is being run: also by the menu that was opened there. */
export function handOfAct(): Hand {
  if (placeOf(document.activeElement) === undefined && !focusIsFree()) return lastPlace === "panel" ? "panel" : "list";
  return panelHas() ? "panel" : "list";
}

function hearHand(changed: () => void): () => void {
  const left = (event: FocusEvent) => event.relatedTarget === null && changed();
  window.addEventListener("focusin", changed);
  window.addEventListener("focusout", left);
  const deaf = hearSelection(changed);
  return () => {
    window.removeEventListener("focusin", changed);
    window.removeEventListener("focusout", left);
    deaf();
  };
}
