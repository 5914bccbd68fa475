// What a column takes and says so beforehand: how full it is under a filter, who does not fit, the stages of other funnels,
// and a funnel that has no stage yet.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { acts, board, newTicket, parts, screens, settings, ticket } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
/** All columns side by side. */
const everyColumn = { viewport: { width: 2400, height: 900 } };
const isOff = (item) => until("it is off", async () => (await item.getAttribute("aria-disabled")) === "true");

/** Holds the card over a column, until it is said whether that takes it; returns the words beside the pointer. */
async function holdOver(page, card, column) {
  const [from, to] = [await card.boundingBox(), await column.boundingBox()];
  await page.mouse.move(from.x + 40, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 30, { steps: 3 });
  await page.mouse.move(to.x + 60, to.y + 60, { steps: 6 });
  await until("told", () => column.evaluate((one) => one.dataset.dropState !== undefined));
  const said = [await column.evaluate((one) => one.dataset.dropState), await page.locator(".drag-ghost").innerText()];
  await page.keyboard.press("Escape");
  await page.mouse.up();
  return said;
}

const columnAt = (page, { key }) => page.locator(`[data-drop="${key.type === "stage" ? `stage ${key.stage}` : key.type}"]`);

test("a full column is full under a filter that hides its cards: in its head, over it, in the menu and for a new ticket", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", {});
    const stages = columns.filter(({ key }) => key.type === "stage" && !key.locked);
    const full = stages.find((one) => one.count > 0 && !one.locked);
    const from = stages.find((one) => one !== full && one.page.rows.length > 0);
    const view = (await stage.call("directory")).stages.find((one) => one.id === full.key.stage);
    await stage.call("save_stage", { ...view, limit_max: full.count });
    const [card] = from.page.rows;
    const reason = filled(board.refused.full, { limit: full.count });

    await stage.go(`/funil?q=${card.protocol}`);
    const column = columnAt(page, full);
    await column.getByText(`0 (${full.count}/${full.count})`).waitFor();
    assert.deepEqual(await stage.found(), []);
    const [state, said] = await holdOver(page, page.locator(`#card-${card.id}`), column);
    assert.equal(state, "refused");
    assert.ok(said.includes(reason), said);

    await page.locator(`#card-${card.id}`).focus();
    await stage.keys("m");
    const item = page.getByRole("menuitem", { name: full.name });
    await item.getByText(reason).waitFor();
    await isOff(item);
    await stage.keys("Escape");

    // Whoever starts a ticket is told before the form is filled in.
    const start = column.getByRole("button", { name: newTicket.title });
    assert.ok(await start.isDisabled());
    await start.getByText(reason).waitFor();
    await stage.keys("c");
    await stage.dialog.getByRole("button", { name: new RegExp(`${newTicket.stage}$`) }).click();
    const option = page.getByRole("option", { name: full.name });
    await isOff(option);
    await option.getByText(reason).waitFor();
  }));

test("Sem Interação does not take whom nobody waits for, and says why over it and in the menu", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", { filter: { waits_for: "us" } });
    const card = columns.filter(({ key }) => key.type === "stage").flatMap(({ page }) => page.rows)[0];
    await stage.go(`/funil?q=${card.protocol}`);
    const shown = page.locator(`#card-${card.id}`);
    const [state, said] = await holdOver(page, shown, columnAt(page, { key: { type: "no_interaction" } }));
    assert.equal(state, "refused");
    assert.ok(said.includes(board.refused.owesNothing), said);
    await shown.focus();
    await stage.keys("m");
    const item = page.getByRole("menuitem", { name: screens.waiting });
    await item.getByText(board.refused.owesNothing).waitFor();
    await isOff(item);
  }, everyColumn));

test("the column of an archived stage, of this funnel or another, says so over it and in the menu, and takes nothing", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", {});
    const [gone, from] = columns.filter(({ key, page }) => key.type === "stage" && page.rows.length > 1);
    const [card, other] = from.page.rows;
    const funnel = await stage.call("save_funnel", { name: "Pós-venda" });
    const draft = { funnel: funnel.id, name: "Entrega", colour: "ok", locked: false, archived: false };
    const there = await stage.call("save_stage", draft);
    await stage.call("move_stage", { tickets: [other.id], stage: there.id });
    const view = (await stage.call("directory")).stages.find((one) => one.id === gone.key.stage);
    await stage.call("save_stage", { ...view, archived: true });
    await stage.call("save_funnel", { id: funnel.id, name: "Pós-venda", archived: true });

    await stage.go("/funil");
    const shown = page.locator(`#card-${card.id}`);
    for (const [name, id] of [
      [gone.name, gone.key.stage],
      ["Pós-venda › Entrega", there.id],
    ]) {
      const column = page.locator(`[data-drop="stage ${id}"]`);
      const [state, said] = await holdOver(page, shown, column);
      assert.deepEqual([name, state], [name, "refused"]);
      assert.ok(said.includes(board.refused.archived), said);
      await shown.focus();
      await stage.keys("m");
      const item = page.getByRole("menuitem", { name });
      await item.getByText(board.refused.archived).waitFor();
      await isOff(item);
      assert.deepEqual(await stage.found(), []);
      await stage.picture(`etapa-arquivada-${id}`);
      await stage.keys("Escape");
    }
    await page.locator(`#card-${other.id}`).focus();
    await stage.keys("m");
    await page.getByRole("menuitem", { name: "Entrega" }).getByText(acts.alreadyHere).waitFor();
    assert.equal((await stage.call("ticket", { ticket: card.id })).card.stage, from.key.stage);
  }, everyColumn));

