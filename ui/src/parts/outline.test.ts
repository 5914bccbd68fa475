import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as lucide from "lucide";
import { describe, expect, it } from "vitest";
import { outlineOf } from "./outline";

const src = join(import.meta.dirname, "..");

/** The icons that any of our files names. */
function ours(): Map<string, lucide.IconNode> {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  const found = new Map<string, lucide.IconNode>();
  for (const file of files) {
    const text = readFileSync(join(src, file), "utf8");
    for (const [, names = ""] of text.matchAll(/import \{([^}]*)\} from "lucide"/g))
      for (const name of names.split(",").map((one) => one.trim().split(" as ")[0] ?? "")) {
        const glyph: unknown = Reflect.get(lucide, name);
        if (Array.isArray(glyph)) found.set(name, glyph as lucide.IconNode);
      }
  }
  return found;
}

describe("an icon as one path", () => {
  const table: [lucide.IconNode, string][] = [
    [[["path", { d: "M5 22h14" }]], "M5 22h14"],
    [
      [
        ["path", { d: "m6 6 12 12" }],
        ["path", { d: "M18 6 6 18" }],
      ],
      "M0 0m6 6 12 12M18 6 6 18",
    ],
    [[["circle", { cx: "11", cy: "11", r: "8" }]], "M3 11a8 8 0 1 0 16 0a8 8 0 1 0 -16 0z"],
    [
      [["circle", { cx: "7", cy: "8", r: ".5", fill: "currentColor" }]],
      "M6.5 8a0.5 0.5 0 1 0 1 0a0.5 0.5 0 1 0 -1 0zM7 8h.01",
    ],
    [[["ellipse", { cx: "12", cy: "5", rx: "9", ry: "3" }]], "M3 5a9 3 0 1 0 18 0a9 3 0 1 0 -18 0z"],
    [[["line", { x1: "10", x2: "14", y1: "2", y2: "3" }]], "M10 2L14 3"],
    [[["polyline", { points: "22 12 16 12 14 15" }]], "M22 12 16 12 14 15"],
    [
      [["rect", { width: "18", height: "16", x: "3", y: "4", rx: "2" }]],
      "M5 4h14a2 2 0 0 1 2 2v12a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-12a2 2 0 0 1 2 -2z",
    ],
    [
      [["rect", { width: "4", height: "2", x: "1", y: "1" }]],
      "M1 1h4a0 0 0 0 1 0 0v2a0 0 0 0 1 0 0h-4a0 0 0 0 1 0 0v-2a0 0 0 0 1 0 0z",
    ],
  ];
  it.each(table)("%j", (glyph, outline) => {
    expect(outlineOf(glyph)).toBe(outline);
  });

  it("draws every shape of every icon of ours, and loses nothing that is said of one", () => {
    const said = new Set([
      "d",
      "cx",
      "cy",
      "r",
      "rx",
      "ry",
      "x",
      "y",
      "x1",
      "x2",
      "y1",
      "y2",
      "width",
      "height",
      "points",
    ]);
    const icons = ours();
    expect(icons.size).toBeGreaterThan(100);
    for (const [name, glyph] of icons)
      for (const shape of glyph) {
        expect(outlineOf([shape]), `${name}: ${shape[0]}`).toMatch(/^M/);
        for (const attribute of Object.keys(shape[1])) {
          // A dot: its stroke fills it.
          const dot = attribute === "fill" && Number(shape[1].r) < 0.875;
          expect(said.has(attribute) || dot, `${name}: ${attribute}`).toBe(true);
        }
      }
  });
});
