// The keyboard and what opens over the window: it goes in, stays in, and comes back to where it was. Esc closes what is
// topmost and nothing else.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { board, connections, keys, parts, rules, settings, screens, tags, trail, waiting } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");
const within = (element) => element.evaluate((one) => one.contains(document.activeElement));
const has = (element) =>
  until("the focus is there", () => element.evaluate((one) => one === document.activeElement), () =>
    element.page().evaluate(() => document.activeElement?.outerHTML.slice(0, 200)),
  );

/** Opens a menu by its button and runs a command of it, all by keys. */
async function byMenu(stage, button, command) {
  await stage.tabTo(button);
  await stage.keys("Enter");
  await stage.runByKeys(command);
  await stage.dialog.waitFor();
}

/** Once round and back: every stop is inside. */
async function goesRound(stage) {
  const { dialog } = stage;
  await until("inside", () => within(dialog));
  for (let stop = 0; stop < 25; stop += 1) {
    await stage.keys(stop < 20 ? "Tab" : "Shift+Tab");
    assert.ok(await within(dialog), `stop ${stop}`);
  }
}

async function closes(stage, back) {
  const open = await stage.page.getByRole("dialog").count();
  await stage.keys("Escape");
  await until("one less", async () => (await stage.page.getByRole("dialog").count()) === open - 1);
  await has(back);
}

test("a window that a menu opened holds the keyboard, and gives it back to the button of the menu", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [{ rule }] = (await stage.call("rules")).rules;
    const [connection] = await stage.call("connections");
    const [one] = (await stage.call("directory")).stages;
    const ways = [
      ["/funil/acoes", stage.button(rules.file), rules.import],
      ["/funil/acoes", stage.button(filled(rules.actionsOf, { name: rule.name })), trail.versions],
      ["/conexoes", page.getByRole("button", { name: connection.name }), parts.edit],
      ["/funil", stage.button(filled(board.columnMenu, { name: one.name })), board.editStage],
    ];
    for (const [place, button, command] of ways) {
      await stage.go(place);
      await byMenu(stage, button, command);
      await goesRound(stage);
      await closes(stage, button);
    }
  }));

test("a window that a button opened holds the keyboard, and gives it back to the button", () =>
  staged(async (stage) => {
    const { page } = stage;
    const ways = [
      ["/funil/acoes", stage.button(rules.useTemplate)],
      ["/conexoes", stage.button(connections.add)],
      ["/equipe", stage.button(words.people.addUser)],
      ["/equipe?lista=teams", stage.button(words.people.addTeam)],
      ["/etiquetas", stage.button(tags.add)],
      ["/sem-interacao", stage.button(trail.days)],
      ["/configuracoes?secao=replies", stage.button(words.replies.add)],
      ["/configuracoes?secao=queues", stage.button(settings.newQueue)],
      ["/configuracoes?secao=keys", page.getByRole("button", { name: filled(keys.change, { name: keys.palette }) })],
      ["/funil", stage.button(words.demo.remove)],
    ];
    for (const [place, button] of ways) {
      await stage.go(place);
      await stage.tabTo(button);
      await stage.keys("Enter");
      await page.locator("[role=dialog], [role=alertdialog]").first().waitFor();
      const open = page.locator("[role=dialog], [role=alertdialog]").last();
      await until("inside", () => within(open));
      for (let stop = 0; stop < 12; stop += 1) {
        await stage.keys("Tab");
        assert.ok(await within(open), `${place}, stop ${stop}`);
      }
      await stage.keys("Escape");
      await page.locator("[role=dialog], [role=alertdialog]").waitFor({ state: "detached" });
      await has(button);
    }
  }));

