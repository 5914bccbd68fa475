// What was said, newest at the bottom, older pages on the way up. Only what is in view exists.

import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronsDown, MessagesSquare } from "lucide";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Conversation as ConversationPage } from "../../bindings/Conversation";
import type { TicketView } from "../../bindings/TicketView";
import { useSession } from "../../data/session";
import { Button } from "../../parts/Button";
import { usePainted } from "../../parts/drawn";
import { EmptyState, Loaded } from "../../parts/State";
import { useRemPx } from "../../parts/scale";
import { useNow } from "../../parts/useNow";
import { useText } from "../../text";
import { dayKey, longDay } from "../../text/format";
import { conversationQuery } from "../../tickets/ahead";
import { EventLine } from "./EventLine";
import { type Entry, entriesOf, heightRem } from "./entries";
import { Message } from "./Message";
import { keepSeen, lastSeen, type Visit } from "./visits";

/** Room above the first and below the last, px. */
const edgePx = 12;
const nearTopPx = 300;
const overscanLines = 8;
const settleMs = 300;
/** What stands above and below the words, about. */
const aroundPx = 340;
/** So near the end counts as being there; so far away the way back is offered. */
const endPx = 24;
const awayPx = 120;
/** By these a person moves the words. */
const moves = ["wheel", "pointerdown", "touchstart", "keydown"] as const;

export function useConversation(ticket: number) {
  return useInfiniteQuery({ ...conversationQuery(ticket), enabled: Number.isInteger(ticket) });
}

export function Conversation({ view }: { view: TicketView }) {
  const pages = useConversation(view.card.id);
  const visit = useVisit(view.card.id, pages.data?.pages, !pages.isFetching);
  return (
    <Loaded query={pages} rows={6}>
      {(data) => (
        <Entries
          view={view}
          entries={entriesOf(data.pages, dayKey, visit)}
          onNearTop={() => pages.hasNextPage && !pages.isFetchingNextPage && void pages.fetchNextPage()}
        />
      )}
    </Loaded>
  );
}

/** What the last visit left unread, as it was when this one began; this one is kept for the next. */
function useVisit(ticket: number, pages: readonly ConversationPage[] | undefined, upToDate: boolean): Visit | null {
  const me = useSession()?.user.id;
  const visit = useRef<(Visit & { ticket: number }) | null>(null);
  const newest = Math.max(0, ...(pages?.[0]?.messages.map((message) => message.id) ?? []));
  if (me !== undefined && upToDate && newest > 0 && visit.current?.ticket !== ticket)
    visit.current = { ticket, me, since: lastSeen(me, ticket) ?? newest, upto: newest };
  useEffect(() => {
    if (me !== undefined && upToDate && newest > 0) keepSeen(me, ticket, newest);
  }, [me, ticket, newest, upToDate]);
  return visit.current?.ticket === ticket ? visit.current : null;
}

