// The end of the day: the one big countdown, what the last one closed, and the missed one that asks.
import { CalendarClock, History, ListChecks, Moon, Undo2 } from "lucide";
import { useState } from "react";
import type { DayRunView } from "../../bindings/DayRunView";
import type { DaySummary } from "../../bindings/DaySummary";
import { useAct } from "../../data";
import { useNames } from "../../data/directory";
import { useRefusedBy } from "../../data/session";
import { Button } from "../../parts/Button";
import { cx } from "../../parts/cx";
import { Fold } from "../../parts/Fold";
import { Icon } from "../../parts/Icon";
import { Notice } from "../../parts/State";
import { Avatar } from "../../parts/Tag";
import { Timer } from "../../parts/Timer";
import { useNow } from "../../parts/useNow";
import { useText } from "../../text";
import { clockTime, dateAndTime, whenShort } from "../../text/format";
import { act } from "../../tickets/actions";
import { nameOf } from "../../tickets/name";
import { Closings } from "./Closings";
import { PastDays } from "./PastDays";

const soonMs = 30 * 60_000;
const dayMs = 24 * 60 * 60_000;

type DayStripProps = {
  day: DaySummary;
  keeper: number | null;
  /** How many the next one closes; null where not all of the queue is known yet. */
  closing: number | null;
  /** Only these are shown. */
  reviewing: boolean;
  onReview: (on: boolean) => void;
};

export function DayStrip({ day, keeper, closing, reviewing, onReview }: DayStripProps) {
  const t = useText();
  const names = useNames();
  const now = useNow(15);
  const [past, setPast] = useState(false);
  const owner = names.user(keeper)?.name;
  const cut = day.next_cut;
  const soon = cut !== null && cut - now < soonMs;
  return (
    <div className="flex flex-none flex-col">
      <div
        className={cx(
          "flex flex-wrap items-center gap-x-6 gap-y-1 border-b border-hairline px-4 py-2.5",
          soon ? "bg-warn-soft" : "bg-surface",
        )}
      >
        {cut === null ? (
          <p className="flex items-center gap-2 text-muted">
            <Icon of={Moon} />
            {t("waiting.noCut")}
          </p>
        ) : (
          <div className={cx("flex items-baseline gap-3", soon && "text-warn")}>
            <Timer
              from={cut - soonMs}
              until={cut}
              show="remaining"
              // Tomorrow and later no second counts.
              shape={cut - now < dayMs ? "clock" : "words"}
              tinted={false}
              className="text-figure font-semibold tracking-tight"
            />
            <span className={soon ? "" : "text-muted"}>{t("waiting.cut", { when: whenShort(cut, now) })}</span>
            {closing !== 0 && (soon || reviewing) && (
              <Button
                small
                icon={ListChecks}
                aria-pressed={reviewing}
                onPress={() => onReview(!reviewing)}
                className={cx("self-center", reviewing && "bg-selected! text-accent!")}
              >
                {closing === null ? t("waiting.reviewAll") : t("waiting.review", { count: closing })}
              </Button>
            )}
          </div>
        )}
        <Button kind="quiet" small icon={History} onPress={() => setPast(true)} className="ml-auto">
          {t("trail.days")}
        </Button>
        {past && <PastDays onClose={() => setPast(false)} />}
        {owner && (
          <p className="flex items-center gap-1.5 text-muted">
            {t("waiting.keeper")}: <Avatar name={owner} size="small" silent /> <span className="text-ink">{owner}</span>
          </p>
        )}
      </div>
      {day.asks && <AskNotice date={day.asks.date} cutAt={day.asks.cut_at} tickets={day.asks.tickets} />}
      {day.last_run && day.last_run.closed > 0 && <RunNotice run={day.last_run} />}
    </div>
  );
}

function AskNotice({ date, cutAt, tickets }: { date: string; cutAt: number; tickets: number }) {
  const t = useText();
  const answer = useAct("answer_day");
  const refused = useRefusedBy()("answer_day");
  return (
    <Notice
      tone="warn"
      icon={CalendarClock}
      className="rounded-none!"
      action={
        <span className="flex gap-2">
          <Button small refused={refused} onPress={() => answer.mutate({ date, close: false })}>
            {t("waiting.leaveThem")}
          </Button>
          <Button small kind="primary" refused={refused} onPress={() => answer.mutate({ date, close: true })}>
            {t("waiting.closeThem")}
          </Button>
        </span>
      }
    >
      {t("waiting.asks", { count: tickets, at: dateAndTime(cutAt) })}
      {refused && <span className="block text-small">{refused}</span>}
    </Notice>
  );
}

function RunNotice({ run }: { run: DayRunView }) {
  const t = useText();
  const now = useNow(60);
  const undoable = run.undo_until !== null && now < run.undo_until;
  const closed = run.tickets.filter((closing) => closing.state === "closed").map((closing) => closing.ticket);
  const undo = (tickets: number[], who: string) =>
    void act([{ command: "undo_day_closing", args: { tickets } }], t("acts.reopened", { who }));
  const late = run.finished_at !== null && run.finished_at - run.cut_at > 10 * 60_000;
  const line = (
    <>
      <Icon of={Moon} size={14} />
      {late && run.finished_at !== null
        ? t("waiting.ranLate", { count: run.closed, cut: dateAndTime(run.cut_at), at: clockTime(run.finished_at) })
        : t("waiting.ran", { count: run.closed, at: whenShort(run.cut_at, now) })}
      {run.reopened > 0 && ` · ${t("trail.daysReopened", { count: run.reopened })}`}
    </>
  );
  return (
    <div className="border-b border-hairline bg-surface">
      <Fold line={line} className="h-8 gap-2 px-4 text-muted">
        {undoable && closed.length > 1 && (
          <div className="flex justify-end border-t border-hairline px-4 py-1">
            <Button
              kind="quiet"
              small
              icon={Undo2}
              onPress={() => undo(closed, t("acts.tickets", { count: closed.length }))}
            >
              {t("waiting.undoAll")}
            </Button>
          </div>
        )}
        <Closings
          closings={run.tickets}
          className="max-h-56 overflow-y-auto border-t border-hairline"
          act={(closing) =>
            undoable &&
            closing.state === "closed" && (
              <Button kind="quiet" small icon={Undo2} onPress={() => undo([closing.ticket], nameOf(closing, t))}>
                {t("parts.undo")}
              </Button>
            )
          }
        />
      </Fold>
    </div>
  );
}
