// A card is dragged with the real pointer of the X server, as a hand does it: into another stage, and back by Esc.
import assert from "node:assert/strict";
import test from "node:test";
import { withExampleData } from "./example.mjs";
import { staged } from "./stage.mjs";
import { until } from "./until.mjs";

/** The stages with the ids of their cards. */
const columns = async (page) =>
  (await page.call("board", {})).columns.map((column) => column.page.rows.map((card) => card.id));

/** Where the middle of something in the page is on the screen. */
async function place(stage, page, selector) {
  const { id } = await stage.window();
  // The page fills the window inside its frame.
  const shell = await stage.ask("xdotool", ["getwindowgeometry", "--shell", id]);
  const [left, top] = ["X", "Y"].map((axis) => Number(new RegExp(`^${axis}=(-?\\d+)`, "m").exec(shell)[1]));
  const [x, y] = await page.run(
    "const box = document.querySelector(arguments[0]).getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2];",
    selector,
  );
  return [Math.round(left + x), Math.round(top + y)].map(String);
}

test("a card follows the real pointer into another stage, and Esc lets it go where it was", () =>
  staged(async (stage) => {
    const page = await withExampleData(stage);
    await page.settled();
    const before = await columns(page);
    const card = before[0][0];
    const targets = await page.run("return [...document.querySelectorAll('[data-drop]')].map((one) => one.dataset.drop)");
    const from = await place(stage, page, `#card-${card}`);
    const to = await place(stage, page, `[data-drop="${targets[1]}"]`);
    const lift = async () => {
      await stage.ask("xdotool", ["mousemove", ...from, "mousedown", "1"]);
      await stage.ask("xdotool", ["mousemove_relative", "--", "9", "4"]);
      await stage.ask("xdotool", ["mousemove", ...to]);
      await until("the stage under the pointer takes it", () =>
        page.run("return document.querySelector('[data-drop-state=ok]')?.dataset.drop === arguments[0]", targets[1]),
      );
    };

    await lift();
    await page.settled();
    await stage.picture("arraste");
    await stage.ask("xdotool", ["key", "Escape"]);
    await until("nothing dragged", () => page.run("return !document.querySelector('[data-drop-state]')"));
    await stage.ask("xdotool", ["mouseup", "1"]);
    assert.deepEqual(await columns(page), before);

    await lift();
    await stage.ask("xdotool", ["mouseup", "1"]);
    await until("the card in its new stage", async () => (await columns(page))[1].includes(card));
    await until("and on the screen there", () =>
      page.run(
        "return document.querySelector(arguments[0])?.closest('[data-drop]').dataset.drop === arguments[1]",
        `#card-${card}`,
        targets[1],
      ),
    );
  }));
