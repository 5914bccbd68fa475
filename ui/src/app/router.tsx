// Addresses to screens.
import { Compass, ServerCrash } from "lucide";
import { Component, type ComponentType, lazy, type ReactNode } from "react";
import { askAhead, heard } from "../data";
import { host } from "../host";
import { Button } from "../parts/Button";
import { actsFirst, soon, Unfetched, whenCalm } from "../parts/later";
import { EmptyState, faultOf, Skeleton } from "../parts/State";
import { type Screen, screens } from "../screens";
import { type Text, useText } from "../text";
import { type Address, setHerald, shownAddress, useAddress } from "./address";
import { useContactBack } from "./contact";
import { closeOverlay } from "./overlays";
import { go } from "./places";
import { ScreenFrame, useFunnelViews } from "./ScreenFrame";

/** A screen that is not here yet takes the place of the one before at the latest after so long, as a sketch. */
const sketchMs = 300;

const TicketScreen = soon(() => import("../screens/ticket").then((made) => made.TicketScreen), <Skeleton rows={10} />);
const Gallery = import.meta.env.DEV
  ? lazy(() => import("./Gallery").then((made) => ({ default: made.Gallery })))
  : undefined;

const others: readonly { at: RegExp; Content: Screen["Content"] }[] = [
  { at: /^\/atendimento\/[^/]+$/, Content: TicketScreen },
  ...(Gallery ? [{ at: /^\/galeria$/, Content: Gallery as ComponentType }] : []),
];

const screenAt = (path: string) => screens.find((screen) => screen.path === path);
const contentAt = (path: string) => screenAt(path)?.Content ?? others.find(({ at }) => at.test(path))?.Content;

// What a screen shows is on its way while its file is still coming; the screen before stays for so long.
setHerald((next) => {
  actsFirst();
  askAddressAhead(next);
  if (next.path === shownAddress().path) return undefined;
  // A bubble or a link may lead elsewhere while something is open over the screen. Not when the screen stands: by then somebody
  // may have opened it again.
  closeOverlay();
  const coming = contentAt(next.path)?.coming?.();
  return coming && Promise.race([coming, new Promise((resolve) => setTimeout(resolve, sketchMs))]);
});

function askAddressAhead({ path, search }: Address): void {
  screenAt(path)?.ahead?.(search);
}

/** Asks for what the first picture shows before the page has been put together, so that it is drawn once and whole. */
export async function askForTheFirst(): Promise<void> {
  const session = await askAhead("session", {});
  // A house that is not set up, or shut, shows none of the rest; and what was asked early is of before it is.
  if (!session?.set_up) {
    host().firstIsKnown?.();
    return;
  }
  askAddressAhead(shownAddress());
  void askAhead("directory", {});
  void askAhead("status", {});
  void askAhead("profiles", {});
  if (host().firstIsKnown?.()) whenCalm(() => heard(null));
}

/** What the address shows. */
export function Place() {
  const path = useAddress((address) => address.path);
  const values = useAddress((address) => address.values);
  const Content = contentAt(path) ?? Unknown;
  return (
    <Fence key={path} within={values} place={path}>
      <Content />
    </Fence>
  );
}

function Unknown() {
  const t = useText();
  return (
    <ScreenFrame title={t("shell.unknownScreen")}>
      <EmptyState
        icon={Compass}
        title={t("shell.unknownScreenHint")}
        action={<Button onPress={() => go("/funil")}>{t("shell.goToBoard")}</Button>}
      />
    </ScreenFrame>
  );
}

type FenceProps = {
  children: ReactNode;
  /** Another one is another try. */
  within?: unknown;
  /** The screen it is around: its frame stays, whatever breaks in it. */
  place?: string;
  /** What stands in its place then. */
  instead?: ComponentType<{ error: unknown }>;
};
type FenceState = { broken: { error: unknown } | null };

/** A defect of what is in it stays in it. */
export class Fence extends Component<FenceProps, FenceState> {
  override state: FenceState = { broken: null };

  static getDerivedStateFromError(error: unknown): FenceState {
    return { broken: { error } };
  }

  override componentDidUpdate(before: FenceProps) {
    if (this.state.broken && before.within !== this.props.within) this.setState({ broken: null });
  }

  override render() {
    const { broken } = this.state;
    const { instead: Instead } = this.props;
    if (broken && Instead) return <Instead error={broken.error} />;
    return broken ? (
      <Broken error={broken.error} place={this.props.place} onReset={() => this.setState({ broken: null })} />
    ) : (
      this.props.children
    );
  }
}

/** What is said of it. */
export const brokenWords = (error: unknown, t: Text) =>
  error instanceof Unfetched ? t("shell.unfetched") : faultOf(error).message;

type BrokenProps = { error: unknown; place: string | undefined; onReset: () => void };

function Broken({ error, place, onReset }: BrokenProps) {
  const t = useText();
  const views = useFunnelViews();
  const away = faultOf(error).code === "unavailable";
  const gone = error instanceof Unfetched;
  useContactBack(onReset, away);
  const words = (
    <EmptyState
      icon={ServerCrash}
      title={t(away || gone ? "parts.failed" : "shell.broken")}
      action={
        <Button onPress={gone ? () => location.reload() : onReset}>
          {t(gone ? "shell.reloadPage" : "shell.reload")}
        </Button>
      }
    >
      {brokenWords(error, t)}
    </EmptyState>
  );
  if (place === undefined) return words;
  const screen = screenAt(place);
  const inFunnel = screen?.id === "board" || screen?.place === "funnelTab";
  return (
    <ScreenFrame
      title={t(inFunnel ? "screens.board" : screen ? `screens.${screen.id}` : "ticket.facts")}
      views={inFunnel ? views : undefined}
    >
      {words}
    </ScreenFrame>
  );
}
