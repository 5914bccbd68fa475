// What is found at the second look: facts changed where they are read, filters that make room, words found in messages,
// reasons in menus, a closing put off, a first run skipped, and the palette over an open ticket.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { acts, board, firstRun, screens, settings, ticket: said, waiting } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
const panelOf = (stage) => stage.page.getByRole("complementary", { name: said.panel });

function withResolvers() {
  let resolve;
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Tickets the customer owes an answer, outside Sem Interação. */
async function silent(stage) {
  const { rows } = await stage.call("tickets", { filter: { waits_for: "customer", statuses: ["open"] }, limit: 100 });
  return rows.filter((card) => card.entered_at === null);
}

test("what a ticket is worth, whose wallet and which tags are changed where they are read", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [card] = await silent(stage);
    const view = () => stage.call("ticket", { ticket: card.id });
    await stage.go(`/funil?ticket=${card.id}`);
    const panel = panelOf(stage);
    await panel.getByRole("tab", { name: said.summary }).click();
    await panel.getByRole("button", { name: new RegExp(`^${said.changeValue.split("{{")[0]}`) }).click();
    const field = stage.dialog.getByRole("textbox", { name: said.value });
    await field.fill("1234,5");
    assert.deepEqual(await stage.found(), []);
    await stage.keys("Enter");
    await until("worth", async () => (await view()).card.value_cents === 123_450);
    await panel.getByText("R$ 1.234,50").waitFor();

    await stage.tabTo(panel.getByRole("button", { name: new RegExp(`^${said.changeWallet.split("{{")[0]}`) }));
    await stage.keys("Enter");
    await stage.runByKeys("Carla Nunes");
    await until("in a wallet", async () => (await view()).contact.wallet_owner !== null);
    const told = filled(acts.wallet, { who: card.contact_name, to: "Carla Nunes" });
    await page.getByRole("status").filter({ hasText: told }).waitFor();
    await stage.keys("Control+z");
    await until("in none again", async () => (await view()).contact.wallet_owner === null);

    const before = (await view()).contact.tags;
    await panel.getByRole("button", { name: said.changeTags }).click();
    await page.getByRole("menuitem", { name: "VIP" }).click();
    await until("tagged or not", async () => (await view()).contact.tags.length !== before.length);

    await panel.getByRole("button", { name: said.why, exact: true }).first().click();
    const [, rule] = (await stage.call("directory")).rules;
    await page.getByRole("menuitem", { name: rule.name }).click();
    await stage.dialog.getByText(filled(words.why.title, { rule: rule.name })).waitFor();
  }));

test("what is typed while a variable is filled in stays, and open braces never go out", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [card] = await silent(stage);
    // The answer comes when the rest is typed.
    const { promise: typed, resolve } = withResolvers();
    await page.route(/\/api\/preview_text$/, (route) => typed.then(() => route.continue()));
    await stage.go(`/funil?ticket=${card.id}`);
    const box = panelOf(stage).getByRole("textbox", { name: said.reply, exact: true });
    await box.waitFor();
    await stage.keys("r");
    await until("the answer has the focus", () => box.evaluate((area) => area === document.activeElement));
    await page.keyboard.type("Oi, {{contato.nom");
    await page.getByRole("option").first().waitFor();
    await stage.keys("Enter");
    await page.keyboard.type("! Tudo bem?");
    resolve();
    const whole = `Oi, ${card.contact_name}! Tudo bem?`;
    await until("both there", async () => (await box.inputValue()) === whole, () => box.inputValue());
    await box.fill("Oi, {{");
    await stage.keys("Escape", "Control+Enter");
    await panelOf(stage).getByRole("alert").waitFor();
    assert.equal(await box.inputValue(), "Oi, {{");
  }));

test("the board finds words of messages, and says what to do when nothing fits", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [card] = await silent(stage);
    await stage.call("add_note", { ticket: card.id, text: "Pediu orçamento de persiana verde." });
    await stage.go("/funil");
    await stage.keys("/");
    await page.keyboard.type("persiana verd");
    await page.locator(`#card-${card.id}`).waitFor();
    await until("only this one", async () => (await page.locator("[id^=card-]").count()) === 1);
    await page.keyboard.type("zzz");
    await page.getByText(board.nothingFits).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.tabTo(stage.button(board.clearFilters));
    await stage.keys("Enter");
    await until("all of them", async () => (await page.locator("[id^=card-]").count()) > 5);
  }));

