// What people do to tickets: one call for any number of them, its result said once, and the way back kept.
import type { Acted } from "../bindings/Acted";
import type { Code } from "../bindings/Code";
import { type CommandName, type Commands, stale } from "../bindings/Commands";
import type { Topic } from "../bindings/Topic";
import type { UndoStep } from "../bindings/UndoStep";
import { call, heard } from "../data";
import { announce } from "../parts/announce";
import { type Fault, faultOf } from "../parts/State";
import { done, failed } from "../parts/toast";
import { text } from "../text";
import { whoWasFaster } from "./faster";
import { leaving } from "./place";
import { letGo } from "./selection";
import { marked } from "./syncing";

type ActedCommand = { [C in keyof Commands]: Commands[C]["reply"] extends Acted ? C : never }[keyof Commands];

export type Step = { [C in ActedCommand]: { command: C; args: Commands[C]["args"] } }[ActedCommand];

/**
 * Runs the steps in order and says `words` when all is done. Stops at the first that fails.
 * Returns whether everything was done, so an optimistic screen knows if it must look again.
 */
export async function act(steps: readonly Step[], words: string): Promise<boolean> {
  const undo: UndoStep[] = [];
  const tickets = steps.flatMap(ticketsOf);
  // A label moves nothing, and who labels may go on with the same ones.
  const moves = !steps.every(isLabel);
  if (moves) leaving(tickets);
  try {
    for (const step of steps) {
      const { results } = await marked(ticketsOf(step), () => run(step));
      undo.unshift(...results.flatMap((result) => result.undo));
      const refused = results.filter((result) => result.failure !== null);
      if (refused[0]?.failure) {
        const { ticket, failure } = refused[0];
        void refuse(ticket, failure, refused.length);
        return false;
      }
    }
  } catch (error) {
    void refuse(tickets[0] ?? null, faultOf(error), 1);
    return false;
  }
  heard({ topics: touched(steps), tickets: [] });
  if (moves) letGo(tickets);
  announce(words);
  done(words, undo.length > 0 ? () => takeBack(undo) : undefined);
  return true;
}

function isLabel({ command }: Step): boolean {
  return command === "tag" || command === "untag" || command === "set_wallet" || command === "set_value";
}

/** Looks again at once, and says why it was refused: with who was faster, where somebody was. No screen waits for that. */
async function refuse(ticket: number | null, fault: Fault, count: number): Promise<void> {
  heard(null);
  const first = [ticket !== null && outrun.has(fault.code) ? await whoWasFaster(ticket) : null, fault.message]
    .filter((words) => words !== null)
    .join(" ");
  failed(count === 1 ? first : text("acts.someFailed", { count, first }));
}

/** What is refused because the ticket is no longer what it was on the screen. */
const outrun: ReadonlySet<string> = new Set<Code>(["conflict", "forbidden", "not_found"]);

function ticketsOf({ args }: Step): readonly number[] {
  return "tickets" in args ? args.tickets : [args.ticket];
}

async function run(step: Step): Promise<Acted> {
  return (await call(step.command, step.args as never)) as Acted;
}

/** One that does not go back holds up none of the others, only what else was to be done to it. */
async function takeBack(steps: readonly UndoStep[]): Promise<boolean> {
  const refused = new Map<number, string>();
  for (const step of steps) {
    const tickets = "tickets" in step.args ? step.args.tickets : [step.args.ticket];
    if (tickets.some((ticket) => refused.has(ticket))) continue;
    try {
      const { results } = (await call(step.command, step.args as never)) as Acted;
      for (const { ticket, failure } of results) if (failure) refused.set(ticket, failure.message);
    } catch (error) {
      for (const ticket of tickets) refused.set(ticket, faultOf(error).message);
    }
  }
  heard({ topics: touched(steps), tickets: [] });
  const [first] = refused.values();
  if (first === undefined) return true;
  failed(refused.size === 1 ? first : text("acts.someFailed", { count: refused.size, first }));
  return false;
}

function touched(steps: readonly { command: CommandName }[]): Topic[] {
  return [...new Set(steps.flatMap((step) => stale[step.command]))];
}
