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

/** Called after text size (per cent) or density changed. */
export function scaleChanged(scale: number): void {
  known.clear();
  scalePercent = scale;
  measureRoom();
  for (const hear of heard) hear();
}

/**
 * How much room the window has at the chosen text size, which a media query does not know: what is written half as large
 * again needs a window half as wide again. Classes read it as `wide:` and `max-wide:`.
 */
export type Room = "narrow" | "middle" | "wide";

const wideRem = 80;
const middleRem = 62;
const plainRemPx = 16;
let room: Room = "wide";
let scalePercent = 100;

export function roomOf(rem: number): Room {
  return rem >= wideRem ? "wide" : rem >= middleRem ? "middle" : "narrow";
}

/** From now on the page says how much room there is. */
export function watchRoom(): void {
  const look = () => {
    const before = room;
    measureRoom();
    if (room !== before) for (const hear of heard) hear();
  };
  measureRoom();
  window.addEventListener("load", look);
  window.addEventListener("resize", look);
}

function measureRoom(): void {
  // Until its styles are there a page answers with the size of a page without any.
  room = roomOf(window.innerWidth / Math.max(pxPerRem(), (plainRemPx * scalePercent) / 100));
  document.documentElement.dataset.room = room;
}

export function useRoom(): Room {
  return useSyncExternalStore(listen, () => room);
}

function listen(hear: () => void): () => void {
  heard.add(hear);
  return () => heard.delete(hear);
}

/** The pixels of one rem, for what is guessed before it is measured. */
export function useRemPx(): number {
  return useSyncExternalStore(listen, () => {
    const px = known.get("rem") ?? pxPerRem();
    known.set("rem", px);
    return px;
  });
}

export function useTokenPx(token: `--${string}`): number {
  return useSyncExternalStore(listen, () => {
    const px = known.get(token) ?? tokenPx(token);
    known.set(token, px);
    return px;
  });
}
