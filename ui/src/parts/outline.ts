// The shapes of an icon as one path: a board draws the same few by the hundred, and each element less is less to make, to style
// and to lay out. What icons fill is smaller than their stroke, so that a path which is only stroked looks the same.
import type { IconNode } from "lucide";

type Shape = IconNode[number];
type Attributes = Shape[1];

const made = new WeakMap<IconNode, string>();

/** The `d` of one path that draws all shapes of the icon. An element that no icon of ours has draws nothing. */
export function outlineOf(glyph: IconNode): string {
  const known = made.get(glyph);
  if (known !== undefined) return known;
  const outline = glyph.map(pathOf).join("");
  made.set(glyph, outline);
  return outline;
}

function pathOf([tag, attributes]: Shape): string {
  const at = (name: string) => Number(attributes[name] ?? 0);
  switch (tag) {
    case "path":
      // The first step of a path counts from the corner even where it is written as relative; within another it would not.
      return String(attributes.d).replace(/^m/, "M0 0m");
    case "circle":
      // Of a filled one the stroke leaves a hole in the middle of a point where it meets itself.
      return `${ellipse(at("cx"), at("cy"), at("r"), at("r"))}${attributes.fill ? `M${at("cx")} ${at("cy")}h.01` : ""}`;
    case "ellipse":
      return ellipse(at("cx"), at("cy"), at("rx"), at("ry"));
    case "rect":
      return rectangle(attributes);
    case "line":
      return `M${at("x1")} ${at("y1")}L${at("x2")} ${at("y2")}`;
    case "polyline":
      return `M${attributes.points}`;
    default:
      return "";
  }
}

function ellipse(cx: number, cy: number, rx: number, ry: number): string {
  const half = (across: number) => `a${rx} ${ry} 0 1 0 ${across} 0`;
  return `M${cx - rx} ${cy}${half(2 * rx)}${half(-2 * rx)}z`;
}

function rectangle({ x = 0, y = 0, width = 0, height = 0, rx, ry }: Attributes): string {
  const across = Number(rx ?? ry ?? 0);
  const down = Number(ry ?? rx ?? 0);
  const corner = (dx: number, dy: number) => `a${across} ${down} 0 0 1 ${dx} ${dy}`;
  const [long, high] = [Number(width) - 2 * across, Number(height) - 2 * down];
  const upper = `M${Number(x) + across} ${y}h${long}${corner(across, down)}v${high}${corner(-across, down)}`;
  return `${upper}h${-long}${corner(-across, -down)}v${-high}${corner(across, -down)}z`;
}
