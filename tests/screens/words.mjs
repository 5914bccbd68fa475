// Words for customers and the example's own clock: quick replies and variables in the answer, money written whole, the
// conversation that stays at its end, 1×/10×/60×, and the example that leaves without a trace.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { demo, parts, replies, ticket: said } = words;
const panelOf = (stage) => stage.page.getByRole("complementary", { name: said.panel });
const box = (stage) => panelOf(stage).getByRole("textbox", { name: said.reply, exact: true });

const lastWords = async (stage, ticket) =>
  (await stage.call("conversation", { ticket })).messages.at(-1);

test("a quick reply is written once and goes out filled in, by mouse and by keyboard", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/configuracoes?secao=replies");
    await stage.button(replies.add).click();
    const form = stage.dialog;
    await form.getByRole("textbox", { name: replies.name }).fill("ficha");
    await form.getByRole("textbox", { name: replies.text }).fill("Olá, {{cliente.cpf}}!");
    await stage.button(parts.save, form).click();
    await form.getByText(/cliente\.cpf/).last().waitFor();
    await form.getByRole("textbox", { name: replies.text }).fill("Olá, {{contato.nome}}! Protocolo {{ticket.protocolo}}.");
    assert.deepEqual(await stage.found(), []);
    await stage.button(parts.save, form).click();
    await form.waitFor({ state: "detached" });
    await page.getByText("/ficha", { exact: true }).waitFor();

    const { card } = await stage.call("ticket", { ticket: 2 });
    const filled = `Olá, ${card.contact_name}! Protocolo ${card.protocol}.`;
    await stage.go("/funil?ticket=2");
    // The panel comes after the board's first picture.
    await box(stage).waitFor();
    await stage.keys("r");
    await until("the answer has the focus", () => box(stage).evaluate((area) => area === document.activeElement));
    await page.keyboard.type("/fic");
    await page.getByRole("option", { name: /\/ficha/ }).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.keys("Enter");
    await until("filled in", async () => (await box(stage).inputValue()) === filled, () => box(stage).inputValue());
    await stage.keys("Control+Enter");
    await until("sent so", async () => (await lastWords(stage, 2)).text === filled);

    await panelOf(stage).getByRole("button", { name: replies.insert }).click();
    await page.getByRole("menuitem", { name: /\/ficha/ }).click();
    await until("again by mouse", async () => (await box(stage).inputValue()) === filled);
    await box(stage).fill("Até as {{fim_do_dia}}, {{nome_errado}}");
    await panelOf(stage).getByRole("button", { name: new RegExp(`^${said.send}`) }).click();
    await panelOf(stage).getByText(/nome_errado/).first().waitFor();
    assert.equal((await lastWords(stage, 2)).text, filled, "braces never go out");
    await box(stage).fill("Até as {{fim_do_dia}}");
    await panelOf(stage).getByRole("button", { name: new RegExp(`^${said.send}`) }).click();
    await until("filled on its way", async () => (await lastWords(stage, 2)).text === "Até as 18:00");
  }));

test("whoever reads the newest goes on reading the newest, and the way back covers nothing", () =>
  staged(async (stage) => {
    const { page } = stage;
    for (let n = 1; n <= 30; n += 1) await stage.call("add_note", { ticket: 2, text: `Nota número ${n}, com algum texto.` });
    await stage.go("/funil?ticket=2");
    const log = page.getByRole("log", { name: said.talk });
    const gap = () => log.evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);
    await until("at the end", async () => (await gap()) < 2);
    for (const text of ["Chegou agora", "E mais esta\ncom duas\nlinhas"]) {
      await stage.call("add_note", { ticket: 2, text });
      await log.getByText(text.split("\n")[0]).waitFor();
      await until("still at the end", async () => (await gap()) < 2, gap);
    }
    await box(stage).fill("uma\nresposta\nque\ncresce\nmuito");
    await until("at the end beside a taller box", async () => (await gap()) < 2, gap);
    // By hand: nobody but a person leaves the end.
    await log.hover();
    await page.mouse.wheel(0, -100_000);
    const newest = panelOf(stage).getByRole("button", { name: said.toNewest });
    await newest.waitFor();
    const [button, view] = [await newest.boundingBox(), await log.boundingBox()];
    assert.ok(button.y >= view.y + view.height - 1, "the button stands below the words");
    await newest.click();
    await until("back at the end", async () => (await gap()) < 2, gap);
  }));

test("money is written whole in the summary, and the list of zones opens when asked for", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.call("set_value", { ticket: 1, cents: 95_000 });
    await stage.go("/atendimento/1");
    await page.getByText("R$ 950,00").waitFor();
    await stage.go("/configuracoes");
    const zone = page.getByRole("combobox", { name: new RegExp(words.settings.zone) });
    await stage.tabTo(zone);
    assert.equal(await page.getByRole("listbox").count(), 0, "closed when one only passes by");
    await stage.keys("ArrowDown");
    await page.getByRole("listbox").waitFor();
  }));

test("the example's clock runs as fast as one says, and the example leaves without a trace", () =>
  staged(async (stage) => {
    const { page } = stage;
    await stage.go("/funil");
    const speed = (times) => page.getByRole("radio", { name: demo.times_other.replace("{{count}}", times), exact: true });
    await speed("60").click();
    await until("60 times", async () => (await stage.call("status")).speed === 60);
    await until("shown so", async () => (await speed("60").getAttribute("aria-checked")) === "true");
    await stage.tabTo(page.getByRole("radiogroup", { name: demo.clock }));
    await speed("60").focus();
    await stage.keys("ArrowLeft", "Space");
    await until("10 times", async () => (await stage.call("status")).speed === 10);

    await stage.button(demo.remove).click();
    await stage.button(demo.remove, page.getByRole("alertdialog")).click();
    await page.getByRole("region", { name: demo.strip }).waitFor({ state: "detached" });
    const { rows } = await stage.call("tickets", {});
    const { rules, connections, users } = await stage.call("directory");
    assert.deepEqual([rows.length, rules.length, connections.length, users.length], [0, 0, 0, 1]);
    assert.equal((await stage.call("status")).speed, 1);
    await stage.go("/funil");
    assert.deepEqual(await stage.found(), []);
  }));
