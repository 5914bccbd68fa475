// What a form is told is neither lost nor doubled: a file of actions that are here already, a form left half filled in.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { connections, firstRun, parts, rules, ticket: said } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);

test("actions of a file whose names are here already are left out unless asked for, and an import is taken back", () =>
  staged(async (stage) => {
    const { page } = stage;
    const names = async () => (await stage.call("rules")).rules.map(({ rule }) => rule.name).toSorted();
    const before = await names();
    const file = JSON.parse((await stage.call("export_rules", {})).text);
    await stage.go("/funil/acoes");
    const open = async () => {
      await stage.button(rules.file).click();
      await page.getByRole("menuitem", { name: rules.import }).click();
      await stage.dialog.waitFor();
    };
    const paste = (rules_) =>
      stage.dialog.getByLabel(rules.pasted).fill(JSON.stringify({ ...file, rules: rules_ }, null, 2));
    const go = () => stage.button(rules.importNow, stage.dialog);

    await open();
    await paste(file.rules);
    await stage.dialog.getByText(rules.allTaken).waitFor();
    assert.equal(await go().isDisabled(), true);
    await paste([...file.rules, { ...file.rules[0], name: "Só no arquivo" }]);
    const [twice] = filled(rules.taken_other, { count: file.rules.length, names: "|" }).split("|");
    await stage.dialog.getByText(twice).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("importar-repetidas");
    await go().click();
    await until("only the new one", async () => {
      const now = await names();
      return now.length === before.length + 1 && now.includes("Só no arquivo");
    });
    await stage.button(parts.undo).first().click();
    await until("taken back", async () => JSON.stringify(await names()) === JSON.stringify(before));

    await open();
    await paste(file.rules);
    await stage.tabTo(stage.dialog.getByRole("checkbox", { name: rules.skipTaken }));
    await stage.keys("Space");
    await stage.tabTo(go());
    await stage.keys("Enter");
    await until("all of them twice", async () => (await names()).length === 2 * before.length);
    // The way back is there once the page has heard of it.
    const told = filled(rules.imported_other, { count: before.length });
    await page.getByRole("status").filter({ hasText: told }).filter({ has: stage.button(parts.undo) }).waitFor();
    await stage.keys("Control+z");
    await until("taken back", async () => JSON.stringify(await names()) === JSON.stringify(before));
  }));

test("the first error of an action takes the focus where it is written, and every unknown variable is marked", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil/acoes?acao=nova");
    await page.getByLabel(rules.name).fill("Com variáveis que não há");
    await page.getByRole("textbox", { name: rules.wait.h }).fill("24");
    const message = page.getByRole("textbox", { name: new RegExp(`^${rules.message}`) });
    await message.fill("Olá, {{nome}} da {{contato.empresa}}: {{contato.nome}} e {{pedido}}.");
    const marked = () =>
      page.locator("[aria-hidden=true] > span.text-danger").evaluateAll((all) => all.map((one) => one.textContent));
    await until("both are marked and no other", async () =>
      (await marked()).join() === "{{contato.empresa}},{{pedido}}");
    await stage.button(rules.saveAndActivate).click();
    await until("the message has the focus", () => message.evaluate((area) => area === document.activeElement));
    await page.getByText(filled(rules.alsoUnknown_one, { names: "{{pedido}}" })).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("variaveis-desconhecidas");

    await message.fill("Olá!");
    await page.getByRole("textbox", { name: rules.wait.h }).fill("");
    await page.getByLabel(rules.name).focus();
    await stage.button(rules.saveAndActivate).click();
    await until("the wait has the focus", () =>
      page.getByRole("textbox", { name: rules.wait.h }).evaluate((field) => field === document.activeElement),
    );
  }));

test("Esc over a connection half filled in asks before it throws the words away, and over an empty one it does not", () =>
  staged(async (stage) => {
    const { page } = stage;
    const form = page.getByRole("dialog", { name: connections.new });
    const asking = page.getByRole("alertdialog", { name: parts.discardTitle });
    await stage.go("/conexoes");
    await stage.button(connections.add).click();
    await form.waitFor();
    await stage.keys("Escape");
    await form.waitFor({ state: "detached" });

    await stage.button(connections.add).click();
    const name = form.getByRole("textbox", { name: connections.name });
    await name.fill("Suporte");
    await form.getByRole("textbox", { name: "Senha" }).fill("uma senha");
    await stage.keys("Escape");
    await asking.waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("descartar-conexao");
    await stage.keys("Escape");
    await asking.waitFor({ state: "detached" });
    assert.equal(await name.inputValue(), "Suporte");
    await stage.button(parts.close, form).click();
    await stage.tabTo(stage.button(parts.discard, asking));
    await stage.keys("Enter");
    await form.waitFor({ state: "detached" });
  }));

test("letters typed as a value are called so, and Enter does not close over them", () =>
  staged(async (stage) => {
    const { page } = stage;
    const card = (await stage.call("tickets", { filter: { statuses: ["open"] }, limit: 20 })).rows[0];
    await stage.go(`/funil?ticket=${card.id}`);
    const panel = page.getByRole("complementary", { name: said.panel });
    await panel.getByRole("tab", { name: said.summary }).click();
    await panel.getByRole("button", { name: new RegExp(`^${said.changeValue.split("{{")[0]}`) }).click();
    const field = stage.dialog.getByRole("textbox", { name: said.value });
    await until("the field has the focus", () => field.evaluate((one) => one === document.activeElement));
    await stage.keys("Control+a");
    await page.keyboard.type("abc");
    await stage.keys("Enter");
    await stage.dialog.getByText(filled(parts.notNumber, { typed: "abc" })).waitFor();
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    assert.deepEqual(await stage.found(), []);
    await page.keyboard.type("70");
    await stage.dialog.getByText(filled(parts.notNumber, { typed: "abc" })).waitFor({ state: "detached" });
    await stage.keys("Enter");
    await stage.dialog.waitFor({ state: "detached" });
    await until("worth", async () => (await stage.call("ticket", { ticket: card.id })).card.value_cents === 7_000);
  }));

test("the first run says what is missing where it does not go on", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      await page.goto(stage.hub.address);
      await stage.button(firstRun.continue).click();
      await page.getByRole("button", { name: firstRun.empty }).click();
      const missing = (...labels) => page.getByText(filled(parts.fillIn, { what: labels.join(", ") }), { exact: true });
      await page.getByLabel(firstRun.company).fill("");
      await missing(firstRun.company, firstRun.yourName).waitFor();
      assert.equal(await stage.button(firstRun.continue).isDisabled(), true);
      await page.getByLabel(firstRun.company).fill("Casa");
      await missing(firstRun.yourName).waitFor();
      assert.deepEqual(await stage.found(), []);
      await page.getByLabel(firstRun.yourName).fill("Ana");
      await stage.button(firstRun.continue).click();
      await page.getByRole("heading", { name: firstRun.times.title }).waitFor();
    },
    { demo: false },
  ));
