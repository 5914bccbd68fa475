// One decision about messages of the trays: the call, how it went, said once. The first refusal gives the sentence; `later` says
// what the quiet hours hold back.
import { type CommandName, type Commands, stale } from "../../bindings/Commands";
import type { TrayActed } from "../../bindings/TrayActed";
import { call, heard } from "../../data";
import { announce } from "../../parts/announce";
import { faultOf } from "../../parts/State";
import { done, failed } from "../../parts/toast";
import { text } from "../../text";

type TrayCommand = { [C in CommandName]: Commands[C]["reply"] extends TrayActed ? C : never }[CommandName];

export async function decide<C extends TrayCommand>(
  command: C,
  args: Commands[C]["args"],
  words: string,
  later: (at: number) => string = () => words,
): Promise<void> {
  try {
    const { results } = (await call(command, args)) as TrayActed;
    const refused = results.filter((result) => result.failure !== null);
    const first = refused[0]?.failure?.message;
    if (first === undefined) {
      const goesAt = Math.max(...results.map((result) => result.goes_at ?? 0));
      const said = goesAt > 0 ? later(goesAt) : words;
      announce(said);
      done(said);
    } else failed(refused.length === 1 ? first : text("acts.someFailed", { count: refused.length, first }));
  } catch (error) {
    failed(faultOf(error).message);
  }
  heard({ topics: [...stale[command]], tickets: [] });
}
