// One size and one stroke for every icon (`.icon` of base.css); it grows with the text.
import type { IconNode } from "lucide";
import { cx } from "./cx";
import { outlineOf } from "./outline";

/** The shapes of an icon on a square of 24. */
export type Glyph = IconNode;

const sizes = { 14: "size-3.5", 16: "size-4", 20: "size-5" } as const;

export function Icon({
  of: glyph,
  size = 16,
  className,
}: {
  of: Glyph;
  size?: keyof typeof sizes;
  className?: string;
}) {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className={cx("icon", sizes[size], className)}>
      <path d={outlineOf(glyph)} />
    </svg>
  );
}