function Entries({ view, entries, onNearTop }: { view: TicketView; entries: readonly Entry[]; onNearTop: () => void }) {
  const t = useText();
  const root = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const last = entries.at(-1)?.key;
  // Heard before the virtualizer hears it: what it measures then must not pull back whoever is leaving the end.
  const atEnd = useRef(true);
  const started = useRef(false);
  const drawn = usePainted();
  const settled = useRef(false);
  useEffect(() => {
    if (!drawn) return;
    const settling = setTimeout(() => {
      settled.current = true;
    }, settleMs);
    return () => clearTimeout(settling);
  }, [drawn]);
  useLayoutEffect(() => {
    const element = root.current;
    if (!element) return;
    // Short of the end without anybody having moved: what was measured in between came too late for the virtualizer.
    let moved = false;
    const look = () => {
      const gap = element.scrollHeight - element.clientHeight - element.scrollTop;
      // While the lines beyond what can be seen are made and measured, nobody but a person leaves the end.
      atEnd.current = gap < endPx || (!settled.current && !moved);
      if (gap < 1) moved = false;
      else if (atEnd.current && started.current && !moved) element.scrollTop = element.scrollHeight;
    };
    const move = () => {
      moved = true;
    };
    const grown = new ResizeObserver(look);
    if (element.firstElementChild) grown.observe(element.firstElementChild);
    element.addEventListener("scroll", look, { passive: true });
    for (const event of moves) element.addEventListener(event, move, { passive: true });
    return () => {
      grown.disconnect();
      element.removeEventListener("scroll", look);
      for (const event of moves) element.removeEventListener(event, move);
    };
  }, []);

  const remPx = useRemPx();
  const heights = useMemo(() => entries.map((entry) => heightRem(entry) * remPx), [entries, remPx]);
  const lines = useVirtualizer({
    count: entries.length,
    getScrollElement: () => root.current,
    estimateSize: (index) => heights[index] ?? 0,
    getItemKey: (index) => entries[index]?.key ?? index,
    // Beyond what can be seen only once that has been painted.
    overscan: drawn ? overscanLines : 1,
    initialRect: { width: 0, height: window.innerHeight - aroundPx },
    initialOffset: () => heights.reduce((sum, height) => sum + height, 0),
    paddingStart: edgePx,
    paddingEnd: edgePx,
    // The end that is followed is the one with the room below it.
    scrollPaddingEnd: edgePx,
    anchorTo: "end",
    followOnAppend: true,
  });

  // The newest is shown first, and stays shown while the heights above it are measured.
  useLayoutEffect(() => {
    if (started.current || last === undefined) return;
    started.current = true;
    lines.scrollToEnd();
  }, [last, lines]);

  // Who reads the newest goes on reading the newest, whatever comes in or makes the place smaller.
  const height = lines.getTotalSize();
  // biome-ignore lint/correctness/useExhaustiveDependencies: again for every new entry and every measured height
  useLayoutEffect(() => {
    if (started.current && atEnd.current) lines.scrollToEnd();
  }, [last, height]);
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const resized = new ResizeObserver(() => {
      if (started.current && atEnd.current) element.scrollTop = element.scrollHeight;
    });
    resized.observe(element);
    return () => resized.disconnect();
  }, []);

  const onScroll = () => {
    const element = root.current;
    if (!element) return;
    setAway(element.scrollHeight - element.clientHeight - element.scrollTop > awayPx);
    if (started.current && element.scrollTop < nearTopPx) onNearTop();
  };

  if (entries.length === 0)
    return <EmptyState icon={MessagesSquare} title={t("ticket.noMessages")} className="flex-1" />;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={root}
        role="log"
        aria-label={t("ticket.talk")}
        aria-live="off"
        tabIndex={0}
        data-mark="inside"
        onScroll={onScroll}
        className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto px-4"
      >
        <div className="relative w-full" style={{ height: lines.getTotalSize() }}>
          {lines.getVirtualItems().map((line) => {
            const entry = entries[line.index];
            return (
              entry && (
                <div
                  key={line.key}
                  ref={lines.measureElement}
                  data-index={line.index}
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${line.start}px)` }}
                >
                  <EntryView entry={entry} view={view} />
                </div>
              )
            );
          })}
        </div>
      </div>
      {away && (
        <div className="flex h-8 flex-none items-center justify-center border-t border-hairline">
          <Button small kind="quiet" icon={ChevronsDown} onPress={() => lines.scrollToEnd()}>
            {t("ticket.toNewest")}
          </Button>
        </div>
      )}
    </div>
  );
}

function EntryView({ entry, view }: { entry: Entry; view: TicketView }) {
  switch (entry.kind) {
    case "day":
      return <DayMark at={entry.at} />;
    case "new":
      return <NewMark />;
    case "event":
      return <EventLine event={entry.event} />;
    case "message":
      return <Message message={entry.message} follows={entry.follows} view={view} />;
  }
}

function NewMark() {
  const t = useText();
  return (
    <div className="flex items-center gap-3 py-2 text-small font-medium text-accent">
      <hr className="flex-1 border-accent/50" />
      {t("ticket.newSince")}
      <hr className="flex-1 border-accent/50" />
    </div>
  );
}

function DayMark({ at }: { at: number }) {
  const t = useText();
  const now = useNow(60);
  const words = useMemo(() => (dayKey(at) === dayKey(now) ? t("ticket.today") : longDay(at)), [at, now, t]);
  return (
    <div className="flex items-center gap-3 py-2 text-small text-faint">
      <hr className="flex-1 border-hairline" />
      {words}
      <hr className="flex-1 border-hairline" />
    </div>
  );
}
