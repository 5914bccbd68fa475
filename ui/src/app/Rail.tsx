// The left rail: where one can go, what waits there, and who is here.
import { PanelLeftClose, PanelLeftOpen } from "lucide";
import { useEffect, useState } from "react";
import { IconButton } from "../parts/Button";
import { cx } from "../parts/cx";
import { Icon } from "../parts/Icon";
import { useRoom } from "../parts/scale";
import { tipped } from "../parts/Tip";
import { type Screen, screens } from "../screens";
import { useText } from "../text";
import { useAddress } from "./address";
import { keyWords } from "./keymap";
import { PlaceLink } from "./PlaceLink";
import { ProfileMenu } from "./ProfileMenu";
import { setPrefs, usePrefs } from "./prefs";
import { useRailCounts } from "./railCounts";

export function Rail() {
  const t = useText();
  const { open, turn } = useRailOpen();
  const here = useAddress(({ path }) => path);
  const counts = useRailCounts();
  const group = (place: Screen["place"]) => screens.filter((screen) => screen.place === place);
  return (
    <nav
      aria-label={t("shell.rail")}
      className={cx(
        "flex h-full flex-none flex-col border-r border-hairline bg-surface",
        open ? "w-(--rail-open)" : "w-(--rail-collapsed)",
      )}
    >
      <div
        className={cx("flex h-(--header-height) flex-none items-center gap-2", open ? "pr-2 pl-4" : "justify-center")}
      >
        {open && (
          <>
            <Mark />
            <span className="flex-1 text-section font-semibold tracking-tight">Retorno</span>
          </>
        )}
        <IconButton
          icon={open ? PanelLeftClose : PanelLeftOpen}
          label={open ? t("shell.collapse") : t("shell.expand")}
          onPress={turn}
        />
      </div>
      <ul className="flex flex-col gap-0.5 px-1.5 pt-1">
        {group("work").map((screen) => (
          <RailItem key={screen.id} screen={screen} here={here} open={open} count={counts[screen.id]} />
        ))}
      </ul>
      <hr className="mx-4 my-2 border-hairline" />
      <ul className="flex min-h-0 flex-1 flex-col gap-0.5 overflow-y-auto px-1.5">
        {group("house").map((screen) => (
          <RailItem key={screen.id} screen={screen} here={here} open={open} count={counts[screen.id]} />
        ))}
      </ul>
      <div className="border-t border-hairline p-2">
        <ProfileMenu open={open} />
      </div>
    </nav>
  );
}

/** Where there is little room it starts closed; whoever opens it there has it open until there is room again. */
function useRailOpen(): { open: boolean; turn: () => void } {
  const chosen = usePrefs((prefs) => prefs.railOpen);
  const narrow = useRoom() === "narrow";
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    if (!narrow) setOpened(false);
  }, [narrow]);
  const open = narrow ? opened : chosen;
  return { open, turn: () => (narrow ? setOpened(!open) : setPrefs({ railOpen: !open })) };
}

export type RailCount = { count: number; urgent?: boolean };

type RailItemProps = { screen: Screen; here: string; open: boolean; count?: RailCount };

function RailItem({ screen, here, open, count }: RailItemProps) {
  const t = useText();
  const tabs = screen.id === "board" ? screens.filter((other) => other.place === "funnelTab") : [];
  const active = here === screen.path || tabs.some((tab) => tab.path === here);
  const name = t(`screens.${screen.id}`);
  return (
    <li>
      <PlaceLink
        to={screen.path}
        {...(open ? {} : tipped(name, screen.go ? keyWords(screen.go) : undefined))}
        aria-current={active ? "page" : undefined}
        className={cx(
          "flex h-8 items-center gap-2 rounded-control transition-colors",
          open ? "pr-1 pl-2" : "relative justify-center",
          active ? "bg-selected font-medium text-ink" : "text-muted hover:bg-hover hover:text-ink",
        )}
      >
        <Icon of={screen.icon} className={active ? "text-accent" : ""} />
        <span className={open ? "line-clamp-2 min-w-0 flex-1 leading-4" : "sr-only"}>{name}</span>
        {count !== undefined && count.count > 0 && (
          <span
            className={cx(
              "tabular text-meta font-semibold",
              open
                ? cx("rounded-full", count.urgent ? "px-1.5" : "pr-1")
                : "absolute -top-0.5 right-0.5 rounded-full px-1",
              count.urgent ? "bg-danger-soft text-danger" : open ? "text-faint" : "bg-sunken text-muted",
            )}
          >
            {count.count > 999 ? "999+" : count.count}
          </span>
        )}
      </PlaceLink>
    </li>
  );
}

export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 32 32"
      width={`${size / 16}rem`}
      height={`${size / 16}rem`}
      className="flex-none"
    >
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M10 20.5V15a6 6 0 0 1 12 0 6 6 0 0 1-6 6h-3m3.4-3.6L12.6 21l3.8 3.6"
        fill="none"
        strokeWidth="2.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-on-accent"
      />
    </svg>
  );
}