test("beside an open ticket the filters stand in one line and are all within reach", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil?ticket=2&waits=us");
    const freeze = stage.button(board.freeze);
    const search = page.getByRole("searchbox", { name: board.filters.search });
    const [one, other] = [await search.boundingBox(), await freeze.boundingBox()];
    assert.ok(Math.abs(one.y - other.y) < 4, `${one.y} and ${other.y}`);
    await stage.tabTo(stage.button(filled(board.filters.some, { number: 1 })));
    await stage.keys("Enter");
    await stage.tabTo(stage.button(board.filters.idle, stage.dialog));
    await stage.keys("Enter");
    await stage.runByKeys(filled(board.filters.idleFor, { span: "3 d" }));
    await until("in the address", async () => page.url().includes("idle=72"));
  }));

test("the first letter typed into the filter moves neither the board nor what stands beside it", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    const column = page.locator("section[data-drop]").first();
    const places = async () =>
      JSON.stringify(await Promise.all([stage.button(board.freeze), column].map((one) => one.boundingBox())));
    const before = await places();
    await page.getByRole("searchbox", { name: board.filters.search }).fill("a");
    await stage.button(board.filters.clear).last().waitFor();
    await stage.settled();
    assert.equal(await places(), before);
  }));

test("a dragged card leaves a faded place, stays in the window, and a full column says so in the menu too", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", {});
    const [from, full] = columns.filter((column) => column.page.rows.length > 0);
    const stageView = (await stage.call("directory")).stages.find((one) => one.id === full.key.stage);
    await stage.call("save_stage", { ...stageView, limit_max: full.count });
    await stage.go("/funil");
    const lifted = page.locator(`#card-${from.page.rows[0].id}`);
    const place = await lifted.boundingBox();
    await page.mouse.move(place.x + 40, place.y + 20);
    await page.mouse.down();
    await page.mouse.move(place.x + 60, place.y + 30, { steps: 3 });
    await page.mouse.move(1276, 796, { steps: 6 });
    assert.ok((await lifted.evaluate((element) => Number(getComputedStyle(element).opacity))) < 0.7);
    const ghost = await page.locator(".drag-ghost").boundingBox();
    assert.ok(ghost.x + ghost.width <= 1280 && ghost.y + ghost.height <= 800, JSON.stringify(ghost));
    await stage.keys("Escape");
    await page.mouse.up();
    assert.equal(await lifted.evaluate((element) => getComputedStyle(element).opacity), "1");

    await lifted.focus();
    await stage.keys("m");
    const item = page.getByRole("menuitem", { name: full.name });
    await item.getByText(filled(board.refused.full, { limit: full.count })).waitFor();
    assert.equal(await item.getAttribute("aria-disabled"), "true");
  }));

test("one is closed and the next has the focus, on the board and in Sem Interação", () =>
  staged(async (stage) => {
    const { page } = stage;
    const closed = async (id) => (await stage.call("ticket", { ticket: id })).card.status === "closed";
    const { columns } = await stage.call("board", {});
    const [first, second] = columns.find((column) => column.page.rows.length > 1).page.rows;
    await stage.go("/funil");
    await page.locator(`#card-${first.id}`).focus();
    await stage.keys("Shift+E");
    await until("closed", () => closed(first.id));
    await until("the next has the focus", () =>
      page.evaluate((id) => document.activeElement?.id === id, `card-${second.id}`),
    );
    const [one, other] = (await stage.call("waiting_queue", {})).rows
      .map(({ card }) => card)
      .toSorted((a, b) => a.silent_since - b.silent_since);
    await stage.go("/sem-interacao");
    await page.locator(`#row-${one.id}`).click();
    await stage.keys("Shift+E");
    await until("closed", () => closed(one.id));
    const grid = page.getByRole("grid", { name: screens.waiting });
    await until("the next is current", async () => (await grid.getAttribute("aria-activedescendant")) === `row-${other.id}`);
  }));

test("a closing put off is said on its row, and who was told stays", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.call("move_to_no_interaction", { tickets: (await silent(stage)).map((card) => card.id) });
    const rowOf = async (id) => (await stage.call("waiting_queue", {})).rows.find(({ card }) => card.id === id);
    const [{ card }] = (await stage.call("waiting_queue", {})).rows;
    await until("all told", async () => (await rowOf(card.id)).told.some(({ to }) => to === "technician"));
    const told = (await rowOf(card.id)).told.map(({ to }) => to);
    await stage.go("/sem-interacao");
    const row = page.locator(`#row-${card.id}`);
    await row.click();
    await stage.keys("p");
    await row.getByText(waiting.spared.split("{{")[0]).waitFor();
    assert.deepEqual((await rowOf(card.id)).told.map(({ to }) => to), told);
    await row.getByRole("button", { name: card.contact_name }).click();
    await panelOf(stage).waitFor();
  }));

