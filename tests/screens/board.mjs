// The board beyond moving cards: a new ticket, a stage from its column, saved views, and numbers that lead to their lists.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { board, keys, newTicket, parts, settings, views } = words;
const named = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);

const found = async (stage, text) => (await stage.call("search", { text })).found.map((one) => one.card);

test("a ticket is started from its column by mouse, and with a known customer by keyboard", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    const { columns } = await stage.call("board", {});
    const second = columns[1];
    const column = page.getByRole("region", { name: new RegExp(`^${second.name}, `) });
    await column.getByRole("button", { name: newTicket.title }).click();
    const form = stage.dialog;
    await form.getByLabel(newTicket.name).fill("Rita Lobo");
    await form.getByRole("combobox", { name: newTicket.address }).fill("rita@exemplo.invalid");
    await form.getByRole("textbox", { name: newTicket.text }).fill("Olá, Rita! Tudo certo com o pedido?");
    assert.deepEqual(await stage.found(), []);
    await form.getByRole("button", { name: new RegExp(`^${newTicket.start}`) }).click();
    await form.waitFor({ state: "detached" });
    await page.getByRole("complementary", { name: words.ticket.panel }).getByText("Tudo certo").first().waitFor();
    const [card] = await found(stage, "Rita Lobo");
    assert.equal(card.stage, second.key.stage);

    await stage.go("/funil");
    await stage.keys("c");
    await form.waitFor();
    await page.keyboard.type("rit");
    const known = form.getByRole("listbox", { name: newTicket.known });
    await known.waitFor();
    await stage.keys("Escape");
    await known.waitFor({ state: "detached" });
    await page.keyboard.type("a");
    await known.getByRole("option", { name: /Rita Lobo/ }).waitFor();
    await stage.keys("ArrowDown");
    const current = known.getByRole("option", { selected: true });
    await current.waitFor();
    const field = form.getByRole("combobox", { name: newTicket.name });
    assert.equal(await field.getAttribute("aria-activedescendant"), await current.getAttribute("id"));
    assert.deepEqual(await stage.found(), []);
    await stage.picture("novo-atendimento-conhecido");
    await stage.keys("Enter");
    await form.getByText(newTicket.alreadyOpen).waitFor();
    assert.equal(await field.evaluate((element) => element === document.activeElement), true);
    assert.equal(await form.getByRole("combobox", { name: newTicket.address }).inputValue(), "rita@exemplo.invalid");
    await stage.tabTo(stage.button(newTicket.openIt, form));
    await stage.keys("Enter");
    await until("the one that is open", async () => page.url().includes(`ticket=${card.id}`));
    assert.equal((await found(stage, "Rita Lobo")).length, 1);
  }));

test("a stage is edited, locked, moved and made from its column, by mouse and by keyboard", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    const stages = async () => (await stage.call("directory")).stages.filter((one) => !one.archived);
    const [first, second] = await stages();
    const menu = (name) => stage.button(named(board.columnMenu, { name }));
    await menu(first.name).click();
    await page.getByRole("menuitem", { name: board.editStage }).click();
    await stage.dialog.getByLabel(settings.stageName).fill("Entrada");
    await stage.dialog.locator("label").filter({ hasText: settings.stageLimit }).click();
    await stage.button(parts.save, stage.dialog).click();
    await until("renamed and limited", async () => {
      const [one] = await stages();
      return one.name === "Entrada" && one.limit_max === 10;
    });

    await stage.tabTo(menu("Entrada"));
    await stage.keys("Enter");
    await stage.runByKeys(board.lock);
    await until("locked", async () => (await stages())[0].locked);
    const refused = await fetch(`${stage.hub.address}/api/move_stage`, {
      method: "POST",
      headers: { authorization: `Bearer ${stage.hub.token}`, "content-type": "application/json" },
      body: JSON.stringify({ tickets: [2], stage: first.id }),
    });
    assert.match((await refused.json()).message, /bloqueada/);
    await stage.keys("Control+z");
    await until("unlocked", async () => !(await stages())[0].locked);

    await stage.tabTo(menu("Entrada"));
    await stage.keys("Enter");
    await stage.runByKeys(board.toRight);
    await until("second now", async () => (await stages()).map((one) => one.id).indexOf(first.id) === 1);
    assert.equal((await stages())[0].id, second.id);
  }));

