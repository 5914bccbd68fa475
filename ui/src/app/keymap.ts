// Every key of the window, once, and what this person made of it. The cheat sheet, the tooltips and the palette read it;
// screens listen through `useKey`.
import { type Combo, comboWords, useCombo } from "../parts/keys";
import { usePrefs } from "./prefs";

/** As delivered. */
export const keymap = {
  palette: "Ctrl+k",
  search: "/",
  cheatSheet: "?",
  create: "c",
  undo: "Ctrl+z",
  back: "Escape",
  goBoard: "g f",
  goWaiting: "g s",
  goMine: "g m",
  goMissed: "g i",
  goRules: "g a",
  goDashboard: "g p",
  goNotices: "g n",
  goConnections: "g c",
  goPeople: "g e",
  goTags: "g t",
  goSettings: "g o",
  next: "j",
  previous: "k",
  nextColumn: "]",
  previousColumn: "[",
  open: "Enter",
  select: "x",
  move: "m",
  transfer: "t",
  labels: "l",
  close: "e",
  closeAndNext: "Shift+e",
  reply: "r",
  note: "n",
  giveBack: "d",
  postpone: "p",
  send: "Ctrl+Enter",
  sendAndClose: "Ctrl+Shift+Enter",
} as const;

export type KeyId = keyof typeof keymap;

/** The cheat sheet's order. */
export const keyGroups: readonly { title: "general" | "go" | "list" | "ticket"; keys: readonly KeyId[] }[] = [
  { title: "general", keys: ["palette", "search", "create", "cheatSheet", "undo", "back"] },
  {
    title: "go",
    keys: [
      "goBoard",
      "goRules",
      "goWaiting",
      "goMine",
      "goMissed",
      "goDashboard",
      "goNotices",
      "goConnections",
      "goPeople",
      "goTags",
      "goSettings",
    ],
  },
  { title: "list", keys: ["next", "previous", "nextColumn", "previousColumn", "open", "select"] },
  {
    title: "ticket",
    keys: [
      "reply",
      "note",
      "send",
      "sendAndClose",
      "move",
      "transfer",
      "labels",
      "close",
      "closeAndNext",
      "giveBack",
      "postpone",
    ],
  },
];

/** Keys every window has; they are not for choosing. */
export const fixedKeys: ReadonlySet<KeyId> = new Set<KeyId>(["back", "open"]);

export function standardCombo(id: KeyId): Combo {
  return keymap[id];
}

/** What this person presses for it; empty if nothing. */
export function comboFor(id: KeyId): Combo {
  return usePrefs.getState().keys[id] ?? keymap[id];
}

export function useComboFor(id: KeyId): Combo {
  return usePrefs((prefs) => prefs.keys[id]) ?? keymap[id];
}

/** Keys that the combination would take away or hide: the same one, or one that begins with it. */
export function clashes(id: KeyId, combo: Combo): KeyId[] {
  if (combo === "") return [];
  return (Object.keys(keymap) as KeyId[]).filter((other) => {
    const theirs = comboFor(other);
    const begins = theirs.startsWith(`${combo} `) || (theirs !== "" && combo.startsWith(`${theirs} `));
    return other !== id && (theirs === combo || begins);
  });
}

/** Runs on the key while the component is mounted; see `useCombo`. */
export function useKey(id: KeyId, run: (event: KeyboardEvent) => void, enabled = true, when?: () => boolean): void {
  useCombo(useComboFor(id), run, enabled, when);
}

/** "Ctrl K"; nothing for a key that is off: no sign may promise what does not happen. */
export function keyWords(id: KeyId): string {
  const combo = comboFor(id);
  return works(combo, usePrefs.getState().singleKeys) ? comboWords(combo) : "";
}

/** Whether it is heard: without keys of one letter only what has Ctrl or a name of its own is. */
export function works(combo: Combo, singleKeys: boolean): boolean {
  return combo !== "" && (singleKeys || combo.split(" ").every((part) => !/^(?:Shift\+)?.$/u.test(part)));
}
