// What just happened, with the way back. Eight seconds, longer while looked at; Ctrl+Z takes back the newest, and where the
// newest has no way back it says so: nobody means an act of a while ago with it.
// It floats above the place where answers are written, never over it.
import { Check, TriangleAlert, Undo2, X } from "lucide";
import { useEffect, useRef } from "react";
import { create } from "zustand";
import { text, useText } from "../text";
import { announce } from "./announce";
import { Button, IconButton } from "./Button";
import { cx } from "./cx";
import { Icon } from "./Icon";

export const toastMs = 8_000;
const shownMax = 4;
const deedsMax = 20;
/** About three lines. */
const lettersMax = 160;

/** Takes something back; `false`, or one that throws, has itself said why it could not. */
type Undo = () => unknown;

export type Toast = {
  id: number;
  tone: "done" | "failed";
  words: string;
  undo?: Undo;
  /** What the way back is called where it is no mere undoing. */
  undoLabel?: string;
  action?: { label: string; run: () => void };
};

/** `deeds`: what was done, the newest last, with or without a way back. */
type Toasts = { shown: readonly Toast[]; deeds: readonly Toast[] };

const useToasts = create<Toasts>(() => ({ shown: [], deeds: [] }));
let lastId = 0;

/** Says something was done. Without `undo` it cannot be taken back, nor can by Ctrl+Z what was done before it. */
export function done(words: string, undo?: Undo, undoLabel?: string): void {
  keepDeed(push({ tone: "done", words: fitting(words), undo, undoLabel }));
}

/** Something was done that shows by itself and has no way back: Ctrl+Z says so and leaves what was done before it. */
export function doneForGood(words: string): void {
  lastId += 1;
  keepDeed({ id: lastId, tone: "done", words });
}

/** Says how something is. Nothing was done. */
export function told(words: string): void {
  push({ tone: "done", words });
}

/** Says something failed, in the backend's own sentence. */
export function failed(words: string, action?: Toast["action"]): void {
  push({ tone: "failed", words, action });
}

/** Says why something cannot be done here; however often it is tried, it stands there once. */
export function refusedHere(words: string): void {
  useToasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.words !== words) }));
  failed(words);
}

/** Something worth a look, with one thing to do about it. */
export function offer(words: string, action: NonNullable<Toast["action"]>): void {
  push({ tone: "done", words, action });
}

/** Takes back what was done last, or says why not. */
export function undoLast(): void {
  const last = useToasts.getState().deeds.at(-1);
  if (!last) tellAgain(text("shell.nothingToUndo"));
  else if (!last.undo) failed(text("parts.notUndoable", { what: last.words }));
  else void takeBack(last);
}

/** However often it is said, it stands there once. */
function tellAgain(words: string): void {
  useToasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.words !== words) }));
  told(words);
}

/** What was done stands at one end of the words and the name at the other: a name of hundreds of letters gives way. */
function fitting(words: string): string {
  const letters = [...words];
  if (letters.length <= lettersMax) return words;
  const half = Math.floor(lettersMax / 2);
  return `${letters.slice(0, half).join("")}…${letters.slice(-half).join("")}`;
}

export function clearToasts(): void {
  useToasts.setState({ shown: [], deeds: [] });
}

function keepDeed(deed: Toast): void {
  useToasts.setState(({ deeds }) => ({ deeds: [...deeds, deed].slice(-deedsMax) }));
}

function push(toast: Omit<Toast, "id">): Toast {
  lastId += 1;
  const next: Toast = { ...toast, id: lastId };
  useToasts.setState(({ shown }) => ({ shown: [...shown, next].slice(-shownMax) }));
  return next;
}

function dismiss(id: number): void {
  useToasts.setState(({ shown }) => ({ shown: shown.filter((toast) => toast.id !== id) }));
}

async function takeBack(toast: Toast): Promise<void> {
  useToasts.setState(({ shown, deeds }) => ({
    shown: shown.filter((other) => other.id !== toast.id),
    deeds: deeds.filter((other) => other.id !== toast.id),
  }));
  try {
    if ((await toast.undo?.()) === false) return;
  } catch {
    return;
  }
  const words = text("parts.undone", { what: toast.words });
  announce(words);
  told(words);
}

/** Mounted once by the shell. */
export function ToastRegion() {
  const t = useText();
  const shown = useToasts((state) => state.shown);
  return (
    <section
      aria-label={t("parts.notices")}
      className="pointer-events-none fixed right-4 bottom-32 z-50 flex w-104 max-w-[calc(100vw-2rem)] flex-col gap-2 print:hidden"
    >
      {shown.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const t = useText();
  const left = useRef(toastMs);
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const run = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => dismiss(toast.id), left.current);
    };
    const hold = () => clearTimeout(waiting);
    const release = () => {
      if (!element.matches(":hover, :focus-within")) run();
    };
    run();
    element.addEventListener("pointerenter", hold);
    element.addEventListener("focusin", hold);
    element.addEventListener("pointerleave", release);
    element.addEventListener("focusout", release);
    return () => clearTimeout(waiting);
  }, [toast.id]);

  const bad = toast.tone === "failed";
  return (
    <div
      ref={root}
      role={bad ? "alert" : "status"}
      className="motion-rise pointer-events-auto flex items-start gap-2.5 rounded-card border border-hairline bg-raised py-2 pr-2 pl-3 shadow-overlay"
    >
      <Icon of={bad ? TriangleAlert : Check} className={cx("mt-1", bad ? "text-danger" : "text-ok")} />
      <p className="min-w-0 flex-1 py-0.5 text-pretty break-words">{toast.words}</p>
      {toast.undo && (
        <Button kind="quiet" small icon={Undo2} className="text-accent" onPress={() => void takeBack(toast)}>
          {toast.undoLabel ?? t("parts.undo")}
        </Button>
      )}
      {toast.action && (
        <Button
          kind="quiet"
          small
          className="text-accent"
          onPress={() => {
            toast.action?.run();
            dismiss(toast.id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton icon={X} label={t("parts.close")} small onPress={() => dismiss(toast.id)} />
    </div>
  );
}
