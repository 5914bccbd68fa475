// The ends of the day so far, newest first: when each cut was, when it ran, and what it closed.
import { Moon } from "lucide";
import type { DayRunView } from "../../bindings/DayRunView";
import { useAsk } from "../../data";
import { cx } from "../../parts/cx";
import { Dialog } from "../../parts/Dialog";
import { Fold } from "../../parts/Fold";
import { EmptyState, Loaded } from "../../parts/State";
import { useText } from "../../text";
import { clockTime, dateAndTime } from "../../text/format";
import { Closings } from "./Closings";

const daysShown = 31;

export function PastDays({ onClose }: { onClose: () => void }) {
  const t = useText();
  const query = useAsk("day_runs", { limit: daysShown });
  return (
    <Dialog open onClose={onClose} title={t("trail.days")}>
      <Loaded query={query} rows={6}>
        {(runs) =>
          runs.length === 0 ? (
            <EmptyState icon={Moon} title={t("trail.daysEmpty")} />
          ) : (
            <ol aria-label={t("trail.days")} className="ruled">
              {runs.map((run) => (
                <Day key={run.date} run={run} onClose={onClose} />
              ))}
            </ol>
          )
        }
      </Loaded>
    </Dialog>
  );
}

function Day({ run, onClose }: { run: DayRunView; onClose: () => void }) {
  const t = useText();
  const line = (
    <>
      <span className="tabular">{dateAndTime(run.cut_at)}</span>
      <span className="min-w-0 flex-1 truncate text-small text-muted">
        {t(`trail.dayStates.${run.state}`, { at: clockTime(run.finished_at ?? run.started_at) })}
      </span>
      <span className={cx("tabular", run.closed === 0 && "text-faint")}>
        {t("trail.daysClosed", { count: run.closed })}
        {run.reopened > 0 && ` · ${t("trail.daysReopened", { count: run.reopened })}`}
      </span>
    </>
  );
  if (run.tickets.length === 0) return <li className="flex min-h-9 items-center gap-3 px-1 pr-8">{line}</li>;
  return (
    <li>
      <Fold line={line} className="min-h-9 gap-3 px-1">
        <Closings closings={run.tickets} onOpen={onClose} className="pb-2" />
      </Fold>
    </li>
  );
}
