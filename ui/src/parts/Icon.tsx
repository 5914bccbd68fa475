// One size and one stroke for every icon; it grows with the text.
import type { IconNode } from "lucide";
import { createElement, type ReactNode } from "react";
import { cx } from "./cx";

/** The shapes of an icon on a square of 24. */
export type Glyph = IconNode;

export function Icon({ of: glyph, size = 16, className }: { of: Glyph; size?: 14 | 16 | 20; className?: string }) {
  const side = `${size / 16}rem`;
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      width={side}
      height={side}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={cx("flex-none", className)}
    >
      {shapesOf(glyph)}
    </svg>
  );
}

const made = new WeakMap<Glyph, readonly ReactNode[]>();

/** A board shows the same few by the hundred: their shapes are put together once. */
function shapesOf(glyph: Glyph): readonly ReactNode[] {
  const known = made.get(glyph);
  if (known) return known;
  const shapes = glyph.map(([tag, attributes], nth) => createElement(tag, { ...attributes, key: nth }));
  made.set(glyph, shapes);
  return shapes;
}
