import { afterEach, expect, test } from "vitest";
import type { NoticeView } from "../bindings/NoticeView";
import { refuseIn } from "../text/refusals";
import { noticeWords } from "./noticeWords";

const said = (event: NoticeView["event"], title: string, text: string) => {
  const words = noticeWords({ id: 1, at: 1, event, ticket: null, title, text, read_at: null });
  return `${words.title} | ${words.text}`;
};

afterEach(() => refuseIn("pt-BR"));

test("what the program tells is said in the language of the window, what the house or a customer wrote is not touched", async () => {
  await refuseIn("en");
  expect([
    said("day_digest", "Fim do dia em Sem Interação", "3 atendimentos encerrados por falta de resposta."),
    said(
      "rule_paused",
      "Ação pausada por segurança: Sim",
      "Ela enviou 20 mensagens em 10 minutos. Confira a lista e retome com um clique.",
    ),
    said("send_failed", "Não foi possível enviar a mensagem", "Ana · Sim · desistimos depois de várias tentativas"),
    said("entered", "Cliente sem resposta: foi para Sem Interação", "Sim · 20260921-000001"),
    said("entered", "Fila: veja logo", "Ana · 20260921-000001"),
    said("rule", "Sim", "Atendimento transferido para você"),
  ]).toEqual([
    "End of the day in No Interaction | 3 tickets closed for lack of an answer.",
    "Action paused for safety: Sim | It sent 20 messages in 10 minutes. Check the list and resume with one click.",
    "The message could not be sent | Ana · Sim · desistimos depois de várias tentativas",
    "Customer without an answer: went to No Interaction | Sim · 20260921-000001",
    "Fila: veja logo | Ana · 20260921-000001",
    "Sim | Atendimento transferido para você",
  ]);
});
