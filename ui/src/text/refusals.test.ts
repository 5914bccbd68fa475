// Every sentence the program says by itself has its words in every language: they are read out of its source.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Refusal } from "../host";
import { inOurWords, refuseIn } from "./refusals";
import english from "./refusals/en.json";
import spanish from "./refusals/es.json";

const root = resolve(import.meta.dirname, "../../..");

/** Where sentences of other kinds stand: for the house, for the terminal, for who reads the log. */
const others = [
  /^crates\/(xtask|hub\/src\/(main|options))/,
  /^crates\/api\/src\/(openapi|demo|rule\/template)/,
  /^crates\/channels\/src\/(demo|email\/(account|mod|smtp|wire))/,
  /^crates\/engine\/src\/queue\.rs/,
  /^crates\/runtime\/src\/(core|guard|notices|rules)\.rs/,
  /^crates\/store\/src\/suite/,
  /^src-tauri\/src\/host\/words\.rs/,
  /(^|\/)tests?(\.rs|\/)/,
];
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "target" ? [] : sources(path);
    return entry.name.endsWith(".rs") && !others.some((one) => one.test(relative(root, path))) ? [path] : [];
  });
}

function literalsOf(path: string): string[] {
  const [code = ""] = readFileSync(path, "utf8")
    .replace(/^\s*\/\/.*$/gm, "")
    .split("#[cfg(test)]\nmod tests");
  return [...code.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, literal = ""]) => literal.replace(/\\\n\s*/g, ""));
}

/** Why a send or an execution ended, as it stands in a history. */
function reasonsOf(path: string): string[] {
  return literalsOf(path).filter((literal) => /^[a-zà-ú]+ [a-zà-ú]/.test(literal));
}

/** As it is known: `{}` for what is different every time. */
function shapeOf(literal: string): string {
  return literal.replace(/\{\{|\}\}|\{[^{}]*\}/g, (found) =>
    found.length === 2 && found !== "{}" ? (found[0] ?? "") : "{}",
  );
}

