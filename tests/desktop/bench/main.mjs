// `cargo xtask bench --ui`: the real window, optimised, on a virtual screen, with a real store behind it; and beside it,
// in turns, an empty Tauri window. Prints one table. Nothing here fails because it was slow.
//
// `main.mjs [--sizes 2000,100000] [--rounds N] [--quick] [--only acts,start,rest,reopen]`
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { onBoard } from "../example.mjs";
import { program, staged } from "../stage.mjs";
import { Acts, labels } from "./acts.mjs";
import { Program, rest } from "./lives.mjs";
import { median, Table } from "./table.mjs";

const actMs = 100;
const reopenMs = 300;
const trayBytes = 80e6;
const trayBusy = 0.1;
const timesBare = 1.5;

const { values: asked } = parseArgs({
  options: {
    sizes: { type: "string", default: "2000,100000" },
    rounds: { type: "string" },
    only: { type: "string", default: "acts,start,rest,reopen" },
    quick: { type: "boolean", default: false },
  },
});
const sizes = asked.sizes.split(",").map(Number);
/** How often each act is done, and how many seconds a rest is watched. */
const many = asked.quick ? 3 : 20;
const watchSeconds = asked.quick ? 3 : 20;
const rounds = Number(asked.rounds ?? (asked.quick ? 1 : 5));
const only = new Set(asked.only.split(","));

const machine = () =>
  `${availableParallelism()} núcleos; carga média ${loadavg()
    .map((load) => load.toFixed(2))
    .join(" ")}`;

await staged(async (stage) => {
  // A virtual screen has no graphics card, and WebKit would draw by one that the processor plays (llvmpipe): ten times as
  // long for a frame of any page with layers. Without it both windows draw as they do on a machine without a card.
  stage.env.WEBKIT_DISABLE_DMABUF_RENDERER ??= "1";
  const table = new Table();
  const houses = new Map();
  console.error(machine());
  for (const size of sizes) houses.set(size, await house(stage, size));
  const bare = new Program(stage, { binary: process.env.RETORNO_BARE_BIN, args: [], title: "Nua", stays: false });
  if (only.has("acts")) for (const [size, window] of houses) await acts(table, size, window);
  if (only.has("start")) await starts(table, houses, bare);
  if (only.has("rest")) await rests(table, houses, bare);
  if (only.has("reopen")) for (const [size, window] of houses) await reopenings(table, size, window);
  console.log(`\n${table.summary()}; ${machine()}`);
});

/** A data folder with so many tickets, and the program on it. */
async function house(stage, size) {
  const data = join(stage.home, `data-${size}`);
  await mkdir(data);
  await promisify(execFile)(process.env.RETORNO_BENCH_BIN, ["--lay", data, String(size)]);
  return new Program(stage, { binary: program, args: ["--data", data], title: "Retorno", stays: true });
}

async function acts(table, size, window) {
  const { page } = await window.driven();
  try {
    await onBoard(page);
    await page.settled();
    await rest(3);
    const person = new Acts(page);
    const each = async (name, act, limit = actMs) => {
      const values = [];
      for (let nth = 0; nth < many; nth += 1) {
        await person.rest(400);
        values.push(await act(nth));
      }
      table.spread({ name, size, values, most: limit });
    };
    await each("montar o Quadro, outra vez", () => person.do("mount"));
    await each("abrir um atendimento", (nth) => person.do("open", nth, labels.panel));
    await each("filtrar por técnico", (nth) => person.do("filter", nth % 2 === 0 ? 2 + (nth % 11) : null));
    await person.do("filter", null).catch(() => undefined);
    await each("buscar no Quadro (da última tecla)", (nth) =>
      person.do("search", labels.search, nth % 2 === 0 ? `cliente ${1000 + nth * 13}` : ""),
    );
    await person.do("search", labels.search, "").catch(() => undefined);
    await each("mover um cartão (da soltura)", (nth) => person.do("move", nth % 3, (nth + 1) % 3));
    await patches(table, size, person, page);
    await commands(table, size, person, page);
    const counted = await person.do("counted");
    table.add({ name: "cartões montados", size, ours: counted.mounted, unit: "" });
    await person.rest(3_000);
    const ticks = await person.do("ticks", watchSeconds);
    table.add({ name: "script por batida do relógio", size, ours: ticks.script });
    table.add({ name: "mudanças na página por segundo", size, ours: ticks.changed, unit: "" });
  } finally {
    await window.release(page);
  }
  await firstMounts(table, size, window);
}