test("Esc closes a list in a window, then asks about what was typed, then the question, and never two at once", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/conexoes?conexao=nova");
    const form = page.getByRole("dialog", { name: connections.new });
    const name = form.getByRole("textbox", { name: connections.name, exact: true });
    await name.fill("Suporte");
    const kind = form.getByRole("button", { name: new RegExp(`${connections.kind}$`) });
    await stage.tabTo(kind);
    await stage.keys("Enter");
    await page.getByRole("listbox").waitFor();
    await stage.keys("Escape");
    await page.getByRole("listbox").waitFor({ state: "detached" });
    await has(kind);
    const question = page.getByRole("alertdialog");
    assert.equal(await question.count(), 0);
    await stage.keys("Escape");
    await question.waitFor();
    await stage.keys("Escape");
    await question.waitFor({ state: "detached" });
    await has(kind);
    assert.equal(await name.inputValue(), "Suporte");
  }));

test("the keyboard follows into the editor of a rule and out of it, and to the next when one is deleted", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [first, second] = (await stage.call("rules")).rules.map((row) => row.rule);
    const nameOf = ({ name }) => page.getByRole("button", { name, exact: true });
    await stage.go("/funil/acoes");
    await stage.tabTo(nameOf(first));
    await stage.keys("Enter");
    await has(page.getByRole("heading", { name: first.name }));
    await stage.keys("Escape");
    await has(nameOf(first));
    await stage.tabTo(stage.button(filled(rules.actionsOf, { name: first.name })));
    await stage.keys("Enter");
    await stage.runByKeys(rules.delete);
    await nameOf(first).waitFor({ state: "detached" });
    await has(nameOf(second));
  }));

test("who is moved from the strip of those about to arrive leaves the keyboard to the next, and a link to the new screen", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/sem-interacao");
    const strip = page.getByRole("region", { name: waiting.arriving });
    const move = strip.getByRole("button", { name: waiting.moveNow.split("{{")[0] });
    const before = await move.count();
    await stage.tabTo(move.first());
    await stage.keys("Enter");
    await until("one less", async () => (await move.count()) === before - 1);
    await until("on the next", () => within(before > 1 ? strip : page.getByRole("grid")));

    await stage.go("/etiquetas");
    await stage.tabTo(page.getByRole("button", { name: tags.showContacts.split("}}").at(-1) }).first());
    await stage.keys("Enter");
    await page.getByRole("heading", { name: screens.board }).waitFor();
    await until("at the beginning of the screen", () => within(page.locator("#main")));
  }));

test("a ticket that is closed gives the keyboard back to the card or the list it was opened from", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", {});
    const [card] = columns.find(({ page }) => page.rows.length > 0).page.rows;
    const panel = page.getByRole("complementary", { name: words.ticket.panel });
    const places = [
      ["/funil", page.locator(`#card-${card.id}`)],
      ["/sem-interacao", page.getByRole("grid")],
    ];
    for (const [place, from] of places)
      for (const close of ["Escape", "Enter"]) {
        await stage.go(place);
        await from.focus();
        await stage.keys("Enter");
        await panel.locator("textarea").waitFor();
        await stage.button(parts.close, panel).focus();
        await stage.keys(close);
        await panel.waitFor({ state: "detached" });
        await has(from);
      }
  }));

test("what is removed from a list leaves the keyboard to what stands in its place", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { replies } = await stage.call("quick_replies");
    const remove = ({ name }) => stage.button(filled(words.replies.remove, { name }));
    await stage.go("/configuracoes?secao=replies");
    const [first, second] = replies;
    await stage.tabTo(remove(first));
    await stage.keys("Enter");
    await remove(first).waitFor({ state: "detached" });
    await has(remove(second));

    await stage.go("/configuracoes?secao=hours");
    await page.getByText(settings.opens.frames, { exact: true }).click();
    const frames = page.getByRole("button", { name: settings.removeFrame.split("{{")[0].trim() });
    await stage.tabTo(frames.first());
    const before = await frames.count();
    await stage.keys("Enter");
    await until("one less", async () => (await frames.count()) === before - 1);
    await until("still in its day", () => page.evaluate(() => document.activeElement?.closest("li") !== null && document.activeElement !== document.body));
  }));
