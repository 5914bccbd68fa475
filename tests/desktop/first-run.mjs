// From nothing to a board that lives: the first run, the example data, every screen in light and dark, and a bubble
// whose click opens its ticket.
import assert from "node:assert/strict";
import test from "node:test";
import { onBoard, withExampleData } from "./example.mjs";
import { staged, words } from "./stage.mjs";
import { until } from "./until.mjs";

const screens = {
  board: "/funil",
  rules: "/funil/acoes",
  executions: "/funil/execucoes",
  waiting: "/sem-interacao",
  mine: "/meus-atendimentos",
  missed: "/perdidas",
  dashboard: "/painel",
  connections: "/conexoes",
  people: "/equipe",
  tags: "/etiquetas",
  settings: "/configuracoes?secao=texts",
};

/** More than any heading alone. */
const fewCharacters = 60;

/** What opens over a screen, by the words on the button. */
const dialogs = [
  ["fins-de-dia", "/sem-interacao", words.trail.days],
  ["conexao-nova", "/conexoes", words.connections.add],
  ["pessoa-nova", "/equipe", words.people.addUser],
  ["etiqueta-nova", "/etiquetas", words.tags.add],
];

/** Each figure has its drawing, or says that there is nothing to draw. */
const plotted = `const figures = [...document.querySelectorAll("main figure")];
  return figures.length > 0 && figures.every((one) => one.querySelector("[role=img] svg path, p.text-center") !== null)`;

test("the first run leads to a board of example data, and every screen is there in light and dark", () =>
  staged(async (stage) => {
    const page = await withExampleData(stage);
    for (const theme of ["light", "dark"]) {
      await page.theme(theme);
      for (const [id, path] of Object.entries(screens)) {
        await page.run("location.hash = arguments[0]", path);
        await page.see(words.screens[id]);
        // Its name stands in the rail already; a screen that comes lazily has its own heading when it is there.
        const drawn = "return (document.querySelector('main')?.innerText.trim().length ?? 0) > arguments[0]";
        await until(`the content of ${path}`, () => page.run(drawn, fewCharacters));
        if (id === "board") await onBoard(page);
        if (id === "dashboard") await until("the plots", () => page.run(plotted));
        await page.settled();
        await stage.picture(`${id}-${theme === "dark" ? "escuro" : "claro"}`);
      }
      for (const [id, path, opener] of dialogs) {
        await page.run("location.hash = arguments[0]", path);
        await page.press(opener);
        await page.find("//*[@role='dialog']");
        await page.settled();
        await stage.picture(`${id}-${theme === "dark" ? "escuro" : "claro"}`);
        await page.press(words.parts.close);
        await until("the dialog gone", () => page.run("return document.querySelector('[role=dialog]') === null"));
      }
      await page.run("location.hash = arguments[0]", "/configuracoes?secao=trail");
      await page.see(words.trail.title);
      await page.settled();
      await stage.picture(`registro-${theme === "dark" ? "escuro" : "claro"}`);
    }
  }));

test("a bubble is shown for what happens to a ticket, and its click opens that ticket", () =>
  staged(async (stage) => {
    const page = await withExampleData(stage);
    const { columns } = await page.call("board", {});
    const cards = columns.flatMap((column) => column.page.rows);
    // A few of those whose customer owes an answer: of many a desktop shows one bubble for all, which opens no ticket.
    const owing = cards.filter((card) => card.silent_since !== null && card.entered_at === null).slice(0, 2);
    const { results } = await page.call("move_to_no_interaction", { tickets: owing.map((card) => card.id) });
    assert.deepEqual(results.map((result) => result.failure), [null, null]);
    // A click is heard once the desktop has answered the program, a moment after the bubble is seen.
    await until("a bubble for each", () => new Set(stage.bubbles.map(({ text }) => text)).size >= owing.length);
    await stage.bubbleShown();
    await stage.picture("aviso");
    // The example tickets whose time is up enter by themselves too, so more than one bubble may be waiting.
    const bubble = await stage.clickBubble();
    const told = cards.find((card) => bubble.includes(card.protocol));
    assert.ok(told, bubble);
    await until(
      "the ticket on the screen",
      async () => (await page.run("return location.hash")) === `#/atendimento/${told.id}`,
      () => page.run("return location.hash"),
    );
    await page.see(told.contact_name);
    await page.settled();
    await stage.picture("atendimento");
  }));
