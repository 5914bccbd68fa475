// A real e-mail goes all the way round in the real window: a Postfix, a Dovecot, a customer with a mail program, and the
// screens a person presses. The house is founded by the window's own command; the way itself is gone by pressing.
// What the backend decides in each case is tested elsewhere.
import assert from "node:assert/strict";
import test from "node:test";
import { housed, sendButton, waitMs } from "./house.mjs";
import { staged, words } from "./stage.mjs";
import { until } from "./until.mjs";

const minuteMs = 60_000;
/** The day must not end while it is still being told when it ends. */
const spareMs = 3_000;
const entered = "Cliente sem resposta: foi para Sem Interação";
const returned = "Cliente respondeu: voltou para você";
/** The key that takes away the last digit: a field that the page fills itself is not emptied by the driver. */
const backspace = "\uE003";
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);

test("a customer's mail goes by the window to the technician, to Sem Interação and back, until the day ends", (context) =>
  housed(context, async (house) => {
    await house.sitDown(house.alison, house.bruno);
    await mailBecomesCard(house);
    const answer = await takenAndAnswered(house);
    await intoSemInteracao(house, answer);
    await comesBack(house);
    await rulesFire(house);
    await endOfDay(house);
  }));

async function mailBecomesCard(house) {
  await house.go("/funil", words.board.view);
  await house.desk.write("Pedido 7", "Meu pedido nao chegou.");
  const card = await house.card(() => true);
  house.ticket = card.id;
  house.customer = card.contact_name;
  await house.page.see("Meu pedido nao chegou.");
  await house.picture("1-funil");
}

async function takenAndAnswered(house) {
  const { page } = house;
  await page.press(house.customer);
  await page.press(words.acts.take);
  await house.card((card) => card.assignee === house.bruno.id);
  const mail = await house.answer("Qual o numero do pedido?");
  assert.equal(mail.headers["In-Reply-To"], "<pergunta@ana.test>");
  assert.ok(mail.headers.References.includes("<pergunta@ana.test>"), mail.text);
  assert.equal(mail.headers["Auto-Submitted"], "", "a person wrote it");
  await house.picture("2-resposta");
  return mail;
}

async function intoSemInteracao(house) {
  const { page } = house;
  const inside = await house.card((card) => card.entered_at !== null);
  assert.ok(inside.entered_at >= inside.silent_since + waitMs, "never before its time");
  assert.deepEqual([inside.assignee, inside.returns_to], [house.alison.id, house.bruno.id]);
  const notice = await house.desk.mail("continua aberto");
  assert.match(notice.headers["Auto-Submitted"], /^auto-/);
  assert.ok(!notice.text.includes("{{"), notice.text);
  await house.bubbles(entered, 1);
  for (const user of [house.bruno, house.carla])
    assert.equal((await house.notices(user)).filter((event) => event === "entered").length, 1, user.name);

  await house.sitDown(house.bruno, house.alison);
  await house.go("/sem-interacao", words.waiting.told);
  const { toldTo } = words.waiting;
  const told = [`${toldTo.customer} · ${words.messageState.sent}`, toldTo.technician, toldTo.leader];
  const expected = [house.customer, words.waiting.awaiting, "Alison Prado", "Bruno Dias", ...told];
  await until(
    "the ticket in the queue with all that is told of it",
    async () => (await house.waiting()).some((row) => expected.every((part) => row.includes(part))),
    async () => JSON.stringify(await house.waiting()),
  );
  await page.press(words.parts.showDetail);
  await page.see("Meu pedido nao chegou.");
  await house.picture("3-sem-interacao");
}

async function comesBack(house) {
  const { page } = house;
  await house.desk.reply("Re: Pedido 7", "E o 4711.");
  const back = await house.card((card) => card.entered_at === null);
  assert.deepEqual([back.id, back.assignee, back.status], [house.ticket, house.bruno.id, "open"]);
  await page.see(words.waiting.empty);
  await house.bubbles(returned, 1);
  await house.sitDown(house.alison, house.bruno);
  // Marked until its technician opens it.
  await house.go("/funil", words.board.view);
  const mark = `//*[@id="card-${house.ticket}"]//*[@role="img" and @aria-label="${words.ticketState.returned}"]`;
  await until("the mark of the returned ticket", () => page.find(mark));
  await house.picture("4-devolvido");
  await house.go(`/atendimento/${house.ticket}`, "E o 4711.");
  for (const said of ["Meu pedido nao chegou.", "Qual o numero do pedido?", "continua aberto", words.events.returned])
    await page.see(said);
  await house.picture("4-historico");
  await house.answer("Obrigado, ja vou ver isso.");
  await house.card((card) => card.entered_at !== null);
}

const scope = {
  statuses: ["open", "pending", "closed"],
  stages: [],
  queues: [],
  connections: [],
  tags_with: [],
  tags_without: [],
};

