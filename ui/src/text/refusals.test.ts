// Every sentence with which the program may refuse has its words in every language: they are read out of its source.
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
  /^crates\/channels\/src\/(demo\/script|email\/wire\/read)/,
  /^crates\/engine\/src\/queue\.rs/,
  /^crates\/store\/src\/suite/,
  /^src-tauri\/src\/host\/words\.rs/,
  /(^|\/)tests?(\.rs|\/)/,
];
/** What a channel says of its settings, of its state and of what it could not send. */
const channels = [
  "field.rs",
  "demo/mod.rs",
  ...["account", "fault", "imap", "mod", "smtp", "wire/report"].map((name) => `email/${name}.rs`),
];
/** What servers say, and what the program says to who reads its log. */
const heardAndLogged = [
  /^(too many|internal error|try again|rate limit|quota exceeded|limit exceeded|sending limit)$/,
  /^(a channel reads only|no copy of a sent|ring speaks|Mensagens enviadas)/,
];

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "target" ? [] : sources(path);
    return entry.name.endsWith(".rs") && !others.some((one) => one.test(relative(root, path))) ? [path] : [];
  });
}

function codeOf(path: string): string {
  const [code = ""] = readFileSync(path, "utf8")
    .replace(/^\s*\/\/.*$/gm, "")
    .split("#[cfg(test)]\nmod tests");
  return code;
}

function literalsOf(path: string): string[] {
  return [...codeOf(path).matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, literal = ""]) => literal.replace(/\\\n\s*/g, ""));
}

/** Why a send or an execution ended, as it stands in a history. */
function reasonsOf(path: string): string[] {
  return literalsOf(path).filter((literal) => /^[a-zà-ú]+ [a-zà-ú]/.test(literal));
}

function sentencesOf(path: string): string[] {
  return literalsOf(path)
    .filter((literal) => /^[A-ZÀ-Ú{\d]/.test(literal) && /[a-zà-ú] [a-zà-ú]/.test(literal) && literal.endsWith("."))
    .map(withGaps);
}

function withGaps(literal: string): string {
  return literal.replace(/\{\{|\}\}|\{[^{}]*\}/g, (found) =>
    found.length === 2 && found !== "{}" ? (found[0] ?? "") : "{}",
  );
}

/** The headings of what the program tells our own people in words that the house cannot choose. */
function titlesOf(path: string): string[] {
  const before = /(?:\btitle\b[^="]{0,20}= \(?\s*(?:format!\()?|tell_(?:supervisors|user)\([^;"]*)/;
  const titles = codeOf(path).matchAll(new RegExp(`${before.source}"([^"]+)"`, "g"));
  return [...titles].map(([, title = ""]) => withGaps(title));
}

/** Labels, hints, choices, and parts of sentences. */
function fieldsOf(path: string): string[] {
  const labels = [...codeOf(path).matchAll(/Field::new\(\s*"[^"]+",\s*"([^"]+)"|\("[a-z]+", "([A-Z][^"]*)"\)/g)];
  const words = literalsOf(path).filter((literal) => /[a-zà-ú] [a-zà-ú]/.test(literal));
  return [...labels.map(([, label, choice]) => label ?? choice ?? ""), ...words]
    .map(withGaps)
    .filter((said) => said !== "TLS" && said !== "STARTTLS" && !heardAndLogged.some((one) => one.test(said)));
}

afterEach(() => refuseIn("pt-BR"));

test("every sentence of a refusal is known in every language", () => {
  const said = [join(root, "crates"), join(root, "src-tauri/src")].flatMap(sources).flatMap(sentencesOf);
  const runtime = join(root, "crates/runtime/src");
  const sends = [join(runtime, "outbox.rs"), join(runtime, "webhook.rs"), ...sources(join(runtime, "outbox"))];
  said.push(...[...sends, ...sources(join(runtime, "turn"))].flatMap(reasonsOf));
  said.push(...sources(runtime).flatMap(titlesOf));
  // What the variables of a text mean.
  said.push(...literalsOf(join(root, "crates/api/src/rule/text.rs")).filter((literal) => /^[A-ZÀ-Ú].* /.test(literal)));
  said.push(...channels.map((name) => join(root, "crates/channels/src", name)).flatMap(fieldsOf));
  const wanted = [...new Set(said)];
  expect(wanted.length).toBeGreaterThan(150);
  for (const known of [english, spanish] as Record<string, string>[])
    expect(wanted.filter((sentence) => known[sentence] === undefined)).toEqual([]);
  expect(Object.keys(english)).toEqual(Object.keys(spanish));
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
    "Confira o campo «Porta de entrada»: use um número de 1 a 65535.":
      "Check the field “Incoming port”: use a number from 1 to 65535.",
    "O endereço do cliente não existe (5.1.1): 550 no such user":
      "The address of the customer does not exist (5.1.1): 550 no such user",
    "O servidor de saída não aceitou o destinatário («mail.loja.com»): 550 no such user":
      "The outgoing server did not take the recipient (“mail.loja.com”): 550 no such user",
    "Confira o campo «Senha»: não pode ficar vazio.": "Check the field “Password”: it cannot be left empty.",
    "Ação com erro: Senha": "Action with an error: Senha",
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
