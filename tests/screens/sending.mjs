// What becomes of an answer on its way: taken back before it leaves, sent again after it failed, decided where nobody knows.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { messageState, missed, parts, status, ticket: said } = words;

const openTicket = async (stage) =>
  (await stage.call("tickets", { filter: { statuses: ["open"] }, limit: 100 })).rows.find((one) => one.entered_at === null);

/** A ticket of the example with a message of ours in a state, and that message. */
async function withMessage(stage, state) {
  const { rows } = await stage.call("tickets", { filter: {}, limit: 200 });
  for (const card of rows) {
    const { messages } = await stage.call("conversation", { ticket: card.id });
    const message = messages.find((one) => one.state === state);
    if (message) return { card, message };
  }
  throw new Error(`The example has no message that is ${state}`);
}

/** An open ticket beside the board, and where it is answered. */
async function answering(stage) {
  const card = await openTicket(stage);
  await stage.go(`/funil?ticket=${card.id}`);
  const panel = stage.page.getByRole("complementary", { name: said.panel });
  return { card, panel, box: panel.getByRole("textbox", { name: said.reply, exact: true }) };
}

test("an answer taken back is in the answer field again, below what was begun since, and is called cancelled in the talk", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { card, panel, box } = await answering(stage);
    const cancel = panel.getByRole("button", { name: new RegExp(`^${said.cancelSend}`) });
    const back = async (text) => {
      await until("back in the field", async () => (await box.inputValue()) === text);
      await until("with the focus", () => box.evaluate((area) => area === document.activeElement));
    };
    await box.fill("Amanhã às nove.");
    await stage.keys("Control+Enter");
    await cancel.click();
    await back("Amanhã às nove.");
    await panel.getByText(messageState.cancelled, { exact: true }).waitFor();

    await stage.keys("Control+Enter");
    await cancel.waitFor();
    await page.keyboard.type("Outra coisa");
    await stage.tabTo(cancel);
    await stage.keys("Enter");
    await back("Outra coisa\nAmanhã às nove.");
    assert.deepEqual(await stage.found(), []);
    await stage.picture("envio-cancelado");
    const { messages } = await stage.call("conversation", { ticket: card.id });
    const states = messages.filter((one) => one.text === "Amanhã às nove.").map((one) => one.state);
    assert.deepEqual(states, ["cancelled", "cancelled"]);
  }));

test("a failed message is sent again once, asking first where that reopens the ticket", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { card, message } = await withMessage(stage, "failed");
    assert.equal(card.status, "closed");
    const again = async () => {
      const { messages } = await stage.call("conversation", { ticket: card.id });
      return messages.filter((one) => one.text === message.text && one.id !== message.id).length;
    };
    await stage.go(`/funil?ticket=${card.id}`);
    const panel = page.getByRole("complementary", { name: said.panel });
    const retry = stage.button(parts.retry, panel);
    const dialog = page.getByRole("alertdialog");
    await retry.click();
    await dialog.getByText(said.retryBoth).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("tentar-de-novo");
    await stage.button(parts.cancel, dialog).click();
    await dialog.waitFor({ state: "detached" });
    assert.equal(await again(), 0);

    await stage.tabTo(retry);
    await stage.keys("Enter");
    await stage.tabTo(stage.button(parts.retry, dialog));
    await stage.keys("Enter");
    const note = panel.getByText(said.retried);
    await note.waitFor();
    await until("the focus is where the button was", () => note.evaluate((one) => one === document.activeElement));
    assert.equal(await again(), 1);
    assert.equal(await retry.count(), 0);
    assert.deepEqual(await stage.found(), []);
    // Whoever opens the page later does not send it a third time.
    await stage.go(`/funil?ticket=${card.id}`);
    await note.waitFor();
    assert.equal(await retry.count(), 0);
  }));

test("a message nobody knows the end of leads to where it is decided", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { card } = await withMessage(stage, "unknown");
    await stage.go(`/funil?ticket=${card.id}`);
    const panel = page.getByRole("complementary", { name: said.panel });
    await panel.getByRole("link", { name: said.decideUnknown }).click();
    await page.getByRole("tab", { name: new RegExp(`^${missed.unknown}`), selected: true }).waitFor();
    await page.getByRole("grid").getByText(card.contact_name).first().waitFor();
  }));

test("a program that hangs is called so while an answer waits for it, and the answer leaves once it goes on", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { card, panel, box } = await answering(stage);
    const silent = page.getByRole("alert").filter({ hasText: status.silent });
    await page.getByText(status.running).waitFor();
    await box.waitFor();
    stage.hub.child.kill("SIGSTOP");
    try {
      await box.fill("Já respondo.");
      await stage.keys("Control+Enter");
      await silent.waitFor();
      assert.equal(await page.getByText(status.running).count(), 0);
      assert.equal(await box.inputValue(), "Já respondo.");
      assert.deepEqual(await stage.found(), []);
      await stage.picture("sem-resposta");
    } finally {
      stage.hub.child.kill("SIGCONT");
    }
    await silent.waitFor({ state: "detached" });
    await page.getByText(status.running).waitFor();
    await until("the answer has left the field", async () => (await box.inputValue()) === "");
  }));