test("a card says for how many days it is in its column, and a column how long its cards stay", () =>
  staged(async (stage) => {
    const { page } = stage;
    const day = 86_400_000;
    await stage.go("/funil");
    const { columns, now } = await stage.call("board", {});
    const stages = columns.filter(({ key }) => key.type === "stage");
    const column = stages.find(({ page }) => page.rows.some((card) => now - card.stage_since > 7.1 * day));
    const old = column.page.rows.find((card) => now - card.stage_since > 7.1 * day);
    const days = Math.floor((now - old.stage_since) / day);
    const mark = (card) => page.locator(`#card-${card.id} [data-age]`);
    const shown = page.locator(`#card-${old.id}`);
    await stage.go(`/funil?q=${old.protocol}`);
    await shown.waitFor();
    assert.equal(await mark(old).getAttribute("title"), named(board.inStage.past, { days }));
    assert.match(await mark(old).innerText(), new RegExp(`^${days} d`));
    assert.deepEqual(await stage.found(), []);

    await stage.go("/funil");
    const region = page.getByRole("region", { name: new RegExp(`^${column.name}, `) });
    await stage.picture("funil-tempo-na-etapa");
    const fresh = await page
      .locator("[id^=card-]")
      .evaluateAll((cards) => cards.filter((one) => !one.querySelector("[data-age]")).length);
    assert.ok(fresh > 0, "what came today says nothing");
    await region.getByRole("heading", { level: 2 }).hover();
    await page
      .getByRole("tooltip")
      .getByText(named(board.average, { span: "" }))
      .waitFor();
    await stage.tabTo(stage.button(named(board.columnMenu, { name: column.name })));
    await stage.keys("Enter");
    await page
      .getByRole("menu")
      .getByText(named(board.average, { span: "" }))
      .waitFor();
    await stage.keys("Escape");

    // Moved, it has just come.
    const other = stages.find((one) => one !== column && !one.locked);
    await stage.call("move_stage", { tickets: [old.id], stage: other.key.stage });
    await stage.go(`/funil?q=${old.protocol}`);
    await shown.waitFor();
    assert.equal(await mark(old).count(), 0);
  }));

test("a view keeps its filters under a name, and is put in order, renamed and deleted", () =>
  staged(async (stage) => {
    const { page } = stage;
    const kept = async () => (await stage.call("board_views")).views;
    const open = (name) => page.getByRole("button", { name, exact: true }).first().click();
    const run = (name) => page.getByRole("menuitem", { name }).first().click();
    const save = async (name) => {
      await open(views.title);
      await run(views.save);
      await stage.dialog.getByLabel(views.name).fill(name);
      await stage.keys("Enter");
      await stage.dialog.waitFor({ state: "detached" });
      await stage.button(name).waitFor();
    };
    await stage.go("/funil");
    await open(board.filters.situation);
    await run(board.filters.waits.customer);
    await save("Silêncios");
    await stage.go("/funil?idle=24");
    await save("Parados");
    assert.deepEqual(
      (await kept()).map((view) => [view.name, view.filter.waits_for ?? view.filter.idle_for]),
      [
        ["Silêncios", "customer"],
        ["Parados", 86_400_000],
      ],
    );

    // By keyboard: the first one again, and the whole board.
    await stage.tabTo(stage.button("Parados"));
    await stage.keys("Enter");
    await stage.runByKeys("Silêncios");
    await until("its address", async () => page.url().includes("waits=customer"));

    await open("Silêncios");
    await run(views.organise);
    const form = stage.dialog;
    await stage.button(named(views.down, { name: "Silêncios" }), form).click();
    await stage.button(named(views.remove, { name: "Parados" }), form).click();
    await form.getByLabel(views.name).first().fill("Quem sumiu");
    assert.deepEqual(await stage.found(), []);
    await stage.button(parts.save, form).click();
    await form.waitFor({ state: "detached" });
    assert.deepEqual(
      (await kept()).map((view) => view.name),
      ["Quem sumiu"],
    );
  }));

