// Where somebody is in a strait: the day is about to end, an address leads nowhere, the hub is not there.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { board, connections, dashboard, missed, newTicket, parts, rules, screens, settings, shell, ticket: said, waiting } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");
const counted = (name, count) => filled(waiting[`${name}_${count === 1 ? "one" : "other"}`], { count });

/** The minute of the day it will be `minutes` from now, where the house is. */
async function minuteIn(stage, minutes) {
  const clock = new Date((await stage.call("status")).now);
  const [hour, minute] = clock
    .toLocaleTimeString("pt-BR", { timeZone: "America/Sao_Paulo", hour: "2-digit", minute: "2-digit" })
    .split(":")
    .map(Number);
  return (hour * 60 + minute + minutes) % 1440;
}

test("before the end of the day those are counted and shown that it will close, and not who was put off", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { rows } = await stage.call("tickets", { filter: { waits_for: "customer", statuses: ["open"] }, limit: 100 });
    await stage.call("move_to_no_interaction", {
      tickets: rows.filter((card) => card.entered_at === null).slice(0, 3).map((card) => card.id),
    });
    const { settings } = await stage.call("settings");
    settings.queue.day_end = { minute: await minuteIn(stage, 20), days: Array(7).fill(true) };
    settings.queue.stay_min = 0;
    await stage.call("save_settings", { settings });
    const queue = async () => (await stage.call("waiting_queue", { limit: 100 })).rows;
    const [first] = await queue();
    await stage.call("postpone_closing", { tickets: [first.card.id] });
    const total = (await queue()).length;
    assert.ok(total > 1);

    await stage.go("/sem-interacao");
    const review = stage.button(counted("review", total - 1));
    await review.click();
    const grid = page.getByRole("grid", { name: words.screens.waiting });
    await until("the list has the focus", () => grid.evaluate((element) => element === document.activeElement));
    assert.equal(await page.locator(`#row-${first.card.id}`).count(), 0);
    assert.equal(await page.locator("[id^=row-]").count(), total - 1);
    assert.deepEqual(await stage.found(), []);
    await stage.picture("sem-interacao-revisar");
    await review.click();
    await page.locator(`#row-${first.card.id}`).waitFor();
  }));

test("the column of an archived stage says so, takes nothing new and only offers to bring it back", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", {});
    const { key, name } = columns.find(({ key, page }) => key.type === "stage" && page.rows.length > 0);
    const stageOf = async () => (await stage.call("directory")).stages.find((one) => one.id === key.stage);
    await stage.call("save_stage", { ...(await stageOf()), archived: true });
    await stage.go("/funil");
    const column = page.getByRole("region", { name: new RegExp(`^${name}, `) });
    await column.getByText(settings.archived, { exact: true }).waitFor();
    assert.equal(await stage.button(newTicket.title, column).count(), 0);
    assert.deepEqual(await stage.found(), []);
    await stage.picture("funil-etapa-arquivada");
    await stage.button(filled(board.columnMenu, { name })).click();
    const items = page.getByRole("menuitem");
    await items.first().waitFor();
    assert.deepEqual(await items.allInnerTexts(), [filled(settings.restoreStage, { name })]);
    await items.first().click();
    await until("back", async () => !(await stageOf()).archived);
    await stage.button(newTicket.title, column).waitFor();
  }));

/** Chromium notes every request that met no hub, and the page what could not be drawn for that; both are shown. */
function metNobody(stage) {
  const noted = /net::ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_RESET)/;
  stage.faults = stage.faults.filter((fault) => !noted.test(fault) && !fault.includes(`Refusal: ${shell.unreachable}`));
}

test("a screen opened while the hub is away says so in its frame, and comes when the hub does; so does what was typed", () =>
  staged(async (stage) => {
    const { page } = stage;
    const card = (await stage.call("tickets", { filter: { statuses: ["open"] }, limit: 20 })).rows[0];
    await stage.go(`/funil?ticket=${card.id}`);
    const box = page.getByRole("textbox", { name: said.reply, exact: true });
    await box.fill("Bom dia!");
    await stage.hub.stop();
    await page.getByRole("link", { name: screens.dashboard }).click();
    await page.getByText(parts.failed).waitFor();
    await page.getByText(shell.unreachable).last().waitFor();
    await page.getByRole("heading", { name: screens.dashboard }).waitFor();
    await page.getByRole("link", { name: screens.tags }).click();
    await page.getByRole("heading", { name: screens.tags }).waitFor();
    await stage.button(shell.reload).click();
    await page.getByText(parts.failed).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("sem-hub");

    await stage.hub.again();
    await stage.button(words.tags.add).waitFor();
    await page.getByText(parts.failed).waitFor({ state: "detached" });
    await page.getByRole("link", { name: screens.dashboard }).click();
    await page.getByRole("heading", { name: screens.dashboard }).waitFor();
    await stage.settled();
    assert.equal(await page.getByText(parts.failed).count(), 0);
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await box.waitFor();
    assert.equal(await box.inputValue(), "Bom dia!");
    metNobody(stage);
  }));

