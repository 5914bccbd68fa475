// What the page asks of whatever carries it: one call, one stream of changes. Only tauri.ts and http.ts know a transport.
import type { Changed } from "../bindings/Changed";
import type { Code } from "../bindings/Code";
import type { CommandName, Commands } from "../bindings/Commands";
import type { Failure } from "../bindings/Failure";
import type { FieldProblem } from "../bindings/FieldProblem";
import type { Language } from "../text";
import { inOurWords } from "../text/refusals";
import { httpHost } from "./http";
import { tauriHost } from "./tauri";

/** What belongs to this computer and not to the house. */
export type Computer = {
  /** The system starts the program at login. */
  at_login: boolean;
  /** Half an hour without bubbles is running. */
  quiet: boolean;
  /** Bubbles ask the desktop for a sound. */
  sound: boolean;
};

export interface Host {
  /** The computer the automation runs on; null: this one. */
  readonly runsOn: string | null;
  call<C extends CommandName>(command: C, args: Commands[C]["args"]): Promise<Commands[C]["reply"]>;
  /** Puts the newest whole copy in the place of damaged data; absent where the page cannot ask for it. */
  restoreNewest?(): Promise<void>;
  /** Absent where the page is not in the program's own window. */
  computer?: {
    read(): Promise<Computer>;
    /** Changes what is named, and tells how things stand then. `language` is that of the icon and the bubbles. */
    change(wish: Partial<Computer> & { language?: Language }): Promise<Computer>;
  };
  /**
   * All that the first picture shows has been asked. True if answers came from before `on` listened, so that what changed
   * in between was not heard.
   */
  firstIsKnown?(): boolean;
  /** Fails where nothing answers. Absent, or nothing, where there is no doubt of it. */
  reached?(): Promise<void> | undefined;
  /** Hears what became stale. A null means "perhaps everything": the stream was interrupted. */
  on(listener: (change: Changed | null) => void): () => void;
}

/** A command that was not done, with the backend's own sentence in the language of the window. */
export class Refusal extends Error {
  readonly code: Code;
  readonly field: string | null;
  readonly problems: FieldProblem[];

  constructor(failure: Failure) {
    super(inOurWords(failure.message));
    this.name = "Refusal";
    this.code = failure.code;
    this.field = failure.field;
    this.problems = failure.problems.map((problem) => ({ ...problem, message: inOurWords(problem.message) }));
  }
}

let chosen: Host | undefined;

export function host(): Host {
  chosen ??= "__TAURI_INTERNALS__" in window ? tauriHost() : httpHost();
  return chosen;
}

/** Tests bring their own. */
export function lendHost(other: Host): void {
  chosen = other;
}

/** The words for one field among the problems of a refusal. */
export function problemOf(error: unknown, field: string): string | null {
  if (!(error instanceof Refusal)) return null;
  return error.problems.find((problem) => problem.field === field)?.message ?? null;
}
