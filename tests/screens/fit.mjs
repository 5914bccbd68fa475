// The window at the largest text in the smallest size it has, and what it says of itself there: nothing that can be
// pressed leaves it, what covers a screen keeps the keyboard, and a key that is off neither works nor is promised.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { routes } from "./routes.mjs";
import { staged, words } from "./stage.mjs";

const { board, keys, parts, prefs, screens, settings, shell, status, ticket: said } = words;
const small = { width: 1024, height: 640 };
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name] ?? "");

const chosen = (stage, choice) =>
  stage.page.addInitScript((choice) => {
    if (location.protocol === "about:") return;
    const kept = JSON.parse(localStorage.getItem("retorno.prefs") ?? '{"state":{},"version":1}');
    Object.assign(kept.state, choice);
    localStorage.setItem("retorno.prefs", JSON.stringify(kept));
  }, choice);

/** Runs in the page: what can be pressed and stands outside the window, where nothing around it scrolls. */
function outside() {
  const { clientWidth, clientHeight } = document.documentElement;
  const scrolls = (element) => {
    for (let around = element.parentElement; around; around = around.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(around);
      if (/auto|scroll/.test(overflowX + overflowY)) return true;
    }
    return false;
  };
  return [...document.querySelectorAll("h1, button, a, input, textarea, [role=tab], [role=button]")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !scrolls(element))
    .filter((element) => {
      const box = element.getBoundingClientRect();
      // Words for readers alone have no size worth looking at.
      const seen = box.width > 1 && box.height > 1;
      return seen && (box.right > clientWidth + 1 || box.left < -1 || box.bottom > clientHeight + 1);
    })
    .map((element) => (element.getAttribute("aria-label") ?? element.textContent ?? element.tagName).slice(0, 40));
}

for (const scale of [80, 150])
  test(`at a text size of ${scale}% in the smallest window every screen has its title and its tools`, () =>
    staged(
      async (stage) => {
        await chosen(stage, { scale });
        const wrong = [];
        for (const [name, path] of Object.entries(routes)) {
          await stage.go(path);
          const title = stage.page.locator("h1").first();
          if ((await title.boundingBox()).width < 20) wrong.push(`${name}: no title`);
          wrong.push(...(await stage.page.evaluate(outside)).map((found) => `${name}: ${found}`));
          await stage.picture(`texto-${scale}-${name}`);
        }
        assert.deepEqual(wrong, []);
      },
      { viewport: small },
    ));

/** Runs in the page: what of the topmost window over the window cannot be seen, pressed or scrolled to. */
function cutOff() {
  const { clientWidth, clientHeight } = document.documentElement;
  const open = [...document.querySelectorAll("[role=dialog], [role=alertdialog]")].at(-1);
  const frame = open.getBoundingClientRect();
  const nameOf = (one) => (one.getAttribute("aria-label") ?? one.textContent ?? one.tagName).slice(0, 40);
  const wrong = [];
  if (frame.top < 0 || frame.left < 0 || frame.bottom > clientHeight || frame.right > clientWidth)
    wrong.push("out of the window");
  for (const one of open.querySelectorAll("button, input, textarea, [role=checkbox], [role=radio]")) {
    const box = one.getBoundingClientRect();
    // The hidden twin of a choice is for the browser alone.
    if (box.width < 2 || box.height < 2 || one.closest("[aria-hidden=true], .sr-only")) continue;
    if (box.left < frame.left - 1 || box.right > frame.right + 1) wrong.push(`beside: ${nameOf(one)}`);
    if (one.tagName === "BUTTON" && one.scrollWidth > one.clientWidth + 1) wrong.push(`cut: ${nameOf(one)}`);
  }
  for (const one of open.querySelectorAll("header button, footer button")) {
    const box = one.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) wrong.push(`above or below: ${nameOf(one)}`);
  }
  return wrong;
}

