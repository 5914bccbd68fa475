// A number as people type it: "1.200", "1 200,5", "99.90". Pure.

/** Groups of three digits or none, and decimals after the last sign; null when it is no number. */
export function numberIn(typed: string, decimals: number): number | null {
  const plain = typed.replace(/R\$|\s/g, "");
  const found = /^(-?)(\d{1,3}(?:[.,]\d{3})+|\d+)(?:[.,](\d*))?$/.exec(plain);
  if (!found) return null;
  const [, sign = "", whole = "", fraction = ""] = found;
  if (fraction.length > decimals) return null;
  return Number(`${sign}${whole.replace(/[.,]/g, "")}.${fraction || "0"}`);
}

/** One step of the arrows, in whole steps and within the ends. */
export function steppedTo(from: number | null, by: 1 | -1, step: number, min: number, max: number): number {
  const start = from ?? (by > 0 ? min - step : min + step);
  return Math.min(Math.max(start + by * step, min), max);
}
