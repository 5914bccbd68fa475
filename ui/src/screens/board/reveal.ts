// A filter may leave cards only where nobody looks: the strip then goes to the first column that has any, and without a
// filter back to where it was.
import { useEffect, useRef } from "react";
import type { Board } from "../../bindings/Board";
import { columnId } from "./columns";

/** Once for each `shown`, what the board is the answer to, and only under a filter: without one people know where they are. */
export function useRevealed(
  strip: React.RefObject<HTMLElement | null>,
  board: Board,
  shown: string,
  on: boolean,
): void {
  const before = useRef<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer, not for each change of it
  useEffect(() => {
    const element = strip.current;
    if (!element) return;
    if (!on) {
      if (before.current !== null) element.scrollLeft = before.current;
      before.current = null;
      return;
    }
    const view = element.getBoundingClientRect();
    const full = board.columns.filter((column) => column.count > 0);
    const places = full.map((column) => element.querySelector(`[data-drop="${columnId(column.key)}"]`));
    const isSeen = (place: Element | null) => {
      const box = place?.getBoundingClientRect();
      return box !== undefined && box.left < view.right && box.right > view.left;
    };
    if (places.length === 0 || places.some(isSeen)) return;
    before.current ??= element.scrollLeft;
    places[0]?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [shown]);
}
