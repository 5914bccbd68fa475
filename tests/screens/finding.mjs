// Who one finds and what one comes back to: customers without a name, the palette's tickets and funnels, the row one came
// from, and a board that is frozen.
import assert from "node:assert/strict";
import test from "node:test";
import { until } from "../desktop/until.mjs";
import { staged, words } from "./stage.mjs";

const { board, palette, screens, ticket: said, ticketState, ticketStatus } = words;
const filled = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
const panelOf = (stage) => stage.page.getByRole("complementary", { name: said.panel });
const focused = (page) =>
  page.evaluate(() => document.activeElement?.dataset.ticket ?? document.activeElement?.id ?? document.activeElement?.tagName);

test("the Painel counts returns and says so, for its list has each ticket once", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { dashboard } = words;
    await stage.go("/painel?dias=30");
    const figure = page.getByRole("button", { name: new RegExp(`^\\d+\\s*${dashboard.figures.returned_other}`) });
    await stage.tabTo(figure);
    await page.getByRole("tooltip", { name: dashboard.returnsCounted }).waitFor();
    await stage.picture("painel-devolucoes");
    const [returns] = (await figure.innerText()).split("\n");
    await stage.keys("Enter");
    await page.getByText(words.board.filters.back.split("{{")[0]).first().waitFor();
    await stage.settled();
    const since = Number(new URL(page.url()).hash.match(/back=(\d+)/)[1]);
    const { columns } = await stage.call("board", { filter: { returned_since: since } });
    const tickets = columns.reduce((sum, one) => sum + one.count, 0);
    assert.ok(tickets > 0 && tickets <= Number(returns), `${tickets} of ${returns}`);
  }));

test("a customer without a name is called so on the card, and by the address where the ticket is open", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { connections } = await stage.call("directory");
    const connection = connections.find((one) => one.enabled && !one.archived).id;
    const address = "quem@exemplo.invalid";
    const { ticket } = await stage.call("start_ticket", { connection, address, name: "", text: "Olá!", stage: null });
    const { card } = await stage.call("ticket", { ticket });
    assert.equal(card.contact_name, "");
    await stage.go(`/funil?q=${card.protocol}&ticket=${ticket}`);
    const name = filled(said.noName, { protocol: card.protocol });
    await page.locator(`#card-${ticket}`).getByText(name).waitFor();
    await panelOf(stage).getByRole("heading", { name: address }).waitFor();
    await panelOf(stage).getByPlaceholder(filled(said.replyTo, { name: address })).waitFor();
    assert.deepEqual(await stage.found(), []);
    await stage.picture("sem-nome");
  }));

test("the palette shows the open tickets of a customer first, each with its state and protocol, the way to all, and funnels", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { found } = await stage.call("search", { text: "jorge", limit: 50 });
    const open = found.filter(({ card }) => card.status !== "closed").map(({ card }) => card);
    assert.ok(open.length > 0 && found.length > 8, `${open.length} of ${found.length}`);
    await stage.call("save_funnel", { name: "Pós-venda" });
    await stage.go("/funil");
    await stage.keys("Control+k");
    await page.keyboard.type("jorge");
    const rows = page.getByRole("group", { name: palette.tickets }).getByRole("menuitem");
    await rows.first().waitFor();
    const shown = await rows.allInnerTexts();
    const isClosed = (row) => row.includes(ticketState.closed);
    const openCount = Math.min(8, open.length);
    assert.ok(!shown.slice(0, openCount).some(isClosed), shown.join("\n"));
    for (const card of open.slice(0, 8)) assert.ok(shown.some((row) => row.includes(card.protocol)), card.protocol);
    assert.deepEqual(await stage.found(), []);
    await stage.picture("paleta-abertos");
    await rows.filter({ hasText: filled(palette.allFound, { text: "jorge" }) }).click();
    await until("the board's search", async () => page.url().includes("/funil?q=jorge"));
    await stage.keys("Control+k");
    await page.keyboard.type("pos-venda");
    await page.getByRole("menuitem", { name: filled(board.funnel, { name: "Pós-venda" }) }).click();
    await page.getByText(board.noColumns).waitFor();
  }));

