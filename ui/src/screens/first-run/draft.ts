// What the first run collects and how it becomes the backend's draft. Pure.
import type { SetupDraft } from "../../bindings/SetupDraft";

export type Answers = {
  company: string;
  yourName: string;
  technicians: string;
  leader: string;
  waitMinutes: number | null;
  dayEnd: string | null;
  opens: string | null;
  closes: string | null;
  saturday: boolean;
};

export const usual: Answers = {
  company: "",
  yourName: "",
  technicians: "",
  leader: "",
  waitMinutes: 10,
  dayEnd: "18:00",
  opens: "08:00",
  closes: "18:00",
  saturday: false,
};

const minuteMs = 60_000;

export function minuteOfDay(clock: string): number {
  const [hours = "0", minutes = "0"] = clock.split(":");
  return Number(hours) * 60 + Number(minutes);
}

/** One name a line or between commas; empty ones and repetitions are dropped. */
export function namesIn(typed: string): string[] {
  return [
    ...new Set(
      typed
        .split(/[\n,;]/)
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  ];
}

/** What a house and its first person are called until somebody says so. */
export type Unnamed = { company: string; yourName: string };

/** Empty answers are left out, so that they keep their defaults; names that were skipped are the given ones. */
export function draftOf(answers: Answers, unnamed: Unnamed): SetupDraft {
  const { company, yourName, technicians, leader, waitMinutes, dayEnd, opens, closes, saturday } = answers;
  const weekend = [saturday, false] as const;
  const frame =
    opens && closes && minuteOfDay(opens) < minuteOfDay(closes)
      ? [{ from_minute: minuteOfDay(opens), to_minute: minuteOfDay(closes) }]
      : null;
  return {
    company: company.trim() || unnamed.company,
    your_name: yourName.trim() || unnamed.yourName,
    technicians: namesIn(technicians),
    ...(leader.trim() ? { leader: leader.trim() } : {}),
    ...(waitMinutes === null ? {} : { wait: waitMinutes * minuteMs }),
    ...(dayEnd ? { day_end: { minute: minuteOfDay(dayEnd), days: [true, true, true, true, true, ...weekend] } } : {}),
    ...(frame ? { hours: { week: [frame, frame, frame, frame, frame, saturday ? frame : [], []] } } : {}),
  };
}
