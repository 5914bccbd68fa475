// What an act says and what becomes of it: where a card stands now, which of several selected is answered, what "Adiar" puts
// off, what has no way back, and a batch of which one ticket refuses.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { acts, board, keys, parts, screens, ticket: said, waiting } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");
const panelOf = (stage) => stage.page.getByRole("complementary", { name: said.panel });
const cardOf = async (stage, id) => (await stage.call("ticket", { ticket: id })).card;
const answerBox = (stage) => panelOf(stage).getByRole("textbox", { name: said.reply, exact: true });
const hasFocus = (control) => control.evaluate((element) => element === document.activeElement);
const refusal = (stage, text) => stage.page.getByRole("alert").filter({ hasText: text });
const toast = (stage, text) => stage.page.getByRole("status").filter({ hasText: text });
const entered = async (stage, id) => (await cardOf(stage, id)).entered_at !== null;

/** Open tickets outside Sem Interação, by whose turn it is. */
async function open(stage) {
  const { rows } = await stage.call("tickets", { filter: { statuses: ["open"] }, limit: 100 });
  const outside = rows.filter((card) => card.entered_at === null);
  return {
    silent: outside.filter((card) => card.silent_since !== null),
    waiting: outside.filter((card) => card.customer_waits_since !== null),
  };
}

/** Tells which cards there are on the screen: of a long column only those in view. */
async function drawn(stage) {
  await stage.page.locator("[id^=card-]").nth(1).waitFor();
  const ids = await stage.page.locator("[id^=card-]").evaluateAll((all) => all.map((one) => Number(one.id.slice(5))));
  return (card) => ids.includes(card.id);
}

/** Selects cards of the board that can be seen, the last one keeping the keyboard. */
async function select(stage, cards) {
  for (const card of cards) {
    await stage.page.locator(`#card-${card.id}`).click({ modifiers: ["Control"] });
  }
  const count = cards.length;
  await stage.page.getByText(filled(board[count === 1 ? "selected_one" : "selected_other"], { count })).waitFor();
}

test("a card moved by keys is said to stand where it stands now, among how many", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", {});
    const stages = columns.filter(({ key, locked, limit_max }) => key.type === "stage" && !locked && limit_max === null);
    const from = stages.find((column) => column.page.rows.length > 0);
    const to = stages.filter((column) => column !== from).toSorted((a, b) => b.count - a.count)[0];
    const [card] = from.page.rows;
    await stage.go("/funil");
    await page.locator(`#card-${card.id}`).focus();
    await stage.keys("m");
    await stage.runByKeys(to.name);
    const item = page.locator(`[data-drop="stage ${to.key.stage}"] li:has(#card-${card.id})`);
    await item.waitFor();
    const { page: now, count } = (await stage.call("board", {})).columns.find(({ key }) => key.stage === to.key.stage);
    const at = now.rows.findIndex(({ id }) => id === card.id) + 1;
    assert.ok(at > 0 && count === to.count + 1, `${at} of ${count}`);
    assert.equal(await item.getAttribute("aria-posinset"), String(at));
    const heard = filled(acts.placed, { who: card.contact_name, where: to.name, at, of: count });
    await page.locator("[aria-live=polite][aria-atomic=true]").getByText(heard, { exact: true }).waitFor();
  }));

test("of several selected the one the keyboard stands on is answered or noted on, and on none of them it is said", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", {});
    const [one, other] = columns.find((column) => column.page.rows.length > 2).page.rows;
    await stage.go("/funil");
    await select(stage, [one, other]);
    await page.locator(`#card-${one.id}`).focus();
    await stage.keys("r");
    await until("the answer has the focus", () => hasFocus(answerBox(stage)));
    assert.ok(page.url().includes(`ticket=${one.id}`), page.url());
    await stage.keys("Escape", "Escape");
    await panelOf(stage).waitFor({ state: "detached" });
    await page.getByText(filled(board.selected_other, { count: 2 })).waitFor();
    await page.getByRole("toolbar").getByRole("button", { name: new RegExp(`^${keys.close}`) }).focus();
    await stage.keys("r");
    await refusal(stage, acts.oneOnly).waitFor();

    const { silent } = await open(stage);
    await stage.call("move_to_no_interaction", { tickets: silent.slice(0, 3).map((card) => card.id) });
    await stage.go("/sem-interacao");
    await page.locator("[role=grid] [role=row][id]").nth(1).waitFor();
    await page.getByRole("grid", { name: screens.waiting }).focus();
    await stage.keys("Home", "Shift+ArrowDown");
    await page.getByText(filled(board.selected_other, { count: 2 })).waitFor();
    const place = await page.getByRole("grid", { name: screens.waiting }).getAttribute("aria-activedescendant");
    await stage.keys("n");
    const note = panelOf(stage).getByRole("textbox", { name: said.note, exact: true });
    await until("the note has the focus", () => hasFocus(note));
    assert.ok(page.url().includes(`ticket=${place.slice(4)}`), `${place} ${page.url()}`);
  }));

