// Which window of the shell is open over the screens. One at a time.
import { create } from "zustand";

export type Overlay = "palette" | "cheatSheet" | "notices" | "appearance" | "newTicket" | "presence";

/** `about`: the column a new ticket starts in, if it was asked for from one; the person whose presence it is. */
type Open = { open: Overlay | null; about: number | null };

export const useOverlay = create<Open>(() => ({ open: null, about: null }));

export function openOverlay(overlay: Overlay, about: number | null = null): void {
  useOverlay.setState({ open: overlay, about });
}

export function closeOverlay(): void {
  useOverlay.setState({ open: null });
}

let ahead = "";

/** Letters typed for a window that has not come yet. */
export function typeAhead(letter: string): void {
  ahead += letter;
}

/** What has been typed until now, for the window that has come. */
export function takeTyped(): string {
  const typed = ahead;
  ahead = "";
  return typed;
}
