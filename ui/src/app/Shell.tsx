// The window: rail, screen, ticket panel, status bar, and everything that opens over them.
import { Suspense, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { Naming } from "../data/directory";
import { useSession } from "../data/session";
import { Announcer } from "../parts/announce";
import { useComeBack } from "../parts/comeback";
import { focusIsFree } from "../parts/kept";
import { fetchTheRest, soon } from "../parts/later";
import { type ListKeys, ListKeysContext } from "../parts/listKeys";
import { Skeleton } from "../parts/State";
import { TipLayer } from "../parts/Tip";
import { failed, ToastRegion, undoLast } from "../parts/toast";
import { screens } from "../screens";
import { useText } from "../text";
import { PostponeMenu } from "../tickets/PostponeMenu";
import { useAddress } from "./address";
import { ClockStrip } from "./ClockStrip";
import { DemoStrip } from "./DemoStrip";
import { Gates } from "./Gates";
import { IdleKeys } from "./IdleKeys";
import { type KeyId, useComboFor, useKey } from "./keymap";
import { closeOverlay, type Overlay, openOverlay, takeTyped, typeAhead, useOverlay } from "./overlays";
import { closeTicket, go, useOpenTicketId } from "./places";
import { Rail } from "./Rail";
import { brokenWords, Fence, Place } from "./router";
import { StatusBar } from "./StatusBar";

const TicketPanel = soon(() => import("../screens/ticket").then((made) => made.TicketPanel));

/** What opens over the window, one at a time. */
const overlays: Record<Overlay, React.ComponentType> = {
  palette: soon(() => import("./Palette").then((made) => made.Palette), <TypingAhead />),
  notices: soon(() => import("./Notices").then((made) => made.Notices)),
  newTicket: soon(() => import("../screens/ticket/NewTicket").then((made) => made.NewTicket)),
  appearance: soon(() => import("./Appearance").then((made) => made.AppearanceDialog)),
  presence: soon(() => import("../presence/PresenceDialog").then((made) => made.PresenceDialog)),
  cheatSheet: soon(() => import("./CheatSheet").then((made) => made.CheatSheet)),
};

/** Somebody who waits for nothing else has the rest of the page by then. */
const restMs = 1_500;

export function Shell() {
  return (
    <Fence>
      <Gates>
        <Naming>
          <House />
        </Naming>
      </Gates>
      <ToastRegion />
      <Announcer />
      <TipLayer />
      <OverTheWindow />
    </Fence>
  );
}

/** What stands around every screen: it listens for itself and is not drawn anew with the house. */
const around = {
  rail: <Rail />,
  clock: <ClockStrip />,
  status: <StatusBar />,
};

function House() {
  const t = useText();
  const ticket = useOpenTicketId();
  const session = useSession();
  const listKeys = useChosenListKeys();
  useStartOfScreen();
  useComeBack(ticket !== null);
  useEffect(() => {
    const resting = setTimeout(fetchTheRest, restMs);
    return () => clearTimeout(resting);
  }, []);
  useKey("palette", () => openOverlay("palette"));
  useKey("cheatSheet", () => openOverlay("cheatSheet"));
  useKey("goNotices", () => openOverlay("notices"));
  useKey("create", () => openOverlay("newTicket"));
  useKey("undo", undoLast);
  useKey("back", closeTicket, ticket !== null);
  return (
    <div className="flex h-full">
      <button
        type="button"
        onClick={() => document.getElementById("main")?.focus()}
        className="sr-only rounded-control bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50"
      >
        {t("shell.skip")}
      </button>
      <IdleKeys />
      <PostponeMenu />
      {screens.map((screen) => screen.go && <GoKey key={screen.id} id={screen.go} path={screen.path} />)}
      {around.rail}
      <div className="flex min-w-0 flex-1 flex-col">
        {around.clock}
        {session?.demo && <DemoStrip />}
        <div className="relative flex min-h-0 flex-1">
          <main id="main" tabIndex={-1} data-mark="frame" className="flex min-w-0 flex-1 flex-col">
            <ListKeysContext value={listKeys}>
              <Suspense fallback={<Skeleton rows={8} />}>
                <Place />
              </Suspense>
            </ListKeysContext>
          </main>
          {ticket !== null && (
            <Fence key={ticket}>
              <TicketPanel ticket={ticket} />
            </Fence>
          )}
        </div>
        {around.status}
      </div>
    </div>
  );
}

/** As long as a screen may need to take the focus itself. */
const takesMs = 300;

/** Whoever came by something that is gone is at the beginning of the screen, and not of the window. */
function useStartOfScreen(): void {
  const path = useAddress((address) => address.path);
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    const start = () => focusIsFree() && document.getElementById("main")?.focus({ preventScroll: true });
    const waiting = setTimeout(start, takesMs);
    return () => clearTimeout(waiting);
  }, [path]);
}

function useChosenListKeys(): ListKeys {
  const [next, previous, select] = [useComboFor("next"), useComboFor("previous"), useComboFor("select")];
  return useMemo(() => ({ next, previous, select }), [next, previous, select]);
}

/** Whoever types right after the key of the palette finds it there, and moves nothing else meanwhile. */
function TypingAhead() {
  useLayoutEffect(() => {
    takeTyped();
    const keep = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      event.stopPropagation();
      if (event.key === "Escape") closeOverlay();
      if (event.key.length !== 1) return;
      event.preventDefault();
      typeAhead(event.key);
    };
    window.addEventListener("keydown", keep, { capture: true });
    return () => window.removeEventListener("keydown", keep, { capture: true });
  }, []);
  return null;
}

function OverTheWindow() {
  const open = useOverlay((state) => state.open);
  const Open = open && overlays[open];
  return (
    Open && (
      <Naming>
        <Fence key={open} instead={Unopened}>
          <Open />
        </Fence>
      </Naming>
    )
  );
}

/** What could not be opened leaves the window as it was, and says why. */
function Unopened({ error }: { error: unknown }) {
  const t = useText();
  const words = brokenWords(error, t);
  useEffect(() => {
    closeOverlay();
    failed(words);
  }, [words]);
  return null;
}

function GoKey({ id, path }: { id: KeyId; path: string }) {
  useKey(id, () => go(path));
  return null;
}
