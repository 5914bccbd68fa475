// What goes into other hands and what is told of it: everything of somebody who leaves, an automatic reply and the words since
// the last visit, one notice read alone, what a rule skipped, who carries a tag, and the palette over selected cards.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { acts, keys, palette, people, presence, rules, tags, ticket: said, executions } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");
const panelOf = (stage) => stage.page.getByRole("complementary", { name: said.panel });

async function silent(stage) {
  const { rows } = await stage.call("tickets", { filter: { waits_for: "customer", statuses: ["open"] }, limit: 100 });
  return rows.filter((card) => card.entered_at === null);
}

/** The open tickets outside Sem Interação that somebody has. */
async function held(stage, user) {
  const filter = { technicians: [user], statuses: ["open", "pending"] };
  const { rows } = await stage.call("tickets", { filter, limit: 200 });
  return rows.filter((card) => card.entered_at === null && card.assignee === user).map((card) => card.id);
}

test("whoever is switched off hands everything over in one step, and gets it back by undo", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { users } = await stage.call("directory");
    const me = (await stage.call("session")).user.id;
    const [leaves, takes] = users.filter((one) => one.active && one.role === "technician" && one.id !== me);
    const cards = await silent(stage);
    await stage.call("assign", { tickets: cards.slice(0, 3).map((card) => card.id), to: leaves.id });
    await stage.call("set_wallet", { tickets: [cards[0].id], owner: leaves.id });
    const wallet = async (user) => (await stage.call("wallet", { user })).contacts;
    const [before, carried] = [await held(stage, leaves.id), await wallet(leaves.id)];
    const taken = await held(stage, takes.id);
    assert.ok(before.length >= 3 && carried.length >= 1);
    const active = async () => (await stage.call("directory")).users.find((one) => one.id === leaves.id).active;

    await stage.go("/equipe");
    await stage.tabTo(page.getByRole("switch", { name: filled(people.activeOf, { name: leaves.name }) }));
    await stage.keys("Space");
    await stage.dialog.getByText(filled(people.leaving, { name: leaves.name })).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("equipe-transferir");
    await stage.tabTo(stage.dialog.getByRole("button", { name: new RegExp(`${people.handOverTo}$`) }));
    await stage.chooseByKeys(takes.name);
    await stage.tabTo(stage.button(people.switchOffAndHandOver, stage.dialog));
    await stage.keys("Enter");
    await until("switched off", async () => !(await active()));
    assert.deepEqual(await held(stage, leaves.id), []);
    assert.deepEqual(await wallet(leaves.id), []);
    assert.deepEqual(new Set(await held(stage, takes.id)), new Set([...taken, ...before]));
    await stage.dialog.waitFor({ state: "detached" });

    await stage.keys("Control+z");
    await until("back with everything", async () => {
      const now = await held(stage, leaves.id);
      return (await active()) && now.length === before.length && (await wallet(leaves.id)).length === carried.length;
    });
    // At any other time too, and with nothing to hand over it is said.
    await stage.button(filled(people.handOverOf, { name: leaves.name })).click();
    await stage.choose(people.handOverTo, takes.name, stage.dialog);
    await stage.button(people.handOver, stage.dialog).click();
    await until("handed over", async () => (await held(stage, leaves.id)).length === 0);
    assert.ok(await active());
  }));

