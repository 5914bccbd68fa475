// The quiet line at the bottom: is the automation alive, when does it look next, what is in its way.
import { TriangleAlert, Unplug } from "lucide";
import type { StatusView } from "../bindings/StatusView";
import { useNames } from "../data/directory";
import { useSession } from "../data/session";
import { host } from "../host";
import { useContact } from "../host/http";
import { useSilence } from "../host/silence";
import { cx } from "../parts/cx";
import { Icon } from "../parts/Icon";
import { Dot } from "../parts/Tag";
import { Timer } from "../parts/Timer";
import { useNow } from "../parts/useNow";
import { useText } from "../text";
import { inOurWords } from "../text/refusals";
import { PlaceLink } from "./PlaceLink";
import { useStatus } from "./railCounts";

const heldMs = 60_000;

/** A dot before what follows something else. */
const apart = "before:mr-2 before:text-control before:content-['·'/'']";

/** A connection that does not answer holds every automatic message of the house: said loudly, with the way there. */
function Held({ status }: { status: StatusView }) {
  const t = useText();
  const names = useNames();
  const now = useNow(15);
  const by = status.held_by.map((id) => names.connection(id)).filter((one) => one !== undefined);
  const [first] = by;
  // The first moments after a start are no trouble: everybody is still reading.
  const late = status.held_since !== null && now - status.held_since > heldMs;
  if (!first || (!late && by.every((one) => one.state !== "offline"))) return null;
  return (
    <span role="alert" className="flex h-full min-w-0 items-center gap-1.5 bg-danger px-2 font-medium text-on-danger">
      <Icon of={TriangleAlert} size={14} />
      <PlaceLink to="/conexoes" className="truncate rounded-tag underline underline-offset-2">
        {t("status.held", { name: first.name, count: by.length })}
      </PlaceLink>
    </span>
  );
}

/** What the line says is what was true when the program last answered. */
function Lost({ words }: { words: string }) {
  return (
    <span role="alert" className="flex h-full items-center gap-1.5 bg-danger px-2 font-medium text-on-danger">
      <Icon of={Unplug} size={14} />
      {words}
    </span>
  );
}

export function StatusBar() {
  const t = useText();
  const present = useStatus();
  const lost = useContact((contact) => contact.lost);
  const silent = useSilence((heard) => heard.silent) && !lost;
  const status = lost || silent ? undefined : present;
  const session = useSession();
  return (
    <footer className="@container tabular flex h-(--status-height) flex-none items-center gap-2 overflow-hidden border-t border-hairline bg-surface px-3 text-meta whitespace-nowrap text-faint">
      {lost && <Lost words={t("status.lost")} />}
      {silent && <Lost words={t("status.silent")} />}
      {status && (
        <>
          <span className="flex items-center gap-1.5">
            <Dot tone={status.running ? "ok" : "danger"} />
            {status.running ? t("status.running") : t("status.stopped")}
          </span>
          {status.next_wake !== null && (
            <span className={apart}>
              {t("status.next")}{" "}
              <Timer from={status.now} until={status.next_wake} show="remaining" shape="words" tinted={false} />
            </span>
          )}
          <span className={cx(apart, "hidden @min-[44rem]:inline")}>
            {t("status.runsOn", { where: host().runsOn ?? t("status.thisComputer") })}
          </span>
          <span className={cx(apart, "hidden @min-[56rem]:inline")}>
            {t("status.rules", { count: status.active_rules })}
          </span>
          <span className={apart}>
            <PlaceLink
              to="/conexoes"
              className={cx("rounded-tag hover:text-ink", status.connections_down > 0 && "text-danger")}
            >
              {t("status.connections", { count: status.connections })}
              {status.connections_down > 0 && ` (${t("status.down", { count: status.connections_down })})`}
            </PlaceLink>
          </span>
          {status.held_by.length > 0 && <Held status={status} />}
          {status.trouble && <span className="min-w-0 truncate text-warn">{inOurWords(status.trouble)}</span>}
        </>
      )}
      {/* What never changes gives way first. */}
      <span className="ml-auto hidden min-w-0 shrink-[99] truncate @min-[46rem]:inline">
        {session && (
          <>
            <span className="hidden @min-[66rem]:inline">{t("status.store")} · </span>
            {`${session.company} · ${session.version}`}
          </>
        )}
      </span>
    </footer>
  );
}