test("at the largest text in the smallest window every window over it stands in it, with all that can be pressed", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      await chosen(stage, { scale: 150 });
      const [{ rule }] = (await stage.call("rules")).rules;
      const [person] = (await stage.call("directory")).users.filter((one) => one.role === "technician");
      const card = (await stage.call("tickets", { filter: { statuses: ["open"] }, limit: 20 })).rows[0];
      const value = page.getByRole("button", { name: said.changeValue.split("{{")[0] });
      const change = page.getByRole("button", { name: filled(keys.change, { name: keys.palette }) });
      const ways = [
        ["/funil", stage.button(words.demo.remove)],
        ["/funil/acoes", stage.button(words.rules.useTemplate)],
        ["/funil/acoes", stage.button(words.rules.file), words.rules.import],
        ["/funil/acoes", stage.button(filled(words.rules.actionsOf, { name: rule.name })), words.trail.versions],
        ["/conexoes", stage.button(words.connections.add)],
        ["/equipe", stage.button(words.people.addUser)],
        ["/equipe", stage.button(filled(words.people.handOverOf, { name: person.name }))],
        ["/equipe?lista=teams", stage.button(words.people.addTeam)],
        ["/etiquetas", stage.button(words.tags.add)],
        ["/sem-interacao", stage.button(words.trail.days)],
        ["/configuracoes?secao=replies", stage.button(words.replies.add)],
        ["/configuracoes?secao=queues", stage.button(settings.newQueue)],
        ["/configuracoes?secao=keys", change],
        ["/configuracoes?secao=funnels", stage.button(settings.newStage).first()],
        [`/atendimento/${card.id}`, value],
      ];
      const wrong = [];
      const look = async (what) => {
        await page.locator("[role=dialog], [role=alertdialog]").first().waitFor();
        await stage.settled();
        wrong.push(...(await page.evaluate(cutOff)).map((found) => `${what}: ${found}`));
        await stage.picture(`janela-150-${wrong.length}-${what.replace(/\W+/g, "-")}`);
      };
      for (const [place, button, command] of ways) {
        await stage.go(place);
        // There, what the ticket is worth has a tab of its own.
        if (button === value) await page.getByRole("tab", { name: said.summary }).click();
        await button.click();
        if (command) await page.getByRole("menuitem", { name: command }).click();
        await look(`${place} ${command ?? ""}`);
      }
      await stage.go("/funil");
      for (const key of ["?", "c"]) {
        await stage.keys(key);
        await look(key);
        await stage.keys("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
      }
      assert.deepEqual(wrong, []);
    },
    { viewport: small },
  ));

/** Some in Sem Interação, with what a list beside one of them is asked about. */
async function queue(stage) {
  const { rows } = await stage.call("tickets", { filter: { waits_for: "customer", statuses: ["open"] }, limit: 6 });
  await stage.call("move_to_no_interaction", { tickets: rows.map((card) => card.id) });
  return rows[0];
}

/** Runs in the page: what of a table cannot be seen without moving it sideways, and rows whose words touch their lines. */
function tight() {
  const grid = document.querySelector("[role=grid]");
  const over = grid.scrollWidth - grid.clientWidth;
  const touching = [...grid.querySelectorAll("[role=row][id]")].filter((row) => {
    const box = row.getBoundingClientRect();
    return [...row.querySelectorAll("[role=gridcell] > *")].some((said) => {
      const at = said.getBoundingClientRect();
      return at.height > 0 && (at.top - box.top < 2 || box.bottom - at.bottom < 2);
    });
  });
  return { over, touching: touching.map((row) => row.id) };
}

const lists = {
  "sem-interacao": "/sem-interacao?",
  perdidas: "/perdidas?",
  incertas: "/perdidas?incertas=1&",
  execucoes: "/funil/execucoes?periodo=all&",
};