test("whoever is away says so, by mouse and by keyboard, and it stands where tickets are handed over", () =>
  staged(async (stage) => {
    const { page } = stage;
    const session = await stage.call("session");
    const absence = async (user) => (await stage.call("directory")).users.find((one) => one.id === user).absence;
    const mine = () =>
      page.getByRole("button", { name: new RegExp(`^${filled(presence.of, { name: session.user.name })}`) });
    const lunch = presence.reasons.lunch;
    const profile = new RegExp(session.user.name);
    await stage.go("/meus-atendimentos");
    await mine().click();
    await page.getByRole("menuitem", { name: filled(presence.absentFor, { note: lunch }) }).click();
    await until("at lunch", async () => (await absence(session.user.id))?.note === lunch);
    await mine()
      .getByText(filled(presence.absentFor, { note: lunch }))
      .waitFor();
    await stage.keys("Control+z");
    await until("there again", async () => (await absence(session.user.id)) === null);

    // A supervisor says it of somebody else, in their own words.
    const { users } = await stage.call("directory");
    const other = users.find((one) => one.active && one.role === "technician");
    await stage.go("/equipe");
    await stage.tabTo(page.getByRole("button", { name: new RegExp(`^${filled(presence.of, { name: other.name })}`) }));
    await stage.keys("Enter");
    await stage.runByKeys(presence.other);
    await stage.dialog.getByLabel(presence.note).fill("Consulta médica");
    await stage.keys("Enter");
    await until("away", async () => (await absence(other.id))?.note === "Consulta médica");
    await stage.dialog.waitFor({ state: "detached" });
    await page.getByText(filled(presence.absentFor, { note: "Consulta médica" })).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("equipe-presenca");

    // Nobody hands them a ticket without having read it.
    const [card] = await silent(stage);
    await stage.go(`/funil?ticket=${card.id}`);
    await stage.button(keys.transfer, panelOf(stage)).click();
    const item = page.getByRole("menuitem", { name: new RegExp(other.name) });
    await item.getByText(filled(presence.awayFor, { note: "Consulta médica" })).waitFor();
    await item.click();
    await until(
      "theirs all the same",
      async () => (await stage.call("ticket", { ticket: card.id })).card.assignee === other.id,
    );
    await panelOf(stage)
      .getByText(`(${filled(presence.awayFor, { note: "Consulta médica" })})`)
      .waitFor();

    // Whoever looks after the queue sees who will not be there when the customer answers.
    await stage.call("move_to_no_interaction", { tickets: [card.id] });
    await stage.go("/sem-interacao");
    const row = page.locator(`[id="row-${card.id}"]`);
    await row.getByText(filled(presence.awayFor, { note: "Consulta médica" })).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("sem-interacao-presenca");

    // And of oneself from anywhere, by the menu with one's name.
    await stage.tabTo(page.getByRole("button", { name: profile }).last());
    await stage.keys("Enter");
    await stage.runByKeys(filled(presence.absentFor, { note: lunch }));
    await until("at lunch again", async () => (await absence(session.user.id))?.note === lunch);
    await page.getByRole("button", { name: profile }).last().click();
    await page.getByRole("menuitem", { name: presence.available }).click();
    await until("back", async () => (await absence(session.user.id)) === null);
  }));

test("an automatic reply is marked as one and leaves the silence as it is", () =>
  staged(async (stage) => {
    const { page } = stage;
    const cards = (await silent(stage)).slice(0, 30);
    for (const card of cards) await stage.call("send_message", { ticket: card.id, text: "Consegue ver hoje?" });
    await stage.call("set_speed", { speed: 60 });
    let found = null;
    await until("somebody is away", async () => {
      for (const card of cards) {
        const { messages } = await stage.call("conversation", { ticket: card.id });
        const away = messages.find((one) => one.side === "customer" && !one.counts && !one.history);
        if (away) found = { card, away };
      }
      return found !== null;
    });
    await stage.call("set_speed", { speed: 1 });
    const { card } = found;
    const now = (await stage.call("ticket", { ticket: card.id })).card;
    assert.ok(now.silent_since !== null, "the customer still owes an answer");
    await stage.go(`/funil?ticket=${card.id}`);
    await panelOf(stage).getByText(said.automaticReply).first().waitFor();
    await panelOf(stage).getByText(said.automaticReplyHint).first().waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("resposta-automatica");
  }));

test("a conversation one comes back to shows where the new words begin, and once", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [card] = await silent(stage);
    const talk = panelOf(stage).getByRole("log", { name: said.talk });
    const line = talk.getByText(said.newSince);
    await stage.go(`/funil?ticket=${card.id}`);
    await talk.waitFor();
    assert.equal(await line.count(), 0, "nothing is new on the first visit");
    await stage.go("/painel");
    // Into Sem Interação: the program writes to the customer.
    await stage.call("move_to_no_interaction", { tickets: [card.id] });
    await until("written", async () => {
      const { messages } = await stage.call("conversation", { ticket: card.id });
      return messages.at(-1).side === "automation";
    });
    await stage.go(`/funil?ticket=${card.id}`);
    await line.waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("conversa-novas");
    await stage.go("/painel");
    await stage.go(`/funil?ticket=${card.id}`);
    await talk.waitFor();
    assert.equal(await line.count(), 0, "seen is seen");
    assert.ok(page.url().includes(`ticket=${card.id}`));
  }));

test("a notice about no ticket is read when it is opened, and the others stay unread", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { tags: all } = await stage.call("directory");
    const list = await stage.call("rules");
    const used = list.rules.flatMap(({ rule }) => rule.actions).find((action) => action.type === "add_tag").tag;
    // A rule without its tag is broken: its supervisor is told, and of no ticket.
    await stage.call("save_tag", { ...all.find((tag) => tag.id === used), archived: true });
    const cards = (await silent(stage)).slice(0, 2).map((card) => card.id);
    await stage.call("move_to_no_interaction", { tickets: cards });
    const unread = async () => (await stage.call("notices", { unread_only: true })).rows;
    const broken = (await unread()).find((one) => one.ticket === null);
    assert.ok(broken, "told of the broken rule");
    const others = (await unread()).filter((one) => one.id !== broken.id).map((one) => one.id);
    await stage.go("/funil");
    await stage.keys("g", "n");
    const line = stage.dialog.getByRole("button").filter({ hasText: broken.title }).first();
    await stage.tabTo(line);
    await stage.keys("Enter");
    await until("read", async () => !(await unread()).some((one) => one.id === broken.id));
    assert.deepEqual(
      (await unread()).map((one) => one.id),
      others,
    );
    assert.ok(page.url().includes("/acoes"), page.url());
  }));

