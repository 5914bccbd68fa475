// The keys and buttons a list promises are kept wherever it stands: a row is answered, moved and labelled by key in Sem
// Interação, in Meus atendimentos and on a whole ticket; a customer is reminded; an answer closes its ticket; the bell counts.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { acts, decision, keys, mine, notices: bell, parts, screens, shell, ticket: said } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
const panelOf = (stage) => stage.page.getByRole("complementary", { name: said.panel });
const cardOf = async (stage, id) => (await stage.call("ticket", { ticket: id })).card;
const answerBox = (within) => within.getByRole("textbox", { name: said.reply, exact: true });
const hasFocus = (control) => control.evaluate((element) => element === document.activeElement);

/** Open tickets outside Sem Interação whose customer owes an answer, given to whoever looks. */
async function owed(stage, count) {
  const { rows } = await stage.call("tickets", { filter: { waits_for: "customer", statuses: ["open"] }, limit: 100 });
  const cards = rows.filter((card) => card.entered_at === null).slice(0, count);
  const { user } = await stage.call("session");
  await stage.call("assign", { tickets: cards.map((card) => card.id), to: user.id });
  return cards;
}

test("a row of Sem Interação is labelled, moved and answered by key", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [card] = await owed(stage, 1);
    await stage.call("move_to_no_interaction", { tickets: [card.id] });
    await stage.go("/sem-interacao");
    const row = page.locator(`#row-${card.id}`);
    await row.click();
    await stage.keys("l");
    await stage.runByKeys("VIP");
    const had = card.tags.length;
    await until("labelled", async () => (await cardOf(stage, card.id)).tags.length !== had);
    await stage.keys("t");
    await page.getByRole("menuitem", { name: "Carla Nunes" }).waitFor();
    await stage.keys("Escape");
    await row.click();
    await stage.keys("r");
    await until("the answer has the focus", () => hasFocus(answerBox(panelOf(stage))));
    await stage.keys("Escape", "Escape");
    await panelOf(stage).waitFor({ state: "detached" });
    await row.click();
    await stage.keys("m");
    const stages = (await stage.call("directory")).stages.filter((one) => !one.locked && one.id !== card.stage);
    await stage.runByKeys(stages[0].name);
    await until("moved out", async () => (await cardOf(stage, card.id)).stage === stages[0].id);
  }));

test("in Meus atendimentos a customer is reminded in one's own words, and a line has its keys and its menu", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [one, other] = await owed(stage, 2);
    await stage.go("/meus-atendimentos");
    const line = (card) => page.locator(`li:has([data-ticket="${card.id}"])`);
    await line(one).getByRole("button", { name: mine.remind }).click();
    const box = answerBox(panelOf(stage));
    await until("the answer has the focus", () => hasFocus(box));
    const name = one.contact_name.split(" ")[0];
    assert.equal(await box.inputValue(), filled(mine.reminderTo, { name }));
    // What somebody began is never written over.
    await box.fill("Oi de novo");
    await stage.keys("Escape", "Escape");
    await panelOf(stage).waitFor({ state: "detached" });
    await page.locator(`[data-ticket="${one.id}"]`).focus();
    await stage.tabTo(line(one).getByRole("button", { name: mine.remind }));
    await stage.keys("Enter");
    await until("kept", async () => (await answerBox(panelOf(stage)).inputValue()) === "Oi de novo");
    await stage.keys("Escape", "Escape");

    await page.locator(`[data-ticket="${other.id}"]`).focus();
    await stage.keys("l");
    await stage.runByKeys("VIP");
    await until("labelled", async () => (await cardOf(stage, other.id)).tags.length !== other.tags.length);
    await page.locator(`[data-ticket="${other.id}"]`).click({ button: "right" });
    await page.getByRole("menuitem", { name: screens.waiting }).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.keys("Escape");
    await page.locator(`[data-ticket="${other.id}"]`).focus();
    await stage.keys("e");
    await until("closed", async () => (await cardOf(stage, other.id)).status === "closed");
    // The way back is there once the page has been told.
    await page.getByRole("status").filter({ hasText: filled(acts.closed, { who: other.contact_name }) }).waitFor();
    await stage.keys("Control+z");
    await until("open again", async () => (await cardOf(stage, other.id)).status === "open");
  }));

