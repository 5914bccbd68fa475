// The window past its first run, with the example data on the board.
import { words } from "./stage.mjs";
import { until } from "./until.mjs";

export async function withExampleData(stage) {
  const page = await stage.drive();
  await page.see(words.firstRun.title);
  await stage.picture("primeira-execucao");
  await page.press(words.firstRun.continue);
  await page.press(words.firstRun.demo);
  await onBoard(page);
  return page;
}

/** Columns with cards in them. */
export async function onBoard(page) {
  await until(
    "cards on the board",
    () => page.run("return document.querySelectorAll('[data-drop] [role=button]').length > 0"),
    () => page.text(),
  );
}
