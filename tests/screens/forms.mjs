// Forms as somebody new fills them in: wrong, by half or not at all. What is missing is said beside its field, nothing that
// was typed is lost, and no answer is dropped without a word.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { board, connections, firstRun, newTicket, parts, rules, settings, shell, tags, ticket: said } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");

/** The first run at one of its later steps. */
async function firstRunAt(stage, step) {
  const { page } = stage;
  await page.goto(stage.hub.address);
  for (const before of ["look", "start", "team", "times"]) {
    await page.getByText(firstRun[before].title).waitFor();
    if (before === step) return;
    await stage.button(firstRun.skip).click();
  }
}

/** Writes "07:00" into a time field, as hands do. */
async function typeTime(stage, label, digits) {
  await stage.page.getByRole("group", { name: label }).getByRole("spinbutton").first().click();
  await stage.page.keyboard.type(digits);
}

test("the first run does not go on with opening hours that end before they begin, nor with a time left empty", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      await firstRunAt(stage, "times");
      await typeTime(stage, firstRun.closes, "0700");
      await stage.button(firstRun.continue).click();
      const closes = page.getByRole("group", { name: firstRun.closes });
      await closes.and(page.locator(":focus-within")).waitFor();
      await page.getByText(firstRun.problems.endsFirst).waitFor();
      assert.deepEqual(await stage.found(), []);
      await stage.picture("primeira-execucao-expediente");
      await typeTime(stage, firstRun.closes, "1900");
      await page.getByText(firstRun.problems.endsFirst).waitFor({ state: "detached" });

      const wait = page.getByRole("textbox", { name: firstRun.wait });
      await wait.fill("");
      await stage.button(firstRun.continue).click();
      await page.getByText(firstRun.problems.noWait).waitFor();
      assert.equal(await page.getByText("10 minutos").count(), 0, "no promise about a time nobody gave");
      await wait.fill("15");
      await stage.button(firstRun.continue).click();
      await page.getByText(firstRun.messages.title).waitFor();
      await page.getByRole("checkbox", { name: firstRun.connect }).press("Space");
      await stage.button(firstRun.finish).click();
      await page.getByRole("heading", { name: words.screens.board }).waitFor();
      const { hours, queue } = (await stage.call("settings")).settings;
      assert.deepEqual(
        [hours.week[0], queue.wait],
        [[{ from_minute: 480, to_minute: 1140 }], 15 * 60_000],
      );
    },
    { demo: false },
  ));

test("a refusal at the end of the first run leads back to the field it is about, and goes when that is corrected", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      await firstRunAt(stage, "team");
      const [name, technicians] = [firstRun.yourName, firstRun.technicians].map((label) => page.getByLabel(label));
      await page.getByLabel(firstRun.company).fill("Padaria Sol");
      await name.fill("Ana");
      await technicians.fill("ana\nBeto");
      await stage.button(firstRun.continue).click();
      await stage.button(firstRun.continue).click();
      await page.getByRole("checkbox", { name: firstRun.connect }).press("Space");
      await stage.button(firstRun.finish).click();
      await page.getByText(firstRun.team.title).waitFor();
      await technicians.and(page.locator(":focus")).waitFor();
      assert.equal(await page.getByText("Já existe alguém chamado").count(), 1, "said once, at its field");
      assert.deepEqual(await stage.found(), []);
      await stage.picture("primeira-execucao-nome");
      await technicians.fill("Beto");
      assert.equal(await page.getByText("Já existe alguém chamado").count(), 0);
      await stage.button(firstRun.continue).click();
      await stage.button(firstRun.continue).click();

      const entry = page.getByRole("textbox").first();
      await entry.fill("Oi, {{nada}}");
      await stage.button(firstRun.finish).click();
      await entry.and(page.locator(":focus")).waitFor();
      assert.equal(await page.getByText("essa variável não existe").count(), 1, "said once, at its field");
      await entry.fill("Oi!");
      assert.equal(await page.getByText("essa variável não existe").count(), 0);
      await stage.button(firstRun.finish).click();
      await page.getByRole("heading", { name: words.screens.board }).waitFor();
    },
    { demo: false },
  ));

