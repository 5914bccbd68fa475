// One size and one stroke for every icon; it grows with the text.
import type { LucideIcon } from "lucide-react";
import { cx } from "./cx";

export type { LucideIcon };

export function Icon({ of: Glyph, size = 16, className }: { of: LucideIcon; size?: 14 | 16 | 20; className?: string }) {
  return (
    <Glyph aria-hidden="true" size={`${size / 16}rem`} strokeWidth={1.75} className={cx("flex-none", className)} />
  );
}
