// A plot with its title, its summary in words, and the same numbers as a table. The drawing library comes later, alone.
import { ChartColumn, Download, Table2 } from "lucide";
import { lazy, Suspense, useState } from "react";
import { IconButton } from "../parts/Button";
import { cx } from "../parts/cx";
import { useText } from "../text";
import { number } from "../text/format";
import type { PlotShape } from "./shape";

const Drawing = lazy(() => import("./Drawing").then((made) => ({ default: made.Drawing })));

type PlotProps = PlotShape & {
  title: string;
  /** What the picture says, for whoever cannot see it. */
  summary: string;
  height?: string;
  onCsv?: () => void;
  /** Read under the title. */
  note?: string;
  className?: string;
};

export function Plot(props: PlotProps) {
  const { title, summary, height = "14rem", onCsv, note, className } = props;
  const t = useText();
  const [table, setTable] = useState(false);
  return (
    <figure
      className={cx(
        "flex min-w-0 flex-col rounded-card border border-hairline bg-surface",
        className,
        // Paper has no bar to scroll by: a table takes the whole width and as much height as it needs.
        table && "print:col-span-full",
      )}
    >
      <figcaption className="flex items-start gap-1 pt-2 pr-2 pl-3.5">
        <div className="min-w-0 flex-1 pt-1">
          <p className="truncate font-medium">{title}</p>
          {note && <p className="text-small text-faint">{note}</p>}
        </div>
        <span className="flex print:hidden">
          <IconButton
            icon={table ? ChartColumn : Table2}
            small
            label={table ? t("plots.asPlot") : t("plots.asTable")}
            aria-pressed={table}
            onPress={() => setTable(!table)}
          />
          {onCsv && <IconButton icon={Download} small label={t("plots.csv")} onPress={onCsv} />}
        </span>
      </figcaption>
      {table ? (
        <div
          className="overflow-auto px-3.5 pt-1 pb-3 print:max-h-none! print:overflow-visible"
          style={{ maxHeight: height }}
        >
          <Numbers shape={props} title={title} />
        </div>
      ) : props.series.every((series) => series.values.every((value) => value === 0)) ? (
        <p style={{ height }} className="flex items-center justify-center px-4 pb-4 text-center text-faint">
          {t("plots.nothing")}
        </p>
      ) : (
        <div role="img" aria-label={`${title}. ${summary}`} style={{ height }} className="px-1.5 pb-1.5">
          <Suspense fallback={<div aria-busy="true" />}>
            <Drawing {...props} />
          </Suspense>
        </div>
      )}
    </figure>
  );
}

function Numbers({ shape, title }: { shape: PlotShape; title: string }) {
  const { labels, series } = shape;
  // A heat map reads better with its rows as rows; everything else with one line a label.
  const [heads, rows] =
    shape.kind === "heat"
      ? [labels, series.map((one) => ({ name: one.name, values: one.values }))]
      : [
          series.map((one) => one.name),
          labels.map((name, index) => ({ name, values: series.map((one) => one.values[index] ?? 0) })),
        ];
  return (
    <table className="tabular w-full text-left text-small print:text-meta">
      <caption className="sr-only">{title}</caption>
      <thead className="text-faint">
        <tr>
          <td />
          {heads.map((head) => (
            <th key={head} scope="col" className="px-1.5 py-1 text-right font-medium whitespace-nowrap print:px-0.5">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two labels may read the same; their order is fixed
          <tr key={index} className="break-inside-avoid border-t border-hairline">
            <th scope="row" className="py-1 pr-2 font-normal whitespace-nowrap text-muted">
              {row.name}
            </th>
            {row.values.map((value, column) => (
              <td key={heads[column] ?? column} className="px-1.5 py-1 text-right print:px-0.5">
                {number(value)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