test("the box of the search says what is searched for: typed, from a view, or cleared", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil?q=sistema");
    const box = page.getByRole("searchbox", { name: board.filters.search });
    await stage.button(views.title).click();
    await page.getByRole("menuitem", { name: views.save }).click();
    await stage.dialog.getByLabel(views.name).fill("Sistema");
    await stage.keys("Enter");
    await stage.dialog.waitFor({ state: "detached" });

    // As fast as a program types, and nothing is dropped.
    await box.fill("");
    await box.pressSequentially("cobrança");
    await until("asked for whole", async () => decodeURIComponent(page.url()).includes("q=cobrança"));
    assert.equal(await box.inputValue(), "cobrança");

    await page.getByRole("button", { name: views.title }).click();
    await page.getByRole("menuitem", { name: "Sistema", exact: true }).click();
    await until("the view's address", async () => page.url().includes("q=sistema"));
    await until("the view's word", async () => (await box.inputValue()) === "sistema");
    await stage.button(board.filters.clear).last().click();
    await until("cleared", async () => (await box.inputValue()) === "" && !page.url().includes("q="));
  }));

test("a step back in the history with the cursor in the search shows the word one goes back to", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil?q=sistema");
    const box = page.getByRole("searchbox", { name: board.filters.search });
    const [card] = await found(stage, "sistema");
    await page.locator(`#card-${card.id}`).click();
    await until("opened", async () => page.url().includes("ticket="));
    await box.fill("cobrança");
    await until("asked for", async () => decodeURIComponent(page.url()).includes("q=cobrança"));
    await page.goBack();
    await until("the word of before", async () => (await box.inputValue()) === "sistema");
    await until("its address", async () => page.url().includes("q=sistema"));
    assert.ok(await box.evaluate((one) => one === document.activeElement));
    await page.goForward();
    await until("the word of after", async () => (await box.inputValue()) === "cobrança");
    await until("its address", async () => decodeURIComponent(page.url()).includes("q=cobrança"));
  }));

const inSight = async (page, place) => {
  const { x, width } = await place.boundingBox();
  return x >= 0 && x + width <= page.viewportSize().width;
};

test("the numbers of the panel lead to the tickets they count", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { figures } = words.dashboard;
    const [returned, closed] = ["returned", "closed"].map((id) => `${figures[`${id}_one`]}|${figures[`${id}_other`]}`);
    for (const [figure, address] of [
      [figures.attending, /\/funil\?waits=technician/],
      [figures.waitingCustomer, /\/funil\?waits=customer/],
      [figures.noInteraction, /\/sem-interacao$/],
      [returned, /\/funil\?back=\d+/],
      [closed, /\/funil\?lapsed=\d+/],
    ]) {
      await stage.go("/painel");
      const button = page.getByRole("button", { name: new RegExp(figure) });
      const counted = Number(/\d+/.exec(await button.innerText())[0]);
      await button.click();
      await until(
        figure,
        async () => address.test(page.url()),
        () => page.url(),
      );
      await stage.settled();
      // What came back is counted by its returns, and may have done so twice.
      if (!page.url().includes("/funil") || figure === returned) continue;
      const columns = page.locator("section[data-drop]");
      const held = () =>
        columns.evaluateAll((all) => all.map((one) => Number(/\d+/.exec(one.ariaLabel.replace(/^.*,/, ""))[0])));
      await until(
        `${counted} ${figure}`,
        async () => (await held()).reduce((sum, one) => sum + one, 0) === counted,
        async () => `${await held()} are not ${counted}`,
      );
      // Wherever they are, somebody who asked for them sees the first of them.
      const first = (await held()).findIndex((count) => count > 0);
      if (first >= 0) await until(`${figure} in sight`, () => inSight(page, columns.nth(first)));
    }
    await page.getByRole("button", { name: named(board.filters.lapsed, { since: board.filters.today }) }).waitFor();
  }));

