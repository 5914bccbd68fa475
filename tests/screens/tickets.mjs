// Where tickets are worked on: the board, the open ticket, and the queue Sem Interação.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { acts, keys, parts, screens, ticket: said } = words;

/** An open ticket outside Sem Interação in some stage, and another stage to move it to. */
async function cardAndStage(stage) {
  const { columns } = await stage.call("board", {});
  const stages = columns.filter((column) => column.key.type === "stage" && !column.locked);
  const from = stages.find((column) => column.page.rows.length > 0);
  const card = from.page.rows[0];
  return { card, from, to: stages.find((column) => column !== from && column.limit_max === null) };
}

const ticketOf = async (stage, id) => (await stage.call("ticket", { ticket: id })).card;
const inStage = (stage, card, to) =>
  until(`${card.contact_name} in ${to.name}`, async () => (await ticketOf(stage, card.id)).stage === to.key.stage);

test("a card is dragged to another stage and taken back", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    const { card, from, to } = await cardAndStage(stage);
    const lifted = page.locator(`#card-${card.id}`);
    const place = await lifted.boundingBox();
    const target = await page.locator(`[data-drop="stage ${to.key.stage}"]`).boundingBox();
    await page.mouse.move(place.x + 40, place.y + 20);
    await page.mouse.down();
    await page.mouse.move(place.x + 60, place.y + 30, { steps: 3 });
    await page.mouse.move(target.x + target.width / 2, target.y + 120, { steps: 8 });
    await page.mouse.up();
    await inStage(stage, card, to);
    await stage.button(parts.undo).first().click();
    await inStage(stage, card, from);
  }));

test("by keyboard alone a card is found, moved by the menu and taken back", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    await page.locator("[id^=card-]").first().waitFor();
    await stage.keys("j");
    const id = await until("a card has the focus", () =>
      page.evaluate(() => /^card-(\d+)$/.exec(document.activeElement?.id ?? "")?.[1]),
    );
    const before = await ticketOf(stage, Number(id));
    await stage.keys("m");
    const { columns } = await stage.call("board", {});
    const to = columns.find(
      (column) =>
        column.key.type === "stage" && !column.locked && column.limit_max === null && column.key.stage !== before.stage,
    );
    await stage.runByKeys(to.name);
    await inStage(stage, before, to);
    await stage.button(parts.undo).first().waitFor();
    await stage.keys("Control+z");
    await until("it is back", async () => (await ticketOf(stage, Number(id))).stage === before.stage);
  }));

test("a ticket is opened, answered, noted on and left, by mouse and by keys", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    const { card } = await cardAndStage(stage);
    await page.locator(`#card-${card.id}`).click();
    const panel = page.getByRole("complementary", { name: said.panel });
    await panel.waitFor();
    const box = (name) => panel.getByRole("textbox", { name, exact: true });
    await box(said.reply).fill("Respondido com o mouse.");
    await panel.getByRole("button", { name: new RegExp(`^${said.send}`) }).click();
    await kept(stage, card, "human", "Respondido com o mouse.");
    await panel.getByText("Respondido com o mouse.").first().waitFor();

    await stage.keys("r");
    await until("the answer has the focus", () => box(said.reply).evaluate((area) => area === document.activeElement));
    await page.keyboard.type("Respondido com o teclado.");
    await stage.keys("Control+Enter");
    await kept(stage, card, "human", "Respondido com o teclado.");
    await stage.keys("Escape", "n");
    await until("the note has the focus", () => box(said.note).evaluate((area) => area === document.activeElement));
    await page.keyboard.type("Uma nota da equipe.");
    await stage.keys("Control+Enter");
    await kept(stage, card, "note", "Uma nota da equipe.");
    await stage.keys("Escape", "Escape");
    await panel.waitFor({ state: "detached" });
  }));

const kept = (stage, card, side, text) =>
  until(`${side}: ${text}`, async () => {
    const { messages } = await stage.call("conversation", { ticket: card.id });
    return messages.filter((one) => one.side === side && one.text === text).length === 1;
  });

test("in Sem Interação one is given back by mouse, and another closed by keyboard and taken back", () =>
  staged(async (stage) => {
    const { page } = stage;
    const rows = await someInTheQueue(stage);
    await stage.go("/sem-interacao");
    const grid = page.getByRole("grid", { name: screens.waiting });
    await grid.getByRole("row").nth(2).waitFor();
    const chosen = rows[0].card;
    await grid
      .getByRole("checkbox", { name: words.waiting.selectRow.replace("{{name}}", chosen.contact_name) })
      .first()
      .click({ force: true });
    const bar = page.getByText(words.board.selected_one.replace("{{count}}", "1"));
    await bar.waitFor();
    const shown = await ticketSelected(stage, chosen.contact_name);
    await page
      .getByRole("button", { name: new RegExp(`^${keys.giveBack}`) })
      .first()
      .click();
    await until("one is back with its technician", async () => {
      const cards = await Promise.all(shown.map((id) => ticketOf(stage, id)));
      return cards.some((card) => card.entered_at === null && card.status === "open");
    });

    await stage.go("/sem-interacao");
    await grid.getByRole("row").nth(1).waitFor();
    await stage.tabTo(grid);
    await stage.keys("Home", "ArrowDown");
    await stage.keys("e");
    const toast = page.getByRole("status").filter({ hasText: acts.closed.replace("{{who}} ", "") });
    await toast.waitFor();
    const closed = (await stage.call("waiting_queue", {})).rows.map((row) => row.card.id);
    const gone = rows.map((row) => row.card.id).filter((id) => !closed.includes(id));
    const states = await Promise.all(gone.map((id) => ticketOf(stage, id)));
    const one = states.find((card) => card.status === "closed");
    assert.ok(one, JSON.stringify(states));
    await stage.keys("Control+z");
    await until("it is open again", async () => (await ticketOf(stage, one.id)).status !== "closed");
  }));

