// One key map for the window. Combinations are read from `event.key`, so a key means what is printed on it (ABNT2 included);
// Ctrl+Alt is AltGr there and is never used. Which keys exist is the shell's business; this only listens.
import { useEffect, useRef } from "react";

/** "Ctrl+k", "Shift+e", "g f" (one after the other), "?", "ArrowDown". */
export type Combo = string;

type Run = (event: KeyboardEvent) => void;
type Listener = { combo: Combo; run: { current: Run }; when: (() => boolean) | undefined };

const sequenceMsMax = 1_000;
const listeners: Listener[] = [];
/** Asked when no other listener takes the key. */
const lasts: Listener[] = [];
let single = true;
let first: { key: string; at: number } | undefined;
let listening = false;

/** Single-letter keys can be turned off (WCAG 2.1.4). */
export function allowSingleKeys(on: boolean): void {
  single = on;
}

/**
 * Runs while the component is mounted and `enabled`; the newest listener of a combination wins. `when` is asked as the key
 * is pressed: one that says no leaves the key to the others.
 */
export function useCombo(combo: Combo, run: Run, enabled = true, when?: () => boolean): void {
  useListener(listeners, combo, run, enabled, when);
}

/** Runs on a combination that nobody else took. */
export function useLastCombo(combo: Combo, run: Run, when: () => boolean): void {
  useListener(lasts, combo, run, true, when);
}

function useListener(among: Listener[], combo: Combo, run: Run, enabled: boolean, when?: () => boolean): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    if (!enabled || combo === "") return;
    listen();
    const listener: Listener = { combo, run: latest, when };
    among.push(listener);
    return () => {
      among.splice(among.indexOf(listener), 1);
    };
  }, [among, combo, enabled, when]);
}

/** The combination an event stands for. Shift is named only where the key itself does not already show it. */
export function comboOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): Combo {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const letter = key.length === 1 && key.toLowerCase() !== key.toUpperCase();
  const names: string[] = [];
  if (event.ctrlKey || event.metaKey) names.push("Ctrl");
  if (event.altKey) names.push("Alt");
  if (event.shiftKey && (letter || key.length > 1)) names.push("Shift");
  return [...names, key].join("+");
}

/** How a combination is written for people: "Ctrl K", "G F", "⇧ E". */
export function comboWords(combo: Combo): string {
  const signs: Record<string, string> = {
    Shift: "⇧",
    ArrowDown: "↓",
    ArrowUp: "↑",
    ArrowLeft: "←",
    ArrowRight: "→",
    Enter: "↵",
    Escape: "Esc",
    " ": "␣",
  };
  return combo
    .split(/[ +]/)
    .map((part) => signs[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(" ");
}

function listen(): void {
  if (listening) return;
  listening = true;
  window.addEventListener("keydown", onKeyDown);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const combo = comboOf(event);
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  if (!modified && !single && event.key.length === 1) return;
  if (!modified && event.key !== "Escape" && inText(event.target)) return;
  if (inOverlay(event.target)) return;

  const pair = first && event.timeStamp - first.at < sequenceMsMax ? `${first.key} ${combo}` : "";
  first = undefined;
  const hit = (pair && newest(listeners, pair)) || newest(listeners, combo);
  if (hit) {
    event.preventDefault();
    hit.run.current(event);
  } else if (!modified && listeners.some((listener) => listener.combo.startsWith(`${combo} `))) {
    first = { key: combo, at: event.timeStamp };
  } else newest(lasts, combo)?.run.current(event);
}

function newest(among: readonly Listener[], combo: Combo): Listener | undefined {
  return among.findLast(({ combo: theirs, when }) => theirs === combo && (when?.() ?? true));
}

function inText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [role=spinbutton]")
  );
}

/** Menus, lists and dialogs have their own keys. */
function inOverlay(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]") !== null
  );
}