test("a new rule keeps what was typed until it is thrown away on purpose", () =>
  staged(async (stage) => {
    const { page } = stage;
    const name = page.getByLabel(rules.name);
    await stage.go("/funil/acoes");
    await stage.button(rules.add).click();
    await name.fill("Só um rascunho");
    await stage.keys("Escape");
    await stage.button(rules.add).click();
    assert.equal(await name.inputValue(), "Só um rascunho");

    // A template takes its place, and gives it back.
    await stage.keys("Escape");
    await stage.button(rules.useTemplate).click();
    const [template] = await stage.call("rule_templates");
    await stage.dialog.getByRole("button", { name: template.draft.name }).click();
    await name.and(page.locator(`[value="${template.draft.name}"]`)).waitFor();
    await stage.button(parts.undo).click();
    await name.and(page.locator('[value="Só um rascunho"]')).waitFor();

    await stage.button(rules.discard).click();
    await stage.button(rules.add).click();
    assert.equal(await name.inputValue(), "");
  }));

test("saving a rule that acts asks about what is overdue as saving, and not as switching on", () =>
  staged(async (stage) => {
    const { page } = stage;
    const active = (await stage.call("rules")).rules.map((row) => row.rule).filter((rule) => rule.state === "active");
    const checks = await Promise.all(
      active.map(async ({ state: _state, problem: _problem, ...rule }) => stage.call("check_rule", { rule })),
    );
    const rule = active[checks.findIndex((check) => check.overdue > 0)];
    assert.ok(rule, "the example has an overdue wait of a rule that acts");
    await stage.go(`/funil/acoes?acao=${rule.id}`);
    await page.getByLabel(rules.name).fill("Outro nome");
    await stage.button(parts.save).click();
    const ask = page.getByRole("dialog", { name: filled(rules.activate.saving.title, { name: "Outro nome" }) });
    const save = ask.getByRole("button", { name: rules.activate.saving.confirm_other });
    await until("the answer is offered", () => save.isEnabled());
    assert.deepEqual(await stage.found(), []);
    await stage.picture("acao-salvar-vencidos");
    await save.click();
    await until("saved and still acting", async () =>
      (await stage.call("rules")).rules.some((row) => row.rule.name === "Outro nome" && row.rule.state === "active"),
    );
  }));

test("a new ticket whose words name a variable that does not exist says so beside them before it is sent anywhere", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    await stage.keys("c");
    await stage.dialog.waitFor();
    await stage.dialog.getByRole("combobox", { name: newTicket.address }).fill("rita@exemplo.invalid");
    const text = stage.dialog.getByRole("textbox", { name: newTicket.text });
    await text.fill("Oi {{pedido}}, {{nota}}");
    await stage.dialog.getByRole("button", { name: new RegExp(`^${newTicket.start}`) }).click();
    await stage.dialog.getByText(filled(newTicket.unknown_other, { names: "pedido, nota" })).waitFor();
    await inHand(text);
    await stage.picture("novo-atendimento-variaveis");
    await stage.keys("Escape");
    await page.getByRole("alertdialog", { name: parts.discardTitle }).waitFor();
    await stage.keys("Escape");
    assert.equal(await text.inputValue(), "Oi {{pedido}}, {{nota}}");
  }));

test("a connection saved empty says all that is missing, each beside its field", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/conexoes?conexao=nova");
    const form = stage.dialog;
    const said = form.getByText(connections.missing);
    const mail = (await stage.call("connection_kinds")).find((one) => one.kind === "email");
    const required = mail.fields.filter((one) => one.required && one.default === "").map((one) => one.name);

    // A test needs no name yet.
    await stage.button(connections.test, form).click();
    assert.equal(await said.count(), required.length);
    await stage.button(parts.save, form).click();
    const name = form.getByLabel(connections.name);
    await name.and(page.locator(":focus")).waitFor();
    assert.equal(await said.count(), required.length + 1);
    for (const field of ["name", ...required])
      assert.equal(await form.locator(`[data-field="${field}"]`).getByText(connections.missing).count(), 1, field);
    assert.deepEqual(await stage.found(), []);
    await stage.picture("conexao-vazia");
    // What is given is missing no longer, and the focus stays where one writes.
    await page.keyboard.type("Suporte");
    assert.equal(await name.inputValue(), "Suporte");
    assert.equal(await said.count(), required.length);
  }));

