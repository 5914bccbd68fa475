import { afterEach, expect, test } from "vitest";
import type { NoticeView } from "../bindings/NoticeView";
import { refuseIn } from "../text/refusals";
import { linesOf, wordsOf } from "./noticeLines";

afterEach(() => refuseIn("pt-BR"));

const notice = (id: number, ticket: number | null, read = true): NoticeView => ({
  id,
  at: id,
  event: "entered",
  ticket,
  title: "",
  text: "",
  read_at: read ? id : null,
});

/** "9+2*" is notice 9 with two behind it and something unread; "·7" is one of those behind. */
const drawn = (notices: readonly NoticeView[], opened: readonly number[] = []) =>
  linesOf(notices, new Set(opened)).map(
    ({ notice: { id }, behind, inner, unread }) =>
      `${inner ? "·" : ""}${id}${behind ? `+${behind}` : ""}${unread ? "*" : ""}`,
  );

test("notices of one ticket stand behind its newest, where that one is", () => {
  const notices = [notice(9, 1), notice(8, 2), notice(7, 1), notice(6, null), notice(5, 1), notice(4, null)];
  expect(drawn(notices)).toEqual(["9+2", "8", "6", "4"]);
  expect(drawn(notices, [1])).toEqual(["9+2", "·7", "·5", "8", "6", "4"]);
});

test("a line says that something behind it is unread until it is shown by itself", () => {
  const notices = [notice(9, 1), notice(7, 1, false), notice(5, 2, false)];
  expect(drawn(notices)).toEqual(["9+1*", "5*"]);
  expect(drawn(notices, [1])).toEqual(["9+1", "·7*", "5*"]);
});

test("what is open and has nothing behind it any more is a line like any other", () => {
  expect(drawn([notice(9, 1)], [1])).toEqual(["9"]);
});

test("what the program says is said in the language of the window, and what the house wrote as it wrote it", async () => {
  await refuseIn("en");
  const said = (title: string, text: string) => wordsOf({ title, text } as NoticeView);
  expect(said("Não foi possível enviar a mensagem", "Ana · Lima · A conexão caiu antes da confirmação.")).toEqual({
    title: "The message could not be sent",
    text: "Ana · Lima · The connection fell before the confirmation.",
  });
  expect(said("Conexão Loja desconectada", "A conexão caiu antes da confirmação.")).toEqual({
    title: "Connection Loja disconnected",
    text: "The connection fell before the confirmation.",
  });
  const own = { title: "Cliente respondeu: voltou para você", text: "Ana · 20260302-000001" };
  expect(said(own.title, own.text)).toEqual(own);
});