for (const [width, beside, density] of [
  [1440, true, "normal"],
  [1280, true, "normal"],
  [1024, false, "compact"],
])
  test(`at ${width} px${beside ? " beside an open ticket" : ", compact,"} every list shows all it has, and no words touch a line`, () =>
    staged(
      async (stage) => {
        const { page } = stage;
        const { id } = await queue(stage);
        await chosen(stage, { density });
        const wrong = [];
        for (const [name, path] of Object.entries(lists)) {
          await stage.go(`${path}${beside ? `ticket=${id}` : ""}`);
          if (name === "incertas") await page.getByRole("tab", { name: words.missed.unknown, selected: true }).waitFor();
          await page.locator("[role=grid] [role=row][id]").first().waitFor();
          await stage.settled();
          await stage.picture(`lista-${width}-${name}`);
          const { over, touching } = await page.evaluate(tight);
          if (over > 0) wrong.push(`${name}: ${over} px out of sight`);
          wrong.push(...touching.map((row) => `${name}: ${row} touches its lines`));
        }
        assert.deepEqual(wrong, []);
      },
      { viewport: { width, height: 800 } },
    ));

for (const [width, beside] of [
  [1440, false],
  [1440, true],
  [1280, true],
  [1024, false],
])
  test(`what is done with selected rows stands in one row at ${width} px${beside ? " beside an open ticket" : ""}, each act with its name`, () =>
    staged(
      async (stage) => {
        const { page } = stage;
        const { id } = await queue(stage);
        await stage.go(`/sem-interacao${beside ? `?ticket=${id}` : ""}`);
        await page.locator(`#row-${id}`).click();
        await stage.keys("x");
        const bar = page.getByRole("toolbar", { name: board.bulk });
        await bar.waitFor();
        await stage.settled();
        const middles = await bar.getByRole("button").evaluateAll((all) =>
          all.map((one) => {
            const box = one.getBoundingClientRect();
            return Math.round(box.top + box.height / 2);
          }),
        );
        assert.equal(new Set(middles).size, 1, middles.join());
        for (const name of [keys.giveBack, words.waiting.resend, words.waiting.postpone, keys.close])
          assert.equal(await bar.getByRole("button", { name: new RegExp(`^${name}`) }).count(), 1, name);
        assert.deepEqual(await stage.found(), []);
        await stage.picture(`selecionados-${width}${beside ? "-atendimento" : ""}`);
      },
      { viewport: { width, height: 800 } },
    ));

test("where there is little room the rail starts closed, opens when asked, and the last section is reached", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      await chosen(stage, { scale: 150 });
      await stage.go("/configuracoes");
      await stage.button(shell.expand).click();
      await page.getByRole("link", { name: screens.waiting }).getByText(screens.waiting).waitFor();
      await stage.button(shell.collapse).click();
      await stage.button(settings.sections.data).click();
      await page.getByRole("heading", { name: settings.sections.data }).waitFor();
      await page.getByText(settings.version, { exact: true }).scrollIntoViewIfNeeded();
    },
    { viewport: small },
  ));

test("a ticket that covers the board keeps the keyboard, and leaving it goes back to its card", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      await stage.go("/funil");
      await page.locator("[id^=card-]").first().waitFor();
      await stage.keys("j");
      const focused = () => page.evaluate(() => document.activeElement.id);
      const card = await until("a card has the focus", async () => /^card-/.exec(await focused()) && focused());
      await stage.keys("Enter");
      const panel = page.getByRole("main", { name: said.panel });
      await panel.getByRole("tab", { name: said.talk }).waitFor();
      assert.deepEqual(await stage.found(), []);
      const inside = () =>
        panel.evaluate((element) => element === document.activeElement || element.contains(document.activeElement));
      await until("the panel has the focus", inside);
      await stage.tabTo(panel.getByRole("textbox", { name: said.reply, exact: true }));
      const behind = await page.evaluate(() => document.getElementById("main").contains(document.activeElement));
      assert.equal(behind, false);
      await stage.keys("Escape", "Escape");
      await panel.waitFor({ state: "detached" });
      await until("its card has the focus", async () => (await focused()) === card);
    },
    { viewport: small },
  ));