test("in an open ticket P puts off the closing, else asks which planned step, else says that there is none", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { silent } = await open(stage);
    const forecast = async (card) => (await stage.call("forecast", { ticket: card.id })).items;
    const [queued, ...others] = silent;
    const found = await Promise.all(others.map(async (card) => ({ card, items: await forecast(card) })));
    const steps = ({ items }) => items.filter((item) => item.rule !== null);
    const planned = found.find((one) => steps(one).length > 0);
    const empty = found.find((one) => steps(one).length === 0);
    await stage.call("move_to_no_interaction", { tickets: [queued.id] });
    const closes = async () =>
      (await stage.call("waiting_queue", {})).rows.find(({ card }) => card.id === queued.id).closes_at;
    const before = await closes();

    await stage.go(`/funil?ticket=${queued.id}`);
    await answerBox(stage).waitFor();
    await stage.keys("p");
    await until("put off", async () => (await closes()) !== before);
    await toast(stage, queued.contact_name).getByRole("button", { name: parts.undo }).click();
    await until("as planned", async () => (await closes()) === before);
    await panelOf(stage).getByRole("tab", { name: said.summary }).click();
    await panelOf(stage).getByRole("button", { name: waiting.postpone }).click();
    await until("put off by its button", async () => (await closes()) !== before);
    assert.deepEqual(await stage.found(), []);
    await stage.picture("atendimento-adiar-encerramento");

    await stage.go(`/funil?ticket=${planned.card.id}`);
    await answerBox(stage).waitFor();
    await stage.keys("p");
    await page.getByRole("menuitem", { name: said.tomorrow }).first().waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("atendimento-adiar");
    await stage.runByKeys(said.tomorrow);
    const [step] = steps(planned);
    await until("put off", async () => {
      const now = (await forecast(planned.card)).find((item) => item.rule === step.rule && item.part === step.part);
      return now.at > step.at;
    });

    await stage.go(`/funil?ticket=${empty.card.id}`);
    await answerBox(stage).waitFor();
    await stage.keys("p");
    await refusal(stage, said.nothingToPostpone).waitFor();
  }));

test("an answer or a note has no way back, and keeps Ctrl+Z from what was done before it", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [card] = (await open(stage)).waiting;
    await stage.go(`/funil?ticket=${card.id}`);
    await answerBox(stage).waitFor();
    await stage.keys("l");
    await stage.runByKeys("VIP");
    const labelled = async () => (await cardOf(stage, card.id)).tags.length !== card.tags.length;
    await until("labelled", labelled);
    await toast(stage, "VIP").waitFor();
    const write = async (key, text) => {
      await stage.keys(key);
      await page.keyboard.type(text);
      await stage.keys("Control+Enter");
      await until("written", async () => {
        const { messages } = await stage.call("conversation", { ticket: card.id });
        return messages.some((message) => message.text === text);
      });
      await until("an empty box", async () => (await panelOf(stage).locator("textarea").inputValue()) === "");
      await stage.keys("Escape", "Control+z");
    };
    const notBack = (what) => refusal(stage, filled(parts.notUndoable, { what: filled(what, { name: card.contact_name }) }));
    await write("r", "Já vejo isso.");
    await notBack(said.answerTo).waitFor();
    assert.ok(await labelled());
    await write("n", "Vai querer desconto.");
    await notBack(said.noteOn).waitFor();
    assert.ok(await labelled());
  }));

test("the timeline of a ticket with messages does not say that nothing has happened", () =>
  staged(async (stage) => {
    const { silent } = await open(stage);
    const events = async (card) => (await stage.call("timeline", { ticket: card.id })).events.length;
    const counts = await Promise.all(silent.map(events));
    const card = silent[counts.indexOf(0)];
    await stage.page.addInitScript((never) => {
      window.toldNothing = false;
      new MutationObserver(() => {
        if (document.body?.innerText.includes(never)) window.toldNothing = true;
      }).observe(document, { subtree: true, childList: true });
    }, said.noEvents);
    await stage.go(`/funil?ticket=${card.id}`);
    await panelOf(stage).getByRole("tab", { name: said.timeline }).click();
    await panelOf(stage).getByText(said.onlyMessages).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("linha-do-tempo-so-mensagens");
    assert.equal(await stage.page.evaluate(() => window.toldNothing), false);
  }));

test("what was done to some of a batch can be taken back, and who was refused is no part of it", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    const all = await open(stage);
    const seen = await drawn(stage);
    const [refused, ...done] = [all.waiting.filter(seen)[0], ...all.silent.filter(seen).slice(0, 2)];
    await select(stage, [refused, ...done]);
    await stage.keys("m");
    await stage.runByKeys(screens.waiting);
    await refusal(stage, "última palavra").filter({ hasText: refused.contact_name }).waitFor();
    for (const { id } of done) assert.ok(await entered(stage, id));
    const told = toast(stage, filled(acts.partly_other, { what: "", count: 2 }));
    await told.waitFor();
    await stage.picture("em-parte");
    await told.getByRole("button", { name: parts.undo }).click();
    await until("both back", async () => {
      const there = await Promise.all(done.map(({ id }) => entered(stage, id)));
      return there.every((one) => !one);
    });
    await page.getByText(filled(board.selected_one, { count: 1 })).waitFor();
  }));

test("of a batch that is taken back one that refuses stays, and it is said how many went back and why one did not", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    const cards = (await open(stage)).silent.filter(await drawn(stage)).slice(0, 3);
    await select(stage, cards);
    await stage.keys("m");
    await stage.runByKeys(screens.waiting);
    const told = toast(stage, filled(acts.tickets_other, { count: 3 }));
    await told.waitFor();
    const [gone, ...others] = cards;
    // Somebody else has it by now.
    await stage.call("return_to_technician", { tickets: [gone.id] });
    await stage.keys("Control+z");
    const [first] = acts.backPartly_other.split("{{first}}");
    const said = filled(first, { count: 2, left: 1 });
    await refusal(stage, `${said}${gone.contact_name}: `).filter({ hasText: "não está em Sem Interação" }).waitFor();
    await stage.picture("desfeito-em-parte");
    for (const { id } of others) assert.equal(await entered(stage, id), false);
    assert.equal(await toast(stage, filled(parts.undone, { what: "" })).count(), 0);
    await stage.keys("Control+z");
    assert.equal(await page.getByRole("alert").count(), 1, "nothing is left to take back");
  }));
