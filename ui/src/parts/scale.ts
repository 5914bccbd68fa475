// The pixels of one rem, for the few places that must count pixels (virtual lists). Layout itself is in rem.
import { useSyncExternalStore } from "react";

const heard = new Set<() => void>();
/** Asking the page for a token makes it lay itself out anew, and every list asks. */
const known = new Map<string, number>();

export function pxPerRem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

/** A length token of tokens.css in pixels at the chosen text size and density. */
export function tokenPx(token: `--${string}`): number {
  const value = getComputedStyle(document.documentElement).getPropertyValue(token).trim();
  const amount = Number.parseFloat(value);
  return value.endsWith("rem") ? amount * pxPerRem() : amount || 0;
}

/** Called after text size or density changed. */
export function scaleChanged(): void {
  known.clear();
  for (const hear of heard) hear();
}

export function useTokenPx(token: `--${string}`): number {
  return useSyncExternalStore(
    (hear) => {
      heard.add(hear);
      return () => heard.delete(hear);
    },
    () => {
      const px = known.get(token) ?? tokenPx(token);
      known.set(token, px);
      return px;
    },
  );
}
