// The house itself: its settings and its connections.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { house, staged, words } from "./stage.mjs";

const { access, connections, firstRun, parts, rules: said, settings, trail } = words;

const waitIs = (stage, minutes) =>
  until(
    `a wait of ${minutes} min`,
    async () => (await stage.call("settings")).settings.queue.wait === minutes * 60_000,
  );

test("the wait of the queue is changed by mouse and by keyboard, and what cannot be is refused and kept on the screen", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/configuracoes");
    const wait = page.getByLabel(settings.wait, { exact: true });
    await wait.fill("15");
    await stage.button(parts.save).click();
    await page.getByText(parts.saved).first().waitFor();
    await waitIs(stage, 15);

    await stage.tabTo(wait);
    await stage.keys("Control+a");
    await page.keyboard.type("20");
    await stage.tabTo(stage.button(parts.save));
    await stage.keys("Enter");
    await waitIs(stage, 20);

    await wait.fill("99999");
    await stage.button(parts.save).click();
    await until("the complaint beside the field", () =>
      wait.evaluate((field) => field.getAttribute("aria-invalid") === "true"),
    );
    assert.equal(await wait.inputValue(), "99999");
    await waitIs(stage, 20);
    await stage.button(settings.discard).click();
    assert.equal(await wait.inputValue(), "20");
  }));

test("what the team reads of the queue is written by mouse, shown as it will be read, and given back by keyboard", () =>
  staged(async (stage) => {
    const { page } = stage;
    const entered = async () =>
      (await stage.call("settings")).settings.notice_texts.find(({ event, to }) => event === "entered" && to === "leader");
    const standard = await entered();
    await stage.go("/configuracoes?secao=texts");
    const named = (to, field) => settings.noticeField.replace("{{to}}", to).replace("{{field}}", field);
    const title = page.getByRole("textbox", { name: named(settings.recipients.leader, settings.noticeTitle) }).first();
    await title.fill("{{equipe.nome}}: ninguém respondeu");
    await page.getByText("Suporte: ninguém respondeu", { exact: true }).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("textos-da-equipe");
    await stage.button(parts.save).click();
    await until("saved", async () => (await entered()).title === "{{equipe.nome}}: ninguém respondeu");

    await title.fill("{{nada}}");
    await stage.button(parts.save).click();
    await until("the complaint beside the field", () =>
      title.evaluate((field) => field.getAttribute("aria-invalid") === "true"),
    );
    assert.equal(await title.inputValue(), "{{nada}}");
    await stage.tabTo(stage.button(settings.restore.replace("{{label}}", settings.events.entered)));
    await stage.keys("Enter");
    await stage.tabTo(stage.button(parts.save));
    await stage.keys("Enter");
    await until("as delivered", async () => JSON.stringify(await entered()) === JSON.stringify(standard));
  }));

test("a test of a connection that fails says what is wrong and keeps everything typed", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/conexoes");
    await stage.tabTo(stage.button(connections.add));
    await stage.keys("Enter");
    const form = stage.dialog;
    await form.waitFor();
    const box = (label) => form.getByRole("textbox", { name: label, exact: true });
    const typed = {
      [connections.name]: "Suporte",
      "Endereço de e-mail": "loja@exemplo.invalid",
      "Servidor de entrada (IMAP)": "127.0.0.1",
      "Porta de entrada": "9",
      "Servidor de saída (SMTP)": "127.0.0.1",
      "Porta de saída": "9",
    };
    const kind = form.getByRole("button", { name: new RegExp(`${connections.kind}`) });
    if (!(await kind.innerText()).includes(connections.kinds.email)) {
      await stage.choose(connections.kind, connections.kinds.email, form);
    }
    for (const [label, value] of Object.entries(typed)) await box(label).fill(value);
    await form.getByRole("textbox", { name: "Senha" }).fill("uma senha");
    await stage.button(connections.test, form).click();
    await form.getByText(connections.faults.host).waitFor();
    for (const [label, value] of Object.entries(typed)) assert.equal(await box(label).inputValue(), value, label);
    assert.equal((await stage.call("connections")).length, 1, "only the one of the example");
    await stage.button(parts.cancel, form).click();
    await form.waitFor({ state: "detached" });
  }));