test("cards are taken up to another by Shift, and the one in hand is answered by key", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", {});
    const [first, , third] = columns.find((column) => column.page.rows.length > 2).page.rows;
    await stage.go("/funil");
    await page.locator(`#card-${first.id}`).focus();
    await page.locator(`#card-${third.id}`).click({ modifiers: ["Shift"] });
    await page.getByText(filled(words.board.selected_other, { count: 3 })).waitFor();
    assert.equal(await page.locator("[id^=card-][aria-pressed=true]").count(), 3);
    await stage.keys("Escape");
    await page.locator(`#card-${first.id}`).focus();
    await stage.keys("r");
    await until("the answer has the focus", () => hasFocus(answerBox(panelOf(stage))));
  }));

test("an answer is sent and its ticket closed in one go, by menu and by key", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [one, other] = await owed(stage, 2);
    const closed = async (card) => (await cardOf(stage, card.id)).status === "closed";
    const written = async (card, text) =>
      (await stage.call("conversation", { ticket: card.id })).messages.filter((message) => message.text === text).length;
    await stage.go(`/funil?ticket=${one.id}`);
    await answerBox(panelOf(stage)).fill("Resolvido. Obrigado!");
    await panelOf(stage).getByRole("button", { name: said.sendMore }).click();
    await page.getByRole("menuitem", { name: keys.sendAndClose }).click();
    await until("closed", () => closed(one));
    assert.equal(await written(one, "Resolvido. Obrigado!"), 1);

    await stage.go(`/funil?ticket=${other.id}`);
    await answerBox(panelOf(stage)).focus();
    await page.keyboard.type("Até logo!");
    await stage.keys("Control+Shift+Enter");
    await until("closed", () => closed(other));
    assert.equal(await written(other, "Até logo!"), 1);
  }));

test("a whole ticket hears the keys of its menus and has a way back", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [card] = await owed(stage, 1);
    await stage.go(`/funil?ticket=${card.id}`);
    await panelOf(stage).getByRole("button", { name: said.full }).click();
    await page.getByRole("heading", { name: said.title, level: 1 }).waitFor();
    await stage.keys("l");
    await stage.runByKeys("VIP");
    await until("labelled", async () => (await cardOf(stage, card.id)).tags.length !== card.tags.length);
    await stage.keys("m");
    await page.getByRole("menuitem", { name: screens.waiting }).waitFor();
    await stage.keys("Escape");
    await until("the menu is gone", async () => (await page.getByRole("menu").count()) === 0);
    await stage.keys("Escape");
    await panelOf(stage).waitFor();
    // Come from nowhere, it leads to the board.
    await page.goto("about:blank");
    await stage.go(`/atendimento/${card.id}`);
    assert.deepEqual(await stage.found(), []);
  }));

test("the bell counts what was not read, and the notices are looked through by subject", () =>
  staged(async (stage) => {
    const { page } = stage;
    const cards = await owed(stage, 2);
    await stage.call("move_to_no_interaction", { tickets: cards.map((card) => card.id) });
    await until("told", async () => (await stage.call("status")).unread > 0);
    const { unread } = await stage.call("status");
    const [failure] = (await stage.call("notices", { events: ["send_failed"] })).rows;
    await stage.go("/painel");
    const words = unread === 1 ? shell.unreadNotices_one : shell.unreadNotices_other;
    await stage.tabTo(stage.button(filled(words, { count: unread })));
    await stage.keys("Enter");
    await stage.tabTo(stage.button(bell.kind, stage.dialog));
    await stage.keys("Enter");
    await stage.runByKeys(bell.kinds.queue);
    await stage.dialog.getByText(cards[0].contact_name).first().waitFor();
    await stage.button(bell.kinds.queue, stage.dialog).click();
    await page.getByRole("menuitem", { name: bell.kinds.failures }).click();
    await stage.dialog.getByText(failure.title).first().waitFor();
    await stage.dialog.getByText(cards[0].contact_name).waitFor({ state: "detached" });
    assert.deepEqual(await stage.found(), []);
    await stage.button(bell.readAll, stage.dialog).click();
    await stage.keys("Escape");
    await stage.button(shell.notices).waitFor();
  }));

