// For the few places that must re-render with time (a sentence with an hour in it). Never for something that ticks: that is Timer.
import { useEffect, useState } from "react";
import { coarsely, now, onSecond } from "./clock";

/** The backend's time, renewed every `stepSeconds` and up to a quarter of a minute later, with what else is not exact. */
export function useNow(stepSeconds = 30): number {
  const [instant, setInstant] = useState(now);
  useEffect(
    () =>
      onSecond((next) => {
        setInstant((previous) => (Math.abs(next - previous) >= stepSeconds * 1000 ? next : previous));
        return coarsely(next + stepSeconds * 1000);
      }),
    [stepSeconds],
  );
  return instant;
}
