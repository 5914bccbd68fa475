// The quiet line at the bottom: is the automation alive, when does it look next, what is in its way.
import { Link } from "@tanstack/react-router";
import { useSession } from "../data/session";
import { cx } from "../parts/cx";
import { Dot } from "../parts/Tag";
import { Timer } from "../parts/Timer";
import { useText } from "../text";
import { useStatus } from "./railCounts";

export function StatusBar() {
  const t = useText();
  const status = useStatus();
  const session = useSession();
  return (
    <footer className="tabular flex h-(--status-height) flex-none items-center gap-3 overflow-hidden border-t border-hairline bg-surface px-3 text-meta whitespace-nowrap text-faint">
      {status && (
        <>
          <span className="flex items-center gap-1.5">
            <Dot tone={status.running ? "ok" : "danger"} />
            {status.running ? t("status.running") : t("status.stopped")}
          </span>
          {status.next_wake !== null && (
            <span>
              {t("status.next")}{" "}
              <Timer from={status.now} until={status.next_wake} show="remaining" shape="words" tinted={false} />
            </span>
          )}
          <span>{t("status.rules", { count: status.active_rules })}</span>
          <Link
            to="/conexoes"
            className={cx("rounded-tag hover:text-ink", status.connections_down > 0 && "text-danger")}
          >
            {t("status.connections", { count: status.connections })}
            {status.connections_down > 0 && ` (${t("status.down", { count: status.connections_down })})`}
          </Link>
          {status.trouble && <span className="min-w-0 truncate text-warn">{status.trouble}</span>}
        </>
      )}
      <span className="ml-auto">{session && `${session.company} · ${session.version}`}</span>
    </footer>
  );
}