function sentencesOf(path: string): string[] {
  return literalsOf(path)
    .filter((literal) => /^[A-ZÀ-Ú{]/.test(literal) && /[a-zà-ú] [a-zà-ú]/.test(literal) && literal.endsWith("."))
    .map(shapeOf);
}

/** Labels, hints and options of a kind of connection; what is kept of them (`imap_port`, `tls`) is no word. */
function formOf(path: string): string[] {
  const source = readFileSync(path, "utf8");
  const form = source.slice(source.indexOf("pub(crate) fn fields()")).split("\n}\n")[0] ?? "";
  return [...form.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map(([, word = ""]) => word)
    .filter((word) => /[A-ZÀ-Ú].*[a-zà-ú]/.test(word));
}

/** By these a mail server's own words are recognised, or only programmers read them. */
const englishWords =
  /^(too many|internal error|try again|rate limit|quota exceeded|limit exceeded|sending limit|no copy .*|a channel reads .*)$/;

/** What stands in a sentence about a mailbox: what is wrong with it, and what a test or a server said. */
function partsOf(path: string): string[] {
  return literalsOf(path)
    .filter((literal) => /^[a-zà-ú]+ [a-zà-ú]|^[A-ZÀ-Ú].* (servidor de saída|provedor) /.test(literal))
    .filter((literal) => !englishWords.test(literal))
    .map(shapeOf);
}

/** Titles and texts of notices that the program chooses itself. */
function noticesOf(path: string): string[] {
  return literalsOf(path)
    .filter((literal) => /^[A-ZÀ-Ú{1]/.test(literal) && /[a-zà-ú}] [a-zà-ú{]/.test(literal))
    .map(shapeOf);
}

/** Of these words, those that a language has none for. */
function unknown(words: readonly string[]): string[] {
  const known = [english, spanish] as Record<string, string>[];
  return [...new Set(words)].filter((word) => known.some((words) => words[word] === undefined));
}

afterEach(() => refuseIn("pt-BR"));

test("every sentence of a refusal is known in every language", () => {
  const said = [join(root, "crates"), join(root, "src-tauri/src")].flatMap(sources).flatMap(sentencesOf);
  const runtime = join(root, "crates/runtime/src");
  said.push(...[join(runtime, "outbox.rs"), ...sources(join(runtime, "turn"))].flatMap(reasonsOf));
  const wanted = [...new Set(said)];
  expect(wanted.length).toBeGreaterThan(150);
  for (const known of [english, spanish] as Record<string, string>[])
    expect(wanted.filter((sentence) => known[sentence] === undefined)).toEqual([]);
  expect(Object.keys(english)).toEqual(Object.keys(spanish));
});

test("what a connection asks for, and what a test of it answers, is known in every language", () => {
  const channels = join(root, "crates/channels/src");
  const [account, demo] = [join(channels, "email/account.rs"), join(channels, "demo/mod.rs")];
  const said = [account, demo].flatMap(formOf);
  expect(said.length).toBeGreaterThan(25);
  const spoken = [
    account,
    join(channels, "field.rs"),
    ...["fault", "mod", "smtp"].map((one) => join(channels, `email/${one}.rs`)),
  ];
  said.push(...spoken.flatMap(partsOf), ...[...spoken, demo].flatMap(sentencesOf));
  expect(unknown(said)).toEqual([]);
});

test("what a variable means, and what the program tells the house by itself, is known in every language", () => {
  const runtime = join(root, "crates/runtime/src");
  const files = ["queue", "guard", "core", "rules", "outbox", "inbox", "turn/saving", "turn/tickets"];
  const said = [...files.map((one) => join(runtime, `${one}.rs`)), join(root, "crates/engine/src/notice.rs")].flatMap(
    noticesOf,
  );
  const meanings = literalsOf(join(root, "crates/api/src/rule/text.rs")).filter((literal) =>
    /^[A-ZÀ-Ú].* /.test(literal),
  );
  expect(meanings.length).toBeGreaterThanOrEqual(10);
  expect(unknown([...said, ...meanings])).toEqual([]);
});

test("words are filled in as they came, and what stands in them is said in the same language", async () => {
  await refuseIn("en");
  const table = {
    "Esta fila não existe mais. Atualize a tela.": "This queue is no longer there. Refresh the screen.",
    "A etapa Ganho está cheia: o limite é 1. Tire um atendimento de lá antes.":
      "The stage Ganho is full: the limit is 1. Take a ticket out of it first.",
    "Troque {{naoexiste}}: essa variável não existe. As que existem são contato.nome.":
      "Replace {{naoexiste}}: there is no such variable. There are contato.nome.",
    "Confira o servidor de saída e a porta: «mail.loja.com:465» não aceitou a conexão.":
      "Check the outgoing server and the port: “mail.loja.com:465” did not accept the connection.",
    "Confira o campo «Porta de saída»: use só algarismos.": "Check the field “Outgoing port”: use digits only.",
    "Entrada e saída funcionam: o servidor avisa na hora; pasta de enviados «INBOX.Sent».":
      "Incoming and outgoing work: the server tells at once; sent folder “INBOX.Sent”.",
    "O servidor de saída não aceitou a mensagem («smtp.loja.com»): 554 5.7.1 message looks like spam":
      "The outgoing server did not accept the message (“smtp.loja.com”): 554 5.7.1 message looks like spam",
    "14 atendimentos encerrados por falta de resposta.": "14 tickets closed for lack of an answer.",
    "Uma frase que ninguém conhece.": "Uma frase que ninguém conhece.",
  };
  expect(Object.keys(table).map(inOurWords)).toEqual(Object.values(table));
  const message = "Digite a senha-mestra.";
  const refused = new Refusal({
    code: "invalid",
    message,
    field: "x",
    problems: [{ field: "x", message, line: null }],
  });
  expect([refused.message, refused.problems[0]?.message]).toEqual(Array(2).fill("Type the master password."));
  await refuseIn("pt-BR");
  expect(inOurWords(message)).toBe(message);
});
