import { createMemoryHistory } from "@tanstack/history";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { home, lendHistory, onTravel, setHerald, shownAddress, stepBack, visit, wantedAddress } from "./address";
import { closeTicket, go, leaveTicketFull, patchSearch } from "./places";

let history = createMemoryHistory();

beforeEach(() => {
  history = createMemoryHistory();
  lendHistory(history);
});
afterEach(() => setHerald(() => undefined));

const shown = () => [shownAddress().path, shownAddress().search];

test("an address without a place leads home, and a slash at the end says nothing", () => {
  expect([shown(), history.location.href, history.canGoBack()]).toEqual([[home, {}], home, false]);
  lendHistory(createMemoryHistory({ initialEntries: ["/?ticket=7"] }));
  expect(shown()).toEqual([home, { ticket: 7 }]);
  visit("/painel/", { dias: 7, equipe: [1, 2], q: "12" });
  expect(shown()).toEqual(["/painel", { dias: 7, equipe: [1, 2], q: "12" }]);
});

test("what stands beside the ticket is one and the same for as long as it says the same", () => {
  go("/funil", { tecnicos: [3], ticket: 1 });
  const { values } = shownAddress();
  expect(values).toEqual({ tecnicos: [3] });
  patchSearch({ ticket: 2 });
  expect(shownAddress().values).toBe(values);
  closeTicket();
  expect(shownAddress().values).toBe(values);
  patchSearch({ tecnicos: [4] });
  expect(shownAddress().values).toEqual({ tecnicos: [4] });
});

test("a ticket is a step in the history, a filter is none", () => {
  go("/painel");
  patchSearch({ dias: 7 });
  patchSearch({ ticket: 7 });
  history.back();
  expect(shown()).toEqual(["/painel", { dias: 7 }]);
  history.back();
  expect([shown(), stepBack()]).toEqual([[home, {}], false]);
});

test("where one is already is no step", () => {
  go("/painel", { dias: 7 });
  go("/painel", { dias: 7 });
  history.back();
  expect([shown(), stepBack()]).toEqual([[home, {}], false]);
});

test("the whole ticket leads back to where one came from, or to the board beside it", () => {
  go("/atendimento/5");
  leaveTicketFull(5);
  expect(shown()).toEqual([home, {}]);
  lendHistory(createMemoryHistory({ initialEntries: ["/atendimento/5"] }));
  leaveTicketFull(5);
  expect(shown()).toEqual(["/funil", { ticket: 5 }]);
});

test("what is held back is shown when it comes, whether it could be fetched or not, and not if one is elsewhere by then", async () => {
  const ends = new Map<string, { come: () => void; fail: (why: Error) => void }>();
  const coming = new Map(
    ["/painel", "/equipe", "/conexoes"].map((path) => [
      path,
      new Promise<void>((come, fail) => void ends.set(path, { come, fail })),
    ]),
  );
  setHerald(({ path }) => coming.get(path));
  go("/painel");
  expect([shown(), wantedAddress().path]).toEqual([[home, {}], "/painel"]);
  // What is changed meanwhile belongs to where one is going.
  patchSearch({ dias: 30 });
  ends.get("/painel")?.fail(new Error("gone"));
  await vi.waitFor(() => expect(shown()).toEqual(["/painel", { dias: 30 }]));
  go("/equipe");
  go("/etiquetas");
  ends.get("/equipe")?.come();
  await coming.get("/equipe");
  expect(shown()).toEqual(["/etiquetas", {}]);
  // One file that comes does not bring up a screen whose own is still on its way.
  go("/equipe");
  go("/conexoes");
  await coming.get("/equipe");
  expect(shown()).toEqual(["/etiquetas", {}]);
  ends.get("/conexoes")?.come();
  await vi.waitFor(() => expect(shown()).toEqual(["/conexoes", {}]));
});

test("only going back and forward is travelling", () => {
  const heard: unknown[] = [];
  const stop = onTravel((search) => heard.push(search));
  go("/funil", { q: "ana" });
  go("/funil", { q: "bia" });
  expect(heard).toEqual([]);
  history.back();
  stop();
  history.forward();
  expect(heard).toEqual([{ q: "ana" }]);
});
