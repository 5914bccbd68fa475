// A refused first run: which step and which answer each complaint of the backend is about, and which complaints are left
// once an answer has been changed. Pure.
import type { FieldProblem } from "../../bindings/FieldProblem";
import { Refusal } from "../../host";
import { faultOf } from "../../parts/State";
import type { Answers } from "./draft";

export const steps = ["look", "start", "team", "times", "messages"] as const;
export type Step = (typeof steps)[number];

const asked: Readonly<Record<string, { step: Step; by: readonly (keyof Answers)[] }>> = {
  company: { step: "team", by: ["company"] },
  your_name: { step: "team", by: ["yourName"] },
  technicians: { step: "team", by: ["technicians", "yourName"] },
  leader: { step: "team", by: ["leader"] },
  "queue.wait": { step: "times", by: ["waitMinutes"] },
  "queue.day_end": { step: "times", by: ["dayEnd", "saturday"] },
  hours: { step: "times", by: ["opens", "closes", "saturday"] },
  "queue.entry_text": { step: "messages", by: ["entryText"] },
  "queue.closing_text": { step: "messages", by: ["closingText"] },
};

/** What is still wrong: beside fields that are asked here, and whatever belongs to none of them. */
export type Trouble = { beside: readonly FieldProblem[]; general: string | null };

export const noTrouble: Trouble = { beside: [], general: null };

export function troubleOf(error: unknown): Trouble {
  const beside = error instanceof Refusal ? error.problems.filter(({ field }) => field in asked) : [];
  return { beside, general: beside.length === 0 ? faultOf(error).message : null };
}

/** The step to go back to: the earliest that has something to correct. */
export function stepOf({ beside }: Trouble): Step | null {
  return steps.find((step) => beside.some(({ field }) => asked[field]?.step === step)) ?? null;
}

/** A complaint goes as soon as its answer is another one. */
export function without({ beside }: Trouble, changed: Partial<Answers>): Trouble {
  const answered = (by: readonly (keyof Answers)[]) => by.some((answer) => answer in changed);
  return { beside: beside.filter(({ field }) => !answered(asked[field]?.by ?? [])), general: null };
}

export function said({ beside }: Trouble, field: string): string | null {
  return beside.find((problem) => problem.field === field)?.message ?? null;
}
