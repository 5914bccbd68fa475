// The house itself: its settings and its connections.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { access, connections, firstRun, parts, settings } = words;

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
