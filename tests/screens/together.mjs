// What two supervisors do to the house at once: nobody undoes the other, what both changed is said, and nothing ends on a wall.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { access, parts, people, rules, settings: said } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");
const minuteMs = 60_000;

async function ana(stage) {
  return stage.call("save_user", { name: "Ana Supervisora", role: "supervisor", active: true });
}

test("settings two people change at once keep both, and a field both changed is asked about", () =>
  staged(async (stage) => {
    const { page } = stage;
    const other = await ana(stage);
    const settings = async () => (await stage.call("settings")).settings;
    const theirs = async (change) => {
      const now = await settings();
      await stage.as(other, "save_settings", { settings: { ...now, queue: { ...now.queue, ...change } } });
    };
    await stage.go("/configuracoes");
    const wait = page.getByRole("textbox", { name: said.wait });
    const stay = page.getByRole("textbox", { name: said.stayMin });
    const company = page.getByRole("textbox", { name: said.company });
    // Nothing touched: what another saves is there to read.
    await theirs({ wait: 25 * minuteMs });
    await until("their wait", async () => (await wait.inputValue()) === "25");
    await company.fill("Oficina da Rosa");
    await theirs({ stay_min: 7 * minuteMs });
    await until("their stay, beside what is written here", async () => (await stay.inputValue()) === "7");
    assert.equal(await company.inputValue(), "Oficina da Rosa");
    await stage.button(parts.save).click();
    await until("saved", async () => (await settings()).company === "Oficina da Rosa");
    assert.deepEqual([(await settings()).queue.wait, (await settings()).queue.stay_min], [25 * minuteMs, 7 * minuteMs]);

    await wait.fill("40");
    await theirs({ wait: 30 * minuteMs });
    await stage.button(parts.save).click();
    const told = page.getByText(`${other.name} mudou o tempo de Sem Interação enquanto você editava`).first();
    await told.waitFor();
    assert.equal(await wait.inputValue(), "40");
    assert.equal((await settings()).queue.wait, 30 * minuteMs);
    assert.deepEqual(await stage.found(), []);
    await stage.picture("configuracoes-ao-mesmo-tempo");
    await stage.button(parts.save).click();
    await until("meant so", async () => (await settings()).queue.wait === 40 * minuteMs);
  }));

test("the people of a team two change at once are those of both", () =>
  staged(async (stage) => {
    const other = await ana(stage);
    const { teams } = await stage.call("directory");
    const [team] = teams;
    const now = async () => (await stage.call("directory")).teams.find((one) => one.id === team.id);
    await stage.go("/equipe?lista=teams");
    await stage.button(filled(people.edit, { name: team.name })).click();
    await stage.dialog.getByLabel(people.teamName).fill("Os de sempre");
    await stage.as(other, "save_team", { ...(await now()), members: [...team.members, other.id] });
    await stage.button(parts.save, stage.dialog).click();
    await until("both", async () => (await now()).name === "Os de sempre");
    assert.ok((await now()).members.includes(other.id));
  }));

test("an action another saved meanwhile is told before anything else is asked, with both ways on", () =>
  staged(async (stage) => {
    const { page } = stage;
    const other = await ana(stage);
    const list = await stage.call("rules");
    const row = list.rules.find((one) => one.rule.state === "active");
    const rule = async () => stage.call("rule", { rule: row.rule.id });
    const theirs = async (description) => {
      const { state: _state, problem: _problem, ...draft } = await rule();
      await stage.as(other, "save_rule", { rule: { ...draft, description }, state: "active" });
    };
    await stage.go(`/funil/acoes?acao=${row.rule.id}`);
    const name = page.getByRole("textbox", { name: rules.name });
    await name.fill("Minha versão");
    await theirs("De Ana");
    const told = page.getByText(new RegExp(`^${other.name} salvou esta ação`));
    await told.waitFor();
    await stage.button(parts.save).click();
    await until("led there", () => stage.button(rules.seeSaved).evaluate((one) => one === document.activeElement));
    assert.equal(await page.getByRole("dialog").count(), 0);
    assert.equal(await name.inputValue(), "Minha versão");
    await page.getByText("De Ana").first().waitFor();
    await theirs("De Ana, outra vez");
    await page.getByText("De Ana, outra vez").first().waitFor();
    await told.waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("acao-ao-mesmo-tempo");
    await stage.button(rules.seeSaved).click();
    await until("theirs is shown", async () => (await name.inputValue()) === row.rule.name);
    await told.waitFor({ state: "detached" });
    await stage.keys("Control+z");
    await until("mine is back", async () => (await name.inputValue()) === "Minha versão");
    await stage.button(rules.saveMineOver).click();
    await until("saved over theirs", async () => {
      const dialog = page.getByRole("dialog");
      if ((await dialog.count()) > 0) await dialog.getByRole("button").last().click();
      return (await rule()).name === "Minha versão";
    });
  }));

