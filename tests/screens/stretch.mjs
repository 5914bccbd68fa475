// Every screen in a made-up language whose words are two fifths longer, in the narrowest window there is: what is written
// must still be read whole. It stands in for every translation there may be. And what people write, without an end.
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

/** Runs in the page: what stands within it and reaches out of it at its right. */
function reachesOut(frame) {
  const { right } = frame.getBoundingClientRect();
  return [...frame.querySelectorAll("*")]
    .filter((one) => one.getBoundingClientRect().right > right + 1 && !one.closest(".truncate"))
    .map((one) => (one.textContent ?? one.tagName).slice(0, 30));
}

test("a name without a blank and a text of pages stay in their card, their window and their strip", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      const name = "x".repeat(80);
      const { users, rules: known } = await stage.call("directory");
      const person = users.find((one) => one.active && one.role === "technician");
      await stage.call("save_user", { id: person.id, name, role: person.role, active: true });
      const other = await stage.call("save_user", { name: "y".repeat(80), role: "supervisor", active: true });
      await stage.go("/equipe?lista=teams");
      const card = page.getByRole("listitem").filter({ hasText: name }).first();
      assert.deepEqual(await card.evaluate(reachesOut), []);
      await stage.go("/equipe");
      await stage.button(words.people.handOverOf.replace("{{name}}", name)).click();
      await stage.dialog.waitFor();
      assert.deepEqual(await stage.dialog.evaluate(reachesOut), []);

      await stage.go(`/funil/acoes?acao=${known[0].id}`);
      await page.getByRole("textbox", { name: words.rules.name }).fill("Minha versão");
      const { state, problem: _none, ...rule } = await stage.call("rule", { rule: known[0].id });
      const text = "Uma palavra e outra. ".repeat(150).trim();
      const actions = rule.actions.map((one) => (one.type === "send_message" ? { ...one, text } : one));
      await stage.as(other, "save_rule", { rule: { ...rule, actions }, state });
      const saved = stage.button(words.rules.seeSaved);
      await page.getByRole("group", { name: words.rules.theirChanges }).getByText(text).waitFor();
      assert.deepEqual(await page.getByRole("status").filter({ has: saved }).evaluate(reachesOut), []);
      const box = await saved.boundingBox();
      assert.ok(box.y + box.height < page.viewportSize().height, "both ways on are in sight");
      assert.deepEqual(await stage.found(), []);
      await stage.picture("nomes-sem-fim");
    },
    { viewport: { width: 1024, height: 720 } },
  ));