test("in a house nobody has written to yet, a preview says that it waits for the first contact", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      await stage.call("setup_empty", { company: "Padaria Sol", your_name: "Ana", technicians: [] });
      await stage.go("/configuracoes?secao=texts");
      await page.getByText(rules.previewNobody).first().waitFor();
      assert.equal(await page.getByText(rules.previewEmpty).count(), 0, "every text is written");
      await page.getByRole("textbox", { name: settings.text }).first().fill("");
      await page.getByText(rules.previewEmpty).first().waitFor();
      assert.equal(await page.getByText(rules.previewEmpty).count(), 1);
      await stage.picture("textos-sem-contato");
    },
    { demo: false },
  ));

test("the head of the rules counts each state by its own word, and the menu names what it does", () =>
  staged(async (stage) => {
    const { page } = stage;
    const list = (await stage.call("rules")).rules.map((row) => row.rule);
    const [watched, stopped] = list.filter((rule) => rule.state === "active");
    await stage.call("set_rule_state", { rule: watched.id, state: "shadow" });
    await stage.call("set_rule_state", { rule: stopped.id, state: "off" });
    const after = (await stage.call("rules")).rules.map((row) => row.rule.state);
    const count = (state) => after.filter((one) => one === state).length;
    await stage.go("/funil/acoes");
    const observing = filled(rules.counts[count("shadow") === 1 ? "shadow_one" : "shadow_other"], { count: count("shadow") });
    const off = filled(rules.counts[count("off") === 1 ? "off_one" : "off_other"], { count: count("off") });
    await page.getByText(new RegExp(`· ${observing} ·.* ${off}`)).waitFor();
    const week = page.locator(`[data-drop="${watched.id}"]`).getByText(/^7 dias: /);
    assert.equal(await week.evaluate((words) => words.getClientRects().length), 1, "a count stays beside its number");
    await stage.button(filled(rules.actionsOf, { name: watched.name })).click();
    await page.getByRole("menuitem", { name: rules.switchOff }).click();
    await until("off", async () =>
      (await stage.call("rules")).rules.some((row) => row.rule.id === watched.id && row.rule.state === "off"),
    );
  }));

test("a rule promises nothing while its time is none, and makes the tag it lacks where it is missed", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil/acoes?acao=nova");
    const wait = page.getByRole("textbox", { name: rules.wait.h });
    for (const wrong of ["0", "99999"]) {
      await wait.fill(wrong);
      await page.getByText(rules.noWait).waitFor();
      assert.equal(await page.getByText(/não responder por/).count(), 0, wrong);
    }
    await wait.fill("72");
    await page.getByText(/não responder por 72 horas/).waitFor();

    await stage.choose(rules.type, rules.types.add_tag);
    await stage.tabTo(stage.button(rules.makeTag));
    await stage.keys("Enter");
    await stage.dialog.getByLabel(tags.name).fill("Cliente Sumido");
    assert.deepEqual(await stage.found(), []);
    await stage.keys("Enter");
    await stage.dialog.waitFor({ state: "detached" });
    await page.getByRole("button", { name: new RegExp(`Cliente Sumido.*${rules.tag}$`) }).waitFor();
    await stage.picture("acao-criar-etiqueta");
    assert.ok((await stage.call("directory")).tags.some((one) => one.name === "Cliente Sumido"));
  }));

