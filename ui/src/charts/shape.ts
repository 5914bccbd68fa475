// What a plot shows, free of the library that draws it: the same values feed the drawing, the table and the summary.

export type Series = { name: string; values: readonly number[] };

export type PlotShape =
  /** Side by side or, with several series, stacked; `flat` lies on its side. */
  | { kind: "bars"; labels: readonly string[]; series: readonly Series[]; flat?: boolean }
  | { kind: "lines"; labels: readonly string[]; series: readonly Series[] }
  /** One value for each row and column. */
  | { kind: "heat"; labels: readonly string[]; series: readonly Series[] };