/** One rule of each of the three origin types. */
async function rulesFire(house) {
  const { page } = house;
  const tag = await page.call("save_tag", { name: "Sem retorno", colour: "blue", kind: "normal", archived: false });
  const actions = {
    Retomar: { type: "send_message", text: "Oi, {{contato.nome}}, ficou alguma duvida?" },
    Marcar: { type: "add_tag", tag: tag.id },
    Entregar: { type: "add_wallet", user: house.carla.id, mode: "replace" },
  };
  for (const [name, action] of Object.entries(actions)) {
    const rule = { name, description: "", wait: minuteMs, actions: [action], repeat: "once_per_episode", scope };
    await page.call("save_rule", { rule: { ...rule, business_hours: false, quiet_hours: false }, state: "active" });
  }
  const mail = await house.desk.mail("ficou alguma duvida?");
  assert.match(mail.headers["Auto-Submitted"], /^auto-/);
  await until("three executions", async () => {
    const { rows } = await page.call("executions", { filter: { ticket: house.ticket } });
    return rows.length === 3 && rows.every((row) => row.outcome === "executed" && row.at >= row.deadline);
  });
  await page.see("ficou alguma duvida?");
  await page.see("Sem retorno");
  await page.see("Carla Nunes");
  await house.picture("5-acoes");
}

async function endOfDay(house) {
  const { page } = house;
  const { now } = await page.call("session", {});
  const [hour, minute] = new Intl.DateTimeFormat("en-GB", { timeZone: house.zone, hour: "2-digit", minute: "2-digit" })
    .format(now + spareMs + minuteMs)
    .split(":")
    .map(Number);
  await house.settings((settings) => {
    settings.queue.day_end.minute = hour * 60 + minute;
  });
  await house.sitDown(house.bruno, house.alison);
  await house.go("/sem-interacao", words.waiting.told);
  await house.picture("6-fim-do-dia-perto");
  await house.desk.mail("encerramos o atendimento");
  await house.card((card) => card.status === "closed");
  await page.see(words.waiting.empty);
  await house.go(`/atendimento/${house.ticket}`, "encerramos o atendimento");
  await page.see(words.ticketState.closed);
  await house.picture("7-encerrado");
  const mails = "two answers, a notice for each silence, the rule and the closing, each once";
  assert.equal((await house.desk.ask({ do: "count" })).count, 6, mails);
}

test("in Ações em tickets a rule is added with its fields, listed, switched off and deleted", () =>
  staged(async (stage) => {
    const { rules } = words;
    const name = "Etiqueta de duas horas";
    const page = await stage.drive();
    await page.loaded();
    await page.call("setup_empty", { company: "Loja São João", your_name: "Alison Prado" });
    const { tags } = await page.call("directory", {});
    await page.run("location.hash = '/funil/acoes'");
    await page.again();
    await page.see(rules.empty);
    await page.press(rules.add);
    // The star of a field that must be filled in is part of its label.
    await page.type(`${rules.name}*`, name);
    await page.type(`${rules.wait.h}*`, `${backspace.repeat(2)}2`);
    await page.press(rules.types.send_message);
    // By its hint: its name also stands in the invisible list kept for the browser's own form filling.
    await page.press(rules.typeHints.add_tag);
    await page.press(words.parts.choose);
    await until("the list of tags", () =>
      page.run("return document.activeElement?.closest('[role=listbox]') !== null"),
    );
    await stage.ask("xdotool", ["key", "Down", "Return"]);
    await until("the tag chosen", async () => !(await page.text()).includes(words.parts.choose));
    await page.type(rules.description, "Marca quem sumiu.");
    await page.settled();
    await stage.picture("acao-nova");
    await page.press(rules.saveAndActivate);

    const saved = async () => (await page.call("rules", {})).rules[0]?.rule;
    const rule = await until("the saved rule", saved, () => page.text());
    assert.deepEqual(
      [rule.name, rule.wait, rule.actions, rule.description, rule.state],
      [name, 2 * 60 * minuteMs, [{ type: "add_tag", tag: tags[0].id }], "Marca quem sumiu.", "active"],
    );
    const listed =
      "return [...document.querySelectorAll('main li')].some((row) => row.innerText.includes(arguments[0]))";
    await until("the rule on the list", () => page.run(listed, name));
    await page.see("Marca quem sumiu.");
    await page.settled();
    await stage.picture("acao-na-lista");

    const options = filled(rules.actionsOf, { name });
    await page.press(options);
    await page.press(rules.switchOff);
    await until("the rule off", async () => (await saved()).state === "off");
    await page.see(words.ruleState.off);
    await page.press(options);
    await page.press(rules.delete);
    await until("no rule", async () => (await saved()) === undefined);
    await page.see(rules.empty);
    await stage.startToEnd(["--quit"]);
  }));
