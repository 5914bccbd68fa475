// What every screen wears: a 48 px header with its name, its views, its tools, and the tools of the whole window.
import { ArrowLeft, Bell, ChevronRight, Search } from "lucide";
import { Button, type ButtonKind, IconButton, Keycap, type PressProps } from "../parts/Button";
import { cx } from "../parts/cx";
import { type Glyph, Icon } from "../parts/Icon";
import { tabClass } from "../parts/Tabs";
import { screens } from "../screens";
import { useText } from "../text";
import { useAddress } from "./address";
import { useBoardSearch } from "./FunnelCrumb";
import { keyWords } from "./keymap";
import { openOverlay } from "./overlays";
import { PlaceLink } from "./PlaceLink";
import type { Search as Address } from "./places";
import { useStatus } from "./railCounts";

type View = { path: string; search?: Address; label: string };

type ScreenFrameProps = {
  title: string;
  /** The way back, on a screen one is led to from another. */
  onBack?: () => void;
  /** Where in the screen one is, where it has more than one place. */
  within?: React.ReactNode;
  /** A number beside the title. */
  count?: number;
  /** Quiet words after the title, where they have room to be read. */
  aside?: React.ReactNode;
  tools?: React.ReactNode;
  /** Views with an address of their own. */
  views?: readonly View[];
  children: React.ReactNode;
};

export function ScreenFrame({ title, onBack, within, count, aside, tools, views, children }: ScreenFrameProps) {
  const t = useText();
  return (
    <>
      <header className="@container flex h-(--header-height) flex-none items-center gap-4 border-b border-hairline bg-surface px-4">
        {onBack && (
          <IconButton
            icon={ArrowLeft}
            label={t("parts.back")}
            keys={keyWords("back")}
            onPress={onBack}
            className="-mr-2 -ml-2"
          />
        )}
        <div
          className={cx(
            "flex items-center gap-1.5",
            within ? "flex-none @min-[44rem]:min-w-0 @min-[44rem]:flex-initial" : "flex-none",
          )}
        >
          <h1 className="flex flex-none items-baseline gap-2 text-section font-semibold whitespace-nowrap">
            {title}
            {count !== undefined && <span className="tabular font-medium text-faint">{count}</span>}
          </h1>
          {within}
        </div>
        {views && <Views views={views} />}
        {aside && <div className="hidden min-w-0 flex-1 leading-4 text-muted @min-[44rem]:line-clamp-2">{aside}</div>}
        <div className="ml-auto flex min-w-0 items-center gap-2">
          {tools}
          <WindowTools />
        </div>
      </header>
      {children}
    </>
  );
}

type ToolProps = Omit<PressProps, "children"> & { icon: Glyph; label: string; kind?: ButtonKind };

/** A tool of a screen: with its words where the header has room for them, as a sign with a tip where it has not. */
export function Tool({ icon, label, kind = "plain", ...press }: ToolProps) {
  return (
    <>
      <span className="hidden @min-[50rem]:contents">
        <Button kind={kind} icon={icon} {...press}>
          {label}
        </Button>
      </span>
      <span className="contents @min-[50rem]:hidden">
        <IconButton icon={icon} label={label} {...press} />
      </span>
    </>
  );
}

/** A place inside a screen, after the screen's name. A mere name gives way to the tabs; what leads elsewhere stays. */
export function Crumb({ leads = false, children }: { leads?: boolean; children: React.ReactNode }) {
  return (
    <span
      className={cx(
        "min-w-0 items-center gap-1.5 text-section text-muted",
        leads ? "flex flex-none" : "hidden @min-[44rem]:flex",
      )}
    >
      <Icon of={ChevronRight} size={14} className="text-faint" />
      {leads ? children : <span className="min-w-0 truncate">{children}</span>}
    </span>
  );
}

/** Funil and its tabs share one header. */
export function useFunnelViews(): readonly View[] {
  const t = useText();
  const search = useBoardSearch();
  return screens
    .filter((screen) => screen.id === "board" || screen.place === "funnelTab")
    .map((screen) => ({
      path: screen.path,
      search: screen.id === "board" ? search : undefined,
      label: screen.id === "board" ? t("board.view") : t(`screens.${screen.id}`),
    }));
}

function Views({ views }: { views: readonly View[] }) {
  const here = useAddress(({ path }) => path);
  return (
    <nav className="flex h-full flex-none items-stretch gap-4 self-stretch whitespace-nowrap">
      {views.map((view) => (
        <PlaceLink
          key={view.path}
          to={view.path}
          search={view.search}
          aria-current={here === view.path ? "page" : undefined}
          data-mark="inside"
          className={tabClass}
        >
          {view.label}
        </PlaceLink>
      ))}
    </nav>
  );
}

function WindowTools() {
  const t = useText();
  return (
    <>
      <button
        type="button"
        onClick={() => openOverlay("palette")}
        className="hidden h-control w-44 items-center gap-2 rounded-control border border-hairline bg-app px-2.5 text-faint transition-colors hover:border-control hover:text-muted @min-[66rem]:flex"
      >
        <Icon of={Search} size={14} />
        <span className="flex-1 text-left">{t("shell.search")}</span>
        <Keycap>{keyWords("palette")}</Keycap>
      </button>
      <IconButton
        icon={Search}
        label={t("shell.search")}
        keys={keyWords("palette")}
        onPress={() => openOverlay("palette")}
        className="@min-[66rem]:hidden"
      />
      <NoticeBell />
    </>
  );
}

/** Listens for itself: a notice draws the bell anew and nothing around it. */
function NoticeBell() {
  const t = useText();
  const unread = useStatus()?.unread ?? 0;
  return (
    <IconButton
      icon={Bell}
      label={unread > 0 ? t("shell.unreadNotices", { count: unread }) : t("shell.notices")}
      count={unread}
      keys={keyWords("goNotices")}
      onPress={() => openOverlay("notices")}
    />
  );
}
