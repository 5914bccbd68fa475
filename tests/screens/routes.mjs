// Where every screen is. A new screen has its line here and is looked at in light, in dark and stretched.
const sections = [
  "times",
  "hours",
  "holidays",
  "texts",
  "replies",
  "notices",
  "limits",
  "funnels",
  "queues",
  "appearance",
  "keys",
  "computer",
  "trail",
  "data",
];

/** Every screen and its address; the example data is behind them. */
export const routes = {
  funil: "/funil",
  acoes: "/funil/acoes",
  "acao-nova": "/funil/acoes?acao=nova",
  acao: "/funil/acoes?acao=1",
  "acao-simular": "/funil/acoes?acao=1&vista=simulate",
  execucoes: "/funil/execucoes",
  "sem-interacao": "/sem-interacao",
  "meus-atendimentos": "/meus-atendimentos",
  perdidas: "/perdidas",
  painel: "/painel",
  conexoes: "/conexoes",
  equipe: "/equipe",
  equipes: "/equipe?lista=teams",
  etiquetas: "/etiquetas",
  atendimento: "/atendimento/1",
  "funil-com-atendimento": "/funil?ticket=2",
  "nao-existe": "/nao-existe",
  ...Object.fromEntries(sections.map((section) => [`configuracoes-${section}`, `/configuracoes?secao=${section}`])),
};

/** What opens over a screen, and the key or button that opens it. */
export const overlays = {
  paleta: (stage) => stage.keys("Control+k"),
  atalhos: (stage) => stage.keys("?"),
  notificacoes: (stage) => stage.keys("g", "n"),
};