test("keys of one letter that are off do nothing in any list and stand on no button, and others take their place", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { rows } = await stage.call("tickets", { filter: { waits_for: "customer", statuses: ["open"] }, limit: 4 });
    await stage.call("move_to_no_interaction", { tickets: rows.map((card) => card.id) });
    const grid = page.getByRole("grid", { name: screens.waiting });
    const marked = () => grid.getByRole("row", { selected: true }).count();
    const place = () => grid.getAttribute("aria-activedescendant");
    await stage.go("/sem-interacao");
    await grid.getByRole("row").nth(2).waitFor();
    await stage.keys("j", "x");
    await until("one is chosen", async () => (await marked()) === 1);

    await stage.go("/configuracoes?secao=keys");
    await page.getByRole("switch", { name: prefs.singleKeys }).click({ force: true });
    await stage.go("/sem-interacao");
    await grid.getByRole("row").nth(2).waitFor();
    await grid.focus();
    const first = await until("a row in hand", place);
    await stage.keys("j", "x");
    assert.deepEqual([await place(), await marked()], [first, 0]);
    await stage.keys("ArrowDown", "Space");
    assert.notEqual(await place(), first);
    assert.equal(await marked(), 1);
    const close = page.getByRole("toolbar").getByRole("button", { name: new RegExp(`^${keys.close}`) });
    assert.equal(await close.innerText(), keys.close);

    await chosen(stage, { singleKeys: true, keys: { next: "b", select: "v" } });
    await stage.go("/sem-interacao");
    await grid.getByRole("row").nth(2).waitFor();
    await stage.keys("b", "v");
    await until("one is chosen", async () => (await marked()) === 1);
  }));

test("the line at the bottom says where the automation runs, and the head which funnel one is in", () =>
  staged(async (stage) => {
    const { page } = stage;
    const footer = page.getByRole("contentinfo");
    await stage.go("/funil");
    await footer.getByText(filled(status.runsOn, { where: status.thisComputer })).waitFor();
    await footer.getByText(status.running).waitFor();
    const [funnel] = (await stage.call("directory")).funnels;
    await page.locator("header").first().getByText(funnel.name).waitFor();

    const other = await stage.call("save_funnel", { name: "Vendas" });
    await stage.call("save_stage", { funnel: other.id, name: "Interesse", colour: "blue", locked: false, archived: false });
    await stage.go("/funil");
    const crumb = (name) => stage.button(filled(board.funnel, { name }));
    await stage.tabTo(crumb(funnel.name));
    await stage.keys("Enter");
    await stage.runByKeys("Vendas");
    await page.getByRole("region", { name: /^Interesse, / }).waitFor();
    // Its neighbours are of the same funnel, and lead back to it.
    await page.getByRole("link", { name: screens.rules }).click();
    await crumb("Vendas").waitFor();
    await stage.settled();
    assert.deepEqual(await stage.found(), []);
    await page.getByRole("link", { name: board.view }).click();
    await page.getByRole("region", { name: /^Interesse, / }).waitFor();
  }));

test("nothing found in the settings and a ticket that is gone are no dead ends", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/configuracoes");
    await page.getByRole("searchbox", { name: settings.search }).fill("xqzw");
    await page.getByText(settings.nothingFits).waitFor();
    await stage.button(settings.clearSearch).click();
    await page.getByText(settings.queueOn).first().waitFor();
    await page.getByText(settings.nothingFits).waitFor({ state: "hidden" });

    await stage.go("/funil?ticket=999999");
    const panel = page.getByRole("complementary", { name: said.panel });
    await panel.getByRole("alert").waitFor();
    assert.equal(await stage.button(parts.retry, panel).count(), 0, "another try would find as little");
    await stage.button(parts.close, panel).click();
    await panel.waitFor({ state: "detached" });
  }));

