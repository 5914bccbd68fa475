// What several people do to one ticket at once, and an answer of the program that takes its time.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { acts, events, ticket: said } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");
const ticketOf = async (stage, id) => (await stage.call("ticket", { ticket: id })).card;

function deferred() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** A card in a stage, two other stages, and somebody who may move it too. */
async function scene(stage) {
  const { columns } = await stage.call("board", {});
  const stages = columns.filter((one) => one.key.type === "stage" && !one.locked && one.limit_max === null);
  const from = stages.find((column) => column.page.rows.length > 0);
  const [to, elsewhere] = stages.filter((column) => column !== from);
  const { users } = await stage.call("directory");
  return { card: from.page.rows[0], from, to, elsewhere, other: users.find((user) => user.role === "leader") };
}

test("a card that somebody moved while it was dragged stays there, and who and when is said", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    const { card, to, elsewhere, other } = await scene(stage);
    const lifted = page.locator(`#card-${card.id}`);
    const place = await lifted.boundingBox();
    const target = await page.locator(`[data-drop="stage ${to.key.stage}"]`).boundingBox();
    const drop = async () => {
      await page.mouse.move(target.x + target.width / 2, target.y + 120, { steps: 8 });
      await page.mouse.up();
    };
    await page.mouse.move(place.x + 40, place.y + 20);
    await page.mouse.down();
    await page.mouse.move(place.x + 60, place.y + 30, { steps: 3 });
    await stage.as(other, "move_stage", { tickets: [card.id], stage: elsewhere.key.stage });
    const there = page.locator(`[data-drop="stage ${elsewhere.key.stage}"] #card-${card.id}`);
    const count = page.getByRole("region", { name: new RegExp(`^${elsewhere.name}, ${elsewhere.count + 1} `) });
    await until("the board knows", async () => (await there.count()) + (await count.count()) > 0);
    await drop();
    const who = filled(events.staged, { who: other.name, target: elsewhere.name });
    const told = page.getByRole("alert").filter({ hasText: who });
    await told.waitFor();
    await stage.picture("arrastado-enquanto-isso");
    assert.equal((await ticketOf(stage, card.id)).stage, elsewhere.key.stage);
    await told.getByRole("button", { name: acts.moveAnyway }).click();
    await until("moved after all", async () => (await ticketOf(stage, card.id)).stage === to.key.stage);
  }));

test("a card stays where it was dropped when a board asked for before that arrives", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    const { card, from, to, other } = await scene(stage);
    const [asked, late, moving] = [deferred(), deferred(), deferred()];
    await page.route("**/api/board", async (route) => {
      const before = await route.fetch();
      asked.resolve();
      await late.promise;
      await route.fulfill({ response: before });
    });
    await page.route("**/api/move_stage", async (route) => {
      await moving.promise;
      await route.continue();
    });
    const [tag] = (await stage.call("directory")).tags;
    await stage.as(other, "tag", { tickets: [card.id], tag: tag.id });
    await asked.promise;
    await page.unroute("**/api/board");

    const place = await page.locator(`#card-${card.id}`).boundingBox();
    const target = await page.locator(`[data-drop="stage ${to.key.stage}"]`).boundingBox();
    await page.mouse.move(place.x + 40, place.y + 20);
    await page.mouse.down();
    await page.mouse.move(place.x + 60, place.y + 30, { steps: 3 });
    await page.mouse.move(target.x + target.width / 2, target.y + 120, { steps: 8 });
    await page.mouse.up();
    const there = page.locator(`[data-drop="stage ${to.key.stage}"] #card-${card.id}`);
    await there.waitFor();
    await page.evaluate(
      ([id, back]) => {
        window.cameBack = false;
        const look = () => {
          if (document.querySelector(`[data-drop="${back}"] #card-${id}`)) window.cameBack = true;
        };
        new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
      },
      [card.id, `stage ${from.key.stage}`],
    );
    const answered = page.waitForResponse("**/api/board");
    late.resolve();
    await answered;
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    moving.resolve();
    await until("moved", async () => (await ticketOf(stage, card.id)).stage === to.key.stage);
    await there.waitFor();
    assert.equal(await page.evaluate(() => window.cameBack), false);
  }));

test("an act that comes too late says who was faster, beside why it was refused", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { other } = await scene(stage);
    const { rows } = await stage.call("tickets", { filter: { waits_for: "customer", statuses: ["open"] }, limit: 20 });
    const card = rows.find((one) => one.entered_at === null);
    await stage.call("move_to_no_interaction", { tickets: [card.id] });
    await stage.go(`/funil?ticket=${card.id}`);
    const panel = page.getByRole("complementary", { name: said.panel });
    const back = panel.getByRole("button", { name: new RegExp(`^${words.keys.giveBack}`) });
    await back.waitFor();
    // The page hears of it only after its own act: the change is held back on the way.
    await page.route("**/api/return_to_technician", async (route) => {
      await stage.as(other, "return_to_technician", { tickets: [card.id] });
      await route.continue();
    });
    await back.click();
    const who = filled(events.returned_by_hand, { who: other.name });
    const told = page.getByRole("alert").filter({ hasText: who });
    await told.waitFor();
    assert.match(await told.innerText(), /há \d+ s\. Este atendimento não está em Sem Interação\./);
    await panel.getByRole("button", { name: new RegExp(`^${words.keys.giveBack}`) }).waitFor({ state: "detached" });
  }));

