// How this person likes the window. Kept on this computer; nothing here is the team's business.
import { create } from "zustand";
import { persist } from "zustand/middleware";
import { allowSingleKeys } from "../parts/keys";
import { scaleChanged, watchRoom } from "../parts/scale";
import { type Language, speak } from "../text";

export const themes = ["system", "light", "dark"] as const;
export const densities = ["compact", "normal", "roomy"] as const;
export const scales = [80, 90, 100, 110, 125, 150] as const;

export type Prefs = {
  theme: (typeof themes)[number];
  density: (typeof densities)[number];
  /** Text size, per cent. */
  scale: number;
  language: Language;
  railOpen: boolean;
  reduceMotion: boolean;
  singleKeys: boolean;
  /** Keys of one's own, by what they do; empty switches one off. */
  keys: Readonly<Record<string, string | undefined>>;
  /** Width of the ticket panel in rem. */
  panelRem: number;
  /** What each person chose last in the palette, by their id, newest first. Ids only: no customer's name is kept. */
  recent: Readonly<Record<string, readonly string[] | undefined>>;
};

export const usePrefs = create<Prefs>()(
  persist(
    (): Prefs => ({
      theme: "system",
      density: "normal",
      scale: 100,
      language: "pt-BR",
      railOpen: true,
      reduceMotion: false,
      singleKeys: true,
      keys: {},
      panelRem: 34,
      recent: {},
    }),
    { name: "retorno.prefs", version: 1 },
  ),
);

export function setPrefs(change: Partial<Prefs>): void {
  usePrefs.setState(change);
}

/** Puts the choices on the page now and whenever they change. Runs before the first render, so nothing flashes. */
export function applyPrefs(): void {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    const { theme, density, scale, reduceMotion, singleKeys } = usePrefs.getState();
    const { dataset, style } = document.documentElement;
    dataset.theme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
    dataset.density = density;
    if (reduceMotion) dataset.motion = "reduced";
    else delete dataset.motion;
    style.fontSize = `${scale}%`;
    allowSingleKeys(singleKeys);
    scaleChanged(scale);
  };
  paint();
  watchRoom();
  dark.addEventListener("change", paint);
  // What was drawn in colours of the screen is drawn anew for paper, which is light (see tokens.css).
  window.addEventListener("beforeprint", () => {
    document.documentElement.dataset.theme = "light";
  });
  window.addEventListener("afterprint", paint);
  usePrefs.subscribe((next, previous) => {
    paint();
    if (next.language !== previous.language) void speak(next.language);
  });
}