test("what is said of a field one leaves by mouse does not push away what is being pressed", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil/acoes?acao=nova");
    const name = page.getByRole("textbox", { name: rules.name });
    await until("the name has the focus", () => name.evaluate((field) => field === document.activeElement));
    await stage.button(rules.more).click();
    await page.getByRole("radio", { name: rules.repeats.once_per_episode }).waitFor();
    await until("the complaint", () => name.evaluate((field) => field.getAttribute("aria-invalid") === "true"));

    await stage.go("/configuracoes?secao=funnels");
    await stage.button(settings.newStage).first().click();
    const { dialog } = stage;
    await dialog.getByRole("textbox", { name: settings.stageName }).fill("Retorno");
    await dialog.getByRole("checkbox", { name: settings.stageLimit }).click({ force: true });
    const limit = dialog.getByRole("textbox", { name: settings.stageLimit });
    await limit.fill("");
    const locked = dialog.getByRole("checkbox", { name: settings.locked });
    await locked.locator("xpath=ancestor::label").click({ position: { x: 8, y: 3 } });
    await until("said", () => limit.evaluate((field) => field.getAttribute("aria-invalid") === "true"));
    assert.ok(await locked.isChecked());
  }));

test("of several faults the first in a rule's form takes the focus, and an action added after a failed save is not born wrong", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil/acoes?acao=nova");
    await page.getByLabel(rules.name).fill("Cobrança");
    await page.getByRole("textbox", { name: rules.description }).fill("x".repeat(2_000));
    await stage.button(rules.saveAndActivate).click();
    const message = page.locator('[data-field="actions.0.text"] textarea');
    await inHand(message);
    const looked = page.waitForResponse(
      (answer) => answer.url().endsWith("/check_rule") && answer.request().postData().includes("add_tag"),
    );
    await stage.button(rules.anotherAction).click();
    const added = page.locator('[data-field="actions.1.tag"]');
    await added.waitFor();
    await looked;
    await stage.settled();
    assert.equal(await added.locator("[data-invalid]").count(), 0);
    await stage.picture("acao-segunda-acao");
    await stage.button(rules.saveAndActivate).click();
    await added.locator("[data-invalid]").first().waitFor();
    await stage.choose(rules.tag, "VIP");
    await stage.button(rules.moveDown).first().click();
    await page.locator('[data-field="actions.1.text"] textarea[aria-invalid=true]').waitFor();
  }));

const letters = filled(parts.notNumber, { typed: "1a2" });
const inHand = (field) =>
  until("the field has the focus", () => field.evaluate((one) => one === document.activeElement));

test("letters in a number of the settings are called so there, and nothing is saved past them, not even from elsewhere", () =>
  staged(async (stage) => {
    const { page } = stage;
    const saved = async () => (await stage.call("settings")).settings;
    const before = await saved();
    const box = (label) => page.getByRole("textbox", { name: label, exact: true });
    const unsaved = async (field) => {
      await stage.button(parts.save).click();
      if (field) await inHand(field);
      assert.deepEqual(await saved(), before);
    };

    await stage.go("/configuracoes");
    await box(settings.wait).fill("1a2");
    await page.getByText(settings.badSpan).waitFor();
    await unsaved(box(settings.wait));
    await box(settings.company).fill("Padaria Sol");
    await unsaved(box(settings.wait));
    assert.deepEqual(await stage.found(), []);
    await stage.picture("tempos-letras");
    await page.getByRole("button", { name: settings.sections.limits }).click();
    await page.getByText(filled(settings.unfit, { label: settings.wait })).first().waitFor();
    await unsaved(null);
    await page.getByRole("alert").filter({ hasText: settings.wait }).waitFor();
    await stage.button(settings.discard).click();
    assert.equal(await stage.button(parts.save).count(), 0);

    const count = page.getByRole("textbox", { name: settings.perContact, exact: true }).first();
    const right = await count.inputValue();
    for (const [typed, words] of [
      ["1a2", letters],
      ["0", filled(parts.outOfRange, { min: "1", max: "1.000" })],
      ["", parts.noNumber],
    ]) {
      await count.fill(typed);
      await unsaved(count);
      await page.getByText(words, { exact: true }).waitFor();
      assert.equal(await count.inputValue(), typed);
    }
    await stage.button(settings.discard).click();
    assert.equal(await count.inputValue(), right);

    await page.getByRole("button", { name: settings.sections.times }).click();
    assert.equal(await box(settings.wait).inputValue(), "10");
    const hour = page.getByRole("group", { name: settings.dayEnd, exact: true }).getByRole("spinbutton").first();
    await hour.click();
    await stage.keys("Backspace", "Backspace");
    await page.getByText(parts.halfTime).waitFor();
    await unsaved(hour);
    await page.keyboard.type("19");
    await stage.button(parts.save).click();
    await until("saved", async () => (await saved()).queue.day_end.minute === 19 * 60);
  }));

