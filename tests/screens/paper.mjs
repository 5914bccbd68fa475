// What comes out of the program: on paper and as files.
import assert from "node:assert/strict";
import test from "node:test";
import { staged, words } from "./stage.mjs";

const { dashboard, demo, plots, screens } = words;

test("on paper the tables of the Painel are whole, it says of when it is, and nothing on it could be pressed", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/painel?dias=30");
    const turn = page.getByRole("button", { name: plots.asTable });
    for (let left = await turn.count(); left > 0; left -= 1) await turn.first().click();
    const first = page.getByRole("figure").first();
    await first.getByRole("row").nth(30).waitFor();
    // As wide as a sheet of A4 within its margins.
    await page.emulateMedia({ media: "print" });
    await page.setViewportSize({ width: 718, height: 1047 });
    const cut = await page.locator("main figure div:has(> table)").evaluateAll((boxes) =>
      boxes.map((box) => {
        const { right } = box.closest("figure").getBoundingClientRect();
        return {
          below: box.scrollHeight - box.clientHeight,
          beside: Math.max(0, Math.round(box.querySelector("table").getBoundingClientRect().right - right)),
          off: Math.max(0, Math.round(right - window.innerWidth)),
        };
      }),
    );
    assert.deepEqual(
      cut,
      cut.map(() => ({ below: 0, beside: 0, off: 0 })),
    );
    const [, said] = dashboard.printed.split("{{at}}")[0].split("{{whose}}");
    const head = page.getByText(said);
    assert.match(await head.innerText(), /\d\d\/\d\d\/\d{4}, 00:00 a .*\d\d\/\d\d\/\d{4}, \d\d:\d\d/);
    assert.equal(await page.getByRole("region", { name: demo.strip }).count(), 0);
    assert.equal(await page.locator("main, header, section").getByRole("button", { name: demo.remove }).count(), 0);
    await stage.picture("painel-no-papel");
    await page.emulateMedia({ media: "screen" });
    assert.equal(await head.isVisible(), false);
  }));

test("each table of the Painel is saved under the name of its plot", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/painel");
    const names = [];
    const save = async (button) => {
      const coming = page.waitForEvent("download");
      await button.click();
      names.push((await coming).suggestedFilename());
    };
    for (const one of await page.getByRole("button", { name: plots.csv }).all()) await save(one);
    await save(stage.button(dashboard.csv));
    const plain = (name) => `${screens.dashboard} - ${name}.csv`.replaceAll(":", "-");
    const { perHour, perTechnician, heat, effect, stages, numbers } = dashboard;
    assert.deepEqual(names, [perHour, perTechnician, heat, effect, stages, numbers].map(plain));
  }));
