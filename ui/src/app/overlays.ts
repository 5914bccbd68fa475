// Which window of the shell is open over the screens. One at a time.
import { create } from "zustand";

export type Overlay = "palette" | "cheatSheet" | "notices" | "appearance";

export const useOverlay = create<{ open: Overlay | null }>(() => ({ open: null }));

export function openOverlay(overlay: Overlay): void {
  useOverlay.setState({ open: overlay });
}

export function closeOverlay(): void {
  useOverlay.setState({ open: null });
}
