// Every screen in light and in dark: axe finds nothing, nothing is wider than the window, and a picture of each is kept.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { overlays, routes } from "./routes.mjs";
import { staged, words } from "./stage.mjs";

// Each has a hub of its own, so light and dark need not wait for each other.
describe("looks", { concurrency: 2 }, () => {
  for (const [theme, word] of [
    ["light", "claro"],
    ["dark", "escuro"],
  ]) {
    test(`every screen reads and fits in ${theme}`, () =>
      staged(
        async (stage) => {
          const wrong = [];
          const look = async (name) => {
            await stage.settled();
            await stage.picture(`${name}-${word}`);
            wrong.push(...(await stage.found()).map((found) => `${name}: ${found}`));
            const over = await stage.page.evaluate(
              () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
            );
            if (over > 0) wrong.push(`${name}: ${over} px wider than the window`);
          };
          for (const [name, path] of Object.entries(routes)) {
            await stage.go(path);
            await look(name);
          }
          for (const [name, open] of Object.entries(overlays)) {
            await stage.go("/funil");
            await open(stage);
            await stage.dialog.waitFor();
            await look(name);
          }
          await stage.go("/conexoes");
          await stage.button(words.connections.add).click();
          await stage.dialog.waitFor();
          await look("conexao-nova");
          assert.deepEqual(wrong, []);
        },
        { theme },
      ));

    test(`a tip reads in ${theme}, wherever its control stands`, () =>
      staged(
        async (stage) => {
          const { page } = stage;
          const tip = page.getByRole("tooltip");
          const look = async (control) => {
            await control.hover();
            await tip.waitFor();
            await stage.settled();
            const said = await tip.innerText();
            const box = await tip.boundingBox();
            const found = await stage.found();
            const { width, height } = page.viewportSize();
            const whole = box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
            await stage.picture(`dica-${word}-${said.slice(0, 20).replace(/\W+/g, "-")}`);
            await page.mouse.move(0, 0);
            await tip.waitFor({ state: "detached" });
            return [...found, ...(whole ? [] : ["out of the window"])].map((wrong) => `${said}: ${wrong}`);
          };
          await stage.go("/funil?ticket=2");
          const wrong = [
            ...(await look(stage.button(words.shell.collapse))),
            ...(await look(stage.button(words.parts.close, page.getByRole("complementary")))),
            ...(await look(page.locator("header [data-tip]").last())),
          ];
          await stage.keys("c");
          await stage.dialog.waitFor();
          wrong.push(...(await look(stage.button(words.parts.close, stage.dialog))));
          assert.deepEqual(wrong, []);
        },
        { theme },
      ));

    test(`the first run reads in ${theme}`, () =>
      staged(
        async (stage) => {
          await stage.page.goto(stage.hub.address);
          await stage.page.getByText(words.firstRun.title).waitFor();
          await stage.picture(`primeira-execucao-${word}`);
          assert.deepEqual(await stage.found(), []);
          await stage.button(words.firstRun.continue).click();
          await stage.page.getByText(words.firstRun.demo).first().waitFor();
          assert.deepEqual(await stage.found(), []);
        },
        { theme, demo: false },
      ));
  }
});
