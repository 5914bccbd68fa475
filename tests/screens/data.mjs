// Dados: a copy is made, chosen for the next start and given up again, by mouse and by keyboard; and what was planned adds
// up, as the self-check says.
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

for (const theme of ["light", "dark"]) {
  test(`the self-check is asked for by keys, and says that everything adds up (${theme})`, () =>
    staged(
      async (stage) => {
        const { page } = stage;
        await stage.go("/configuracoes?secao=data");
        await stage.tabTo(stage.button(settings.checkNow));
        await stage.keys("Enter");
        const said = settings.checkWell.split("{{when}}")[0];
        await page.getByRole("status").filter({ hasText: said }).waitFor();
        const { rows, total, judged_again: again, differing } = await stage.call("self_check", {});
        const sameAgain = settings.againWell_other.split("{{shown}}")[1];
        await page.getByRole("status").filter({ hasText: sameAgain }).waitFor();
        // How much the rules of the example did depends on the hour and the day of the week; whatever it was, was judged.
        const byRules = rows.filter((row) => row.planner === "rule").reduce((sum, row) => sum + row.ends.planned, 0);
        assert.ok(byRules > 0 && again >= byRules && differing === 0, `${again} of ${byRules}, ${differing}`);
        assert.ok(rows.length > 2 && total.planned > 100, JSON.stringify(total));
        assert.equal(total.stray, 0);
        const table = page.getByRole("table", { name: settings.check });
        const columns = Object.values(settings.checkEnds).filter((name) => name !== settings.checkEnds.stray);
        assert.deepEqual(await table.getByRole("columnheader").allTextContents(), [settings.checkBy, ...columns]);
        assert.equal(await table.getByRole("rowheader").count(), rows.length + 1);
        const last = table.getByRole("row").last();
        const number = (n) => n.toLocaleString("pt-BR");
        const { planned, done, failed, unknown, skipped, cancelled, missed, open } = total;
        const sums = [planned, done, failed, unknown, skipped, cancelled, missed, open].map(number);
        assert.deepEqual(await last.getByRole("cell").allTextContents(), sums);
        // What is cut off in a narrow window is reached by keys.
        await stage.tabTo(page.getByRole("region", { name: settings.check }));
        assert.deepEqual(await stage.found(), []);
        await stage.picture(`conferencia-${theme}`);
      },
      { theme },
    ));
}

test("another section begins at its top, however far down the last one was", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/configuracoes?secao=data");
    const last = page.getByText(settings.version, { exact: true });
    await last.scrollIntoViewIfNeeded();
    const title = (section) => page.getByRole("heading", { name: settings.sections[section] });
    const inView = (heading) =>
      heading.evaluate((one) => one.getBoundingClientRect().top >= one.closest("[tabindex]").getBoundingClientRect().top);
    assert.equal(await inView(title("data")), false, "the window is too high for this test");
    await stage.button(settings.sections.times).click();
    await title("times").waitFor();
    assert.equal(await inView(title("times")), true);
  }));

test("a search hides the holiday that is being typed and gives it back", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/configuracoes?secao=holidays");
    const name = page.getByLabel(settings.holidayName);
    const search = page.getByRole("searchbox", { name: settings.search });
    await name.fill("Aniversário da ci");
    await search.fill(settings.nationalHolidays);
    await name.waitFor({ state: "hidden" });
    await page.getByRole("switch", { name: settings.nationalHolidays }).waitFor();
    await search.fill("");
    assert.equal(await name.inputValue(), "Aniversário da ci");
    await name.waitFor();
  }));
