// When a screen stands on the screen: what nobody sees yet is made after that, and it is said in the page's own timeline
// for whoever measures (`cargo xtask bench --ui`).
import { startTransition, useEffect, useState } from "react";
import { fetchTheRest } from "./later";

/** False until the first frame with this component has been painted. */
export function usePainted(): boolean {
  const [painted, setPainted] = useState(false);
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => startTransition(() => setPainted(true)));
    });
    return () => cancelAnimationFrame(frame);
  }, []);
  return painted;
}

/** Until what is made after the first frame stands, too. */
const calmMs = 200;

/** False until the first frame of this key has been painted; made anew for every other key. */
export function useDrawn(key: string): boolean {
  const [drawn, setDrawn] = useState<string | null>(null);
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        performance.clearMarks("drawn");
        performance.mark("drawn");
        startTransition(() => setDrawn(key));
        setTimeout(fetchTheRest, calmMs);
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [key]);
  return drawn === key;
}
