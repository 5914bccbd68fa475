// Ações em tickets: a rule is added with its fields, tried, switched off and on, deleted and taken back.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { rules, parts } = words;
const path = "/funil/acoes";
const halfAnHourMs = 30 * 60_000;

const ruleOf = async (stage, name) =>
  (await stage.call("rules")).rules.map((row) => row.rule).find((rule) => rule.name === name);
const inState = (stage, name, state) =>
  until(`${name} ${state}`, async () => (await ruleOf(stage, name))?.state === state);
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);

test("the form has the fields by their names and in their order", () =>
  staged(async (stage) => {
    await stage.go(`${path}?acao=nova`);
    await stage.page.getByLabel(rules.name).waitFor();
    const labels = await stage.page.locator("main [data-field] label, main [data-field] span[id]").allInnerTexts();
    const shown = labels.map((label) => label.replace(/\s*\*?$/, ""));
    const expected = [rules.name, rules.wait.h, rules.type, rules.message, rules.connection, rules.description];
    assert.deepEqual(
      shown.filter((label) => expected.includes(label)),
      expected,
      shown.join(" | "),
    );
    assert.deepEqual(expected, [
      "Nome da ação",
      "Tempo (em horas)",
      "Tipo de ação",
      "Mensagem",
      "Conexão",
      "Descrição",
    ]);
  }));

test("by mouse a rule is added, simulated, switched off and on, deleted and taken back", () =>
  staged(async (stage) => {
    const { page } = stage;
    const name = "Etiqueta de meia hora";
    await stage.go(path);
    await stage.button(rules.add).click();
    // Nothing filled in yet: it says so beside the fields and saves nothing.
    await stage.button(rules.saveAndActivate).click();
    await until("the name is asked for", () =>
      page.getByLabel(rules.name).evaluate((field) => field.getAttribute("aria-invalid") === "true"),
    );
    await page.getByLabel(rules.name).fill(name);
    await page.getByRole("textbox", { name: rules.wait.h }).fill("0,5");
    await stage.choose(rules.type, rules.types.add_tag);
    const tag = (await stage.call("directory")).tags.find((one) => !one.archived);
    await stage.choose(rules.tag, tag.name, page.locator("main"));
    await page.getByLabel(rules.description).fill("Marca quem sumiu.");
    await stage.button(rules.saveAndActivate).click();
    await confirmed(stage, name);
    const saved = await ruleOf(stage, name);
    assert.deepEqual(
      [saved.wait, saved.actions, saved.description],
      [halfAnHourMs, [{ type: "add_tag", tag: tag.id }], "Marca quem sumiu."],
    );

    const row = page.getByRole("listitem").filter({ hasText: name });
    await stage.button(rules.panel.simulate, row).click();
    await page.getByText(rules.dueNow).waitFor();
    await stage.button(rules.backToList).click();

    // The switch itself is drawn by the label around it.
    const drawn = (words) =>
      page.locator("label").filter({ has: page.getByRole("switch", { name: filled(words, { name }), exact: true }) });
    await drawn(rules.turnOff).click();
    await inState(stage, name, "off");
    await drawn(rules.turnOn).click();
    await confirmed(stage, name);

    await stage.button(filled(rules.actionsOf, { name }), row).click();
    await page.getByRole("menuitem", { name: rules.delete }).click();
    await until("it is gone", async () => (await ruleOf(stage, name)) === undefined);
    await row.waitFor({ state: "detached" });
    await page
      .getByRole("status")
      .filter({ hasText: filled(rules.deleted, { name }) })
      .getByRole("button", { name: parts.undo })
      .click();
    await inState(stage, name, "active");
    await row.waitFor();
  }));

test("by keyboard alone the same is done", () =>
  staged(async (stage) => {
    const { page } = stage;
    const name = "Carteira da Carla";
    await stage.go("/funil");
    await stage.keys("g", "a");
    await stage.button(rules.add).waitFor();
    await stage.tabTo(stage.button(rules.add));
    await stage.keys("Enter");
    await until("the name has the focus", () =>
      page.getByLabel(rules.name).evaluate((field) => field === document.activeElement),
    );
    await page.keyboard.type(name);
    await stage.tabTo(page.getByRole("textbox", { name: rules.wait.h }));
    await stage.keys("Control+a");
    await page.keyboard.type("48");
    await stage.tabTo(page.getByRole("button", { name: new RegExp(`${rules.type}$`) }));
    await stage.chooseByKeys(rules.types.add_wallet);
    await stage.tabTo(page.getByRole("button", { name: new RegExp(`${rules.user}$`) }));
    await stage.chooseByKeys("Carla");
    // The buttons of the head stand before the form.
    const save = stage.button(rules.saveAndActivate);
    await stage.tabTo(save);
    await stage.keys("Enter");
    await confirmed(stage, name, true);
    const saved = await ruleOf(stage, name);
    assert.deepEqual(
      [saved.wait, saved.actions[0].type, saved.actions[0].mode],
      [48 * 3_600_000, "add_wallet", "replace"],
    );

    await stage.tabTo(page.getByRole("switch", { name: filled(rules.turnOff, { name }), exact: true }));
    await stage.keys("Space");
    await inState(stage, name, "off");
    await stage.tabTo(stage.button(filled(rules.actionsOf, { name })));
    await stage.keys("Enter");
    await stage.runByKeys(rules.delete);
    await until("it is gone", async () => (await ruleOf(stage, name)) === undefined);
    await page
      .getByRole("status")
      .filter({ hasText: filled(rules.deleted, { name }) })
      .waitFor();
    await stage.keys("Control+z");
    await inState(stage, name, "off");
  }));

/** Waits until the rule acts; what is already overdue is asked about and left untouched. */
async function confirmed(stage, name, byKeys = false) {
  const ask = stage.dialog;
  await until(
    `${name} active or asked about`,
    async () => (await ask.count()) > 0 || (await ruleOf(stage, name))?.state === "active",
  );
  if ((await ask.count()) > 0) {
    assert.equal(await ask.getByRole("checkbox").isChecked(), false, "what is overdue is never touched unasked");
    const go = ask.getByRole("button").last();
    await until("the answer is offered", () => go.isEnabled());
    await (byKeys ? stage.tabTo(go).then(() => stage.keys("Enter")) : go.click());
  }
  await inState(stage, name, "active");
  await ask.waitFor({ state: "detached" });
}
