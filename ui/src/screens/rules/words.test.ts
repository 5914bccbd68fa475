import { expect, test } from "vitest";
import type { RuleDraft } from "../../bindings/RuleDraft";
import type { Names } from "../../data/directory";
import { speak, text } from "../../text";
import { blankDraft } from "./draft";
import { ruleWords, skipWords, waitWords } from "./words";

const hour = 3_600_000;
const named = (name: string) => () => ({ name }) as never;
const names: Names = {
  all: { users: [], teams: [], queues: [], funnels: [], stages: [], tags: [], connections: [], rules: [] },
  funnels: [],
  user: named("Paula"),
  queue: named("Vendas"),
  stage: named("Perdido"),
  tag: named("VIP"),
  connection: named("WhatsApp Vendas"),
  rule: named("Outra"),
  noInteraction: undefined,
};

const rule = (change: Partial<RuleDraft>): RuleDraft => ({ ...blankDraft(), ...change });

test("a wait is counted in its own unit and never rounded", () => {
  expect([
    waitWords(text, 24 * hour),
    waitWords(text, hour),
    waitWords(text, hour / 2),
    waitWords(text, 24 * hour, "d"),
    waitWords(text, 5 * hour + 60_000),
  ]).toEqual(["24 horas", "1 hora", "30 minutos", "1 dia", "5 h 1 min"]);
});

test("a follow-up says when, through what and for whom", () => {
  const words = ruleWords(
    rule({ actions: [{ type: "send_message", text: "Oi", connection: 7 }] }),
    "h",
    names,
    { from: "20:00", to: "08:00" },
    text,
  );
  expect(words).toEqual({
    when: "Quando a última mensagem for do atendente e o cliente não responder por **24 horas**,",
    does: ["enviar a mensagem por **WhatsApp Vendas**"],
    limits: [
      "Vale para atendimentos Abertos, Pendentes e Fechados.",
      "Um atendimento fechado é reaberto quando a mensagem sai.",
      "No máximo uma vez por período de silêncio.",
      "Mensagens não saem entre 20:00 e 08:00: esperam a abertura.",
      "Se o cliente responder antes, nada acontece.",
    ],
  });
});

test("several actions are said in their order, and what is not chosen says so", () => {
  const { does, when, limits } = ruleWords(
    rule({
      wait: 2 * hour,
      business_hours: true,
      repeat: "every_silence",
      actions: [{ type: "add_tag" }, { type: "add_wallet", user: 1, mode: "only_if_empty" }, { type: "close" }],
      scope: { ...blankDraft().scope, statuses: ["open"], tags_without: [2] },
    }),
    "h",
    { ...names, tag: (id) => (id ? ({ name: "VIP" } as never) : undefined) },
    null,
    text,
  );
  expect({ does, when, limits }).toEqual({
    when: "Quando a última mensagem for do atendente e o cliente não responder por **2 horas de expediente**,",
    does: [
      "adicionar a etiqueta **(a escolher)** ao contato",
      "passar o contato à carteira de **Paula**, se ele não tiver dono",
      "**encerrar** o atendimento",
    ],
    limits: [
      "Vale para atendimentos Abertos.",
      "Nunca para contatos com a etiqueta VIP.",
      "Pode se repetir a cada nova mensagem do atendente.",
      "Se o cliente responder antes, nada acontece.",
    ],
  });
});

test("the sentence is whole in the other languages", async () => {
  for (const language of ["en", "es"] as const) {
    await speak(language);
    const words = ruleWords(rule({}), "h", names, null, text);
    expect(
      [words.when, ...words.does, ...words.limits].filter((line) => line.includes("{{") || line.includes("rules.")),
    ).toEqual([]);
  }
  await speak("pt-BR");
});

test("the history says why, in words, and a word of a newer program as it is", () => {
  expect([
    skipWords("crossed", text),
    skipWords("person", text),
    skipWords("missing", text),
    skipWords("novo", text),
  ]).toEqual(["cruzou com a resposta do cliente", "uma pessoa pulou", "não existe mais algo que a ação usa", "novo"]);
});
