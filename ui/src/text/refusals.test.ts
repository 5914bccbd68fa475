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
  /^crates\/channels\/src\/(demo|email\/(account|mod|smtp|wire))/,
  /^crates\/engine\/src\/queue\.rs/,
  /^crates\/runtime\/src\/(guard|notices|rules|startup)\.rs/,
  /^crates\/store\/src\/suite/,
  /^src-tauri\/src\/host\/words\.rs/,
  /(^|\/)tests?(\.rs|\/)/,
];
/** The same in files that also refuse. */
const sentencesOfOthers = [
  "Há atendimentos que seriam encerrados. Confirme em Sem Interação.",
  "{} atendimentos encerrados por falta de resposta.",
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

function sentencesOf(path: string): string[] {
  return literalsOf(path)
    .filter((literal) => /^[A-ZÀ-Ú{]/.test(literal) && /[a-zà-ú] [a-zà-ú]/.test(literal) && literal.endsWith("."))
    .map((literal) =>
      literal.replace(/\{\{|\}\}|\{[^{}]*\}/g, (found) =>
        found.length === 2 && found !== "{}" ? (found[0] ?? "") : "{}",
      ),
    );
}

afterEach(() => refuseIn("pt-BR"));

test("every sentence of a refusal is known in every language", () => {
  const said = [join(root, "crates"), join(root, "src-tauri/src")].flatMap(sources).flatMap(sentencesOf);
  const runtime = join(root, "crates/runtime/src");
  const sends = [join(runtime, "outbox.rs"), ...sources(join(runtime, "outbox"))];
  said.push(...[...sends, ...sources(join(runtime, "turn"))].flatMap(reasonsOf));
  const wanted = [...new Set(said)].filter((sentence) => !sentencesOfOthers.includes(sentence));
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