test("a card whose move is not yet answered says so, and only until it is", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    const { card, to } = await scene(stage);
    let answer;
    const held = new Promise((resolve) => {
      answer = resolve;
    });
    await page.route("**/api/move_stage", async (route) => {
      await held;
      await route.continue();
    });
    const shown = page.locator(`#card-${card.id}`);
    const mark = shown.getByText(said.syncing, { exact: true });
    assert.equal(await mark.count(), 0);
    await shown.focus();
    await stage.keys("m");
    await stage.runByKeys(to.name);
    await mark.waitFor({ state: "attached" });
    assert.deepEqual(await stage.found(), []);
    await stage.picture("sincronizando");
    answer();
    await mark.waitFor({ state: "detached" });
    assert.equal((await ticketOf(stage, card.id)).stage, to.key.stage);
  }));

test("a stage two change at once keeps both, and only what both changed is asked about", () =>
  staged(async (stage) => {
    const other = await stage.call("save_user", { name: "Ana Supervisora", role: "supervisor", active: true });
    const { stages } = await stage.call("directory");
    const [first] = stages;
    const now = async () => (await stage.call("directory")).stages.find((one) => one.id === first.id);
    const theirs = async (change) => stage.as(other, "save_stage", { ...(await now()), ...change });
    const { page, dialog } = stage;
    await stage.go("/configuracoes?secao=funnels");
    const edit = async () => {
      await stage.button(filled(words.settings.editStage, await now())).click();
      return dialog.getByLabel(words.settings.stageName);
    };
    await (await edit()).fill("Primeiro contato");
    await theirs({ limit_max: 77 });
    await stage.button(words.parts.save, dialog).click();
    await until("saved", async () => (await now()).name === "Primeiro contato");
    assert.equal((await now()).limit_max, 77);
    await dialog.waitFor({ state: "detached" });
    await page.getByText("Primeiro contato").first().waitFor();

    const name = await edit();
    await name.fill("Meu nome");
    await theirs({ name: "Nome de Ana", locked: true });
    await stage.button(words.parts.save, dialog).click();
    await dialog.getByText(`${other.name} mudou o nome enquanto você editava`).waitFor();
    assert.equal((await now()).name, "Nome de Ana");
    assert.equal(await name.inputValue(), "Meu nome");
    assert.deepEqual(await stage.found(), []);
    await stage.picture("etapa-ao-mesmo-tempo");
    await stage.button(words.parts.save, dialog).click();
    await until("meant so", async () => (await now()).name === "Meu nome");
    assert.equal((await now()).locked, true, "what only the other changed stays");
  }));

test("quick replies two change at once are those of both", () =>
  staged(async (stage) => {
    const other = await stage.call("save_user", { name: "Ana Supervisora", role: "supervisor", active: true });
    const { replies } = words;
    const now = async () => (await stage.call("quick_replies")).replies;
    const first = [
      { name: "oi", text: "Bom dia" },
      { name: "pix", text: "A chave" },
    ];
    await stage.call("save_quick_replies", { replies: first });
    const { dialog } = stage;
    await stage.go("/configuracoes?secao=replies");
    await stage.button(filled(replies.edit, { name: "pix" })).click();
    const name = dialog.getByLabel(replies.name);
    await name.fill("chave");
    // Another takes the first away: the second is now where it was.
    await stage.as(other, "save_quick_replies", { replies: [first[1], { name: "tchau", text: "Até" }] });
    await stage.button(words.parts.save, dialog).click();
    await until("saved", async () => (await now()).some((one) => one.name === "chave"));
    assert.deepEqual(
      (await now()).map((one) => `${one.name}: ${one.text}`),
      ["tchau: Até", "chave: A chave"],
    );
  }));

test("a page that no longer hears of changes says so, and stops saying it once it does", () =>
  staged(async (stage) => {
    const { page } = stage;
    await page.route("**/api/events", (route) => route.abort());
    await stage.go("/funil");
    const lost = page.getByRole("alert").filter({ hasText: words.status.lost });
    await lost.waitFor();
    assert.equal(await page.getByText(words.status.running).count(), 0, "nobody knows whether it runs");
    assert.deepEqual(await stage.found(), []);
    await stage.picture("sem-contato");
    stage.faults = stage.faults.filter((fault) => !fault.includes("ERR_FAILED"));
    await page.unroute("**/api/events");
    await lost.waitFor({ state: "detached" });
    await page.getByText(words.status.running).waitFor();
    stage.faults = stage.faults.filter((fault) => !fault.includes("ERR_FAILED"));
  }));

test("a conversation stands where it will stand from the first picture on", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { rows } = await stage.call("tickets", { filter: { statuses: ["open"] }, limit: 20 });
    // Before each picture: by how much a line lies over the one above it.
    await page.addInitScript(() => {
      window.overlaps = [];
      const look = () => {
        const lines = [...document.querySelectorAll("[role=log] [data-index]")].map((line) => line.getBoundingClientRect());
        const sorted = lines.sort((one, other) => one.top - other.top);
        for (let at = 1; at < sorted.length; at += 1) window.overlaps.push(sorted[at - 1].bottom - sorted[at].top);
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    const worst = [];
    for (const card of rows.slice(0, 6)) {
      await stage.go(`/funil?ticket=${card.id}`);
      await page.getByRole("log", { name: said.talk }).getByText(/./).first().waitFor();
      const over = await page.evaluate(() => Math.max(0, ...window.overlaps));
      if (over > 8) worst.push(`${card.contact_name}: ${Math.round(over)} px`);
    }
    assert.deepEqual(worst, []);
  }));