test("on return a board and a list are as they were left: how far down, and where the focus was", () =>
  staged(async (stage) => {
    const { page } = stage;
    const away = async () => {
      await stage.keys("g", "p");
      await page.getByRole("heading", { name: screens.dashboard }).waitFor();
    };
    await stage.go("/funil");
    const column = page.locator("[data-drop]").nth(1).locator("[data-drag-scroll=y]");
    // A list is told that it was scrolled with the next picture, and this test may be gone before.
    const scroll = (list, to) =>
      list.evaluate(
        (element, to) =>
          new Promise((told) => {
            element.addEventListener("scroll", told, { once: true });
            element.scrollTo(to);
          }),
        to,
      );
    await scroll(column, { top: 600 });
    await scroll(page.locator("[data-drag-scroll=x]"), { left: 240 });
    await away();
    await stage.keys("g", "f");
    await until("as far down and aside", async () => {
      const down = await column.evaluate((element) => element.scrollTop);
      return down === 600 && (await page.locator("[data-drag-scroll=x]").evaluate((element) => element.scrollLeft)) === 240;
    });

    await stage.go("/funil/execucoes");
    const grid = page.getByRole("grid", { name: screens.executions });
    await stage.tabTo(grid);
    await stage.keys("ArrowDown", "ArrowDown");
    const row = await grid.getAttribute("aria-activedescendant");
    await away();
    await page.goBack();
    await until("the grid has the focus", () => hasFocus(grid));
    assert.equal(await grid.getAttribute("aria-activedescendant"), row);
  }));

test("the history of executions is reached from a rule and from a ticket, and shows all again", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { rows } = await stage.call("executions", { filter: {} });
    const { rule, rule_name: name, ticket, contact_name: who } = rows[0];
    await stage.go("/funil/acoes");
    await stage.tabTo(page.getByRole("button", { name: words.rules.actionsOf.replace("{{name}}", name) }));
    await stage.keys("Enter");
    await stage.runByKeys(screens.executions);
    await until("of this rule", async () => page.url().includes(`regra=${rule}`));

    await stage.go(`/funil?ticket=${ticket}`);
    await panelOf(stage).getByRole("tab", { name: said.timeline }).click();
    await stage.button(said.executions, panelOf(stage)).click();
    await page.getByRole("grid", { name: screens.executions }).getByText(who).first().waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.tabTo(stage.button(filled(words.executions.everyTicket, { name: who })));
    await stage.keys("Enter");
    await until("of all", async () => !page.url().includes("atendimento="));
  }));

for (const theme of ["light", "dark"]) {
  test(`why a rule decided as it did, then, is asked from the history by keys (${theme})`, () =>
    staged(
      async (stage) => {
        const { page } = stage;
        const { rows } = await stage.call("executions", { filter: {} });
        const first = rows.findIndex((row) => row.outcome === "executed");
        await stage.go("/funil/execucoes");
        const grid = page.getByRole("grid", { name: screens.executions });
        await stage.tabTo(grid);
        await stage.keys("Home");
        for (let row = 0; row < first; row += 1) await stage.keys("ArrowDown");
        await stage.keys("ArrowRight");
        await stage.tabTo(stage.button(decision.ask));
        await stage.keys("Enter");
        const { judgements } = await stage.call("decision", { execution: rows[first].id });
        const [{ conditions }] = judgements;
        assert.ok(conditions.length >= 8, JSON.stringify(judgements));
        for (const { check } of conditions) await stage.dialog.getByText(words.checks[check]).first().waitFor();
        await stage.dialog.getByText(decision.same).first().waitFor();
        assert.deepEqual(await stage.found(), []);
        await stage.picture(`decisao-${theme}`);
        await stage.keys("Escape");
        await until("the button has the focus again", () => hasFocus(stage.button(decision.ask)));
      },
      { theme },
    ));
}

/** The one line, card or row the keyboard is on. */
const inFocus = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const id = element?.getAttribute("aria-activedescendant") ?? element?.id ?? "";
    return Number(/^(?:card|row)-(\d+)$/.exec(id)?.[1] ?? element?.dataset.ticket ?? Number.NaN);
  });

