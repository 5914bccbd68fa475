// Teams where they are seen: a person joins one by their own form, and the numbers of one lead to its tickets and no others.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { board, people, settings, parts } = words;
const { figures } = words.dashboard;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");

/** A second team, with one of the technicians of the example and nobody else. */
async function second(stage) {
  const { users, teams } = await stage.call("directory");
  const member = users.find((one) => one.active && one.role === "technician");
  const [first] = teams;
  const rest = first.members.filter((id) => id !== member.id);
  await stage.call("save_team", { ...first, members: rest });
  return stage.call("save_team", { name: "Vendas", leader: null, members: [member.id], hours: null });
}

test("a person is added to a team and taken out of it in their own form, by keyboard", () =>
  staged(async (stage) => {
    const { page } = stage;
    const [{ id: first, name: only }] = (await stage.call("directory")).teams;
    await stage.go("/equipe");
    await stage.tabTo(stage.button(people.addUser));
    await stage.keys("Enter");
    await stage.dialog.waitFor();
    await page.keyboard.type("Nina Prado");
    // The only team there is stands in the form already.
    await stage.button(filled(words.rules.removeChoice, { name: only }), stage.dialog).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("equipe-pessoa");
    await stage.keys("Enter");
    await page
      .getByRole("status")
      .filter({ hasText: filled(people.userAdded, { name: "Nina Prado" }) })
      .waitFor();
    const nina = (await stage.call("directory")).users.find((one) => one.name === "Nina Prado").id;
    const members = async (team) => (await stage.call("directory")).teams.find((one) => one.id === team).members;
    assert.ok((await members(first)).includes(nina));

    const sales = await second(stage);
    await stage.tabTo(stage.button(filled(people.edit, { name: "Nina Prado" })));
    await stage.keys("Enter");
    await stage.dialog.waitFor();
    await stage.tabTo(stage.button(filled(words.rules.removeChoice, { name: only }), stage.dialog));
    await stage.keys("Enter");
    await stage.tabTo(stage.button(filled(words.rules.chooseMore, { label: people.team }), stage.dialog));
    await stage.keys("Enter");
    await page.getByRole("option", { name: sales.name }).waitFor();
    await page.keyboard.type(sales.name);
    await stage.keys("Enter", "Escape");
    await stage.tabTo(stage.button(parts.save, stage.dialog));
    await stage.keys("Enter");
    await stage.dialog.waitFor({ state: "detached" });
    assert.deepEqual([(await members(first)).includes(nina), (await members(sales.id)).includes(nina)], [false, true]);
  }));

test("the numbers of one team lead to the tickets of that team", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { id, name } = await second(stage);
    const columns = page.locator("section[data-drop]");
    const onBoard = async () => {
      const held = await columns.evaluateAll((all) =>
        all.map((one) => Number(/\d+/.exec(one.ariaLabel.replace(/^.*,/, ""))[0])),
      );
      return held.reduce((sum, one) => sum + one, 0);
    };
    const inQueue = async () => Number(await page.locator("h1 > span").innerText());
    for (const [figure, address, held] of [
      [figures.attending, new RegExp(`/funil\\?waits=technician&team=${id}$`), onBoard],
      [figures.waitingCustomer, new RegExp(`/funil\\?waits=customer&team=${id}$`), onBoard],
      [figures.noInteraction, new RegExp(`/sem-interacao\\?team=${id}$`), inQueue],
      [figures.closed_other, new RegExp(`/funil\\?lapsed=\\d+&team=${id}$`), onBoard],
    ]) {
      await stage.go("/painel?dias=30");
      const button = page.getByRole("button", { name: new RegExp(figure) });
      const counted = async () => Number(/\d+/.exec(await button.innerText())[0]);
      const all = await counted();
      await stage.go(`/painel?dias=30&equipe=${id}`);
      const some = await counted();
      assert.ok(some > 0 && some < all, `${figure}: ${some} of ${all}`);
      await button.click();
      await until(
        figure,
        async () => address.test(page.url()),
        () => page.url(),
      );
      await stage.settled();
      await until(
        `${some} ${figure}`,
        async () => (await held()) === some,
        async () => `${await held()} are not ${some}`,
      );
      // What filters stands there and can be taken away.
      await page.getByRole("button", { name, exact: true }).first().waitFor();
    }
    await stage.go(`/sem-interacao?team=${id}`);
    assert.deepEqual(await stage.found(), []);
    await stage.picture("sem-interacao-equipe");
    await stage.go(`/funil?team=${id}`);
    assert.deepEqual(await stage.found(), []);
    await stage.button(board.filters.clear).click();
    await until("no filter", async () => !page.url().includes("team="));
  }));

test("a second holiday on a day is refused beside its date, and what was typed stays", () =>
  staged(async (stage) => {
    const { page } = stage;
    const year = new Date().getFullYear();
    await stage.call("save_holiday", { date: `${year}-08-15`, name: "Padroeira" });
    await stage.go("/configuracoes?secao=holidays");
    await page.getByLabel(settings.holidayDate).fill("15/08");
    await page.getByLabel(settings.holidayName).fill("Inventário");
    await stage.keys("Enter");
    await page.getByText(/já é feriado: Padroeira/).waitFor();
    assert.equal(await page.getByLabel(settings.holidayName).inputValue(), "Inventário");
    assert.deepEqual(await stage.found(), []);
    const { days } = await stage.call("holidays", { year });
    assert.deepEqual(
      days.filter((day) => !day.national).map((day) => day.name),
      ["Padroeira"],
    );
  }));
