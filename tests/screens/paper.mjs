// What comes out of the program: on paper and as files.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
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

test("paper is light whatever the screen is, on every screen and with a ticket open", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      const [ticket] = (await stage.call("waiting_queue", { limit: 1 })).rows;
      const places = [
        ...["/funil", "/funil/acoes", "/funil/execucoes", "/sem-interacao", "/meus-atendimentos", "/perdidas"],
        ...["/painel", "/conexoes", "/equipe", "/etiquetas", "/configuracoes", "/configuracoes?secao=texts"],
        ...[`/sem-interacao?ticket=${ticket.card.id}`, `/atendimento/${ticket.card.id}`],
      ];
      for (const place of places) {
        await stage.go(place);
        assert.deepEqual(await darkGrounds(page), ["the page"], `${place} on the screen`);
        await page.emulateMedia({ media: "print" });
        assert.deepEqual(await darkGrounds(page), [], place);
        await page.emulateMedia({ media: "screen" });
      }
    },
    { theme: "dark" },
  ));

test("the plots of the Painel are drawn in ink for paper, and as before once it is printed", () =>
  staged(
    async (stage) => {
      const { page } = stage;
      await stage.go("/painel");
      await page.locator("figure svg text").first().waitFor();
      const inks = () =>
        page.evaluate(() => [...new Set([...document.querySelectorAll("figure svg text")].map((one) => one.getAttribute("fill")))].sort());
      const before = await inks();
      await page.evaluate(() => {
        const look = () =>
          [...document.querySelectorAll("figure svg text")].map((one) => one.getAttribute("fill"));
        window.addEventListener("beforeprint", () => {
          // As late as the last work that is done before the sheet is set.
          Promise.resolve().then(() => Promise.resolve()).then(() => {
            window.inked = [...new Set(look())];
          });
        });
      });
      await page.pdf({ printBackground: true });
      const inked = await page.evaluate(() => window.inked);
      assert.ok(Array.isArray(inked), "printing was told of");
      for (const ink of inked) assert.ok(lightness(ink) < 0.5, `${ink} on paper`);
      for (const ink of before) assert.ok(lightness(ink) > 0.5, `${ink} on the screen`);
      await until("the screen as before", async () => (await inks()).join() === before.join());
    },
    { theme: "dark" },
  ));

/** Of "#aab4c2": 0 is black. */
function lightness(hex) {
  const parts = hex.match(/[0-9a-f]{2}/gi).map((part) => Number.parseInt(part, 16));
  return parts.reduce((sum, part) => sum + part, 0) / (255 * parts.length);
}

/** The large grounds that are dark: of the page itself and of what lies on it. */
function darkGrounds(page) {
  return page.evaluate(() => {
    const dark = (element) => {
      const [red, green, blue, alpha = 1] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g).map(Number);
      return alpha > 0.5 && red + green + blue < 3 * 96;
    };
    const large = ({ offsetWidth, offsetHeight }) => offsetWidth > 200 && offsetHeight > 100;
    const pageIs = dark(document.body) ? ["the page"] : [];
    const lies = [...document.querySelectorAll("#root *")].filter((one) => large(one) && dark(one));
    return pageIs.length > 0 ? pageIs : lies.map((one) => one.className);
  });
}

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
