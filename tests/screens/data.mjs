// Dados: a copy is made, chosen for the next start and given up again, by mouse and by keyboard.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { settings } = words;

test("a copy is made, chosen for the next start, and given up again", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/configuracoes?secao=data");
    const { path } = await stage.call("data_folder", {});
    await page.getByText(path, { exact: true }).waitFor();
    const before = (await stage.call("data_folder", {})).copies.length;
    await stage.button(settings.backupNow).click();
    const rows = page.getByRole("list", { name: settings.copies }).getByRole("listitem");
    await until("the copy listed", async () => (await rows.count()) === before + 1);

    const asked = page.getByRole("alertdialog");
    await rows.first().getByRole("button").focus();
    await stage.keys("Enter");
    await asked.getByText(settings.restoreText).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.button(settings.restoreConfirm, asked).click();
    await asked.waitFor({ state: "detached" });
    const { copies, restores } = await stage.call("data_folder", {});
    assert.equal(restores, copies[0].name);
    await stage.button(settings.restoreCancel).waitFor();
    // What React Aria announces of a busy button stands for a while after the button went with its dialog.
    await until("announced", async () => (await page.locator("[data-live-announcer] [role=img]").count()) === 0);
    assert.deepEqual(await stage.found(), []);
    await stage.button(settings.restoreCancel).click();
    await until("given up", async () => (await stage.call("data_folder", {})).restores === null);
    await stage.button(settings.restoreCancel).waitFor({ state: "detached" });
  }));