test("a key is changed, what it takes is said, and the old one comes back", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/configuracoes?secao=keys");
    const line = (name) => page.getByRole("button", { name: new RegExp(`^${named(keys.change, { name })}`) });
    await stage.tabTo(line(keys.goWaiting));
    await stage.keys("Enter");
    await stage.dialog.waitFor();
    await stage.keys("g", "f");
    await stage.dialog.getByText(named(keys.taken_one, { names: keys.goBoard })).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.button(keys.clear, stage.dialog).click();
    await stage.dialog.getByRole("group", { name: keys.press }).click();
    await stage.keys("w");
    await stage.button(parts.save, stage.dialog).click();
    await stage.dialog.waitFor({ state: "detached" });
    await stage.keys("w");
    await page.getByRole("grid", { name: words.screens.waiting }).waitFor();
    await stage.go("/configuracoes?secao=keys");
    await stage.button(keys.restoreAll).click();
    await stage.keys("g", "s");
    await page.getByRole("grid", { name: words.screens.waiting }).waitFor();
  }));

const inFocus = (page) => page.evaluate(() => document.activeElement?.id);
const focusOn = (page, id) =>
  until(`the keyboard is on card ${id}`, async () => (await inFocus(page)) === `card-${id}`, () => inFocus(page));
const cardOf = async (stage, id) => (await stage.call("ticket", { ticket: id })).card;

/** The cards of the first stage that has as many, in the order they are shown. */
async function shownCards(stage, count) {
  const { columns } = await stage.call("board", {});
  const column = columns.find(({ key, page }) => key.type === "stage" && page.rows.length >= count);
  await stage.go("/funil");
  const ids = await stage.page
    .locator(`[data-drop="stage ${column.key.stage}"] [id^=card-]`)
    .evaluateAll((all) =>
      all.toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top).map((one) => Number(one.id.slice(5))),
    );
  return { column, columns, ids };
}

test("the selection grows by Shift and the arrows, up and down, and is let go once it was acted on", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { ids } = await shownCards(stage, 4);
    const pressed = () =>
      page.locator("[id^=card-][aria-pressed=true]").evaluateAll((all) => all.map((one) => Number(one.id.slice(5))).toSorted((a, b) => a - b));
    const selected = (...some) =>
      until(`${some} selected`, async () => `${await pressed()}` === `${some.toSorted((a, b) => a - b)}`, pressed);
    await page.locator(`#card-${ids[1]}`).focus();
    await stage.keys("x", "Shift+ArrowDown");
    await focusOn(page, ids[2]);
    await selected(ids[1], ids[2]);
    await stage.keys("Escape", "Shift+ArrowUp");
    await focusOn(page, ids[1]);
    await selected(ids[1], ids[2]);
    await stage.keys("l");
    await stage.runByKeys("VIP");
    await page.getByRole("status").last().waitFor();
    await until("the menu is gone", async () => (await page.getByRole("menu").count()) === 0);
    // Who labels goes on with the same ones.
    await selected(ids[1], ids[2]);
    await stage.keys("e");
    await until("both closed", async () =>
      (await Promise.all([ids[1], ids[2]].map((id) => cardOf(stage, id)))).every((card) => card.status === "closed"),
    );
    await page.getByRole("toolbar", { name: board.bulk }).waitFor({ state: "detached" });
    await focusOn(page, ids[3]);
    await stage.keys("m");
    const menu = await page.getByRole("menu").boundingBox();
    const card = await page.locator(`#card-${ids[3]}`).boundingBox();
    assert.ok(Math.abs(menu.x - card.x) < card.width, JSON.stringify([menu, card]));
  }));

test("a card that is moved keeps the keyboard where it went, and one that is closed leaves it to the next", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { column, columns, ids } = await shownCards(stage, 3);
    await page.locator(`#card-${ids[1]}`).focus();
    await stage.keys("e");
    await until("closed", async () => (await cardOf(stage, ids[1])).status === "closed");
    await focusOn(page, ids[2]);
    const to = columns.find(
      (one) => one !== column && one.key.type === "stage" && !one.locked && one.limit_max === null,
    );
    await stage.keys("m");
    await stage.runByKeys(to.name);
    await until("moved", async () => (await cardOf(stage, ids[2])).stage === to.key.stage);
    await page.locator(`[data-drop="stage ${to.key.stage}"] #card-${ids[2]}`).waitFor();
    await focusOn(page, ids[2]);
  }));
