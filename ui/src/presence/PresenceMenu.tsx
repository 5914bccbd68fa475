// "Disponível ▾" as a button, where one changes it; plain words where one may not.
import { ChevronDown } from "lucide";
import type { UserView } from "../bindings/UserView";
import { Press } from "../parts/Button";
import { cx } from "../parts/cx";
import { Icon } from "../parts/Icon";
import { Menu } from "../parts/Menu";
import { tipped } from "../parts/Tip";
import { useNow } from "../parts/useNow";
import { useText } from "../text";
import { whenShort } from "../text/format";
import { presenceCommands } from "./menu";
import { presenceWords } from "./words";

export function PresenceMenu({ user, may }: { user: UserView; may: boolean }) {
  const t = useText();
  const now = useNow(60);
  const shown = <PresenceWords user={user} />;
  if (!may) return shown;
  const label = t("presence.of", { name: user.name });
  return (
    <Menu label={label} groups={() => [{ title: t("presence.title"), commands: presenceCommands(user, t) }]}>
      <Press
        {...(user.absence ? tipped(t("presence.since", { when: whenShort(user.absence.since, now) })) : {})}
        aria-label={`${label}: ${presenceWords(user, t)}`}
        className="inline-flex h-control max-w-full min-w-0 cursor-default items-center gap-1.5 rounded-control px-2 text-muted hover:bg-hover aria-expanded:bg-hover"
      >
        {shown}
        <Icon of={ChevronDown} size={14} className="flex-none text-faint" />
      </Press>
    </Menu>
  );
}

/** A dot that is full or hollow, and the words. */
function PresenceWords({ user }: { user: UserView }) {
  const t = useText();
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      <span
        aria-hidden="true"
        className={cx("size-2 flex-none rounded-full", user.absence ? "border-2 border-warn" : "bg-ok")}
      />
      <span className="truncate">{presenceWords(user, t)}</span>
    </span>
  );
}
