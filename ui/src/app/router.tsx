// Addresses to screens. Hash history: the same page works from a file, from the window and from a hub.
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  redirect,
} from "@tanstack/react-router";
import { Compass, ServerCrash } from "lucide-react";
import { lazy } from "react";
import { askAhead } from "../data";
import { Button } from "../parts/Button";
import { soon } from "../parts/later";
import { EmptyState, faultOf, Skeleton } from "../parts/State";
import { screens } from "../screens";
import { useText } from "../text";
import { go, type Search, setRouter } from "./places";
import { ScreenFrame } from "./ScreenFrame";
import { Shell } from "./Shell";

const root = createRootRoute({
  component: Shell,
  notFoundComponent: Unknown,
  errorComponent: Broken,
  validateSearch: (search: Record<string, unknown>) => search,
});

const Gallery = import.meta.env.DEV
  ? lazy(() => import("./Gallery").then((made) => ({ default: made.Gallery })))
  : null;

const TicketScreen = soon(() => import("../screens/ticket").then((made) => made.TicketScreen), <Skeleton rows={10} />);

const first = screens[0]?.path ?? "/";

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: "/",
    beforeLoad: () => {
      throw redirect({ to: first });
    },
  }),
  ...screens.map((screen) =>
    createRoute({
      getParentRoute: () => root,
      path: screen.path,
      component: () => <screen.Content />,
      errorComponent: Broken,
    }),
  ),
  createRoute({
    getParentRoute: () => root,
    path: "/atendimento/$ticket",
    component: TicketScreen,
    errorComponent: Broken,
  }),
  ...(Gallery ? [createRoute({ getParentRoute: () => root, path: "/galeria", component: Gallery })] : []),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  history: createHashHistory(),
  defaultPreload: false,
});
setRouter(router);
// What a screen shows is on its way while the address is still being taken in; at the start nobody is known yet.
router.subscribe("onBeforeNavigate", ({ fromLocation, toLocation }) => {
  if (fromLocation) askScreenAhead(toLocation.pathname, toLocation.search);
});

function askScreenAhead(pathname: string, search: Search): void {
  screens.find(({ path }) => path === pathname)?.ahead?.(search);
}

/** Asks for what the first picture shows before the page has been put together, so that it is drawn once and whole. */
export async function askForTheFirst(): Promise<void> {
  const session = await askAhead("session", {});
  // A house that is not set up, or shut, shows none of the rest.
  if (!session?.set_up) return;
  const { pathname, search } = router.state.location;
  askScreenAhead(pathname === "/" ? first : pathname, search);
  void askAhead("directory", {});
  void askAhead("status", {});
  void askAhead("profiles", {});
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

/** A defect of one screen stays in that screen. */
function Broken({ error, reset }: ErrorComponentProps) {
  const t = useText();
  return (
    <EmptyState
      icon={ServerCrash}
      title={t("shell.broken")}
      action={<Button onPress={reset}>{t("shell.reload")}</Button>}
    >
      {faultOf(error).message}
    </EmptyState>
  );
}