test("an answer that met no hub is no longer called so once the hub is back", () =>
  staged(async (stage) => {
    const { page } = stage;
    const card = (await stage.call("tickets", { filter: { statuses: ["open"] }, limit: 20 })).rows[0];
    await stage.go(`/funil?ticket=${card.id}`);
    const box = page.getByRole("textbox", { name: said.reply, exact: true });
    await box.fill("Bom dia!");
    await stage.hub.stop();
    await box.press("Control+Enter");
    const panel = page.getByRole("complementary", { name: said.panel });
    const refused = panel.getByRole("alert").filter({ hasText: shell.unreachable });
    await refused.waitFor();
    await stage.hub.again();
    await refused.waitFor({ state: "detached" });
    assert.equal(await box.inputValue(), "Bom dia!");
    metNobody(stage);
  }));

test("an address that names what is not there leads on", () =>
  staged(async (stage) => {
    const { page } = stage;
    for (const [address, way, there] of [
      ["/funil?funil=99", board.toFirstFunnel, "/funil"],
      ["/funil/acoes?acao=999", rules.backToList, "/funil/acoes"],
      ["/painel?equipe=99", dashboard.everybody, "/painel"],
    ]) {
      await stage.go(address);
      const failure = page.getByRole("alert").filter({ hasText: parts.failed });
      await failure.waitFor();
      assert.equal(await stage.button(parts.retry).count(), 0, address);
      await stage.button(way, failure).click();
      await failure.waitFor({ state: "detached" });
      assert.equal(new URL(page.url()).hash, `#${there}`);
    }
    await stage.go("/conexoes?conexao=99");
    await page.getByText(connections.gone).waitFor();
    await stage.picture("conexao-que-nao-ha");
  }));

test("a file that holds no rules, or too much, is refused as soon as it is chosen", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil/acoes");
    await stage.button(rules.file).click();
    await page.getByRole("menuitem", { name: rules.import }).click();
    const file = stage.dialog.locator("input[type=file]");
    const pasted = stage.dialog.getByRole("textbox", { name: rules.pasted });
    const choose = (name, text) => file.setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(text) });
    for (const [name, text, words] of [
      ["foto.json", "\u0089PNG", rules.notRules],
      ["outro.json", '{"a": 1}', rules.notRules],
      ["grande.json", `{"rules": [${" ".repeat(1_100_000)}]}`, rules.fileTooLarge],
    ]) {
      await choose(name, text);
      await stage.dialog.getByText(filled(words, { name }), { exact: true }).waitFor();
      assert.equal(await pasted.inputValue(), "");
    }
    assert.deepEqual(await stage.found(), []);
    await stage.picture("importar-arquivo-grande");
    await choose("acoes.json", '{"rules": []}');
    await stage.dialog.getByText("acoes.json", { exact: true }).waitFor();
    assert.equal(await stage.dialog.getByRole("alert").count(), 0);
    await stage.keys("Escape");
    await page.getByRole("alertdialog").waitFor();
  }));

test("a technician reads why a lost message of somebody else's, and the speed of the example, are not theirs to decide", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { users } = await stage.call("directory");
    const [me, other] = users.filter((one) => one.active && one.role === "technician");
    const [theirs, mine] = (await stage.call("missed")).rows;
    await stage.call("reopen", { tickets: [theirs.ticket, mine.ticket] });
    await stage.call("assign", { tickets: [theirs.ticket], to: other.id });
    await stage.call("assign", { tickets: [mine.ticket], to: me.id });
    await page.addInitScript((id) => {
      if (location.protocol !== "about:") sessionStorage.setItem("retorno.profile", String(id));
    }, me.id);
    await stage.go("/perdidas");
    const send = (row) => page.locator(`#row-${row.execution}`).getByRole("button", { name: missed.sendNow });
    await until("theirs is off", async () => (await send(theirs).getAttribute("aria-disabled")) === "true");
    assert.equal(await send(mine).getAttribute("aria-disabled"), null);
    assert.deepEqual(await stage.found(), []);
    await send(theirs).hover();
    await page.getByRole("tooltip").filter({ hasText: said.mayNot.split("{{")[0] }).waitFor();
    await stage.picture("perdidas-tecnico");
    const speed = page.getByRole("radio", { name: filled(words.demo.times_other, { count: 10 }) });
    await speed.hover();
    const why = filled(shell.notAllowed, { role: words.roles.technician });
    await page.getByRole("tooltip").filter({ hasText: why }).waitFor();
    await speed.click({ force: true });
    assert.equal((await stage.call("status")).speed, 1);
  }));
