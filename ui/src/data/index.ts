// What the screens know about the world: replies of commands, kept until the backend says they are stale.
// A screen asks with `useAsk`, acts with `useAct`, and never fetches by itself.
import {
  keepPreviousData,
  notifyManager,
  QueryClient,
  QueryObserver,
  useInfiniteQuery,
  useIsFetching,
  useMutation,
  useQueries,
  useQuery,
} from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { Changed } from "../bindings/Changed";
import { type CommandName, type Commands, stale } from "../bindings/Commands";
import { host, Refusal } from "../host";
import { watched } from "../host/silence";
import { clockSpeed, setServerTime } from "../parts/clock";
import { faultOf } from "../parts/State";
import { failed } from "../parts/toast";
import { isStale } from "./stale";

type Args<C extends CommandName> = Commands[C]["args"];
type Reply<C extends CommandName> = Commands[C]["reply"];

// An answer is drawn in the task in which it came: a timer in between would let a frame pass without it.
notifyManager.setScheduler(queueMicrotask);

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (count, error) => count < 2 && error instanceof Refusal && error.code === "unavailable",
    },
    mutations: { retry: false },
  },
});

/** One call. Every reply that says what time it is there sets the clock here. */
export async function call<C extends CommandName>(command: C, args: Args<C>): Promise<Reply<C>> {
  const reply = await watched(host().call(command, args), quickly);
  if (typeof reply === "object" && reply !== null && "now" in reply && typeof reply.now === "number")
    setServerTime(reply.now, "speed" in reply && typeof reply.speed === "number" ? reply.speed : clockSpeed());
  return reply;
}

/** What is answered at once by whatever answers at all. */
const quickly = () => host().call("session", {});

type AskOptions = {
  /** Off: nothing is asked until it is on. */
  enabled?: boolean;
  /** The old answer stays while the new one comes: for filters and search. */
  keep?: boolean;
};

export function useAsk<C extends CommandName>(command: C, args: Args<C>, options: AskOptions = {}) {
  return useQuery<Reply<C>>({
    queryKey: [command, args],
    queryFn: () => call(command, args),
    enabled: options.enabled,
    placeholderData: options.keep ? (keepPreviousData as never) : undefined,
  });
}

/** Asks before the part that shows the answer is drawn; a failure is that part's to show, and gives back nothing. */
export async function askAhead<C extends CommandName>(command: C, args: Args<C>): Promise<Reply<C> | undefined> {
  const queryKey = [command, args];
  await client.prefetchQuery<Reply<C>>({ queryKey, queryFn: () => call(command, args) });
  return client.getQueryData<Reply<C>>(queryKey);
}

/**
 * A question without arguments that half the parts of a screen ask: one observer for all of them, and each is drawn anew
 * only for another answer.
 */
export function sharedAsk<C extends CommandName>(command: C, args: Args<C>): () => Reply<C> | undefined {
  const queryKey = [command, args];
  const observer = new QueryObserver<Reply<C>>(client, { queryKey, queryFn: () => call(command, args) });
  const heard = new Set<() => void>();
  let stop: (() => void) | undefined;
  const subscribe = (hear: () => void) => {
    heard.add(hear);
    stop ??= observer.subscribe(() => {
      for (const each of heard) each();
    });
    return () => {
      heard.delete(hear);
      if (heard.size > 0) return;
      stop?.();
      stop = undefined;
    };
  };
  // What the observer knows is as old as its last listener.
  const present = () => (stop ? observer.getCurrentResult().data : client.getQueryData<Reply<C>>(queryKey));
  return () => useSyncExternalStore(subscribe, present);
}

/** The same command with several arguments, each answer kept by itself. */
export function useAskEach<C extends CommandName>(command: C, all: readonly Args<C>[]) {
  return useQueries({
    queries: all.map((args) => ({ queryKey: [command, args], queryFn: () => call(command, args) })),
  });
}

/** Whether an answer of this command is on its way. */
export function useIsAsking(command: CommandName): boolean {
  return useIsFetching({ queryKey: [command] }) > 0;
}

/** Pages of a list whose reply carries `next`, the cursor of the page after it. */
export function useAskPages<C extends CommandName>(
  command: C,
  args: Omit<Args<C>, "after">,
  cursor: (reply: Reply<C>) => string | null | undefined,
  options: Pick<AskOptions, "enabled"> = {},
) {
  return useInfiniteQuery({
    queryKey: [command, args, "pages"],
    queryFn: ({ pageParam }) => call(command, { ...args, after: pageParam } as Args<C>),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => cursor(last) ?? null,
    placeholderData: keepPreviousData,
    enabled: options.enabled,
  });
}

type ActOptions<C extends CommandName> = {
  onDone?: (reply: Reply<C>, args: Args<C>) => void;
  /** Given, the failure is the caller's to show (a form); otherwise it becomes a toast. */
  onFailed?: (error: unknown) => void;
};

export function useAct<C extends CommandName>(command: C, options: ActOptions<C> = {}) {
  return useMutation<Reply<C>, unknown, Args<C>>({
    mutationFn: (args) => call(command, args),
    onSuccess: (reply, args) => {
      // `Changed` says the same to everybody; this window need not wait for it.
      heard({ topics: [...stale[command]], tickets: [] });
      options.onDone?.(reply, args);
    },
    onError: (error) => (options.onFailed ? options.onFailed(error) : failed(faultOf(error).message)),
  });
}

const gatherMs = 60;
let gathered: Changed | null | undefined;
let gathering: ReturnType<typeof setTimeout> | undefined;
let waiting: (() => void)[] = [];

/** Listens to the backend for as long as the page lives. It has gathered what came close together by itself. */
export function listenForChanges(): () => void {
  return host().on((change) => {
    gather(change);
    lookAgain();
  });
}

/** What this window did; the backend's word about it mostly comes before the time is over. Null: perhaps everything. */
export function heard(change: Changed | null): void {
  gather(change);
  gathering ??= setTimeout(lookAgain, gatherMs);
}

function gather(change: Changed | null): void {
  gathered = gathered === null || change === null ? null : merge(gathered, change);
}

function lookAgain(): void {
  clearTimeout(gathering);
  gathering = undefined;
  const all = gathered;
  gathered = undefined;
  const told = waiting;
  waiting = [];
  void client.invalidateQueries(all ? { predicate: (query) => isStale(query.queryKey, all) } : undefined).then(() => {
    for (const tell of told) tell();
  });
}

/** Once all that was heard up to now has been looked at again. */
export function lookedAgain(): Promise<void> {
  return gathering === undefined ? Promise.resolve() : new Promise((done) => waiting.push(done));
}

function merge(before: Changed | undefined, next: Changed): Changed {
  if (!before) return next;
  return {
    topics: [...new Set([...before.topics, ...next.topics])],
    tickets: [...new Set([...before.tickets, ...next.tickets])],
  };
}