test("letters in a number stop a save by click as by Enter: of a stage, a value, a rule and a connection", () =>
  staged(async (stage) => {
    const { page } = stage;
    const stageOf = async () => (await stage.call("directory")).stages.find((one) => !one.archived && one.limit_max === null);
    const { name, id } = await stageOf();
    await stage.go("/funil");
    await stage.button(filled(board.columnMenu, { name })).click();
    await page.getByRole("menuitem", { name: board.editStage }).click();
    await stage.dialog.locator("label").filter({ hasText: settings.stageLimit }).click();
    const limit = stage.dialog.getByRole("textbox", { name: settings.stageLimit });
    for (const [typed, words] of [
      ["1a2", letters],
      ["99999", filled(parts.outOfRange, { min: "1", max: "9.999" })],
      ["", parts.noNumber],
    ]) {
      await limit.fill(typed);
      await stage.button(parts.save, stage.dialog).click();
      await inHand(limit);
      await stage.dialog.getByText(words, { exact: true }).waitFor();
      await stage.keys("Enter");
      assert.equal(await limit.inputValue(), typed);
    }
    assert.deepEqual(await stage.found(), []);
    await stage.picture("etapa-limite");
    await limit.fill("12");
    await stage.keys("Enter");
    await until("saved", async () =>
      (await stage.call("directory")).stages.some((one) => one.id === id && one.limit_max === 12),
    );

    const card = (await stage.call("tickets", { filter: { statuses: ["open"] }, limit: 20 })).rows[0];
    await stage.go(`/atendimento/${card.id}`);
    await page.getByRole("button", { name: new RegExp(`^${said.changeValue.split("{{")[0]}`) }).click();
    const value = stage.dialog.getByRole("textbox", { name: said.value });
    await value.fill("1a2");
    await stage.button(parts.save, stage.dialog).click();
    await inHand(value);
    await stage.dialog.getByText(letters).waitFor();
    await value.fill("1.234,5");
    await stage.button(parts.save, stage.dialog).click();
    await until("worth", async () => (await stage.call("ticket", { ticket: card.id })).card.value_cents === 123_450);

    const rule = (await stage.call("rules")).rules.map((row) => row.rule).find((one) => one.state === "active");
    await stage.go(`/funil/acoes?acao=${rule.id}`);
    const wait = page.locator("[data-field=wait]").getByRole("textbox");
    await wait.fill("1a2");
    await stage.button(parts.save).click();
    await inHand(wait);
    await until("the complaint beside the field", () => wait.evaluate((one) => one.getAttribute("aria-invalid") === "true"));
    await wait.fill("24");
    await page.getByRole("button", { name: rules.more, exact: false }).click();
    const late = page.locator("[data-field=lateness_max]").getByRole("textbox");
    await late.fill("1a2");
    await stage.button(parts.save).click();
    await inHand(late);
    await until("the complaint beside the field", () => late.evaluate((one) => one.getAttribute("aria-invalid") === "true"));
    assert.deepEqual((await stage.call("rules")).rules.find((row) => row.rule.id === rule.id).rule, rule);

    await stage.go("/conexoes?conexao=nova");
    const form = stage.dialog;
    const port = form.getByRole("textbox", { name: "Porta de entrada" });
    await port.fill("1a2");
    await form.getByText(letters).waitFor();
    assert.equal(await port.inputValue(), "1a2");
    await stage.button(parts.save, form).click();
    await form.getByText(connections.missing).first().waitFor();
    assert.equal((await stage.call("connections")).length, 1);
  }));

