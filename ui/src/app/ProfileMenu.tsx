// Who sits here: switch profile, appearance, keys.
import { Contrast, Keyboard } from "lucide";
import { heard, useAsk } from "../data";
import { useNames } from "../data/directory";
import { useSession } from "../data/session";
import { chooseProfile } from "../host/profile";
import { Press } from "../parts/Button";
import { cx } from "../parts/cx";
import { Menu } from "../parts/Menu";
import { Avatar } from "../parts/Tag";
import { presenceCommands } from "../presence/menu";
import { awayWords } from "../presence/words";
import { useText } from "../text";
import { keyWords } from "./keymap";
import { openOverlay } from "./overlays";

export function ProfileMenu({ open }: { open: boolean }) {
  const t = useText();
  const session = useSession();
  const profiles = useAsk("profiles", {}).data ?? [];
  // The session is asked once; the directory follows what is said of a person since.
  const user = useNames().user(session?.user.id) ?? session?.user;
  if (!user) return <div className="h-9" />;
  const label = t("shell.profile", { name: user.name });
  const away = awayWords(user, t);
  return (
    <Menu
      label={label}
      groups={() => [
        {
          title: t("shell.switchProfile"),
          commands: profiles.map((profile) => ({
            id: `profile ${profile.id}`,
            label: profile.name,
            detail: t(`roles.${profile.role}`),
            lead: <Avatar name={profile.name} silent />,
            refused: profile.id === user.id ? t("shell.present") : null,
            run: () => {
              chooseProfile(profile.id);
              heard(null);
            },
          })),
        },
        { title: t("presence.title"), commands: presenceCommands(user, t) },
        {
          commands: [
            { id: "appearance", label: t("shell.appearance"), icon: Contrast, run: () => openOverlay("appearance") },
            {
              id: "keys",
              label: t("keys.title"),
              icon: Keyboard,
              keys: keyWords("cheatSheet"),
              run: () => openOverlay("cheatSheet"),
            },
          ],
        },
      ]}
    >
      <Press
        aria-label={open ? undefined : away ? `${label}, ${away}` : label}
        className={cx(
          "flex h-9 w-full cursor-default items-center gap-2.5 rounded-control text-left hover:bg-hover active:bg-sunken",
          open ? "px-1.5" : "justify-center",
        )}
      >
        <Avatar name={user.name} silent away={away} />
        {open && (
          <span className="flex min-w-0 flex-col">
            <span className="truncate leading-4 font-medium">{user.name}</span>
            <span className="truncate text-meta leading-3.5 text-faint">{away ?? t(`roles.${user.role}`)}</span>
          </span>
        )}
      </Press>
    </Menu>
  );
}
