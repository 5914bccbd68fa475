// What of this person's choices counts outside the page: the icon by the clock and the bubbles speak as the window does.
import { host } from "../host";
import { whenCalm } from "../parts/later";
import { usePrefs } from "./prefs";

/** Tells the language once the first picture stands, because it may have been chosen by another page, and at every change. */
export function speakOutside(): void {
  const { computer } = host();
  if (!computer) return;
  // One that could not be kept is told again at the next start; nobody is to be troubled about it.
  const tell = () => void computer.change({ language: usePrefs.getState().language }).catch(() => undefined);
  whenCalm(tell);
  usePrefs.subscribe((next, previous) => {
    if (next.language !== previous.language) tell();
  });
}
