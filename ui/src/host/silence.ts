// Whether the program has gone silent: it is there and takes questions, but answers none. A slow answer alone is no sign of
// it, so what must always be quick is asked beside it.
import { create } from "zustand";

/** So long an answer may take before a quick one is asked for. */
const slowMs = 3_000;
/** And so long that one. */
const quickMs = 2_000;

/** Whether nothing is answered: what was asked waits, and what the page shows may be old. */
export const useSilence = create<{ silent: boolean }>(() => ({ silent: false }));

/** How often anything was answered. */
let answers = 0;

/** The same answer, watched. `quick` asks what takes the program no time; a refusal is an answer too. */
export async function watched<T>(answer: Promise<T>, quick: () => Promise<unknown>): Promise<T> {
  let ended = false;
  const pauses = new Set<ReturnType<typeof setTimeout>>();
  const after = (ms: number, work: () => void) => pauses.add(setTimeout(work, ms));
  const look = () =>
    after(slowMs, () => {
      const before = answers;
      after(quickMs, () => before === answers && useSilence.setState({ silent: true }));
      void quick()
        .catch(ignored)
        .then(() => {
          speaks();
          if (!ended) look();
        });
    });
  look();
  try {
    return await answer;
  } finally {
    ended = true;
    for (const pause of pauses) clearTimeout(pause);
    speaks();
  }
}

function speaks(): void {
  answers += 1;
  if (useSilence.getState().silent) useSilence.setState({ silent: false });
}

const ignored = () => undefined;
