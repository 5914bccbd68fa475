// Keys within a group that is one tab stop: arrows go round, Home and End to its ends.

/** For `onKeyDown` of the group: the next of what `selector` finds gets the focus, and `reached` says what that does. */
export function stepTo(selector: string, reached?: (element: HTMLElement) => void) {
  return (event: React.KeyboardEvent<HTMLElement>) => {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)].filter(
      (one) => !one.matches(":disabled"),
    );
    const at = all.findIndex((one) => one.contains(document.activeElement));
    const to: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: all.length - 1,
    };
    const next = to[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const element = all.at(next % all.length);
    element?.focus();
    if (element) reached?.(element);
  };
}
