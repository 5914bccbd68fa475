//! Who appears in the example and what they say. All of it invented; the addresses can never be real ones.

pub(super) const LEADER: &str = "Helena Duarte";
pub(super) const TECHNICIANS: [&str; 4] = ["Bruno Tavares", "Carla Nunes", "Diego Rocha", "Elisa Moura"];
/// The first one is the tag of the rule "Cliente Frio 72h".
pub(super) const TAGS: [(&str, &str); 4] =
    [("Cliente Frio", "info"), ("VIP", "accent"), ("Boleto", "warn"), ("Instalação", "ok")];

pub(super) const PEOPLE: [&str; 20] = [
    "Adriana", "Caio", "Débora", "Edson", "Fabiana", "Gustavo", "Heitor", "Iara", "Jorge", "Karina", "Leandro",
    "Marina", "Nélson", "Olívia", "Paulo", "Regina", "Sérgio", "Tânia", "Vítor", "Yasmin",
];

/// How a contact is called besides the first name: a family or a company.
pub(super) const COMPANIES: [&str; 15] = [
    "Almeida",
    "(Café da Serra)",
    "Barros",
    "(Ótica Lume)",
    "Campos",
    "(Pet Amigo)",
    "Farias",
    "(Gráfica Cor)",
    "Lopes",
    "(Mercado do Vale)",
    "Menezes",
    "(Studio Norte)",
    "Peixoto",
    "(Auto Peças Sul)",
    "Ribas",
];

pub(super) const OPENINGS: [&str; 12] = [
    "Bom dia! O sistema não abre desde ontem à noite. Podem verificar?",
    "Preciso da segunda via da fatura deste mês.",
    "Quanto fica o plano para oito computadores?",
    "A impressora nova não aparece na rede. O que devo fazer?",
    "Quero remarcar a visita técnica de quinta-feira.",
    "Recebi duas cobranças do mesmo pedido.",
    "Vocês atendem também aos sábados?",
    "Mudamos de endereço. Como atualizo o cadastro?",
    "O relatório de vendas está saindo em branco.",
    "Perdi o acesso do usuário do caixa.",
    "Gostaria de uma proposta para renovar o contrato.",
    "A internet da loja caiu três vezes hoje.",
];

pub(super) const REPLIES: [&str; 10] = [
    "Já estou olhando. Pode me dizer desde quando isso acontece?",
    "Enviei o documento para o seu e-mail. Consegue confirmar se chegou?",
    "Preparei uma proposta com dois planos. Qual deles atende melhor?",
    "Reinicie o aparelho e me conte se a luz verde acende, por favor.",
    "Tenho horário amanhã às 9h ou às 14h. Qual prefere?",
    "Encontrei a cobrança repetida e pedi o estorno. Pode conferir o final do cartão?",
    "Ajustei o cadastro. Confira se os dados estão certos, por favor.",
    "Fiz um teste por aqui e funcionou. E aí, voltou?",
    "Criei uma senha nova para o caixa. Consegue entrar agora?",
    "Nossa equipe está a caminho. Alguém estará na loja à tarde?",
];

pub(super) const CLOSING_WORDS: [&str; 4] = [
    "Deu certo, muito obrigado!",
    "Resolvido por aqui. Até mais!",
    "Perfeito, era isso mesmo.",
    "Funcionou. Agradeço a atenção.",
];
