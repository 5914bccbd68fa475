// A running time on screen. React draws it once; the shared clock then writes text into the visible ones only,
// and only when the shown text changes: a page of old waits wakes up once a minute. No component re-renders because a
// second passed.
import { memo, useLayoutEffect, useRef } from "react";
import { coarsely, onSecond } from "./clock";
import { cx } from "./cx";
import {
  type Nearness,
  nearness,
  type SpanShape,
  share,
  shareStays,
  span,
  spanClock,
  spanStays,
  spanWords,
  ticks,
} from "./duration";

type TimerProps = {
  /** Where the span began; for `remaining` it is the start of the wait, used by the ring and the warning. */
  from: number;
  /** The deadline, when there is one. */
  until?: number | null;
  show: "elapsed" | "remaining";
  shape?: SpanShape;
  ring?: boolean;
  /** Colour by nearness to `until`. */
  tinted?: boolean;
  className?: string;
};

const shapes: Record<SpanShape, (ms: number) => string> = { short: span, clock: spanClock, words: spanWords };

export const Timer = memo(function Timer(props: TimerProps) {
  const { from, until = null, show, shape = "short", ring = false, tinted = ring, className } = props;
  const ringed = ring && until !== null;
  const root = useRef<HTMLSpanElement>(null);
  const words = useRef<HTMLSpanElement>(null);
  const glyph = useRef<HTMLSpanElement>(null);

  useLayoutEffect(() => {
    const element = root.current;
    const target = ringed ? words.current : element;
    if (!element || !target) return;
    let shown = "";
    let filled = -1;
    let state = "";
    return whileVisible(element, (now) => {
      const grows = show === "elapsed";
      const value = grows ? now - from : (until ?? from) - now;
      const text = shapes[shape](value);
      if (text !== shown) {
        shown = text;
        target.textContent = text;
      }
      const stays = spanStays(shape, value, grows);
      // Seconds begin to count when they should; minutes and hours can wait for each other.
      const exact = ticks(shape, grows ? value : value - stays);
      const textAt = exact ? now + stays : coarsely(now + stays);
      if (until === null) return textAt;
      const next: Nearness = nearness(from, until, now);
      if (next !== state) {
        state = next;
        element.dataset.state = next;
      }
      // The ring moves in twentieths, so it is repainted rarely.
      const fill = Math.round(share(from, until, now) * 20) * 5;
      if (glyph.current && fill !== filled) {
        filled = fill;
        glyph.current.style.setProperty("--fill", `${fill}%`);
      }
      return Math.min(textAt, now + shareStays(from, until, now));
    });
  }, [from, until, show, shape, ringed]);

  return (
    <span
      // What is written without React goes with the element it was written to.
      key={ringed ? "ring" : "words"}
      ref={root}
      role="timer"
      aria-live="off"
      className={cx(
        "tabular inline-flex items-center gap-1 whitespace-nowrap",
        tinted && "data-[state=past]:text-danger data-[state=warn]:text-warn",
        className,
      )}
    >
      {ringed && <span ref={glyph} aria-hidden="true" className="ring-glyph" />}
      {ringed && <span ref={words} />}
    </span>
  );
});

/* One observer and one beat for all timers of the window. */

type Paint = (now: number) => number;
const paints = new WeakMap<Element, Paint>();
const visible = new Map<Element, () => void>();
let observer: IntersectionObserver | undefined;

/** Runs `paint` at once, and while the element is in view whenever it asks to be called again. */
function whileVisible(element: Element, paint: Paint): () => void {
  paints.set(element, paint);
  start(element);
  observer ??= new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) start(entry.target);
      else stop(entry.target);
    }
  });
  observer.observe(element);
  return () => {
    observer?.unobserve(element);
    stop(element);
    paints.delete(element);
  };
}

function start(element: Element): void {
  const paint = paints.get(element);
  if (paint && !visible.has(element)) visible.set(element, onSecond(paint));
}

function stop(element: Element): void {
  visible.get(element)?.();
  visible.delete(element);
}
