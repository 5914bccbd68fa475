// Atendimento: one ticket, beside the screen one came from or as the whole screen.
import { useQuery } from "@tanstack/react-query";
import { Compass } from "lucide";
import { useEffect, useRef, useState } from "react";
import { useAddress } from "../../app/address";
import { useKey } from "../../app/keymap";
import { closeTicket, go, leaveTicketFull } from "../../app/places";
import { setPrefs, usePrefs } from "../../app/prefs";
import { ScreenFrame } from "../../app/ScreenFrame";
import type { TicketView } from "../../bindings/TicketView";
import { useAct } from "../../data";
import { Button } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { focusIsFree } from "../../parts/kept";
import { EmptyState, ErrorState, faultOf, Loaded } from "../../parts/State";
import { pxPerRem, useRoom } from "../../parts/scale";
import { Tabs } from "../../parts/Tabs";
import { type Text, useText } from "../../text";
import { ticketQuery } from "../../tickets/ahead";
import { inHand } from "../../tickets/hand";
import { named } from "../../tickets/name";
import { Composer } from "./Composer";
import { Conversation, useConversation } from "./Conversation";
import { TicketHead } from "./Head";
import { Summary } from "./Summary";
import { Timeline } from "./Timeline";

const panelRemMin = 28;
const panelRemMax = 44;

/** On the right, over or beside the screen; its width is the person's. */
export function TicketPanel({ ticket }: { ticket: number }) {
  const t = useText();
  const width = usePrefs((prefs) => prefs.panelRem);
  const query = useQuery(ticketQuery(ticket));
  const root = useRef<HTMLElement>(null);
  useConversation(ticket);
  const covers = useRoom() !== "wide";
  useCover(root, ticket, covers);
  // What covers the screen is the screen.
  const Place = covers ? "main" : "aside";
  return (
    <Place
      ref={root}
      {...inHand("panel")}
      aria-label={t("ticket.panel")}
      tabIndex={-1}
      data-mark="frame"
      className="motion-slide absolute inset-y-0 right-0 z-20 flex max-w-full flex-col bg-surface max-wide:left-0 max-wide:w-full! wide:relative wide:border-l wide:border-hairline"
      style={{ width: `${width}rem` }}
    >
      <Resizer />
      {query.error && !query.data ? (
        <Unopened error={query.error} onRetry={() => query.refetch()} leave={t("parts.close")} onLeave={closeTicket} />
      ) : (
        <Loaded query={query} rows={8}>
          {(view) => <PanelBody view={named(view, t)} />}
        </Loaded>
      )}
    </Place>
  );
}

type UnopenedProps = { error: unknown; onRetry: () => void; leave: string; onLeave: () => void };

/** A ticket that does not open is no dead end: there is a way out, and another try only where one may help. */
function Unopened({ error, onRetry, leave, onLeave }: UnopenedProps) {
  const failure = faultOf(error);
  return (
    <ErrorState failure={failure} onRetry={failure.code === "not_found" ? undefined : onRetry}>
      <Button onPress={onLeave}>{leave}</Button>
    </ErrorState>
  );
}