const focusOn = (page, id) => until(`the keyboard is on ${id}`, async () => (await inFocus(page)) === id, () => inFocus(page));

/** Sem Interação with some in it; returns them in the order they are shown. */
async function queued(stage, count) {
  const cards = await owed(stage, count);
  await stage.call("move_to_no_interaction", { tickets: cards.map((card) => card.id) });
  await stage.go("/sem-interacao");
  await stage.page.locator(`#row-${cards[0].id}`).waitFor();
  const ids = await stage.page
    .getByRole("grid", { name: screens.waiting })
    .locator("[id^=row-]")
    .evaluateAll((rows) => rows.map((row) => Number(row.id.slice(4))));
  assert.ok(ids.length >= count, JSON.stringify(ids));
  return ids;
}

const tagsOf = async (stage, id) => (await cardOf(stage, id)).tags.length;
const statusOf = async (stage, id) => (await cardOf(stage, id)).status;

test("in Sem Interação all keys of acts mean the row the keyboard is on, and within the panel its ticket", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [first, second, third] = await queued(stage, 3);
    await stage.keys("j", "Enter");
    await answerBox(panelOf(stage)).waitFor();
    await stage.keys("j");
    await focusOn(page, second);
    const had = [await tagsOf(stage, first), await tagsOf(stage, second)];
    await stage.keys("l");
    await stage.runByKeys("VIP");
    await until("the row is labelled", async () => (await tagsOf(stage, second)) !== had[1]);
    await until("the menu is gone", async () => (await page.getByRole("menu").count()) === 0);
    await focusOn(page, second);
    await stage.keys("d");
    await until("the row is given back", async () => (await cardOf(stage, second)).entered_at === null);
    const left = await cardOf(stage, first);
    assert.deepEqual([left.entered_at !== null, left.tags.length], [true, had[0]]);

    // Its own keys, and those of the list, once the keyboard is there.
    await stage.tabTo(panelOf(stage).getByRole("tab", { name: said.talk }));
    await stage.keys("l");
    await stage.runByKeys("VIP");
    await until("the open ticket is labelled", async () => (await tagsOf(stage, first)) !== had[0]);
    await until("the menu is gone", async () => (await page.getByRole("menu").count()) === 0);
    await stage.tabTo(panelOf(stage).getByRole("tab", { name: said.talk }));
    await stage.keys("p");
    await page.getByRole("status").filter({ hasText: left.contact_name }).last().waitFor();
    await stage.keys("e");
    await until("the open ticket is closed", async () => (await statusOf(stage, first)) === "closed");
    assert.deepEqual([await statusOf(stage, second), await statusOf(stage, third)], ["open", "open"]);
  }));

test("on the board a card with the focus is meant, and not the ticket the palette opened; a link opens one that hears all keys", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", {});
    const [card] = columns.find(({ key, locked }) => key.type === "stage" && !locked).page.rows;
    const other = (await stage.call("tickets", { filter: { statuses: ["open"] }, limit: 100 })).rows.find(
      (one) => one.id !== card.id && one.entered_at === null,
    );
    const [tagged, untouched] = [card.tags.length, other.tags.length];
    await stage.go("/funil");
    await page.locator(`#card-${card.id}`).focus();
    await stage.keys("Control+k");
    await page.keyboard.type(other.protocol);
    await page.getByRole("menuitem").filter({ hasText: other.contact_name }).first().click();
    await answerBox(panelOf(stage)).waitFor();
    await focusOn(page, card.id);
    await stage.keys("l");
    await stage.runByKeys("VIP");
    await until("the card is labelled", async () => (await tagsOf(stage, card.id)) !== tagged);
    await until("the menu is gone", async () => (await page.getByRole("menu").count()) === 0);
    await focusOn(page, card.id);
    await stage.keys("e");
    await until("the card is closed", async () => (await statusOf(stage, card.id)) === "closed");
    assert.deepEqual([await statusOf(stage, other.id), await tagsOf(stage, other.id)], ["open", untouched]);

    await stage.go(`/funil?ticket=${other.id}`);
    await answerBox(panelOf(stage)).waitFor();
    await stage.keys("l");
    await stage.runByKeys("VIP");
    await until("the open ticket is labelled", async () => (await tagsOf(stage, other.id)) !== untouched);
    await until("the menu is gone", async () => (await page.getByRole("menu").count()) === 0);
    await stage.keys("t");
    await page.getByRole("menuitem", { name: "Carla Nunes" }).waitFor();
    await stage.keys("Escape");
  }));