/** What somebody else does to a ticket on the screen. */
async function patches(table, size, person, page) {
  const { tags } = await page.call("directory", {});
  const [tag] = tags.filter((one) => one.name.startsWith("Sem retorno"));
  const took = [];
  for (let nth = 0; nth < many; nth += 1) {
    await person.rest(600);
    took.push(await person.do("patch", nth, tag.id, tag.name));
  }
  const values = (kind) => took.map((one) => one[kind]);
  table.spread({ name: "mudança de fora, do evento ao cartão", size, values: values("event"), most: actMs });
  table.spread({ name: "mudança de fora, do comando ao cartão", size, values: values("command") });
}

/** What the acts are made of: one command, from the page to its parsed reply. */
async function commands(table, size, person, page) {
  const { columns } = await page.call("board", {});
  const ticket = columns.flatMap((column) => column.page.rows)[0].id;
  const asks = {
    board: { page: 50 },
    ticket: { ticket },
    conversation: { ticket },
    forecast: { ticket },
    my_tickets: {},
    status: {},
    waiting_queue: {},
    search: { text: "pedido 1234" },
  };
  for (const [command, args] of Object.entries(asks)) {
    const values = [];
    for (let nth = 0; nth < many; nth += 1) values.push(await person.do("ask", command, args));
    table.spread({ name: `comando ${command}`, size, values });
  }
}

/** The board of a page that has never shown it, nor has its process. */
async function firstMounts(table, size, window) {
  const values = await window.freshPages("#/conexoes", Math.min(many, 10), (page) => new Acts(page).do("firstMount"));
  table.spread({ name: "montar o Quadro, primeira vez da página", size, values, most: actMs });
}

async function starts(table, houses, bare) {
  const took = { bare: [], ours: new Map([...houses.keys()].map((size) => [size, []])) };
  for (let round = 0; round < rounds; round += 1) {
    took.bare.push(await bare.startMs());
    for (const [size, window] of houses) took.ours.get(size).push(await window.startMs());
  }
  for (const [size, values] of took.ours) {
    const name = "do início do processo ao Quadro pintado";
    table.add({ name, size, ours: median(values), bare: median(took.bare), ratio: timesBare });
  }
}

async function rests(table, houses, bare) {
  const nights = { bare: [], ours: new Map([...houses.keys()].map((size) => [size, []])) };
  const turns = Math.ceil(rounds / 2);
  for (let round = 0; round < turns; round += 1) {
    nights.bare.push(await bare.atRest(watchSeconds));
    for (const [size, window] of houses) {
      const life = await window.atRest(watchSeconds);
      nights.ours.get(size).push({ ...life, hidden: await window.hidden(watchSeconds) });
    }
  }
  const of = (lives, state, what) =>
    median(lives.map((life) => (what === "memory" ? life[state].memory.bytes : life[state].busy)));
  for (const [size, lives] of nights.ours) {
    const line = (name, state, what, goal) =>
      table.add({ name, size, ours: of(lives, state, what), unit: what === "memory" ? "MB" : "%", ...goal });
    const beside = (what) => ({ bare: of(nights.bare, "open", what), ratio: timesBare });
    line("memória (PSS) com a janela aberta", "open", "memory", beside("memory"));
    line("CPU ocioso com o Quadro aberto (de um núcleo)", "open", "busy", beside("busy"));
    line("memória na bandeja, janela recém-fechada (por 60 s)", "closed", "memory", {});
    line("CPU na bandeja, janela recém-fechada (por 60 s)", "closed", "busy", { most: trayBusy });
    line("memória na bandeja, janela fechada", "later", "memory", { most: trayBytes });
    line("CPU na bandeja, janela fechada", "later", "busy", { most: trayBusy });
    line("memória na bandeja, nunca aberta", "hidden", "memory", { most: trayBytes });
    line("CPU na bandeja, nunca aberta", "hidden", "busy", { most: trayBusy });
    const parts = (state) =>
      lives
        .at(-1)
        [state].memory.parts.map((part) => `${part.name} ${(part.bytes / 1e6).toFixed(1)} MB`)
        .join(", ");
    console.error(`${size}: aberta: ${parts("open")}; fechada: ${parts("later")}; nunca aberta: ${parts("hidden")}`);
  }
  const parts = nights.bare.at(-1).open.memory.parts;
  console.error(`nua: ${parts.map((part) => `${part.name} ${(part.bytes / 1e6).toFixed(1)} MB`).join(", ")}`);
}

async function reopenings(table, size, window) {
  const returns = [];
  const { page } = await window.driven();
  try {
    await onBoard(page);
    await page.settled();
    for (let round = 0; round < rounds; round += 1) returns.push(await window.returnMs(page));
  } finally {
    await window.release(page);
  }
  table.spread({ name: "da bandeja à janela pintada, recém-fechada", size, values: returns, most: reopenMs });
  const values = [];
  for (let round = 0; round < rounds; round += 1) values.push(await window.reopenMs());
  table.spread({ name: "da bandeja à janela pintada, fechada há tempo", size, values, most: reopenMs });
}
