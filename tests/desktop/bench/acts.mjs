// What a person does on the board, timed inside the page: from the act until what answers it stands in the page and has
// been painted, which is the first task after the next frame, or the frame after that one where other tasks come before. The
// way of a request between the driver and the page is in no figure.
import { words } from "../stage.mjs";

/** Kept in the page under `window.bench`. */
function install() {
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const painted = () =>
    new Promise((done) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(null);
        requestAnimationFrame(done);
      }),
    );
  const seen = (look) =>
    new Promise((done, failed) => {
      if (look()) return done();
      const watch = new MutationObserver(() => look() && end(done));
      const late = setTimeout(() => end(failed, new Error(`never seen: ${look}`)), 15_000);
      const end = (settle, why) => {
        watch.disconnect();
        clearTimeout(late);
        settle(why);
      };
      watch.observe(document.documentElement, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
      });
    });
  const timed = async (act, look) => {
    const began = performance.now();
    act();
    await seen(look);
    await painted();
    return performance.now() - began;
  };
  // As a link or a filter of the page does. To set `location.hash` asks the program for leave first, as no act of a person.
  const to = (address) => history.pushState(null, "", `#${address}`);
  const call = (command, args) => window.__TAURI_INTERNALS__.invoke("call", { command, args, profile: null });
  const cards = (within = document) => [...within.querySelectorAll("[id^='card-']")];
  const columns = () => [...document.querySelectorAll("[data-drop]")];
  const number = (card) => Number(card.id.slice("card-".length));
  const first = () => cards(columns().find((column) => cards(column).length > 0))[0]?.id;
  window.bench = { frames, seen, timed, to, call, cards, columns, number, first };
}

/** What an act needs of the page, and the act itself, run in the page. Each gives back milliseconds. */
const acts = {
  mount: async () => {
    const { cards, seen, timed, to, frames } = window.bench;
    to("/funil/acoes");
    // The screen in between has been read by then.
    await seen(() => cards().length === 0 && document.querySelector("[data-drop]") !== null);
    await frames();
    return timed(
      () => to("/funil"),
      () => cards().length > 0,
    );
  },
  firstMount: async () => {
    const { cards, timed, to } = window.bench;
    return timed(
      () => to("/funil"),
      () => cards().length > 0,
    );
  },
  /** The n-th card of those on the screen. */
  open: async (nth, panel) => {
    const { cards, number, timed, to, seen, frames } = window.bench;
    const all = cards();
    const card = all[nth % all.length];
    const id = number(card);
    const talk = () => document.querySelector(`aside[aria-label="${panel}"] [role=log]`)?.textContent ?? "";
    const took = await timed(
      () => card.click(),
      () => talk().includes(`o pedido ${id} `),
    );
    to("/funil");
    await seen(() => document.querySelector(`aside[aria-label="${panel}"]`) === null);
    await frames();
    return took;
  },
  /** The tickets of one person; of nobody in particular when it is null. */
  filter: async (who) => {
    const { first, timed, to } = window.bench;
    const before = first();
    return timed(
      () => to(who === null ? "/funil" : `/funil?who=${who}`),
      () => first() !== undefined && first() !== before,
    );
  },
  /** Words typed into the search of the board, from the last key. */
  search: async (label, text) => {
    const { first, timed } = window.bench;
    const field = document.querySelector(`input[aria-label="${label}"], input[placeholder="${label}"]`);
    const before = first();
    return timed(
      () => {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
        field.dispatchEvent(new Event("input", { bubbles: true }));
      },
      () => first() !== undefined && first() !== before,
    );
  },
  /** The first card of one column into another by the pointer, from the moment it is let go. */
  move: async (from, to) => {
    const { columns, cards, timed, frames } = window.bench;
    // A dropped card comes on top of its column.
    for (const list of document.querySelectorAll("[data-drag-scroll=y]")) list.scrollTop = 0;
    await frames();
    const card = cards(columns()[from])[0];
    const middle = (box) => ({ clientX: box.x + box.width / 2, clientY: box.y + Math.min(box.height / 2, 200) });
    const at = (kind, place, where) =>
      where.dispatchEvent(
        new PointerEvent(kind, {
          bubbles: true,
          pointerId: 1,
          pointerType: "mouse",
          button: 0,
          isPrimary: true,
          ...place,
        }),
      );
    const here = middle(card.getBoundingClientRect());
    const there = middle(columns()[to].getBoundingClientRect());
    at("pointerdown", here, card);
    at("pointermove", { clientX: here.clientX + 9, clientY: here.clientY + 4 }, document.body);
    at("pointermove", there, document.body);
    await frames();
    if (columns()[to].dataset.dropState !== "ok") throw new Error(`column ${to} does not take ${card.id}`);
    return timed(
      () => at("pointerup", there, document.body),
      () => document.getElementById(card.id)?.closest("[data-drop]") === columns()[to],
    );
  },
  /** Somebody else tags a ticket that is on the screen: from the command, and from the event that reaches the page. */
  patch: async (nth, tag, name) => {
    const { cards, number, timed, call } = window.bench;
    const all = cards();
    const card = all[nth % all.length];
    const has = () => document.getElementById(card.id)?.textContent.includes(name) ?? false;
    const had = has();
    let heard;
    const internals = window.__TAURI_INTERNALS__;
    const handler = internals.transformCallback(() => {
      heard ??= performance.now();
    });
    const event = await internals.invoke("plugin:event|listen", { event: "changed", target: { kind: "Any" }, handler });
    let began;
    const took = await timed(
      () => {
        began = performance.now();
        void call(had ? "untag" : "tag", { tickets: [number(card)], tag });
      },
      () => has() !== had,
    );
    await internals.invoke("plugin:event|unlisten", { event: "changed", eventId: event });
    return { command: took, event: took - ((heard ?? began) - began) };
  },
  /** One command as the page asks it: to the parsed reply. */
  ask: async (command, args) => {
    const began = performance.now();
    await window.bench.call(command, args);
    return performance.now() - began;
  },
  /** Script that runs by timers while nothing happens: milliseconds of it for each second, and texts that changed. */
  ticks: async (seconds) => {
    const plain = window.setTimeout;
    let spent = 0;
    let ran = 0;
    window.setTimeout = (work, wait, ...rest) =>
      plain(
        (...given) => {
          const began = performance.now();
          work(...given);
          spent += performance.now() - began;
          ran += 1;
        },
        wait,
        ...rest,
      );
    let changed = 0;
    const watch = new MutationObserver((all) => {
      changed += all.length;
    });
    watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    await new Promise((done) => plain(done, seconds * 1000));
    watch.disconnect();
    window.setTimeout = plain;
    return { script: spent / Math.max(ran, 1), ran: ran / seconds, changed: changed / seconds };
  },
  counted: async () => {
    const shown = window.bench
      .columns()
      .map((column) => Number(column.ariaLabel?.replaceAll(".", "").match(/\d+/)?.[0] ?? 0));
    return { mounted: window.bench.cards().length, nodes: document.querySelectorAll("*").length, shown };
  },
  /** Waits, so that what an act left behind is over before the next. */
  rest: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
};

/** The acts of one page. */
export class Acts {
  #page;

  constructor(page) {
    this.#page = page;
  }

  async do(name, ...args) {
    const body = `if (!window.bench) (${install})(); return (${acts[name]})(...arguments);`;
    return this.#page.run(body, ...args);
  }

  async rest(milliseconds) {
    await this.do("rest", milliseconds);
  }
}

export const labels = { panel: words.ticket.panel, search: words.board.filters.search };