test("the head of a ticket says why it does not go to Sem Interação, to who comes by keys and to who comes by mouse", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", { filter: { waits_for: "us" } });
    const card = columns.filter(({ key }) => key.type === "stage").flatMap(({ page }) => page.rows)[0];
    await stage.call("take", { tickets: [card.id] });
    await stage.go(`/funil?ticket=${card.id}`);
    const move = page.getByRole("button", { name: ticket.toNoInteraction });
    const why = page.getByRole("tooltip", { name: board.refused.owesNothing });
    await isOff(move);
    assert.deepEqual(await stage.found(), []);
    await stage.tabTo(move);
    await why.waitFor();
    await stage.keys("Enter");
    await why.waitFor();
    await stage.picture("sem-interacao-por-que-nao");
    await stage.keys("Tab");
    await why.waitFor({ state: "detached" });
    await move.hover();
    await why.waitFor();
    await move.click({ force: true });
    await why.waitFor();
    assert.equal((await stage.call("ticket", { ticket: card.id })).card.entered_at, null);
  }));

test("a new funnel asks for its first stage, and a ticket is moved into it from another by the menu", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.call("save_funnel", { name: "Pós-venda" });
    const { funnels } = await stage.call("directory");
    const funnel = funnels.find((one) => one.name === "Pós-venda");
    await stage.go(`/funil?funil=${funnel.id}`);
    await page.getByText(board.noColumns).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.tabTo(stage.button(settings.newStage));
    await stage.keys("Enter");
    await stage.dialog.getByLabel(settings.stageName).fill("Entrega");
    await stage.button(parts.save, stage.dialog).click();
    await page.getByRole("region", { name: /^Entrega, / }).waitFor();
    assert.equal(await page.getByText(board.noColumns).count(), 0);

    const first = (await stage.call("directory")).stages.find((one) => one.name === "Entrega");
    const { columns } = await stage.call("board", {});
    const [card] = columns.find(({ key, page }) => key.type === "stage" && page.rows.length > 0).page.rows;
    await stage.go("/funil");
    await page.locator(`#card-${card.id}`).focus();
    await stage.keys("m");
    await page.getByRole("menu").getByText(filled(board.funnel, { name: "Pós-venda" })).waitFor();
    await stage.runByKeys("Entrega");
    await until("there", async () => (await stage.call("ticket", { ticket: card.id })).card.stage === first.id);
    await page.getByText(filled(acts.moved, { who: card.contact_name, where: "Pós-venda › Entrega" })).first().waitFor();
    await stage.go(`/funil?funil=${funnel.id}`);
    await page.locator(`#card-${card.id}`).waitFor();
  }));

test("closing the card of the open ticket goes on to the next with the ticket beside the board too", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", {});
    const [first, second] = columns.find(({ key, page }) => key.type === "stage" && page.rows.length > 1).page.rows;
    await stage.go(`/funil?ticket=${first.id}`);
    await page.locator(`#card-${first.id}`).focus();
    await stage.keys("Shift+E");
    await until("closed", async () => (await stage.call("ticket", { ticket: first.id })).card.status === "closed");
    await until("the next beside", async () => page.url().includes(`ticket=${second.id}`), () => page.url());
    await until("and in hand", () => page.evaluate((id) => document.activeElement?.id === id, `card-${second.id}`));
  }));

test("an archived funnel leaves the boards, what it holds is on the first one's, and it comes back whole", () =>
  staged(async (stage) => {
    const { page } = stage;
    const funnel = await stage.call("save_funnel", { name: "Pós-venda" });
    const draft = { funnel: funnel.id, name: "Entrega", colour: "ok", locked: false, archived: false };
    const there = await stage.call("save_stage", draft);
    const { columns } = await stage.call("board", {});
    const [card] = columns.find(({ key, page }) => key.type === "stage" && page.rows.length > 0).page.rows;
    await stage.call("move_stage", { tickets: [card.id], stage: there.id });
    await stage.go("/configuracoes?secao=funnels");
    await stage.button(settings.archiveFunnel).last().click();
    await page.getByText(filled(settings.funnelArchived, { name: "Pós-venda", first: "Atendimento" })).first().waitFor();
    const restore = stage.button(filled(settings.restoreFunnel, { name: "Pós-venda" }));
    await restore.waitFor();
    await stage.keys("Control+z");
    await restore.waitFor({ state: "detached" });
    await stage.button(settings.archiveFunnel).last().click();
    await restore.waitFor();
    await stage.go("/funil");
    await page.getByRole("region", { name: /^Pós-venda › Entrega, / }).locator(`#card-${card.id}`).waitFor();
    assert.equal(await stage.button(filled(board.funnel, { name: "Atendimento" })).count(), 0, "no other to go to");
    await stage.go("/configuracoes?secao=funnels");
    await restore.click();
    await restore.waitFor({ state: "detached" });
    await stage.go("/funil");
    await stage.button(filled(board.funnel, { name: "Atendimento" })).click();
    await stage.runByKeys("Pós-venda");
    await page.getByRole("region", { name: /^Entrega, / }).locator(`#card-${card.id}`).waitFor();
  }));
