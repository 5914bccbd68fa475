// The page served by a hub. Calls are POSTs with a bearer token kept for this tab only; changes arrive as server-sent
// events read through fetch, because EventSource cannot carry the token.
import { create } from "zustand";
import type { Changed } from "../bindings/Changed";
import type { Failure } from "../bindings/Failure";
import { type Host, Refusal } from "./index";
import { chosenProfile } from "./profile";
import { watched } from "./silence";

const tokenKey = "retorno.token";
const retryMsMin = 1_000;
const retryMsMax = 15_000;
/** So long without a sign on the stream, which beats every fifteen seconds, is worth a question. */
const quietMs = 40_000;

/** Whether the hub asked for its token; the shell then shows the place to type it. */
export const useAccess = create<{ needed: boolean; refused: boolean }>(() => ({ needed: false, refused: false }));

/**
 * Whether the hub has stopped answering (`lost`): what the page shows may then be old, and it says so. `cut`: the stream has
 * just broken off, which may be no more than a program that starts anew.
 */
export const useContact = create<{ lost: boolean; cut: boolean }>(() => ({ lost: false, cut: false }));

export function giveToken(token: string): void {
  sessionStorage.setItem(tokenKey, token.trim());
  useAccess.setState({ needed: false });
  woken?.();
}

let woken: (() => void) | undefined;

export function httpHost(): Host {
  return {
    runsOn: otherComputer(location.hostname),
    async call(command, args) {
      const answer = await post(`api/${command}`, args);
      if (answer.ok) return answer.json();
      throw new Refusal(await failureOf(answer));
    },
    reached: () => (useContact.getState().cut ? knock().then(() => undefined) : undefined),
    on(listener) {
      const ended = new AbortController();
      void follow(listener, ended.signal);
      return () => ended.abort();
    },
  };
}

/** The name of a hub that runs somewhere else; null where its address is this computer's own. */
export function otherComputer(name: string): string | null {
  const own = name === "localhost" || name === "[::1]" || name.endsWith(".localhost") || /^127\./.test(name);
  return own || name === "" ? null : name;
}

async function post(path: string, body: unknown): Promise<Response> {
  const init = { method: "POST", headers: headers({ "content-type": "application/json" }), body: JSON.stringify(body) };
  return fetch(path, init).catch(() => {
    throw new Refusal(unreachable());
  });
}

function headers(more: Record<string, string>): Record<string, string> {
  const token = sessionStorage.getItem(tokenKey);
  const profile = chosenProfile();
  return {
    ...more,
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(profile === null ? {} : { "retorno-profile": String(profile) }),
  };
}

async function failureOf(answer: Response): Promise<Failure> {
  if (answer.status === 401) {
    useAccess.setState({ needed: true, refused: sessionStorage.getItem(tokenKey) !== null });
  }
  const told: unknown = await answer.json().catch(() => null);
  if (typeof told === "object" && told !== null && "code" in told && "message" in told) {
    return { field: null, problems: [], ...told } as Failure;
  }
  return { code: "internal", message: `HTTP ${answer.status}`, field: null, problems: [] };
}

/** The one sentence the page must have itself: the backend cannot say that it is not there. */
let unreachableWords = "";
export function sayWhenUnreachable(words: string): void {
  unreachableWords = words;
}

function unreachable(): Failure {
  return { code: "unavailable", message: unreachableWords, field: null, problems: [] };
}

async function follow(listener: (change: Changed | null) => void, signal: AbortSignal): Promise<void> {
  let wait = retryMsMin;
  let first = true;
  let quiet: ReturnType<typeof setTimeout> | undefined;
  while (!signal.aborted) {
    try {
      const answer = await fetch("api/events", { headers: headers({ accept: "text/event-stream" }), signal });
      if (answer.status === 401) await failureOf(answer);
      if (!answer.ok || !answer.body) throw new Error(String(answer.status));
      wait = retryMsMin;
      useContact.setState({ lost: false, cut: false });
      if (!first) listener(null);
      first = false;
      const beaten = () => {
        clearTimeout(quiet);
        quiet = setTimeout(() => void watched(knock(), knock).catch(() => undefined), quietMs);
      };
      for await (const data of events(answer.body, beaten)) listener(JSON.parse(data) as Changed);
    } catch {
      if (signal.aborted) return;
      // Once is a program that starts anew.
      useContact.setState({ lost: wait > retryMsMin, cut: true });
      first = false;
      await pause(wait, signal);
      wait = Math.min(wait * 2, retryMsMax);
    } finally {
      clearTimeout(quiet);
    }
  }
}

const knock = () => post("api/session", {});

/** The data of each server-sent event; `beaten` is told of everything that comes, events or not. */
export async function* events(body: ReadableStream<Uint8Array>, beaten = () => {}): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let kept = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    beaten();
    // The two letters of a line end may come apart.
    kept = (kept + value).replaceAll("\r\n", "\n");
    const blocks = kept.split("\n\n");
    kept = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = block
        .split("\n")
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).trimStart())
        .join("\n");
      if (data) yield data;
    }
  }
}

/** Waits, or less if the token arrives. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const waiting = setTimeout(resolve, ms);
    woken = () => {
      clearTimeout(waiting);
      resolve();
    };
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