test("a rule says what it skipped in a week and why, and leads there", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { rules: rows } = await stage.call("rules");
    const row = rows.find((one) => one.skips_week.length > 0);
    assert.ok(row, "the example skips something");
    const count = row.skips_week.reduce((sum, one) => sum + one.count, 0);
    await stage.go("/funil/acoes");
    const item = page.locator(`[data-drop="${row.rule.id}"]`);
    const skipped = item.getByRole("button", { name: new RegExp(`^${count} `) });
    assert.ok((await skipped.getAttribute("data-tip")).length > 3);
    assert.deepEqual(await stage.found(), []);
    await stage.tabTo(skipped);
    await page.locator("#tip").waitFor();
    await stage.picture("acoes-puladas");
    await stage.keys("Enter");
    await until("only what it skipped", async () => page.url().includes("resultado=skipped"));
    await page.getByText(executions.outcomes.skipped).first().waitFor();
    await stage.go("/funil/acoes");
    await item.getByRole("button", { name: filled(rules.actionsOf, { name: row.rule.name }) }).click();
    await page.getByRole("menuitem", { name: new RegExp(`^${count} `) }).waitFor();
  }));

test("a tag says how many carry it and opens the board of their tickets", () =>
  staged(async (stage) => {
    const { page } = stage;
    const counts = await stage.call("tag_counts");
    const { tags: all } = await stage.call("directory");
    const { tag, contacts } = counts.find((one) => one.contacts > 1);
    const { name } = all.find((one) => one.id === tag);
    await stage.go("/etiquetas");
    const told = filled(tags.contacts_other, { shown: String(contacts) });
    const link = stage.button(filled(tags.showContacts, { name, contacts: told }));
    await stage.tabTo(link);
    assert.deepEqual(await stage.found(), []);
    await stage.picture("etiquetas-contatos");
    await stage.keys("Enter");
    await until("the board of the tag", async () => page.url().includes("/funil") && page.url().includes("tag="));
    await page.locator("[id^=card-]").first().waitFor();
  }));

test("a card half in view stays under the pointer that presses it", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    await page.locator("[id^=card-]").nth(1).waitFor();
    const cut = await until("a card cut off below", () =>
      page.locator("[id^=card-]").evaluateAll((all) => {
        const seen = (one) => ({ box: one.getBoundingClientRect(), list: one.closest("ul").parentElement.getBoundingClientRect() });
        for (const one of all) {
          const { box, list } = seen(one);
          if (box.top + 20 < list.bottom && box.bottom > list.bottom) return { id: one.id, x: box.x + 60, top: box.top };
        }
        return null;
      }),
    );
    await page.mouse.move(cut.x, cut.top + 8);
    await page.mouse.down();
    await page.locator(`#${cut.id}:focus`).waitFor();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const top = () => page.locator(`#${cut.id}`).evaluate((card) => card.getBoundingClientRect().top);
    assert.equal(await top(), cut.top);
    await page.mouse.up();
    await until("opened", async () => page.url().includes(`ticket=${cut.id.slice(5)}`));
  }));

test("the palette does to all selected cards what it does to one", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    await page.locator("[id^=card-]").nth(1).waitFor();
    const shown = await page.locator("[id^=card-]").evaluateAll((all) => all.map((one) => Number(one.id.slice(5))));
    const cards = (await silent(stage)).filter((card) => shown.includes(card.id)).slice(0, 2);
    for (const card of cards) await page.locator(`#card-${card.id}`).click({ modifiers: ["Control"] });
    await stage.keys("Control+k");
    const group = page.getByRole("group", { name: filled(palette.selected_other, { count: "2" }) });
    await group.getByRole("menuitem", { name: acts.hold }).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("paleta-selecionados");
    await page.keyboard.type("carla");
    const name = `${keys.transfer}: Carla Nunes`;
    await group.getByRole("menuitem", { name }).waitFor();
    await stage.keys("Enter");
    const carla = (await stage.call("directory")).users.find((one) => one.name === "Carla Nunes").id;
    const assignees = () =>
      Promise.all(cards.map(async ({ id }) => (await stage.call("ticket", { ticket: id })).card.assignee));
    await until("both hers", async () => (await assignees()).every((one) => one === carla));
  }));