test("what the end of the day closed is opened again at once, and says so", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.call("move_to_no_interaction", { tickets: (await silent(stage)).map((card) => card.id) });
    const { settings: kept } = await stage.call("settings");
    const clock = new Date((await stage.call("status")).now);
    const [hour, minute] = clock
      .toLocaleTimeString("pt-BR", { timeZone: "America/Sao_Paulo", hour: "2-digit", minute: "2-digit" })
      .split(":")
      .map(Number);
    kept.queue.day_end.minute = (hour * 60 + minute + 2) % 1440;
    await stage.call("save_settings", { settings: kept });
    await stage.call("set_speed", { speed: 60 });
    const run = async () => (await stage.call("waiting_queue", {})).day.last_run;
    await until("the day has ended", async () => {
      const last = await run();
      return last?.state === "done" && last.cut_at > clock.getTime();
    });
    await stage.call("set_speed", { speed: 1 });
    assert.ok((await run()).closed > 1, JSON.stringify(await run()));
    await stage.go("/sem-interacao");
    await page.locator("button[aria-expanded=false]").filter({ hasText: String((await run()).closed) }).first().click();
    await stage.tabTo(stage.button(waiting.undoAll));
    await stage.keys("Enter");
    await until("all open", async () => (await run()).tickets.every(({ state }) => state === "reopened"));
    await page.getByText(words.closingState.reopened).first().waitFor();
  }));

test("who is about to arrive in Sem Interação is moved there at once from its strip", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [{ ticket, contact_name: name }] = (await stage.call("waiting_queue", {})).arriving;
    await stage.go("/sem-interacao");
    const strip = page.getByRole("region", { name: waiting.arriving });
    await stage.tabTo(strip.getByRole("button", { name: filled(waiting.moveNow, { name }) }));
    await stage.keys("Enter");
    await until("inside", async () => (await stage.call("ticket", { ticket })).card.entered_at !== null);
  }));

/** To the last step of the first run, those before it skipped by `skip`. */
async function skippedToTheLast({ page, hub }, skip) {
  await page.goto(hub.address);
  for (const step of ["look", "start", "team", "times"]) {
    await page.getByText(firstRun[step].title).waitFor();
    await skip();
  }
}

test("every step of the first run can be skipped", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      await skippedToTheLast(stage, async () => {
        assert.deepEqual(await stage.found(), []);
        await stage.tabTo(stage.button(firstRun.skip));
        await stage.keys("Enter");
      });
      await page.getByText(firstRun.messages.title).waitFor();
      assert.deepEqual(await stage.found(), []);
      await stage.tabTo(stage.button(firstRun.skip));
      await stage.keys("Enter");
      await page.getByRole("heading", { name: screens.board }).waitFor();
      const session = await stage.call("session");
      assert.deepEqual([session.set_up, session.company], [true, firstRun.someCompany]);
      await page.getByText(board.firstConnection).waitFor();
      await stage.button(board.toConnections).click();
      await page.getByRole("heading", { name: screens.connections }).waitFor();
    },
    { demo: false },
  ));

test("the first run ends with the words of the queue and leads to the first mailbox", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      await skippedToTheLast(stage, () => stage.button(firstRun.skip).click());
      const entry = page.getByRole("textbox", { name: filled(settings.noticeField, { to: settings.texts.entry_text, field: settings.noticeText }) });
      await entry.fill("Oi, {{nada}}");
      await page.getByText(settings.texts.closing_text, { exact: true }).click();
      await stage.picture("primeira-execucao-mensagens");
      await stage.button(firstRun.finish).click();
      await page.getByText("{{nada}}").and(page.locator("[slot=errorMessage], [role=alert]")).first().waitFor();
      await entry.fill("Oi, {{contato.nome}}, ainda está aí?");
      await stage.button(firstRun.finish).click();
      await page.getByRole("dialog", { name: words.connections.new }).waitFor();
      const { queue } = (await stage.call("settings")).settings;
      assert.deepEqual([queue.entry_text, queue.closing_text], ["Oi, {{contato.nome}}, ainda está aí?", null]);
      await stage.keys("Escape");
      await page.getByRole("heading", { name: screens.connections }).waitFor();
    },
    { demo: false },
  ));

test("the palette goes to a section of the settings and acts on the open ticket", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [card] = await silent(stage);
    await stage.go(`/funil?ticket=${card.id}`);
    await stage.keys("Control+k");
    await page.keyboard.type("em espera");
    await page.getByRole("menuitem", { name: acts.hold }).waitFor();
    await stage.keys("Enter");
    await until("on hold", async () => (await stage.call("ticket", { ticket: card.id })).card.on_hold);
    await stage.keys("Control+k");
    await page.keyboard.type("feriad");
    await page.getByRole("menuitem", { name: settings.sections.holidays }).waitFor();
    await stage.keys("Enter");
    await page.getByRole("heading", { name: settings.sections.holidays }).waitFor();
  }));
