// How much of a row of controls is said so that it stays one row: measured, since words have another length in each language
// and size of text.
import { useLayoutEffect, useState } from "react";
import { useRemPx } from "./scale";

/**
 * From 0, everything, to `steps`, as little as can be: the first at which the row does not run over. Looked at again when its
 * room changes, or `said`, what stands in it.
 */
export function useFitting(row: React.RefObject<HTMLElement | null>, steps: number, said: string): number {
  const remPx = useRemPx();
  const [step, setStep] = useState(0);
  const [roomPx, setRoomPx] = useState(0);
  useLayoutEffect(() => {
    const element = row.current;
    if (!element) return;
    const resized = new ResizeObserver(() => setRoomPx(element.clientWidth));
    resized.observe(element);
    return () => resized.disconnect();
  }, [row]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: from the start for another room and other words
  useLayoutEffect(() => setStep(0), [roomPx, remPx, said]);
  // Before it is painted, so that nobody sees the steps in between.
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again for each step, and after going back to the first
  useLayoutEffect(() => {
    const element = row.current;
    if (element && step < steps && element.scrollWidth > element.clientWidth) setStep(step + 1);
  }, [step, steps, roomPx, remPx, said]);
  return step;
}
