// Painel: six numbers and five plots of a period, for everybody or one team. Each can be read as a table, saved, printed.
import { Download, Printer } from "lucide";
import { useMemo } from "react";
import { go, patchSearch, readId, type Search, useSearchValue, useSearchValues } from "../../app/places";
import { ScreenFrame, Tool } from "../../app/ScreenFrame";
import type { Dashboard as DashboardReply } from "../../bindings/Dashboard";
import type { DashboardTable } from "../../bindings/DashboardTable";
import { Plot } from "../../charts/Plot";
import { call, useAsk } from "../../data";
import { useNames } from "../../data/directory";
import { useSession } from "../../data/session";
import { safeName, saveFile } from "../../host/file";
import { Button } from "../../parts/Button";
import { spanWords } from "../../parts/duration";
import { Segments } from "../../parts/Segments";
import { Select } from "../../parts/Select";
import { faultOf, Loaded } from "../../parts/State";
import { tipped } from "../../parts/Tip";
import { failed } from "../../parts/toast";
import { useNow } from "../../parts/useNow";
import { useText } from "../../text";
import { clockTime, counted, dateAndTime, moneyShort, number, percent, shortDay } from "../../text/format";
import { weekdayName, weekdays } from "../settings/week";
import { byDay, lastDays } from "./period";

const periods = [1, 7, 30] as const;
const everybody = "all";
const hourMs = 3_600_000;

export function Dashboard() {
  const t = useText();
  const { teams } = useNames().all;
  const [team, setTeam] = useSearchValue("equipe", readId);
  const asked = useSearchValues().dias;
  const days = periods.find((one) => one === asked) ?? 1;
  const now = useNow(60);
  const hour = Math.floor(now / hourMs);
  const period = useMemo(() => lastDays(days, hour * hourMs), [days, hour]);
  const args = { ...period, team };
  const query = useAsk("dashboard", args, { keep: true });
  const csv = (table: DashboardTable, of: string) => {
    const name = safeName(`${t("screens.dashboard")} - ${of}.csv`, "painel.csv");
    void call("dashboard_csv", { ...args, table })
      .then((file) => saveFile({ ...file, name }))
      .catch((error) => failed(faultOf(error).message));
  };
  return (
    <ScreenFrame
      title={t("screens.dashboard")}
      tools={
        <span className="flex min-w-0 items-center gap-2 print:hidden">
          <Segments
            label={t("dashboard.period")}
            value={String(days)}
            onChange={(next) => patchSearch({ dias: next === "1" ? undefined : Number(next) })}
            options={periods.map((one) => ({
              id: String(one),
              label: one === 1 ? t("dashboard.today") : t("rules.days", { count: one }),
            }))}
          />
          {teams.length > 0 && (
            <Select
              label={t("dashboard.team")}
              labelHidden
              value={team === null ? everybody : String(team)}
              onChange={(id) => setTeam(id === everybody ? undefined : Number(id))}
              options={[
                { id: everybody, label: t("dashboard.everybody") },
                ...teams.map((one) => ({ id: String(one.id), label: one.name })),
              ]}
              className="w-40 min-w-24 shrink"
            />
          )}
          <Tool icon={Download} label={t("dashboard.csv")} onPress={() => csv("numbers", t("dashboard.numbers"))} />
          <Tool icon={Printer} label={t("dashboard.print")} onPress={() => window.print()} />
        </span>
      }
    >
      <div className="min-h-0 flex-1 overflow-y-auto p-4 print:overflow-visible">
        <PaperHead from={period.from} to={Math.min(period.to, now)} at={now} team={team} />
        <Loaded
          query={query}
          rows={10}
          away={<Button onPress={() => setTeam(undefined)}>{t("dashboard.everybody")}</Button>}
        >
          {(reply) => <Sheet reply={reply} days={days} from={period.from} team={team} csv={csv} />}
        </Loaded>
      </div>
    </ScreenFrame>
  );
}

/** What a sheet of paper must say by itself: of when and of whom the numbers are, and when they were printed. */
function PaperHead({ from, to, at, team }: { from: number; to: number; at: number; team: number | null }) {
  const t = useText();
  const { teams } = useNames().all;
  const demo = useSession()?.demo ?? false;
  const whose = teams.find((one) => one.id === team)?.name ?? t("dashboard.everybody");
  return (
    <p className="tabular mb-4 hidden text-muted print:block">
      {t("dashboard.printed", { from: dateAndTime(from), to: dateAndTime(to), at: dateAndTime(at), whose })}
      {demo && ` · ${t("demo.strip")}`}
    </p>
  );
}

/** Saves a table under the name of what it shows. */
type Csv = (table: DashboardTable, of: string) => void;

