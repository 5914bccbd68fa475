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
import { inOurWords } from "../text/refusals";
import { named, whoWasFaster } from "./faster";
import { acting } from "./place";
import { letGo } from "./selection";
import { type Standing, standingOf } from "./standing";
import { marked } from "./syncing";

type ActedCommand = { [C in keyof Commands]: Commands[C]["reply"] extends Acted ? C : never }[keyof Commands];

export type Step = { [C in ActedCommand]: { command: C; args: Commands[C]["args"] } }[ActedCommand];

/**
 * Runs the steps in order and says `words` when all is done; `placed` says instead, to those who hear, where it stands now.
 * A ticket that is refused a step is spared the later ones, and what was done to the others can be taken back.
 * Returns whether everything was done, so an optimistic screen knows if it must look again.
 */
export async function act(steps: readonly Step[], words: string, placed?: Placed): Promise<boolean> {
  const undo: UndoStep[] = [];
  const tickets = [...new Set(steps.flatMap(ticketsOf))];
  const refused = new Map<number, Fault>();
  acting(tickets, !steps.every(({ command }) => stays.has(command)));
  try {
    for (const whole of steps) {
      const step = without(whole, refused);
      if (step === null) continue;
      const { results } = await marked(ticketsOf(step), () => run(step));
      undo.unshift(...results.flatMap((result) => result.undo));
      for (const { ticket, failure } of results) if (failure) refused.set(ticket, failure);
    }
  } catch (error) {
    for (const ticket of tickets) if (!refused.has(ticket)) refused.set(ticket, faultOf(error));
  }
  const left = tickets.filter((ticket) => !refused.has(ticket));
  const back = undo.length > 0 ? () => takeBack(undo) : undefined;
  if (!steps.every(({ command }) => labels.has(command))) letGo(left);
  const [first] = refused;
  if (first) {
    if (left.length > 0) done(text("acts.partly", { what: words, count: left.length }), back);
    else if (back) done(text("acts.begun", { what: words }), back);
    void refuse(...first, refused.size, tickets.length > 1);
    return false;
  }
  heard({ topics: touched(steps), tickets: [] });
  void say(tickets, words, placed);
  done(words, back);
  return true;
}

/** The words with a place: the how manieth of how many. */
export type Placed = (standing: Standing) => string;

async function say(tickets: readonly number[], words: string, placed: Placed | undefined): Promise<void> {
  const [ticket] = tickets;
  const standing = placed && ticket !== undefined && tickets.length === 1 ? await standingOf(ticket) : null;
  announce(standing && placed ? placed(standing) : words);
}

/** The step for those who were refused none before; null where nobody is left. */
function without(step: Step, refused: ReadonlyMap<number, unknown>): Step | null {
  if (refused.size === 0) return step;
  const tickets = ticketsOf(step).filter((ticket) => !refused.has(ticket));
  if (tickets.length === 0) return null;
  return "tickets" in step.args ? ({ ...step, args: { ...step.args, tickets } } as Step) : step;
}

/** Who labels may go on with the same ones: they stay selected. */
const labels = new Set<CommandName>(["tag", "untag", "set_wallet", "set_value"]);

/** What takes no ticket out of the list it stands in. */
const stays = new Set<CommandName>([...labels, "hold", "release", "postpone_closing", "resend_notice"]);

/** Looks again at once, and says why it was refused: with who was faster, where somebody was. No screen waits for that. */
async function refuse(ticket: number, fault: Fault, count: number, many: boolean): Promise<void> {
  heard(null);
  const first = [outrun.has(fault.code) ? await whoWasFaster(ticket) : null, inOurWords(fault.message)]
    .filter((words) => words !== null)
    .join(" ");
  const said = many ? await named(ticket, first) : first;
  failed(count === 1 ? said : text("acts.someFailed", { count, first: said }));
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
      for (const { ticket, failure } of results) if (failure) refused.set(ticket, inOurWords(failure.message));
    } catch (error) {
      for (const ticket of tickets) refused.set(ticket, faultOf(error).message);
    }
  }
  heard({ topics: touched(steps), tickets: [] });
  const [one] = refused;
  if (one === undefined) return true;
  const all = new Set(steps.flatMap(({ args }) => ("tickets" in args ? args.tickets : [args.ticket])));
  const back = all.size - refused.size;
  const first = all.size > 1 ? await named(...one) : one[1];
  if (back > 0) failed(text("acts.backPartly", { count: back, left: refused.size, first }));
  else failed(refused.size === 1 ? first : text("acts.someFailed", { count: refused.size, first }));
  return false;
}

function touched(steps: readonly { command: CommandName }[]): Topic[] {
  return [...new Set(steps.flatMap((step) => stale[step.command]))];
}
