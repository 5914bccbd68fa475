// The page inside the desktop window. The only file that imports Tauri.
import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Changed } from "../bindings/Changed";
import type { Commands } from "../bindings/Commands";
import type { Failure } from "../bindings/Failure";
import { keepFirst, takeEarly } from "./first";
import { type Host, Refusal } from "./index";
import { chosenProfile } from "./profile";

export function tauriHost(): Host {
  return {
    runsOn: null,
    async call(command, args) {
      try {
        const call = { command, args, profile: chosenProfile() };
        return await ((takeEarly(call) as Promise<Commands[typeof command]["reply"]> | undefined) ??
          invoke("call", { ...call, place: place() }));
      } catch (error) {
        throw refusal(error);
      }
    },
    restoreNewest: () => ask("restore_newest"),
    computer: { read: () => ask("computer"), change: (wish) => ask("change_computer", wish) },
    firstIsKnown: keepFirst,
    on(listener) {
      const stop = listen<Changed | null>("changed", (event) => listener(event.payload));
      return () => {
        void stop.then((end) => end());
      };
    },
  };
}

/** What the program answers itself, without the house. */
async function ask<T>(command: string, args: object = {}): Promise<T> {
  try {
    return await invoke<T>("call", { command, args, profile: null });
  } catch (error) {
    throw refusal(error);
  }
}

/** A click on a bubble, on the tray or on a link of ours asks for a place in the page. */
export function onOpen(go: (path: string) => void): () => void {
  if (!("__TAURI_INTERNALS__" in window)) return () => undefined;
  const stop = listen<string>("open", (event) => go(event.payload));
  return () => {
    void stop.then((end) => end());
  };
}

/** Told with every call, so that a window that died comes back where it was. */
function place(): string | null {
  return location.hash.slice(1) || null;
}

function refusal(error: unknown): unknown {
  if (typeof error === "object" && error !== null && "code" in error && "message" in error) {
    return new Refusal({ field: null, problems: [], ...error } as Failure);
  }
  return error;
}
