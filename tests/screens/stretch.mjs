// Every screen in a made-up language whose words are two fifths longer, in the narrowest window there is: what is written
// must still be read whole. It stands in for every translation there may be.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { overlays, routes } from "./routes.mjs";
import { staged, words } from "./stage.mjs";

const narrow = { width: 1024, height: 720 };
/** Ends every stretched word, so that words of customers are told from ours. Nobody sees it. */
const mark = "\u2063";

/** Every vowel twice: as many words as before, each longer. What is filled in later stays as it is. */
function stretched(value) {
  if (typeof value !== "string") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stretched(inner)]));
  }
  const parts = value.split(/(\{\{[^}]*\}\}|<[^>]*>)/);
  return parts.map((part, at) => (at % 2 === 1 ? part : part.replace(/[aeiouáéíóúâêôãõ]/gi, "$&$&"))).join("") + mark;
}

/** English words, stretched: the page fetches that language when it is chosen, so it can be given another. */
function catalogue() {
  const english = JSON.parse(readFileSync(new URL("../../ui/src/text/en.json", import.meta.url), "utf8"));
  return `export default ${JSON.stringify(stretched(english))}`;
}

/** Runs in the page: marked words that what is around them cuts off. Lists that scroll show the rest. */
function clipped(mark) {
  const wrong = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode;
    if (!node.data.includes(mark) || !node.parentElement.checkVisibility({ visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const said = range.getBoundingClientRect();
    if (said.width === 0) continue;
    for (let around = node.parentElement; around; around = around.parentElement) {
      const { clipPath, overflowX, overflowY, position } = getComputedStyle(around);
      // Words for readers alone are cut away on purpose.
      if (clipPath !== "none") break;
      const box = around.getBoundingClientRect();
      const cut = (flow) => flow === "hidden" || flow === "clip";
      const wide = cut(overflowX) && (said.right > box.right + 1 || said.left < box.left - 1);
      const high = cut(overflowY) && (said.bottom > box.bottom + 2 || said.top < box.top - 2);
      if (wide || high) {
        wrong.push(`${node.data.replaceAll(mark, "")} (cut by ${around.tagName.toLowerCase()}.${around.className})`);
        break;
      }
      if (position === "fixed" || overflowX === "auto" || overflowX === "scroll") break;
    }
  }
  return [...new Set(wrong)];
}

test("words two fifths longer are read whole in the narrowest window", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      await page.route(/\/assets\/en-[^/]*\.js$/, (route) =>
        route.fulfill({ contentType: "text/javascript", body: catalogue() }),
      );
      await page.addInitScript(() => {
        if (location.protocol === "about:") return;
        const kept = JSON.parse(localStorage.getItem("retorno.prefs"));
        kept.state.language = "en";
        localStorage.setItem("retorno.prefs", JSON.stringify(kept));
      });
      const wrong = new Map();
      const look = async (name) => {
        await stage.settled();
        await stage.picture(`esticado-${name}`);
        for (const found of await page.evaluate(clipped, mark)) if (!wrong.has(found)) wrong.set(found, name);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) wrong.set(`${over} px wider than the window`, name);
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
      assert.notEqual(await page.getByRole("heading").first().innerText(), words.screens.board);
      assert.equal([...wrong].map(([found, name]) => `${name}: ${found}`).join("\n"), "");
    },
    { viewport: narrow },
  ));
