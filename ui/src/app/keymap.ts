// Every key of the window, once. The cheat sheet, the tooltips and the palette read it; screens listen through `useKey`.
import { comboWords, useCombo } from "../parts/keys";

export const keymap = {
  palette: "Ctrl+k",
  search: "/",
  cheatSheet: "?",
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
} as const;

export type KeyId = keyof typeof keymap;

/** The cheat sheet's order. */
export const keyGroups: readonly { title: "general" | "go" | "list" | "ticket"; keys: readonly KeyId[] }[] = [
  { title: "general", keys: ["palette", "search", "cheatSheet", "undo", "back"] },
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
    keys: ["reply", "note", "send", "move", "transfer", "labels", "close", "closeAndNext", "giveBack", "postpone"],
  },
];

/** Runs on the key while the component is mounted. */
export function useKey(id: KeyId, run: (event: KeyboardEvent) => void, enabled = true): void {
  useCombo(keymap[id], run, enabled);
}

/** "Ctrl K" */
export function keyWords(id: KeyId): string {
  return comboWords(keymap[id]);
}