type SheetProps = {
  reply: DashboardReply;
  days: number;
  from: number;
  team: number | null;
  csv: Csv;
};

function Sheet({ reply, days, from, team, csv }: SheetProps) {
  return (
    <div className="mx-auto flex max-w-[90rem] flex-col gap-4">
      <Numbers reply={reply} days={days} from={from} team={team} />
      <div className="grid grid-cols-6 gap-4">
        <OverTime reply={reply} days={days} csv={csv} />
        <Technicians reply={reply} csv={csv} />
        <Heat reply={reply} csv={csv} />
        <Effect reply={reply} csv={csv} />
        <Stages reply={reply} csv={csv} />
      </div>
    </div>
  );
}

function Numbers({ reply: { numbers }, days, from, team }: Omit<SheetProps, "csv">) {
  const t = useText();
  const of = team === null ? {} : { team };
  const board = (search: Search) => ({ path: "/funil", search: { ...search, ...of } });
  const figures: {
    id: "attending" | "waitingCustomer" | "noInteraction" | "returned" | "closed" | "medianReturn";
    value: string;
    /** Where its words have forms. */
    count?: number;
    /** How the number and the list behind it differ. */
    note?: string;
    /** The tickets behind the number. */
    to: { path: string; search: Search };
  }[] = [
    { id: "attending", value: number(numbers.attending), to: board({ waits: "technician" }) },
    { id: "waitingCustomer", value: number(numbers.waiting_customer), to: board({ waits: "customer" }) },
    { id: "noInteraction", value: number(numbers.no_interaction), to: { path: "/sem-interacao", search: of } },
    {
      id: "returned",
      count: numbers.returned,
      value: number(numbers.returned),
      note: t("dashboard.returnsCounted"),
      to: board({ back: from }),
    },
    {
      id: "closed",
      count: numbers.closed_by_silence,
      value: number(numbers.closed_by_silence),
      to: board({ lapsed: from }),
    },
    {
      id: "medianReturn",
      value: numbers.median_return === null ? "—" : spanWords(numbers.median_return),
      to: board({ back: from }),
    },
  ];
  return (
    <section aria-label={t("dashboard.numbers")} className="@container rounded-card border border-hairline bg-surface">
      <ul className="grid grid-cols-3 overflow-hidden rounded-card @min-[60rem]:grid-cols-6">
        {figures.map(({ id, value, count, note, to }) => {
          const inPeriod = id === "returned" || id === "closed" || id === "medianReturn";
          const words = (
            <>
              <Figure words={value} />
              <span className="block text-muted">{t(`dashboard.figures.${id}`, { count })}</span>
              <span className="block text-small text-faint">
                {inPeriod
                  ? days === 1
                    ? t("dashboard.inToday")
                    : t("dashboard.inDays", { count: days })
                  : t("dashboard.now")}
              </span>
            </>
          );
          return (
            <li key={id} className="-mr-px -mb-px min-w-0 border-r border-b border-hairline">
              <button
                type="button"
                {...(note ? tipped(note) : {})}
                onClick={() => go(to.path, to.search)}
                data-mark="inside"
                className="flex h-full w-full flex-col items-start px-4 py-3 text-left transition-colors hover:bg-hover"
              >
                {words}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Of a span the units stand smaller, so that it fits in one line with the others. */
function Figure({ words }: { words: string }) {
  return (
    <span className="tabular block text-figure font-semibold whitespace-nowrap">
      {words.split(/( \p{L}+)/u).map((piece, index) =>
        index % 2 === 0 ? (
          piece
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text
          <span key={index} className="text-section font-medium">
            {piece}
          </span>
        ),
      )}
    </span>
  );
}

function OverTime({ reply, days, csv }: Omit<SheetProps, "from" | "team">) {
  const t = useText();
  const title = days === 1 ? t("dashboard.perHour") : t("dashboard.perDay");
  const points = days === 1 ? reply.per_hour : byDay(reply.per_hour);
  const sum = (read: (point: (typeof points)[number]) => number) =>
    counted(points.reduce((all, point) => all + read(point), 0));
  return (
    <Plot
      kind="lines"
      title={title}
      labels={points.map((point) => (days === 1 ? clockTime(point.at) : shortDay(point.at)))}
      series={[
        { name: t("dashboard.entered"), values: points.map((point) => point.entered) },
        { name: t("dashboard.returned"), values: points.map((point) => point.returned) },
        { name: t("dashboard.closed"), values: points.map((point) => point.closed) },
      ]}
      summary={t("dashboard.perHourSummary", {
        entered: t(
          "dashboard.enteredCount",
          sum((p) => p.entered),
        ),
        returned: t(
          "dashboard.returnedCount",
          sum((p) => p.returned),
        ),
        closed: t(
          "dashboard.closedCount",
          sum((p) => p.closed),
        ),
      })}
      onCsv={() => csv("per_hour", title)}
      height="16rem"
      className="col-span-4"
    />
  );
}

function Technicians({ reply, csv }: Pick<SheetProps, "reply" | "csv">) {
  const t = useText();
  const names = useNames();
  const rows = reply.per_technician.toSorted((one, other) => other.open - one.open);
  const name = (user: number) => names.user(user)?.name ?? `#${user}`;
  const most = rows[0];
  return (
    <Plot
      kind="bars"
      flat
      title={t("dashboard.perTechnician")}
      labels={rows.map((row) => name(row.user))}
      series={[
        { name: t("dashboard.open"), values: rows.map((row) => row.open) },
        { name: t("dashboard.entered"), values: rows.map((row) => row.entered) },
        { name: t("dashboard.returned"), values: rows.map((row) => row.returned) },
      ]}
      summary={
        most ? t("dashboard.perTechnicianSummary", { name: name(most.user), count: most.open }) : t("plots.nothing")
      }
      onCsv={() => csv("per_technician", t("dashboard.perTechnician"))}
      height="16rem"
      className="col-span-2"
    />
  );
}

const hours = Array.from({ length: 24 }, (_, hour) => hour);

function Heat({ reply, csv }: Pick<SheetProps, "reply" | "csv">) {
  const t = useText();
  const of = (weekday: number, hour: number) =>
    reply.heat.find((cell) => cell.weekday === weekday && cell.hour === hour)?.silences ?? 0;
  const most = reply.heat.toSorted((one, other) => other.silences - one.silences)[0];
  return (
    <Plot
      kind="heat"
      title={t("dashboard.heat")}
      note={t("dashboard.heatNote")}
      labels={hours.map((hour) => t("dashboard.hour", { hour }))}
      series={weekdays.map((weekday) => ({
        name: weekdayName(weekday, "short"),
        values: hours.map((hour) => of(weekday, hour)),
      }))}
      summary={
        most && most.silences > 0
          ? t("dashboard.heatSummary", {
              day: weekdayName(most.weekday, "long"),
              hour: most.hour,
              count: most.silences,
            })
          : t("plots.nothing")
      }
      onCsv={() => csv("heat", t("dashboard.heat"))}
      height="15rem"
      className="col-span-4"
    />
  );
}

function Effect({ reply, csv }: Pick<SheetProps, "reply" | "csv">) {
  const t = useText();
  const names = useNames();
  const rows = reply.effect.filter((row) => row.executed > 0);
  const name = (rule: number) => names.rule(rule)?.name ?? `#${rule}`;
  return (
    <Plot
      kind="bars"
      flat
      title={t("dashboard.effect")}
      note={t("dashboard.effectNote")}
      labels={rows.map((row) => `${name(row.rule)} · ${percent(row.answered_24h / row.executed)}`)}
      series={[
        { name: t("dashboard.acted"), values: rows.map((row) => row.executed) },
        { name: t("dashboard.answered"), values: rows.map((row) => row.answered_24h) },
      ]}
      summary={
        rows
          .map((row) =>
            t("dashboard.effectSummary", {
              name: name(row.rule),
              executed: number(row.executed),
              ...counted(row.answered_24h),
            }),
          )
          .join(" ") || t("plots.nothing")
      }
      onCsv={() => csv("effect", t("dashboard.effect"))}
      height="15rem"
      className="col-span-2"
    />
  );
}

function Stages({ reply, csv }: Pick<SheetProps, "reply" | "csv">) {
  const t = useText();
  const names = useNames();
  const rows = reply.stages;
  const name = (stage: number | null) =>
    stage === null ? t("dashboard.noStage") : (names.stage(stage)?.name ?? `#${stage}`);
  const total = rows.reduce((sum, row) => sum + row.value_cents, 0);
  return (
    <Plot
      kind="bars"
      flat
      title={t("dashboard.stages")}
      note={total > 0 ? t("dashboard.stagesNote", { value: moneyShort(total) }) : undefined}
      labels={rows.map((row) =>
        row.value_cents > 0 ? `${name(row.stage)} · ${moneyShort(row.value_cents)}` : name(row.stage),
      )}
      series={[{ name: t("dashboard.tickets"), values: rows.map((row) => row.tickets) }]}
      summary={rows.map((row) => `${name(row.stage)}: ${number(row.tickets)}.`).join(" ")}
      onCsv={() => csv("stages", t("dashboard.stages"))}
      height={`${Math.max(8, rows.length * 2 + 2)}rem`}
      className="col-span-6"
    />
  );
}