test("what cannot be undone keeps Ctrl+Z from an older act, and what was taken back is said on the screen", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [first, second, third] = await queued(stage, 3);
    const nameOf = async (id) => (await cardOf(stage, id)).contact_name;
    const toast = (name, pattern) => page.getByText(filled(pattern, { what: "" })).filter({ hasText: name }).last();
    const closes = async (id) => (await stage.call("waiting_queue", {})).rows.find((row) => row.card.id === id).closes_at;
    const soon = await closes(first);
    await page.locator(`#row-${first}`).click();
    await stage.keys("p");
    await until("postponed", async () => (await closes(first)) !== soon);
    const later = await closes(first);
    await page.locator(`#row-${second}`).click();
    await stage.keys("Shift+F10");
    await stage.runByKeys(words.waiting.resend);
    await page.getByRole("status").filter({ hasText: filled(words.waiting.resent, { who: await nameOf(second) }) }).waitFor();
    await stage.keys("Control+z");
    await toast(await nameOf(second), parts.notUndoable).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("desfazer-nao-da");
    assert.equal(await closes(first), later);

    // What left the queue is in it again, since it entered.
    const before = await cardOf(stage, third);
    for (const [key, words] of [
      ["d", acts.returned],
      ["e", acts.closed],
    ]) {
      await page.locator(`#row-${third}`).click();
      await stage.keys(key);
      await page.getByRole("status").filter({ hasText: filled(words, { who: before.contact_name }) }).waitFor();
      assert.equal((await cardOf(stage, third)).entered_at, null);
      await stage.keys("Control+z");
      await toast(before.contact_name, parts.undone).waitFor();
      const { status, assignee, entered_at } = await cardOf(stage, third);
      assert.deepEqual({ status, assignee, entered_at }, { status: "open", assignee: before.assignee, entered_at: before.entered_at });
      await page.locator(`#row-${third}`).waitFor();
    }
    await stage.keys("Control+z");
    await page.getByRole("alert").nth(1).waitFor();
    assert.equal(await closes(first), later);
  }));

test("what leaves a list by an act leaves the keyboard to the next, and an act on the selection lets it go", () =>
  staged(async (stage) => {
    const { page } = stage;
    const ids = await queued(stage, 6);
    await page.locator(`#row-${ids[1]}`).click();
    await stage.tabTo(page.getByRole("grid", { name: screens.waiting }));
    await stage.keys("d");
    await until("given back", async () => (await cardOf(stage, ids[1])).entered_at === null);
    await focusOn(page, ids[2]);
    await stage.keys("e");
    await until("closed", async () => (await statusOf(stage, ids[2])) === "closed");
    await focusOn(page, ids[3]);
    await stage.keys("x", "Shift+ArrowDown");
    await page.getByText(filled(words.board.selected_other, { count: 2 })).waitFor();
    await stage.keys("p");
    await page.getByRole("toolbar", { name: words.board.bulk }).waitFor({ state: "detached" });
    await focusOn(page, ids[4]);

    // Who goes by somebody else's hand takes nobody along; the keyboard goes on from there.
    await stage.call("return_to_technician", { tickets: [ids[4]] });
    await page.locator(`#row-${ids[4]}`).waitFor({ state: "detached" });
    await stage.keys("e");
    await stage.picture("sem-interacao-sem-linha");
    await stage.keys("j");
    await focusOn(page, ids[5]);
    assert.deepEqual([await statusOf(stage, ids[4]), await statusOf(stage, ids[5])], ["open", "open"]);

    const mineOf = () => page.locator("[data-ticket]").evaluateAll((all) => all.map((one) => Number(one.dataset.ticket)));
    await owed(stage, 3);
    await stage.go("/meus-atendimentos");
    const lines = await mineOf();
    await page.locator(`[data-ticket="${lines[0]}"]`).focus();
    await stage.keys("e");
    await until("closed", async () => (await statusOf(stage, lines[0])) === "closed");
    await focusOn(page, lines[1]);
  }));