test("without the token nothing is shown, and with it the first run begins", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      await page.goto(stage.hub.address);
      await page.getByLabel(access.token).fill("0".repeat(64));
      await stage.keys("Enter");
      await page.getByText(access.refused).waitFor();
      await page.getByLabel(access.token).fill(stage.hub.token);
      await stage.keys("Enter");
      await page.getByText(firstRun.title).waitFor();
    },
    { demo: false, token: false },
  ));

test("every change of the house stands in its trail with who, when and what was before", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { rules } = await stage.call("directory");
    const view = await stage.call("settings");
    await stage.call("save_settings", {
      settings: { ...view.settings, queue: { ...view.settings.queue, wait: 15 * 60_000 } },
    });
    await stage.call("set_rule_state", { rule: rules[0].id, state: "off" });
    await stage.go("/configuracoes?secao=trail");
    const lines = page.getByRole("list", { name: trail.title });
    const newest = lines.getByRole("button").first();
    await newest.filter({ hasText: rules[0].name }).waitFor();
    await stage.tabTo(newest);
    await stage.keys("Enter");
    await lines.getByText(trail.values.active).waitFor();
    await lines.getByText(trail.values.off, { exact: true }).waitFor();
    await stage.keys("Enter");
    await lines.getByRole("button").nth(1).click();
    await lines.getByText("10 min", { exact: true }).waitFor();
    await lines.getByText("15 min", { exact: true }).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("registro");
  }));

test("the versions of an action and the ends of the day so far can be looked up", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { rules } = await stage.call("rules");
    const { problem: _none, state: _active, position: _place, ...rule } = rules.find((row) => row.rule.state === "active").rule;
    await stage.call("save_rule", { rule: { ...rule, description: "Depois da proposta" }, state: "active" });
    await stage.go("/funil/acoes");
    const more = page.getByRole("button", { name: said.actionsOf.replace("{{name}}", rule.name) });
    await stage.tabTo(more);
    await stage.keys("Enter");
    await page.getByRole("menuitem", { name: trail.versions }).click();
    const dialog = stage.dialog;
    await dialog.getByText(trail.current).waitFor();
    await dialog.getByText("Depois da proposta").first().waitFor();
    await dialog.getByText(trail.first).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("versoes");
    await stage.keys("Escape");

    await stage.go("/sem-interacao");
    await stage.button(trail.days).click();
    await dialog.getByRole("heading", { name: trail.days }).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("fins-de-dia");
  }));

test("on a computer in another time zone every hour is still the house's, and the settings show both", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      const shown = (ms, timeZone) =>
        new Intl.DateTimeFormat("pt-BR", {
          day: "2-digit",
          month: "2-digit",
          year: "numeric",
          hour: "2-digit",
          minute: "2-digit",
          hourCycle: "h23",
          timeZone,
        }).format(ms);
      const [newest] = (await stage.call("executions", { limit: 1 })).rows;
      await stage.go("/funil/execucoes");
      await page.getByText(shown(newest.at, house), { exact: true }).first().waitFor();
      assert.equal(await page.getByText(shown(newest.at, "Asia/Tokyo"), { exact: true }).count(), 0);

      await stage.go("/configuracoes");
      const [before, after] = settings.zoneElsewhere.split("{{here}}");
      const said = page.getByText(before);
      await said.waitFor();
      const text = await said.innerText();
      assert.ok(text.includes("Tokyo") && text.includes("Sao Paulo") && after !== undefined, text);

      const { settings: kept } = await stage.call("settings");
      await stage.call("save_settings", { settings: { ...kept, zone: "Asia/Seoul" } });
      await stage.go("/configuracoes");
      await page.getByText("Asia/Seoul").or(page.locator("input[value='Asia/Seoul']")).first().waitFor();
      assert.equal(await page.getByText(before).count(), 0, "the same hour is no news");
      await stage.go("/funil/execucoes");
      await page.getByText(shown(newest.at, "Asia/Seoul"), { exact: true }).first().waitFor();
    },
    { zone: "Asia/Tokyo" },
  ));
