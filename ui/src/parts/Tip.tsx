// The small dark label beside a control. It repeats or completes what the control says; nothing lives only here.
// A control only carries its words; one layer for the whole window listens and shows them, so that a tip costs nothing
// until somebody looks at it.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

const attribute = "data-tip";
const keysAttribute = "data-tip-keys";
const tipId = "tip";
const delayMs = 500;
const closeMs = 50;
/** So soon after another one the next is shown at once. */
const warmMs = 500;
const gapPx = 6;
const edgePx = 12;

/** What a control carries to have a tip. */
export function tipped(text: string, keys?: string): { "data-tip": string; "data-tip-keys"?: string } {
  return keys ? { [attribute]: text, [keysAttribute]: keys } : { [attribute]: text };
}

type Shown = { element: HTMLElement; text: string; keys: string | null };

/** Mounted once by the shell. */
export function TipLayer() {
  const [shown, setShown] = useState<Shown | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useTips(setShown, box);

  useLayoutEffect(() => {
    if (!shown || !box.current) return;
    const element = told(shown.element);
    // Above everything, and where the window says: what it is a part of may scroll, clip or have a place of its own.
    box.current.showPopover?.();
    place(box.current, shown.element.getBoundingClientRect());
    const described = element.getAttribute("aria-describedby");
    element.setAttribute("aria-describedby", described ? `${described} ${tipId}` : tipId);
    return () => {
      if (described === null) element.removeAttribute("aria-describedby");
      else element.setAttribute("aria-describedby", described);
    };
  }, [shown]);

  if (!shown) return null;
  return createPortal(
    <div
      ref={box}
      id={tipId}
      role="tooltip"
      popover="manual"
      // Over a dialog too, which hides everything else.
      data-react-aria-top-layer="true"
      className="motion-appear fixed inset-auto z-50 flex w-max max-w-72 items-center gap-2 overflow-visible rounded-control bg-ink px-2 py-1 text-left text-small font-normal whitespace-normal text-surface shadow-overlay"
    >
      {shown.text}
      {shown.keys && <kbd className="font-sans text-meta opacity-70">{shown.keys}</kbd>}
    </div>,
    shown.element.closest(landmarks) ?? document.body,
  );
}

/** What the tip speaks of: of a switch or a box, the input in its label. */
function told(element: HTMLElement): HTMLElement {
  return (element.matches("label") && element.querySelector("input")) || element;
}

/** A tip belongs to where its control is: beside all of them, a reader would come upon it nowhere. */
const landmarks =
  "[role=dialog], [role=alertdialog], main, nav, aside, header, footer, [role=main], [role=navigation], [role=complementary]";

/** Above its control, below where there is no room, and always whole. */
function place(box: HTMLElement, at: DOMRect): void {
  const { width, height } = box.getBoundingClientRect();
  const above = at.top - gapPx - height;
  const left = at.left + at.width / 2 - width / 2;
  box.style.top = `${above >= edgePx ? above : at.bottom + gapPx}px`;
  box.style.left = `${Math.max(edgePx, Math.min(left, window.innerWidth - edgePx - width))}px`;
}

function isIn(element: Element, scroller: Element): boolean {
  const [at, room] = [element.getBoundingClientRect(), scroller.getBoundingClientRect()];
  const bottom = Math.min(room.bottom, window.innerHeight);
  return at.bottom > Math.max(room.top, 0) && at.top < bottom;
}

function useTips(show: (next: Shown | null) => void, box: React.RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let over: HTMLElement | null = null;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let open = false;
    let warm = false;
    let cooling: ReturnType<typeof setTimeout> | undefined;
    const close = () => {
      clearTimeout(waiting);
      over = null;
      if (!open) return;
      open = false;
      warm = true;
      clearTimeout(cooling);
      cooling = setTimeout(() => {
        warm = false;
      }, warmMs);
      show(null);
    };
    const reveal = (element: HTMLElement) => {
      clearTimeout(waiting);
      const text = element.getAttribute(attribute);
      if (!text || !element.isConnected) return close();
      over = element;
      open = true;
      show({ element, text, keys: element.getAttribute(keysAttribute) });
    };
    const tippedBy = (target: EventTarget | null) => {
      const found = target instanceof Element ? target.closest<HTMLElement>(`[${attribute}]`) : null;
      return found?.matches(":disabled") ? null : found;
    };
    const onPointerOver = (event: PointerEvent) => {
      if (event.pointerType === "touch") return;
      // Who moves onto the tip itself may read it at leisure.
      if (event.target instanceof Node && box.current?.contains(event.target)) return clearTimeout(waiting);
      const element = tippedBy(event.target);
      if (element === over) {
        if (open) clearTimeout(waiting);
        return;
      }
      clearTimeout(waiting);
      if (!element) {
        over = null;
        if (open) waiting = setTimeout(close, closeMs);
        return;
      }
      over = element;
      waiting = setTimeout(() => reveal(element), open || warm ? 0 : delayMs);
    };
    const onFocusIn = (event: FocusEvent) => {
      const element = tippedBy(event.target);
      const meant = element !== null && told(element) === event.target;
      if (meant && told(element).matches(":focus-visible")) reveal(element);
      else close();
    };
    // What does nothing when pressed says why, at once.
    const saysWhy = (target: EventTarget | null) => {
      const element = tippedBy(target);
      if (!element?.hasAttribute("data-refused")) return false;
      reveal(element);
      return true;
    };
    const onKeyDown = (event: KeyboardEvent) => {
      const presses = event.key === "Enter" || event.key === " ";
      if (presses && saysWhy(event.target)) return;
      if (open && (presses || event.key === "Escape")) close();
    };
    const onLeave = () => {
      if (open) waiting = setTimeout(close, closeMs);
    };
    // Whatever does not move the control is no reason; what has the focus is followed as long as it can be seen.
    const onScroll = ({ target }: Event) => {
      if (!open || !over || !(target instanceof Node) || !target.contains(over)) return;
      const seen = target instanceof Element ? target : document.documentElement;
      if (told(over) !== document.activeElement || !isIn(over, seen) || !box.current) return close();
      place(box.current, over.getBoundingClientRect());
    };
    const listeners: [string, (event: never) => void][] = [
      ["pointerover", onPointerOver],
      ["pointerdown", close],
      // By then it has the focus.
      ["click", (event: MouseEvent) => void saysWhy(event.target)],
      ["focusin", onFocusIn],
      ["focusout", close],
      ["keydown", onKeyDown],
      ["scroll", onScroll],
    ];
    for (const [name, hear] of listeners) document.addEventListener(name, hear as EventListener, true);
    document.documentElement.addEventListener("pointerleave", onLeave);
    return () => {
      clearTimeout(waiting);
      clearTimeout(cooling);
      for (const [name, hear] of listeners) document.removeEventListener(name, hear as EventListener, true);
      document.documentElement.removeEventListener("pointerleave", onLeave);
    };
  }, [show, box]);
}
