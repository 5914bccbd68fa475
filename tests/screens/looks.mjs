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
