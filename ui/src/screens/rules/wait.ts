// "Tempo (em horas)": what people type ("0,5", "1.5", "72") and the span it means. Pure.

export const units = ["min", "h", "d"] as const;
export type Unit = (typeof units)[number];

export const unitMs: Record<Unit, number> = { min: 60_000, h: 3_600_000, d: 86_400_000 };

export type Wait = { typed: string; unit: Unit };

/** A comma or a point before decimals, nothing else; null when it is no amount. */
export function parseAmount(typed: string): number | null {
  const found = /^(\d{1,6})(?:[.,](\d{0,3}))?$/.exec(typed.trim());
  if (!found) return null;
  return Number(`${found[1]}.${found[2] || "0"}`);
}

/** What is wrong with what is no amount: a number all the same, only a larger one than anybody waits. */
export function amountFault(typed: string): "badSpan" | "longSpan" {
  return /^\d{7,}(?:[.,]\d*)?$/.test(typed.trim()) ? "longSpan" : "badSpan";
}

/** The span in milliseconds; null when nothing sensible is typed. */
export function spanOf({ typed, unit }: Wait): number | null {
  const amount = parseAmount(typed);
  return amount === null || amount === 0 ? null : Math.round(amount * unitMs[unit]);
}

/** How a stored span is put into the field: in hours unless that would need a long fraction. */
export function waitOf(ms: number): Wait {
  const unit = unitFor(ms);
  return { typed: amountText(ms / unitMs[unit]), unit };
}

function unitFor(ms: number): Unit {
  if (ms < unitMs.h) return "min";
  if (ms % unitMs.d === 0 && ms >= 10 * unitMs.d) return "d";
  return (ms * 100) % unitMs.h === 0 ? "h" : "min";
}

/** 0.5 as it is typed here: "0,5". */
export function amountText(amount: number): string {
  return String(Math.round(amount * 1000) / 1000).replace(".", ",");
}

/** One step of the arrows: whole units, down to the smallest that makes sense. */
export function stepped({ typed, unit }: Wait, by: 1 | -1): Wait {
  const amount = parseAmount(typed) ?? 0;
  const next = by > 0 ? Math.floor(amount) + 1 : Math.ceil(amount) - 1;
  return { typed: amountText(Math.max(next, 1)), unit };
}

/** 24 h, 30 min, 72 h, 15 d: a wait in a narrow column, in the unit its name usually has. */
export function waitShort(ms: number): string {
  if (ms % unitMs.d === 0 && ms >= 10 * unitMs.d) return `${ms / unitMs.d} d`;
  if (ms % unitMs.h === 0) return `${ms / unitMs.h} h`;
  if (ms < unitMs.h) return `${amountText(ms / unitMs.min)} min`;
  return `${Math.floor(ms / unitMs.h)} h ${amountText((ms % unitMs.h) / unitMs.min)} min`;
}

/** The wait as parts a catalogue can count: a whole number of one unit, or null when it takes two. */
export function wholeUnit(ms: number, preferred: Unit): { unit: Unit; count: number } | null {
  const order: readonly Unit[] = [preferred, "h", "min"];
  const unit = order.find((one) => ms % unitMs[one] === 0);
  if (!unit) return null;
  const count = ms / unitMs[unit];
  return unit === "min" && count > 120 ? null : { unit, count };
}
