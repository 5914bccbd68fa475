// One decision about messages of the trays: the call, how it went, said once. The first refusal gives the sentence. What has
// not left yet can be called back, by the notice and by Ctrl+Z.
import { type CommandName, type Commands, stale } from "../../bindings/Commands";
import type { RuleId } from "../../bindings/RuleId";
import type { TicketId } from "../../bindings/TicketId";
import type { TrayActed } from "../../bindings/TrayActed";
import { call, heard } from "../../data";
import { announce } from "../../parts/announce";
import { now } from "../../parts/clock";
import { faultOf } from "../../parts/State";
import { done, failed, told } from "../../parts/toast";
import { text } from "../../text";
import { inOurWords } from "../../text/refusals";

type TrayCommand = { [C in CommandName]: Commands[C]["reply"] extends TrayActed ? C : never }[CommandName];

/** What was sent, by the id its result has, and how it is said that it goes only later, or not after all. */
export type Sending = {
  sent: ReadonlyMap<number, { ticket: TicketId; rule: RuleId }>;
  later: (at: number) => string;
  /** Of what is called back: it does not come back into the tray. */
  back: string;
};

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
    const planned = taken.flatMap(({ id, goes_at }) => (goes_at === null ? [] : (sending?.sent.get(id) ?? [])));
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
async function callBack(planned: readonly { ticket: TicketId; rule: RuleId }[], words: string): Promise<false> {
  const refused: string[] = [];
  for (const { ticket, rule } of planned) {
    try {
      const { messages } = await call("conversation", { ticket });
      const message = messages.findLast((one) => one.rule === rule && one.leaves_at !== null);
      if (message) await call("cancel_send", { message: message.id });
      else refused.push(text("missed.gone"));
    } catch (error) {
      refused.push(faultOf(error).message);
    }
  }
  heard({ topics: [...stale.cancel_send, ...stale.send_missed], tickets: [] });
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