test("in Meus atendimentos leaving a ticket that came back goes to its row, wherever that stands by then", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { user } = await stage.call("session");
    const { rows } = await stage.call("tickets", { filter: { waits_for: "customer", statuses: ["open"] }, limit: 100 });
    const tickets = rows.filter((card) => card.entered_at === null).map((card) => card.id);
    await stage.call("assign", { tickets, to: user.id });
    await stage.call("move_to_no_interaction", { tickets });
    await stage.call("set_speed", { speed: 60 });
    await until("somebody answered", async () => (await stage.call("my_tickets")).returned.length > 1);
    await stage.call("set_speed", { speed: 1 });
    await stage.go("/meus-atendimentos");
    const returned = page.getByRole("region", { name: words.mine.groups.returned });
    const first = returned.locator("[data-ticket]").first();
    const id = await first.getAttribute("data-ticket");
    await stage.keys("j");
    await until("in hand", async () => (await focused(page)) === id);
    await stage.keys("Enter");
    await panelOf(stage).waitFor();
    const moved = page.locator(`section:not([aria-label="${words.mine.groups.returned}"]) [data-ticket="${id}"]`);
    await moved.waitFor();
    await stage.keys("Escape");
    await panelOf(stage).waitFor({ state: "detached" });
    await until("its row", async () => (await focused(page)) === id, () => focused(page));
    const order = await page.locator("[data-ticket]").evaluateAll((all) => all.map((one) => one.dataset.ticket));
    await stage.keys("j");
    const next = order[order.indexOf(id) + 1] ?? id;
    await until("the one below it", async () => (await focused(page)) === next, () => focused(page));
  }));

test("on a frozen board nothing moves: who leaves keeps a faded place that says where, until the board is free again", () =>
  staged(async (stage) => {
    const { page } = stage;
    const { columns } = await stage.call("board", {});
    const goes = (card) => card.silent_since !== null && card.status === "open" && card.assignee !== null;
    const column = columns.find(({ key, page: { rows } }) => key.type === "stage" && rows.slice(0, 3).some(goes));
    const card = column.page.rows.slice(0, 3).find(goes);
    await stage.go("/funil");
    const places = (name) =>
      page
        .locator(`[data-drop="${name}"] [aria-pressed]`)
        .evaluateAll((all) =>
          all
            .map((one) => [Number(one.id.split("-")[1]), one.getBoundingClientRect().top])
            .toSorted(([, a], [, b]) => a - b),
        );
    const name = `stage ${column.key.stage}`;
    const before = [await places(name), await places("no_interaction")];
    const freeze = stage.button(board.freeze);
    await freeze.click();
    await stage.call("move_to_no_interaction", { tickets: [card.id] });
    const left = page.locator(`#gone-${card.id}`);
    await left.getByText(`→ ${screens.waiting}`).waitFor();
    await page.locator('[data-drop="no_interaction"]').getByText(filled(board.fresh_one, { count: 1 })).waitFor();
    const held = async () => JSON.stringify([await places(name), (await places("no_interaction")).map(([id]) => id)]);
    assert.equal(await held(), JSON.stringify([before[0], before[1].map(([id]) => id)]));
    assert.deepEqual(await stage.found(), []);
    await stage.picture("funil-congelado");
    // What this person closes leaves its place as it is too, and the keyboard to the next.
    const order = (await places(name)).map(([id]) => id);
    const [closed, next] = order.filter((id) => id !== card.id);
    await page.locator(`#card-${closed}`).focus();
    await stage.keys("e");
    await page.locator(`#gone-${closed}`).getByText(`→ ${board.columns.closed}`).waitFor();
    await until("the next in hand", async () => (await focused(page)) === `card-${next}`, () => focused(page));
    assert.deepEqual((await places(name)).map(([id]) => id), order);
    // And what is dragged is where it was dropped, and leaves its place.
    const other = columns.find(({ key, locked }) => key.type === "stage" && key.stage !== column.key.stage && !locked);
    const target = page.locator(`[data-drop="stage ${other.key.stage}"]`);
    const [from, to] = [await page.locator(`#card-${next}`).boundingBox(), await target.boundingBox()];
    await page.mouse.move(from.x + 40, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(to.x + 60, to.y + 60, { steps: 8 });
    await page.mouse.up();
    await target.locator(`#card-${next}`).waitFor();
    await page.locator(`[data-drop="${name}"] #gone-${next}`).getByText(`→ ${other.name}`).waitFor();
    assert.deepEqual((await places(name)).map(([id]) => id), order);
    await freeze.click();
    await left.waitFor({ state: "detached" });
    await until("moved up", async () => !(await places(name)).some(([id]) => id === card.id));
  }, { viewport: { width: 2400, height: 900 } }));
