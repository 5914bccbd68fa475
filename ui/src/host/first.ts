// The first questions of the desktop window. What the page asks until its first picture is known is kept, and asked again
// at the next start by `early.js`, before the page has been read.

/** As the window's one command takes it. */
export type Call = { command: string; args: unknown; profile: number | null };

type Early = { call: string; answer: Promise<unknown> };

declare global {
  interface Window {
    /** Asked by `early.js`, not taken yet. */
    retornoFirst?: Early[];
  }
}

const key = "retorno.first";
/** More than any first picture asks. */
const callsMax = 12;

let asked: Call[] | null = [];
let early = false;

/** The answer to a question that was asked early; each is given once, and what was not asked early gives nothing. */
export function takeEarly(call: Call): Promise<unknown> | undefined {
  if (asked && asked.length < callsMax) asked.push(call);
  const line = JSON.stringify(call);
  const all = window.retornoFirst ?? [];
  const found = all.find((one) => one.call === line);
  if (!found) return undefined;
  window.retornoFirst = all.filter((one) => one !== found);
  early = true;
  performance.mark("taken early");
  return found.answer;
}

/** The first picture is known: keeps what was asked for it. True if any of it was answered early, before changes were heard. */
export function keepFirst(): boolean {
  const line = JSON.stringify(asked ?? []);
  asked = null;
  window.retornoFirst = undefined;
  try {
    if (localStorage.getItem(key) !== line) localStorage.setItem(key, line);
  } catch {
    // A full or forbidden store costs the head start and nothing else.
  }
  return early;
}
