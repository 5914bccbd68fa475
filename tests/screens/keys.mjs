// The keys of tickets, wherever a ticket is in hand: none is silent. Each acts or says why not, and the sheet of keys says
// the same.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { acts, keys, ticket: said, waiting } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");
const why = (page, words) => page.getByRole("alert").filter({ hasText: words });
const menu = (page) => page.getByRole("menu");
const done = (page, command) => page.getByRole("status").filter({ hasText: command });
const box = (page) => page.locator("[data-hand] textarea:focus");
const oneSelected = (page) => page.getByText(words.board.selected_one.replace("{{count}}", "1"));

/** What each key does where it acts; the last two take the ticket away. */
const does = {
  x: oneSelected,
  m: menu,
  t: menu,
  l: menu,
  r: box,
  n: box,
  d: (page) => done(page, acts.returned.replace("{{who}}", "")),
  p: menu,
  e: (page) => done(page, acts.closed.replace("{{who}}", "")),
  "Shift+E": (page) => done(page, acts.closed.replace("{{who}}", "")),
};
const only = (page) => why(page, keys.onlyWaiting);
const putOff = (page) => done(page, waiting.postponed.split("{{when}}")[0].replace("{{who}}", ""));
const noNext = (page) => why(page, filled(keys.noNext, { name: keys.close }));

/** Presses each key on a ticket that is in hand anew each time. */
async function press(stage, hold, expected) {
  const { page } = stage;
  for (const [key, result] of Object.entries({ ...does, ...expected })) {
    await hold();
    await stage.keys(key);
    await result(page)
      .first()
      .waitFor()
      .catch(() => assert.fail(`${key} is silent`));
  }
}

const planned = async (stage, cards) => {
  for (const card of cards) {
    const { items } = await stage.call("forecast", { ticket: card.id });
    if (items.some((item) => item.rule !== null)) return card;
  }
  throw new Error("none has anything planned");
};

const silent = async (stage) => {
  const { columns } = await stage.call("board", { filter: { waits_for: "customer" } });
  return columns.filter(({ key }) => key.type === "stage").flatMap(({ page }) => page.rows);
};

test("on a card of the board every key of tickets acts, or says why not", () =>
  staged(async (stage) => {
    const { page } = stage;
    const hold = async () => {
      const card = await planned(stage, await silent(stage));
      await stage.go(`/funil?q=${card.protocol}`);
      await page.locator(`#card-${card.id}`).focus();
    };
    await press(stage, hold, { d: only });

    const [row] = (await stage.call("waiting_queue", {})).rows;
    await stage.go(`/funil?q=${row.card.protocol}`);
    await page.locator(`#card-${row.card.id}`).focus();
    await stage.keys("p");
    await putOff(page).waitFor();
    await stage.keys("d");
    await done(page, acts.returned.replace("{{who}}", "")).waitFor();
  }));

test("what is put off from a card of the board is the planned step, and the keyboard is on the card again", () =>
  staged(async (stage) => {
    const { page } = stage;
    const card = await planned(stage, await silent(stage));
    const step = async () =>
      (await stage.call("forecast", { ticket: card.id })).items.find((item) => item.rule !== null);
    const before = await step();
    await stage.go(`/funil?q=${card.protocol}`);
    const shown = page.locator(`#card-${card.id}`);
    await shown.focus();
    await stage.keys("p");
    await menu(page).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("quadro-adiar");
    await stage.keys("Escape");
    await shown.and(page.locator(":focus")).waitFor();
    await stage.keys("p");
    await stage.runByKeys(said.tomorrow);
    await until("put off", async () => (await step())?.at !== before.at);
    await shown.and(page.locator(":focus")).waitFor();
  }));

test("on a row of Sem Interação every key of tickets acts", () =>
  staged(async (stage) => {
    const hold = async () => {
      const rows = (await stage.call("waiting_queue", {})).rows;
      if (rows.length < 2) await stage.call("move_to_no_interaction", { tickets: (await silent(stage)).slice(0, 3).map((one) => one.id) });
      await stage.go("/sem-interacao");
      await stage.tabTo(stage.page.getByRole("grid"));
    };
    await press(stage, hold, { p: putOff });
  }));

test("on a row of Meus atendimentos every key of tickets acts, or says why not", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { users } = await stage.call("directory");
    const technician = users.find((one) => one.active && one.role === "technician");
    const cards = await silent(stage);
    await stage.call("assign", { tickets: cards.map((card) => card.id), to: technician.id });
    await page.addInitScript((id) => {
      if (location.protocol !== "about:") sessionStorage.setItem("retorno.profile", String(id));
    }, technician.id);
    const hold = async () => {
      const card = await planned(stage, await silent(stage));
      await stage.go("/meus-atendimentos");
      await page.locator(`[data-ticket="${card.id}"]`).focus();
    };
    await press(stage, hold, { x: (on) => why(on, keys.oneAtATime), d: only });
  }));

test("in an open ticket, beside a screen without a list and as the whole screen, every key acts or says why not", () =>
  staged(async (stage) => {
    const { page } = stage;
    for (const place of ["/conexoes?ticket=", "/atendimento/"]) {
      const hold = async () => {
        const card = await planned(stage, await silent(stage));
        await stage.go(`${place}${card.id}`);
        await page.locator("[data-hand] textarea").waitFor();
      };
      await press(stage, hold, { x: (on) => why(on, keys.oneAtATime), d: only, "Shift+E": noNext });
    }
  }));

test("whoever may not act on an open ticket hears so on each key", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { users } = await stage.call("directory");
    const technicians = users.filter((one) => one.active && one.role === "technician");
    const [card] = (await silent(stage)).filter((one) => one.assignee === technicians[0].id);
    await page.addInitScript((id) => {
      if (location.protocol !== "about:") sessionStorage.setItem("retorno.profile", String(id));
    }, technicians.find((one) => one.id !== card.assignee).id);
    const refused = why(page, said.mayNot.split("{{role}}")[1]);
    for (const key of ["m", "t", "l", "e", "r", "n", "p"]) {
      await stage.go(`/conexoes?ticket=${card.id}`);
      await page.getByText(said.mayNot.split("{{role}}")[1]).first().waitFor();
      await stage.keys(key);
      await refused.waitFor();
    }
  }));

test("the sheet of keys says of a key that is not for everywhere where it is", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/meus-atendimentos");
    await stage.keys("?");
    for (const where of Object.values(keys.where)) await stage.dialog.getByText(where).first().waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("atalhos");
    await stage.keys("Escape");
    await stage.dialog.waitFor({ state: "detached" });
  }));
