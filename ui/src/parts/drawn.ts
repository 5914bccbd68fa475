// When a screen stands on the screen: what nobody sees yet is made after that, and it is said in the page's own timeline
// for whoever measures (`cargo xtask bench --ui`).
import { startTransition, useEffect, useState } from "react";

/** False until the first frame of this key has been painted; made anew for every other key. */
export function useDrawn(key: string): boolean {
  const [drawn, setDrawn] = useState<string | null>(null);
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        performance.clearMarks("drawn");
        performance.mark("drawn");
        startTransition(() => setDrawn(key));
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [key]);
  return drawn === key;
}