test("whoever leaves and answers for the queue and a team is asked for who does instead, and it comes back by undo", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { users, teams } = await stage.call("directory");
    const leads = teams.find((team) => users.some((one) => one.id === team.leader && one.role !== "supervisor"));
    const leaves = users.find((one) => one.id === leads.leader);
    const { settings } = await stage.call("settings");
    await stage.call("save_settings", { settings: { ...settings, queue: { ...settings.queue, keeper: leaves.id } } });
    const now = async () => {
      const directory = await stage.call("directory");
      return {
        active: directory.users.find((one) => one.id === leaves.id).active,
        leader: directory.teams.find((one) => one.id === leads.id).leader,
        keeper: (await stage.call("settings")).settings.queue.keeper,
      };
    };
    const takes = users.find((one) => one.active && one.role === "technician" && one.id !== leaves.id);
    await stage.go("/equipe");
    await page.getByRole("switch", { name: filled(people.activeOf, { name: leaves.name }) }).focus();
    await stage.keys("Space");
    await stage.choose(people.keepsQueue, takes.name, stage.dialog);
    await stage.choose(filled(people.leadsTeam, { team: leads.name }), takes.name, stage.dialog);
    assert.deepEqual(await stage.found(), []);
    await stage.picture("equipe-quem-responde");
    const save = new RegExp(`^(${people.switchOff}|${people.switchOffAndHandOver})$`);
    await stage.dialog.getByRole("button", { name: save }).click();
    await until("gone", async () => !(await now()).active);
    assert.deepEqual(await now(), { active: false, leader: takes.id, keeper: takes.id });
    await stage.dialog.waitFor({ state: "detached" });
    await stage.keys("Control+z");
    await until("back", async () => {
      const { active, leader, keeper } = await now();
      return active && leader === leaves.id && keeper === leaves.id;
    });
  }));

test("nothing is handed over when a part of it is refused, and that part is said", () =>
  staged(async (stage) => {
    const { page, dialog } = stage;
    const other = await ana(stage);
    const { users } = await stage.call("directory");
    const me = (await stage.call("session")).user.id;
    const [leaves, takes] = users.filter((one) => one.active && one.role === "technician" && one.id !== me);
    const filter = { waits_for: "customer", statuses: ["open"] };
    const { rows } = await stage.call("tickets", { filter, limit: 100 });
    const [card] = rows.filter((one) => one.entered_at === null);
    await stage.call("assign", { tickets: [card.id], to: leaves.id });
    await stage.call("set_wallet", { tickets: [card.id], owner: leaves.id });
    const { settings } = await stage.call("settings");
    await stage.call("save_settings", { settings: { ...settings, queue: { ...settings.queue, keeper: leaves.id } } });
    const now = async () => ({
      active: (await stage.call("directory")).users.find((one) => one.id === leaves.id).active,
      assignee: (await stage.call("ticket", { ticket: card.id })).card.assignee,
      wallet: (await stage.call("wallet", { user: leaves.id })).contacts.length > 0,
      keeper: (await stage.call("settings")).settings.queue.keeper,
    });
    await stage.go("/equipe");
    await page.getByRole("switch", { name: filled(people.activeOf, { name: leaves.name }) }).focus();
    await stage.keys("Space");
    await stage.choose(people.handOverTo, takes.name, dialog);
    await stage.choose(people.keepsQueue, takes.name, dialog);
    // Nobody asks who leads it instead: it is theirs only since the dialog was opened.
    await stage.as(other, "save_team", { name: "Vendas", leader: leaves.id, members: [leaves.id] });
    await stage.button(people.switchOffAndHandOver, dialog).click();
    await dialog.getByText(`${leaves.name} lidera a equipe Vendas.`).waitFor();
    assert.deepEqual(await now(), { active: true, assignee: leaves.id, wallet: true, keeper: leaves.id });
    assert.deepEqual(await stage.found(), []);
    await stage.choose(filled(people.leadsTeam, { team: "Vendas" }), takes.name, dialog);
    await stage.picture("equipe-transferir-recusado");
    await stage.button(people.switchOffAndHandOver, dialog).click();
    await until("all of it", async () => !(await now()).active);
    assert.deepEqual(await now(), { active: false, assignee: takes.id, wallet: false, keeper: takes.id });
  }));

test("a window whose profile leaves is asked who is there", () =>
  staged(async (stage) => {
    const { page } = stage;
    const other = await ana(stage);
    const { users } = await stage.call("directory");
    await page.addInitScript((id) => {
      if (location.protocol !== "about:" && !sessionStorage.getItem("retorno.profile"))
        sessionStorage.setItem("retorno.profile", id);
    }, String(other.id));
    await stage.go("/meus-atendimentos");
    await stage.call("save_user", { id: other.id, name: other.name, role: other.role, active: false });
    await page.getByRole("heading", { name: access.whoAreYou }).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("perfil-escolher");
    const next = users.find((one) => one.active && one.role === "supervisor");
    await stage.tabTo(page.getByRole("button", { name: new RegExp(next.name) }));
    await stage.keys("Enter");
    await page.getByRole("heading", { name: words.screens.mine }).waitFor();
  }));
