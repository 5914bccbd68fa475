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
  /** What customers read of the queue; null is not sent, undefined as delivered. */
  entryText: string | null | undefined;
  closingText: string | null | undefined;
  /** A form for the first mailbox comes next. */
  connect: boolean;
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
  entryText: undefined,
  closingText: undefined,
  connect: true,
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

/** The texts of the queue as the program brings them. */
export type Texts = { entry_text: string | null; closing_text: string | null };

/** What customers will read: as typed, or as delivered where nobody said anything. An emptied text is not sent. */
export function textsOf({ entryText, closingText }: Answers, delivered: Texts): Texts {
  const said = (typed: string | null | undefined, standard: string | null) =>
    typed === undefined ? standard : typed?.trim() || null;
  return {
    entry_text: said(entryText, delivered.entry_text),
    closing_text: said(closingText, delivered.closing_text),
  };
}

/** What the step of the times cannot go on with, by the answer it stands beside. */
export type TimesProblem = "noWait" | "noDayEnd" | "halfHours" | "endsFirst";
export type TimesProblems = Partial<Record<"waitMinutes" | "dayEnd" | "closes", TimesProblem>>;

/** Without opening hours the house is always open; half of them, or hours that end before they begin, are a mistake. */
export function timesProblems({ waitMinutes, dayEnd, opens, closes }: Answers): TimesProblems {
  const both = opens !== null && closes !== null;
  const half = !both && (opens !== null || closes !== null);
  const endsFirst = both && minuteOfDay(opens) >= minuteOfDay(closes);
  return {
    ...(waitMinutes === null ? { waitMinutes: "noWait" } : {}),
    ...(dayEnd === null ? { dayEnd: "noDayEnd" } : {}),
    ...(half ? { closes: "halfHours" } : endsFirst ? { closes: "endsFirst" } : {}),
  };
}

/** Empty answers are left out, so that they keep their defaults; names that were skipped are the given ones. */
export function draftOf(answers: Answers, unnamed: Unnamed, delivered: Texts | undefined): SetupDraft {
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
    ...(delivered ? { texts: textsOf(answers, delivered) } : {}),
    ...(frame ? { hours: { week: [frame, frame, frame, frame, frame, saturday ? frame : [], []] } } : {}),
  };
}
