// What is said when a field is left waits for the end of the press it was left by: drawn at once, it would move what is being
// pressed away from under the pointer, and the press would be of nothing.

let pressed = false;

if (typeof window !== "undefined") {
  const over = () => {
    pressed = false;
  };
  const down = () => {
    pressed = true;
  };
  window.addEventListener("pointerdown", down, { capture: true });
  window.addEventListener("pointerup", over, { capture: true });
  window.addEventListener("pointercancel", over, { capture: true });
  window.addEventListener("blur", over);
}

/** At once, unless a pointer is down: then once its click has been heard. */
export function afterPress(work: () => void): void {
  if (!pressed) {
    work();
    return;
  }
  const ended = new AbortController();
  const end = () => {
    ended.abort();
    setTimeout(work);
  };
  const { signal } = ended;
  window.addEventListener("pointerup", end, { capture: true, signal });
  window.addEventListener("pointercancel", end, { capture: true, signal });
  window.addEventListener("blur", end, { signal });
}
