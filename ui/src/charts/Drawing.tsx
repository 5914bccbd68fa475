// The drawing of a plot, the only file that knows ECharts (SVG, so it prints and scales). Colours are our tokens, read
// anew when the theme changes; patterns tell series apart without colour.
import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { pxPerRem } from "../parts/scale";
import { number } from "../text/format";
import type { PlotShape } from "./shape";

use([
  BarChart,
  HeatmapChart,
  LineChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
  SVGRenderer,
]);

export function Drawing(shape: PlotShape) {
  const root = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const look = useLook();

  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const made = init(element, null, { renderer: "svg" });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);

  const { kind, labels, series } = shape;
  const numbers = JSON.stringify([kind, labels, series]);
  const drawn = useRef("");
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn is known by the numbers, the colours and the sizes
  useEffect(() => {
    // Only numbers move: another look is there at once, for paper does not wait.
    const moves = drawn.current !== numbers && !stillWanted();
    drawn.current = numbers;
    chart.current?.setOption(optionOf(shape, paints(), moves), { notMerge: true });
  }, [numbers, look]);

  return <div ref={root} className="size-full" />;
}

/** Changes whenever theme, text size or motion does. */
function useLook(): string {
  return useSyncExternalStore(
    (hear) => {
      const watch = new MutationObserver(hear);
      watch.observe(document.documentElement, {
        attributes: true,
        attributeFilter: ["data-theme", "style", "data-motion"],
      });
      return () => watch.disconnect();
    },
    () => {
      const { dataset, style } = document.documentElement;
      return `${dataset.theme} ${style.fontSize} ${dataset.motion}`;
    },
  );
}

type Paints = {
  text: string;
  muted: string;
  line: string;
  surface: string;
  empty: string;
  series: string[];
  px: (rem: number) => number;
  font: string;
};

function paints(): Paints {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(name).trim();
  const px = pxPerRem();
  return {
    text: token("--text"),
    muted: token("--text-muted"),
    line: token("--border-hairline"),
    surface: token("--bg-surface"),
    empty: token("--bg-hover"),
    series: ["--hue-blue", "--hue-teal", "--hue-amber", "--hue-violet", "--hue-pink"].map(token),
    px: (rem) => rem * px,
    font: token("--font-sans") || "sans-serif",
  };
}

const nameSignsMax = 18;

function shortened(name: string): string {
  const signs = Array.from(name);
  return signs.length > nameSignsMax ? `${signs.slice(0, nameSignsMax - 1).join("")}…` : name;
}

function optionOf(shape: PlotShape, paint: Paints, moves: boolean): Parameters<ECharts["setOption"]>[0] {
  const words = { color: paint.muted, fontSize: paint.px(0.6875), fontFamily: paint.font };
  const base = {
    animation: moves,
    animationDuration: 160,
    color: paint.series,
    textStyle: { fontFamily: paint.font },
    aria: { enabled: false, decal: { show: shape.kind === "bars" && shape.series.length > 1 } },
    grid: {
      left: 8,
      right: 14,
      top: shape.series.length > 1 && shape.kind !== "heat" ? 30 : 12,
      bottom: 6,
      outerBoundsMode: "same",
      containLabel: true,
    },
    // Drawn in the picture itself: a tooltip of HTML would need inline styles, which the page forbids.
    tooltip: {
      trigger: shape.kind === "heat" ? "item" : "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: paint.surface,
      borderColor: paint.line,
      textStyle: { color: paint.text, fontSize: paint.px(0.75), fontFamily: paint.font },
      axisPointer: {
        type: shape.kind === "lines" ? "line" : "shadow",
        lineStyle: { color: paint.muted },
        shadowStyle: { color: paint.line, opacity: 0.5 },
      },
      valueFormatter: (value: unknown) => (typeof value === "number" ? number(value) : ""),
    },
  } as const;
  const categories = (labels: readonly string[]) => ({
    type: "category" as const,
    data: [...labels],
    axisTick: { show: false },
    axisLine: { lineStyle: { color: paint.line } },
    axisLabel: { ...words, hideOverlap: true },
  });
  const values = {
    type: "value" as const,
    minInterval: 1,
    splitNumber: 4,
    axisLabel: { ...words, formatter: (value: number) => number(value, { notation: "compact" }) },
    splitLine: { lineStyle: { color: paint.line } },
  };
  const legend =
    shape.series.length > 1
      ? {
          type: "scroll" as const,
          top: 0,
          left: 0,
          right: 0,
          icon: "roundRect",
          itemWidth: 10,
          itemHeight: 10,
          itemGap: 8,
          textStyle: { ...words, fontSize: paint.px(0.75) },
        }
      : undefined;

  switch (shape.kind) {
    case "bars": {
      const named = categories(shape.labels);
      // Names beside the bars leave them room; the tooltip and the table have them whole.
      const axis = shape.flat
        ? { ...named, inverse: true, axisLabel: { ...named.axisLabel, formatter: shortened } }
        : named;
      const one = shape.series.length === 1;
      return {
        ...base,
        legend,
        xAxis: shape.flat ? values : axis,
        yAxis: shape.flat ? axis : values,
        series: shape.series.map((series) => ({
          type: "bar" as const,
          name: series.name,
          data: [...series.values],
          barMaxWidth: shape.flat ? 14 : 22,
          barGap: "15%",
          itemStyle: { borderRadius: shape.flat ? [0, 3, 3, 0] : [3, 3, 0, 0] },
          ...(shape.flat && one
            ? { label: { show: true, position: "right" as const, ...words, color: paint.text } }
            : {}),
        })),
      };
    }
    case "lines":
      return {
        ...base,
        legend,
        xAxis: { ...categories(shape.labels), boundaryGap: false },
        yAxis: values,
        series: shape.series.map((series, index) => ({
          type: "line" as const,
          name: series.name,
          data: [...series.values],
          symbol: (["circle", "rect", "triangle"] as const)[index % 3],
          symbolSize: 5,
          showSymbol: shape.labels.length <= 32,
          lineStyle: { width: 2, type: (["solid", "dashed", "dotted"] as const)[index % 3] },
        })),
      };
    case "heat": {
      const most = Math.max(1, ...shape.series.flatMap((series) => series.values));
      return {
        ...base,
        grid: { ...base.grid, top: 6, bottom: 4 },
        xAxis: { ...categories(shape.labels), position: "bottom" as const, axisLine: { show: false } },
        yAxis: { ...categories(shape.series.map((series) => series.name)), inverse: true, axisLine: { show: false } },
        visualMap: {
          show: false,
          min: 0,
          max: most,
          inRange: { color: [paint.empty, paint.series[0] ?? paint.text] },
        },
        series: [
          {
            type: "heatmap" as const,
            data: shape.series.flatMap((series, row) => series.values.map((value, column) => [column, row, value])),
            itemStyle: { borderColor: paint.surface, borderWidth: 2, borderRadius: 3 },
          },
        ],
      };
    }
  }
}

/** By the choice in the window or by that of the system. */
function stillWanted(): boolean {
  const chosen = document.documentElement.dataset.motion === "reduced";
  return chosen || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}
