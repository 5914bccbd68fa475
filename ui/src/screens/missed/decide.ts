// One decision about messages of the trays: the call, how it went, said once. The first refusal gives the sentence. What has
// not left yet can be called back, by the notice and by Ctrl+Z.
import { type CommandName, type Commands, stale } from "../../bindings/Commands";
import type { MessageId } from "../../bindings/MessageId";
import type { TrayActed } from "../../bindings/TrayActed";
import { call, heard } from "../../data";
import { announce } from "../../parts/announce";
import { now } from "../../parts/clock";
import { faultOf } from "../../parts/State";
import { done, failed, told } from "../../parts/toast";
import { text } from "../../text";
import { inOurWords } from "../../text/refusals";

type TrayCommand = { [C in CommandName]: Commands[C]["reply"] extends TrayActed ? C : never }[CommandName];

/** How it is said of what is sent that it goes only later, or lies in the tray again after all. */
export type Sending = { later: (at: number) => string; back: string };

/** So soon is now: nobody is told when. */
const soonMs = 60_000;

export async function decide<C extends TrayCommand>(
  command: C,
  args: Commands[C]["args"],
  words: string,
  sending?: Sending,
): Promise<void> {
  try {
    const { results } = (await call(command, args)) as TrayActed;
    const refused = results.filter((result) => result.failure !== null);
    const taken = results.filter((result) => result.failure === null);
    const goesAt = Math.max(...taken.map((result) => result.goes_at ?? 0));
    const planned = taken.flatMap(({ message }) => message ?? []);
    const said = sending && goesAt > now() + soonMs ? sending.later(goesAt) : words;
    const all = refused.length === 0 ? said : text("acts.partly", { what: said, count: taken.length });
    if (taken.length > 0) {
      announce(all);
      if (sending && planned.length > 0) done(all, () => callBack(planned, sending.back), text("ticket.cancelSend"));
      else done(all);
    }
    sayRefused(refused.map(({ failure }) => inOurWords(failure?.message ?? "")));
  } catch (error) {
    failed(faultOf(error).message);
  }
  heard({ topics: [...stale[command]], tickets: [] });
}

/** "Cancelar envio": says itself what became of it, above all of what has left in the meantime. */
async function callBack(planned: readonly MessageId[], words: string): Promise<false> {
  const refused: string[] = [];
  for (const message of planned) {
    try {
      await call("cancel_send", { message });
    } catch (error) {
      refused.push(faultOf(error).message);
    }
  }
  heard({ topics: [...stale.cancel_send], tickets: [] });
  if (refused.length === 0) {
    announce(words);
    told(words);
  } else sayRefused(refused);
  return false;
}

function sayRefused(refused: readonly string[]): void {
  const [first] = refused;
  if (first === undefined) return;
  failed(refused.length === 1 ? first : text("acts.someFailed", { count: refused.length, first }));
}
