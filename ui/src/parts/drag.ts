// Dragging by pointer events (the webview swallows HTML5 drops). A press becomes a drag after five pixels; the pointer is
// captured by the page, so the dragged element may leave the DOM; the target is found by what lies under the pointer.
// Deliberately not here: dragging by keyboard. Keys and menus run the same store action without a drag.
//
// Targets carry data-drop="id"; while hovered they get data-drop-state="ok" or "refused".
// Scrollable places carry data-drag-scroll="x", "y" or "both".

export const dragThresholdPx = 5;
const edgePx = 48;
/** What follows the pointer stays this far inside the window. */
const marginPx = 8;
const scrollPxMax = 18;

export type DragLoad<T> = {
  load: T;
  /** Shown in the ghost. */
  title: string;
  count: number;
  /** Ids of the elements it is taken from; they fade until the drag ends. */
  places?: readonly string[];
};

export type DropRule<T> = {
  /** Why this target does not take the load, or null when it does. */
  refuse: (target: string, load: T) => string | null;
  drop: (target: string, load: T) => void;
  /** After the end of any drag, dropped or not. */
  end?: () => void;
};

/** Watches a press; call it from onPointerDown. Mouse and pen only: a finger scrolls, and has the menu. */
export function watchDrag<T>(event: React.PointerEvent, lift: () => DragLoad<T> | null, rule: DropRule<T>): void {
  if (event.button !== 0 || event.pointerType === "touch") return;
  if (event.target instanceof Element && event.target.closest("button, a, input, [data-no-drag]")) return;
  const press = new Press(event.nativeEvent, lift, rule);
  press.listen();
}

class Press<T> {
  private readonly id: number;
  private readonly startX: number;
  private readonly startY: number;
  private readonly source: Element | null;
  private readonly lift: () => DragLoad<T> | null;
  private readonly rule: DropRule<T>;
  private readonly root = document.documentElement;
  private readonly ended = new AbortController();
  private x = 0;
  private y = 0;
  private drag: { load: DragLoad<T>; ghost: Ghost; target: HTMLElement | null; refused: string | null } | undefined;
  private frame = 0;

  constructor(event: PointerEvent, lift: () => DragLoad<T> | null, rule: DropRule<T>) {
    this.id = event.pointerId;
    this.startX = event.clientX;
    this.startY = event.clientY;
    this.source = event.currentTarget instanceof Element ? event.currentTarget : null;
    this.lift = lift;
    this.rule = rule;
  }

  listen(): void {
    const { signal } = this.ended;
    window.addEventListener("pointermove", this.onMove, { signal });
    window.addEventListener("pointerup", this.onUp, { signal });
    window.addEventListener("pointercancel", this.onCancel, { signal });
    window.addEventListener("blur", this.onCancel, { signal });
    window.addEventListener("keydown", this.onKey, { signal, capture: true });
    window.addEventListener("selectstart", (event) => this.drag && event.preventDefault(), { signal });
  }

  private readonly onMove = (event: PointerEvent): void => {
    if (event.pointerId !== this.id) return;
    this.x = event.clientX;
    this.y = event.clientY;
    if (!this.drag && Math.hypot(this.x - this.startX, this.y - this.startY) >= dragThresholdPx) this.begin();
    if (this.drag) {
      event.preventDefault();
      this.follow();
    }
  };

  private readonly onUp = (event: PointerEvent): void => {
    if (event.pointerId !== this.id) return;
    const drag = this.drag;
    this.stop();
    if (!drag) return;
    swallowNextClick();
    const target = drag.target?.dataset.drop;
    if (target !== undefined && drag.refused === null) this.rule.drop(target, drag.load.load);
  };

