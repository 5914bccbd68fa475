// `node tests/screens/pictures.mjs`: draws the pictures of docs/manual again, from the program with its example data. Run it
// when a screen changed and look at what it drew: no picture is compared with anything. `manual.mjs` draws them elsewhere.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { staged, words } from "./stage.mjs";

/** Of what WebP may lose: letters stay sharp, and a screen is some 40 kB. */
const quality = 72;
const { board, newTicket } = words;

const quickReplies = [
  { name: "ola", text: "Olá, {{contato.primeiro_nome}}! Aqui é {{atendente.nome}}. Como posso ajudar?" },
  { name: "horario", text: "Hoje atendemos até as {{fim_do_dia}}." },
  { name: "boleto", text: "Segue o boleto atualizado. Posso ajudar em mais alguma coisa?" },
];
const boardViews = [
  { name: "Clientes calados", funnel: null, filter: { waits_for: "customer" } },
  { name: "Parados há um dia", funnel: null, filter: { idle_for: 86_400_000 } },
];

/** Each picture and how one gets there. */
const pictures = {
  funil: "/funil",
  "novo-atendimento": async (stage) => {
    await stage.go("/funil");
    await stage.keys("c");
    await stage.dialog.getByRole("textbox", { name: newTicket.text }).fill("Bom dia! Seu pedido já saiu para entrega.");
    await stage.dialog.getByRole("combobox", { name: newTicket.name }).fill("Nélson");
    await stage.page.getByRole("listbox", { name: newTicket.known }).waitFor();
  },
  coluna: async (stage) => {
    await stage.go("/funil");
    const first = (await stage.call("board", {})).columns[1].name;
    await stage.button(board.columnMenu.replace("{{name}}", first)).click();
    await stage.page.getByRole("menu").waitFor();
  },
  visoes: async (stage) => {
    await stage.go("/funil?waits=customer");
    await stage.button(boardViews[0].name).click();
    await stage.page.getByRole("menu").waitFor();
  },
  atendimento: async (stage) => stage.go(`/atendimento/${await silent(stage)}`),
  "resposta-rapida": async (stage) => {
    await stage.go(`/funil?ticket=${await silent(stage)}`);
    const box = stage.page.getByRole("complementary").getByRole("textbox").last();
    await box.click();
    await stage.page.keyboard.type("/");
    await stage.page.getByText("/boleto").first().waitFor();
  },
  acoes: "/funil/acoes",
  acao: "/funil/acoes?acao=1",
  simular: "/funil/acoes?acao=1&vista=simulate",
  "sem-interacao": async (stage) => {
    await stage.go("/sem-interacao");
    await stage.page.getByRole("grid").focus();
    await stage.keys("ArrowRight");
    await stage.page.locator("[aria-expanded=true]").first().waitFor();
  },
  painel: "/painel",
  conexoes: "/conexoes",
  "conexao-nova": async (stage) => {
    await stage.go("/conexoes");
    await stage.button(words.connections.add).click();
    await stage.dialog.waitFor();
    await stage.choose(words.connections.kind, /^E-mail/, stage.dialog);
  },
  equipe: "/equipe",
  equipes: "/equipe?lista=teams",
  etiquetas: "/etiquetas",
  paleta: async (stage) => {
    await stage.go("/funil");
    await stage.keys("Control+k");
    await stage.dialog.waitFor();
  },
  tempos: "/configuracoes",
  expediente: "/configuracoes?secao=hours",
  textos: "/configuracoes?secao=texts",
  respostas: "/configuracoes?secao=replies",
  avisos: "/configuracoes?secao=notices",
  limites: "/configuracoes?secao=limits",
  aparencia: "/configuracoes?secao=appearance",
  atalhos: "/configuracoes?secao=keys",
  dados: "/configuracoes?secao=data",
  // The last one: from here on it is a technician who looks.
  "meus-atendimentos": async (stage) => {
    await stage.go("/meus-atendimentos");
    await stage.page.getByRole("button", { name: new RegExp(`^${words.mine.seeAs.replace("{{name}}", "")}`) }).click();
    await stage.page.getByRole("region", { name: words.mine.groups.forMe }).waitFor();
  },
};

/** A ticket whose customer owes an answer. */
async function silent(stage) {
  const { rows } = await stage.call("tickets", { filter: { waits_for: "customer" } });
  return rows[0].id;
}

async function draw(stage, folder, name) {
  await stage.settled();
  const session = await stage.page.context().newCDPSession(stage.page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality });
  await session.detach();
  await writeFile(join(folder, `manual-${name}.webp`), Buffer.from(data, "base64"));
}

/** All of them into `folder`; the first that cannot be reached is named. */
export async function drawAll(folder) {
  await mkdir(folder, { recursive: true });
  await staged(async (stage) => {
    await stage.call("save_quick_replies", { replies: quickReplies });
    await stage.call("save_board_views", { views: boardViews });
    for (const [name, way] of Object.entries(pictures)) {
      try {
        await (typeof way === "string" ? stage.go(way) : way(stage));
      } catch (cause) {
        throw new Error(`No way to the picture ${name}`, { cause });
      }
      await draw(stage, folder, name);
    }
  });
  await staged(
    async (stage) => {
      await stage.page.goto(stage.hub.address);
      await stage.page.getByText(words.firstRun.title).waitFor();
      await draw(stage, folder, "primeira-execucao");
    },
    { demo: false },
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await drawAll(fileURLToPath(new URL("../../docs/images/", import.meta.url)));
}
