// What people do to tickets: one call for any number of them, its result said once, and the way back kept.
import type { Acted } from "../bindings/Acted";
import { type CommandName, type Commands, stale } from "../bindings/Commands";
import type { Topic } from "../bindings/Topic";
import type { UndoStep } from "../bindings/UndoStep";
import { call, heard } from "../data";
import { announce } from "../parts/announce";
import { faultOf } from "../parts/State";
import { done, failed } from "../parts/toast";
import { text } from "../text";

type ActedCommand = { [C in keyof Commands]: Commands[C]["reply"] extends Acted ? C : never }[keyof Commands];

export type Step = { [C in ActedCommand]: { command: C; args: Commands[C]["args"] } }[ActedCommand];

/**
 * Runs the steps in order and says `words` when all is done. Stops at the first that fails.
 * Returns whether everything was done, so an optimistic screen knows if it must look again.
 */
export async function act(steps: readonly Step[], words: string): Promise<boolean> {
  const undo: UndoStep[] = [];
  try {
    for (const step of steps) {
      const { results } = await run(step);
      undo.unshift(...results.flatMap((result) => result.undo));
      const refused = results.filter((result) => result.failure !== null);
      if (refused.length > 0) {
        const first = refused[0]?.failure?.message ?? "";
        failed(refused.length === 1 ? first : text("acts.someFailed", { count: refused.length, first }));
        heard(null);
        return false;
      }
    }
  } catch (error) {
    failed(faultOf(error).message);
    heard(null);
    return false;
  }
  heard({ topics: touched(steps), tickets: [] });
  announce(words);
  done(words, undo.length > 0 ? () => takeBack(undo) : undefined);
  return true;
}

async function run(step: Step): Promise<Acted> {
  return (await call(step.command, step.args as never)) as Acted;
}

async function takeBack(steps: readonly UndoStep[]): Promise<void> {
  try {
    for (const step of steps) {
      const { results } = (await call(step.command, step.args as never)) as Acted;
      const refused = results.find((result) => result.failure !== null)?.failure;
      if (refused) throw refused;
    }
    announce(text("acts.undone"));
  } catch (error) {
    failed(faultOf(error).message);
  }
  heard({ topics: touched(steps), tickets: [] });
}

function touched(steps: readonly { command: CommandName }[]): Topic[] {
  return [...new Set(steps.flatMap((step) => stale[step.command]))];
}