/** Moves everybody in whose customer owes an answer; those of the example come in by themselves, one by one. */
async function someInTheQueue(stage) {
  const { rows } = await stage.call("tickets", { filter: { statuses: ["open"] }, limit: 100 });
  const silent = rows.filter((card) => card.silent_since !== null && card.entered_at === null).map((card) => card.id);
  await stage.call("move_to_no_interaction", { tickets: silent });
  const queue = await stage.call("waiting_queue", {});
  assert.ok(queue.rows.length >= 4, JSON.stringify(queue.rows.length));
  return queue.rows;
}

/** Tickets of the queue under this name; two example customers may share it. */
async function ticketSelected(stage, name) {
  const { rows } = await stage.call("waiting_queue", {});
  return rows.filter((row) => row.card.contact_name === name).map((row) => row.card.id);
}

test("an emoji is put in where one writes, by keyboard and by mouse, and what was taken last stands first", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { emoji } = words;
    const { card } = await cardAndStage(stage);
    await stage.go(`/funil?ticket=${card.id}`);
    const panel = page.getByRole("complementary", { name: said.panel });
    const box = panel.getByRole("textbox", { name: said.reply, exact: true });
    const opener = stage.button(emoji.insert, panel);
    const list = page.getByRole("listbox", { name: emoji.title });
    const option = (name) => list.getByRole("option", { name, exact: true });
    const focused = (control) => control.evaluate((element) => element === document.activeElement);
    await box.fill("Obrigado! Até logo");
    await box.evaluate((area) => area.setSelectionRange(9, 9));
    await stage.tabTo(opener);
    await stage.keys("Enter");
    await until("the first has the focus", () => focused(option(emoji.names.smile)));
    assert.deepEqual(await stage.found(), []);
    await stage.picture("emoji");
    await stage.keys("ArrowDown");
    await until("one below", () => focused(option(emoji.names.think)));
    await page.getByText(emoji.names.think, { exact: true }).waitFor();
    await stage.keys("ArrowUp", "ArrowRight", "Enter");
    await until("put in at the caret", async () => (await box.inputValue()) === "Obrigado!😊 Até logo");
    await until("writing goes on", () => focused(box));
    await page.keyboard.type("!");
    assert.equal(await box.inputValue(), "Obrigado!😊! Até logo");

    await opener.click();
    const all = list.getByRole("option");
    await until("what was taken comes first", () => focused(all.first()));
    assert.equal(await all.first().getAttribute("aria-label"), emoji.names.happy);
    await stage.keys("Escape");
    await list.waitFor({ state: "detached" });
    await until("back at its button", () => focused(opener));
    await panel.waitFor();

    await stage.go("/funil/acoes?acao=1");
    await page.getByRole("button", { name: emoji.insert }).first().click();
    await option(emoji.names.thanks).first().click();
    const message = page.getByRole("textbox", { name: new RegExp(`^${words.rules.message}`) });
    await until("in the message of the rule", async () => (await message.inputValue()).includes("🙏"));
  }));

test("letters typed right after the key of answering stand in the answer and move nothing, however late its box comes", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    const { card } = await cardAndStage(stage);
    let answer;
    const held = new Promise((resolve) => {
      answer = resolve;
    });
    await page.route("**/api/ticket", async (route) => {
      await held;
      await route.continue();
    });
    await page.locator(`#card-${card.id}`).focus();
    await stage.keys("r");
    await page.keyboard.type("Tudo de novo em dia");
    assert.equal(await page.getByRole("menu").count(), 0);
    answer();
    const box = page.getByRole("complementary", { name: said.panel }).getByRole("textbox", { name: said.reply, exact: true });
    await until("the answer has the focus", () => box.evaluate((area) => area === document.activeElement));
    await page.keyboard.type("!");
    await until("every letter", async () => (await box.inputValue()) === "Tudo de novo em dia!");
    const { stage: place, status, assignee, entered_at } = await ticketOf(stage, card.id);
    assert.deepEqual({ place, status, assignee, entered_at }, { place: card.stage, status: card.status, assignee: card.assignee, entered_at: card.entered_at });
  }));

test("the menu of a card leads to its tags and to whom it may go, by mouse and by keys", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { tags, users } = await stage.call("directory");
    const { card } = await cardAndStage(stage);
    const tag = tags.find((one) => !one.archived && !card.tags.includes(one.id));
    const to = users.find((one) => one.role === "technician" && one.active);
    await stage.go("/funil");
    const shown = page.locator(`#card-${card.id}`);
    await shown.click({ button: "right" });
    await stage.runByKeys(acts.tagMenu);
    await stage.runByKeys(tag.name);
    await until("it has the tag", async () => (await ticketOf(stage, card.id)).tags.includes(tag.id));

    await shown.click({ button: "right" });
    await page.getByRole("menuitem", { name: acts.transferMenu }).click();
    await page.getByRole("menuitem", { name: to.name }).click();
    await until("it has gone over", async () => (await ticketOf(stage, card.id)).assignee === to.id);
  }));