test("whoever goes through a long form by Tab moves its list, and never the window around it", () =>
  staged(async (stage) => {
    const { page } = stage;
    /** Runs in the page: how far the window itself has been moved, and whether the focus can be seen. */
    const look = () => {
      const moved = [document.documentElement, document.body, document.getElementById("root")].map((one) => one.scrollTop);
      const box = document.activeElement.getBoundingClientRect();
      const seen = box.bottom > 0 && box.top < window.innerHeight;
      return { moved: Math.max(...moved), seen: seen || document.activeElement === document.body };
    };
    for (const path of ["/configuracoes", "/configuracoes?secao=notices", "/funil/acoes?acao=1"]) {
      await stage.go(path);
      if (path.includes("acao=")) await stage.button(words.rules.more).click();
      for (let stop = 0; stop < 70; stop += 1) {
        await stage.keys("Tab");
        const at = await page.evaluate(look);
        const where = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120));
        assert.deepEqual(at, { moved: 0, seen: true }, `${path}, stop ${stop}: ${where}`);
      }
    }
  }));

test("with less motion chosen nothing slides, fades or pulses, and without it something does", () =>
  staged(async (stage) => {
    const { page } = stage;
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await page.addInitScript(() => {
      window.moved = [];
      document.addEventListener("animationstart", ({ target, animationName }) => {
        const { animationDuration, animationIterationCount } = getComputedStyle(target);
        window.moved.push({ animationName, animationDuration, animationIterationCount });
      });
    });
    const seen = async () => {
      await stage.go("/funil?ticket=2");
      await stage.keys("Control+k");
      await stage.dialog.waitFor();
      await stage.keys("Escape", "g", "n");
      await stage.dialog.waitFor();
      return until("something opened", async () => {
        const moved = await page.evaluate(() => window.moved);
        return moved.length > 0 && moved;
      });
    };
    const slow = ({ animationDuration, animationIterationCount }) =>
      Number.parseFloat(animationDuration) > 0.001 || animationIterationCount !== "1";
    assert.ok((await seen()).some(slow));
    await chosen(stage, { reduceMotion: true });
    assert.deepEqual((await seen()).filter(slow), []);
  }));

/** Runs in the page: over how many lines each complaint beside a field goes. */
function complaints() {
  return [...document.querySelectorAll("[slot=errorMessage], .text-danger[id]")].map((said) => {
    const { height } = said.getBoundingClientRect();
    return [said.textContent, Math.round(height / Number.parseFloat(getComputedStyle(said).lineHeight))];
  });
}

for (const width of [1024, 1440])
  test(`what is wrong with a number is said in the width of its row at ${width} px, not of its box`, () =>
    staged(
      async (stage) => {
        const { page } = stage;
        const box = (name, within = page) => within.getByRole("textbox", { name, exact: true }).first();
        const newStage = async () => {
          await stage.button(settings.newStage).first().click();
          await stage.dialog.getByRole("checkbox", { name: settings.stageLimit }).click({ force: true });
          return box(settings.stageLimit, stage.dialog);
        };
        const ways = [
          ["/configuracoes", () => box(settings.wait)],
          ["/configuracoes?secao=limits", () => box(settings.perContact)],
          ["/configuracoes?secao=limits", () => box(settings.fuse)],
          ["/configuracoes?secao=notices", () => box(settings.grouping)],
          ["/configuracoes?secao=funnels", newStage],
          ["/funil/acoes?acao=1", () => box(words.rules.wait.h)],
        ];
        const long = [];
        for (const [place, field] of ways) {
          await stage.go(place);
          const number = await field();
          await number.fill("oito horas e meia de espera, ou mais");
          await stage.keys("Tab");
          const said = await until("a complaint", async () => {
            const all = await page.evaluate(complaints);
            return all.length > 0 && all;
          });
          long.push(...said.filter(([, lines]) => lines > 2).map(([words, lines]) => `${place}: ${lines} lines: ${words}`));
          await stage.picture(`reclama-${width}-${place.replace(/\W+/g, "-")}`);
        }
        assert.deepEqual(long, []);
      },
      { viewport: { width, height: 720 } },
    ));