/** Where the panel covers the screen, nothing behind it is in the way of the keyboard; leaving goes back to where one was. */
function useCover(root: React.RefObject<HTMLElement | null>, ticket: number, covers: boolean): void {
  useEffect(() => {
    const screen = document.getElementById("main");
    if (!covers || !screen) return;
    const before = document.activeElement;
    screen.inert = true;
    if (screen.contains(before) || before === document.body) root.current?.focus({ preventScroll: true });
    return () => {
      screen.inert = false;
      if (!focusIsFree()) return;
      const places = [before, ...["card", "row"].map((kind) => document.getElementById(`${kind}-${ticket}`))];
      const back = places.find((one) => one instanceof HTMLElement && screen.contains(one));
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
  }, [covers, root, ticket]);
}

function PanelBody({ view }: { view: TicketView }) {
  useOpened(view);
  return (
    <>
      <TicketHead view={view} onClose={closeTicket} />
      <Parts view={view} place="panel" />
    </>
  );
}

/** What stands beside the conversation, or behind it where there is little room. */
function asides(view: TicketView, t: Text) {
  return [
    { id: "summary" as const, label: t("ticket.summary"), panel: <Summary view={view} /> },
    { id: "timeline" as const, label: t("ticket.timeline"), panel: <Timeline ticket={view.card.id} /> },
  ];
}

function Parts({ view, place }: { view: TicketView; place: "list" | "panel" }) {
  const t = useText();
  const [tab, setTab] = useState<"talk" | "summary" | "timeline">("talk");
  return (
    <Tabs
      label={t("ticket.views")}
      value={tab}
      onChange={setTab}
      className="min-h-0 flex-1"
      tabs={[{ id: "talk", label: t("ticket.talk"), panel: <Talk view={view} place={place} /> }, ...asides(view, t)]}
    />
  );
}

/** /atendimento/<id> */
export function TicketScreen() {
  const t = useText();
  const id = Number(useAddress(({ path }) => path.split("/").at(-1)));
  const query = useQuery({ ...ticketQuery(id), enabled: Number.isInteger(id) });
  useConversation(id);
  useKey("back", () => leaveTicketFull(id));
  return (
    <ScreenFrame title={t("ticket.title")} onBack={() => leaveTicketFull(id)}>
      {query.error && !query.data ? (
        <Unopened
          error={query.error}
          onRetry={() => query.refetch()}
          leave={t("shell.goToBoard")}
          onLeave={() => go("/funil")}
        />
      ) : Number.isInteger(id) ? (
        <Loaded query={query} rows={10}>
          {(view) => <WholeTicket key={id} view={named(view, t)} />}
        </Loaded>
      ) : (
        <EmptyState
          icon={Compass}
          title={t("ticket.unknown")}
          action={<Button onPress={() => go("/funil")}>{t("shell.goToBoard")}</Button>}
        >
          {t("shell.unknownScreenHint")}
        </EmptyState>
      )}
    </ScreenFrame>
  );
}

function WholeTicket({ view }: { view: TicketView }) {
  const t = useText();
  const [tab, setTab] = useState<"summary" | "timeline">("summary");
  const narrow = useRoom() === "narrow";
  useOpened(view);
  // No room for two columns: the conversation is one of the tabs, as in the panel.
  if (narrow)
    return (
      <div {...inHand("list")} className="flex min-h-0 flex-1 flex-col bg-surface">
        <TicketHead view={view} onClose={null} />
        <Parts view={view} place="list" />
      </div>
    );
  return (
    <div {...inHand("list")} className="flex min-h-0 flex-1 flex-col bg-surface">
      <TicketHead view={view} onClose={null} />
      <div className="flex min-h-0 flex-1 border-t border-hairline">
        <div className="flex min-w-0 flex-1 flex-col">
          <Talk view={view} place="list" />
        </div>
        <Tabs
          label={t("ticket.views")}
          value={tab}
          onChange={setTab}
          className="w-88 flex-none border-l border-hairline"
          tabs={asides(view, t)}
        />
      </div>
    </div>
  );
}

function Talk({ view, place }: { view: TicketView; place: "list" | "panel" }) {
  return (
    <div className="flex h-full min-h-0 flex-1 flex-col">
      {/* The answer box stands where it will stand, also while the words are still on their way. */}
      <div className="flex min-h-0 flex-1 flex-col">
        <Conversation view={view} />
      </div>
      <Composer view={view} place={place} />
    </div>
  );
}

/** Opening a returned ticket ends its highlight. */
function useOpened(view: TicketView): void {
  const opened = useAct("opened", { onFailed: () => undefined });
  const told = useRef<number | null>(null);
  const { id, returned_at } = view.card;
  useEffect(() => {
    if (returned_at === null || told.current === returned_at || !view.may_act) return;
    told.current = returned_at;
    opened.mutate({ ticket: id });
  }, [id, returned_at, view.may_act, opened]);
}

function Resizer() {
  const t = useText();
  const width = usePrefs((prefs) => prefs.panelRem);
  const set = (rem: number) => setPrefs({ panelRem: Math.min(panelRemMax, Math.max(panelRemMin, Math.round(rem))) });
  const onPointerDown = (event: React.PointerEvent<HTMLElement>) => {
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent) => set((window.innerWidth - moved.clientX) / pxPerRem());
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), {
      once: true,
    });
  };
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t("ticket.width")}
      aria-valuenow={width}
      aria-valuemin={panelRemMin}
      aria-valuemax={panelRemMax}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") set(width + 1);
        if (event.key === "ArrowRight") set(width - 1);
      }}
      className={cx(
        "absolute inset-y-0 -left-1 z-10 hidden w-2 cursor-col-resize wide:block",
        "hover:bg-accent/20 focus-visible:bg-accent/30",
      )}
    />
  );
}