  private readonly onCancel = (event: Event): void => {
    if (event instanceof PointerEvent && event.pointerId !== this.id) return;
    this.stop();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.drag) return;
    event.preventDefault();
    event.stopPropagation();
    this.stop();
    swallowNextClick();
  };

  private begin(): void {
    const load = this.lift();
    if (!load) {
      this.stop();
      return;
    }
    this.drag = { load, ghost: new Ghost(load.title, load.count), target: null, refused: null };
    this.fade(load.places ?? []);
    this.root.dataset.dragging = "true";
    this.root.setPointerCapture(this.id);
    getSelection()?.removeAllRanges();
    this.frame = requestAnimationFrame(this.scroll);
  }

  private follow(): void {
    const drag = this.drag;
    if (!drag) return;
    drag.ghost.moveTo(this.x, this.y);
    const under = drag.ghost.below(() => document.elementFromPoint(this.x, this.y));
    const target = under?.closest<HTMLElement>("[data-drop]") ?? null;
    if (target === drag.target) return;
    if (drag.target) delete drag.target.dataset.dropState;
    drag.target = target;
    drag.refused = target ? this.rule.refuse(target.dataset.drop ?? "", drag.load.load) : null;
    if (target) target.dataset.dropState = drag.refused === null ? "ok" : "refused";
    drag.ghost.say(drag.refused);
    drag.ghost.moveTo(this.x, this.y);
  }

  /** A list may make its elements anew while one drags, so they are asked for by name at both ends. */
  private fade(places: readonly string[]): void {
    for (const place of places) document.getElementById(place)?.setAttribute("data-lifted", "");
  }

  /** Near an edge of a scrollable place under the pointer, scrolls it; both axes, faster nearer the edge. */
  private readonly scroll = (): void => {
    if (!this.drag) return;
    let moved = false;
    for (const place of document.querySelectorAll<HTMLElement>("[data-drag-scroll]")) {
      const box = place.getBoundingClientRect();
      if (this.x < box.left || this.x > box.right || this.y < box.top || this.y > box.bottom) continue;
      const axis = place.dataset.dragScroll;
      const before = place.scrollLeft + place.scrollTop;
      if (axis !== "y") place.scrollLeft += edgePull(this.x, box.left, box.right);
      if (axis !== "x") place.scrollTop += edgePull(this.y, box.top, box.bottom);
      moved ||= place.scrollLeft + place.scrollTop !== before;
    }
    if (moved) this.follow();
    this.frame = requestAnimationFrame(this.scroll);
  };

  private stop(): void {
    this.ended.abort();
    cancelAnimationFrame(this.frame);
    const drag = this.drag;
    this.drag = undefined;
    if (!drag) return;
    drag.ghost.remove();
    for (const lifted of document.querySelectorAll("[data-lifted]")) lifted.removeAttribute("data-lifted");
    if (drag.target) delete drag.target.dataset.dropState;
    delete this.root.dataset.dragging;
    if (this.root.hasPointerCapture(this.id)) this.root.releasePointerCapture(this.id);
    if (this.source instanceof HTMLElement && this.source.isConnected) this.source.focus({ preventScroll: true });
    this.rule.end?.();
  }
}

/** How far to scroll in one frame: negative near the start, positive near the end, 0 between. */
export function edgePull(at: number, start: number, end: number): number {
  const near = Math.min(edgePx, (end - start) / 4);
  if (at < start + near) return -Math.ceil(scrollPxMax * ((start + near - at) / near));
  if (at > end - near) return Math.ceil(scrollPxMax * ((at - (end - near)) / near));
  return 0;
}

/** The click that a browser sends after a drag would open the card. */
function swallowNextClick(): void {
  const swallow = (event: Event) => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 0);
}

class Ghost {
  private readonly cover = document.createElement("div");
  private readonly root = document.createElement("div");
  private readonly reason = document.createElement("p");

  constructor(title: string, count: number) {
    this.root.className = "drag-ghost";
    this.root.setAttribute("aria-hidden", "true");
    const name = document.createElement("span");
    name.className = "drag-ghost-name";
    name.textContent = title;
    this.root.append(name);
    if (count > 1) {
      const badge = document.createElement("span");
      badge.className = "drag-ghost-count";
      badge.textContent = String(count);
      this.root.append(badge);
    }
    this.reason.className = "drag-ghost-reason";
    this.reason.hidden = true;
    this.root.append(this.reason);
    this.cover.className = "drag-cover";
    document.body.append(this.cover, this.root);
  }

  /** What lies under the cover that shows the hand. */
  below<T>(look: () => T): T {
    this.cover.style.pointerEvents = "none";
    const found = look();
    this.cover.style.pointerEvents = "";
    return found;
  }

  moveTo(x: number, y: number): void {
    const left = Math.min(x + 12, window.innerWidth - this.root.offsetWidth - marginPx);
    const top = Math.min(y + 8, window.innerHeight - this.root.offsetHeight - marginPx);
    this.root.style.transform = `translate(${left}px, ${top}px)`;
  }

  say(reason: string | null): void {
    this.reason.hidden = reason === null;
    this.reason.textContent = reason ?? "";
  }

  remove(): void {
    this.cover.remove();
    this.root.remove();
  }
}