test("whoever only looks is told what cannot be changed, on each screen", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { users } = await stage.call("directory");
    const technician = users.find((one) => one.active && one.role === "technician");
    await page.addInitScript((id) => {
      if (location.protocol !== "about:") sessionStorage.setItem("retorno.profile", String(id));
    }, technician.id);
    const places = {
      rules: "/funil/acoes",
      settings: "/configuracoes",
      tags: "/etiquetas",
      connections: "/conexoes",
      people: "/equipe",
    };
    for (const [what, place] of Object.entries(places)) {
      await stage.go(place);
      const said = filled(shell.onlyReads, { role: words.roles.technician, what: shell.onlyReadsOf[what] });
      await page.getByText(said, { exact: true }).waitFor();
    }

    // And each switch and box says so itself, to who comes by mouse and to who comes by keys.
    const tip = page.getByRole("tooltip", { name: filled(shell.notAllowed, { role: words.roles.technician }) });
    const [{ rule }] = (await stage.call("rules")).rules;
    const controls = [
      ["/configuracoes", page.getByRole("switch", { name: settings.queueOn })],
      ["/configuracoes", page.getByRole("radio", { name: settings.modes.automatic })],
      ["/configuracoes?secao=notices", page.getByRole("checkbox").first()],
      ["/configuracoes?secao=limits", page.getByRole("switch").first()],
      ["/funil/acoes", page.getByRole("switch", { name: filled(rules.turnOff, { name: rule.name }) })],
      [`/funil/acoes?acao=${rule.id}`, page.getByRole("radio", { name: rules.repeats.once_per_episode })],
      ["/equipe", page.getByRole("switch").first()],
    ];
    for (const [place, control] of controls) {
      await stage.go(place);
      if (place.includes("acao=")) await stage.button(rules.more).click();
      const before = await control.isChecked();
      await control.locator("xpath=ancestor::label").hover();
      await tip.waitFor();
      if (place.includes("acao=") || place.endsWith("limits")) assert.deepEqual(await stage.found(), [], place);
      await page.mouse.move(0, 0);
      await tip.waitFor({ state: "detached" });
      await stage.tabTo(control);
      await tip.waitFor();
      await stage.keys("Space");
      await tip.waitFor();
      assert.deepEqual([place, await control.isChecked()], [place, before]);
      await stage.picture(`nao-pode-${place.replace(/\W+/g, "-")}`);
    }
  }));

test("a team, a queue and a quick reply are saved by Enter, and Enter in a text writes a line", () =>
  staged(async (stage) => {
    const { page, dialog } = stage;
    const { people, replies } = words;
    await stage.go("/equipe?lista=teams");
    await stage.button(people.addTeam).first().click();
    await page.getByLabel(people.teamName).fill("Noturno");
    await stage.keys("Enter");
    const names = async (list) => (await stage.call("directory"))[list].map((one) => one.name);
    await until("the team is there", async () => (await names("teams")).includes("Noturno"));

    await stage.go("/configuracoes?secao=queues");
    await stage.button(settings.newQueue).click();
    await dialog.getByLabel(settings.nameField).fill("Cobrança");
    await stage.keys("Enter");
    await until("the queue is there", async () => (await names("queues")).includes("Cobrança"));

    await stage.go("/configuracoes?secao=replies");
    await stage.button(replies.add).click();
    await dialog.getByLabel(replies.name).fill("pix");
    await dialog.getByLabel(replies.text).fill("A chave é");
    await stage.keys("Enter");
    await page.keyboard.type("o e-mail");
    await dialog.getByLabel(replies.name).press("Enter");
    await dialog.waitFor({ state: "detached" });
    const kept = (await stage.call("quick_replies")).replies.find((one) => one.name === "pix");
    assert.equal(kept?.text, "A chave é\no e-mail");
  }));
