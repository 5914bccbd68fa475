//! Who appears in the example and what they say. All of it invented; the addresses can never be real ones.

pub(super) const LEADER: &str = "Helena Duarte";
pub(super) const TECHNICIANS: [&str; 4] = ["Bruno Tavares", "Carla Nunes", "Diego Rocha", "Elisa Moura"];
/// The first one is the tag of the rule "Cliente Frio 72h".
pub(super) const TAGS: [(&str, &str); 4] =
    [("Cliente Frio", "info"), ("VIP", "accent"), ("Boleto", "warn"), ("Instalação", "ok")];

/// Quick replies: what is typed after `/`, and the text.
pub(super) const QUICK: [(&str, &str); 5] = [
    (
        "boas-vindas",
        "Olá, {{contato.primeiro_nome}}! Aqui é {{atendente.primeiro_nome}}, da {{empresa.nome}}. Como posso ajudar?",
    ),
    (
        "boleto",
        "Segue a segunda via do boleto. O pagamento é reconhecido em até dois dias úteis; se precisar de outra data, \
         é só dizer.",
    ),
    (
        "acesso",
        "{{contato.primeiro_nome}}, para liberar um acesso novo preciso do nome completo e do e-mail de quem vai usar.",
    ),
    ("visita", "Posso agendar a visita técnica para amanhã, de manhã ou à tarde. Qual horário fica melhor para você?"),
    (
        "resolvido",
        "Que bom que deu certo! O protocolo deste atendimento é {{ticket.protocolo}}. Se algo mudar, responda por aqui.",
    ),
];

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

/// A conversation of the weeks before: what is asked, what we ask back, the answer, and how it ends on our side.
pub(super) struct Case {
    pub asks: &'static str,
    pub we_ask: &'static str,
    pub answers: &'static str,
    pub we_end: &'static str,
}

pub(super) const CASES: [Case; 14] = [
    Case {
        asks: "O caixa 2 não imprime o cupom. Já desliguei e liguei.",
        we_ask: "Entendi. A luz da impressora fica verde ou piscando?",
        answers: "Fica piscando em laranja.",
        we_end: "É a tampa do papel: abra, encaixe a bobina e feche até ouvir o clique.",
    },
    Case {
        asks: "Preciso da nota fiscal do mês passado para o contador.",
        we_ask: "Claro! Pode me confirmar o CNPJ para eu localizar a nota?",
        answers: "É o da matriz, o mesmo do contrato.",
        we_end: "Nota enviada para o e-mail do cadastro, em PDF e XML.",
    },
    Case {
        asks: "Quanto custa incluir mais três usuários no plano?",
        we_ask: "Consigo um valor melhor no plano anual. Prefere mensal ou anual?",
        answers: "Anual, se der para parcelar.",
        we_end: "Dá sim, em até dez vezes. A proposta está no seu e-mail.",
    },
    Case {
        asks: "Meu boleto venceu ontem. Ainda consigo pagar?",
        we_ask: "Consegue, sim. Emito um novo sem juros: para que dia prefere o vencimento?",
        answers: "Pode ser para sexta.",
        we_end: "Pronto, boleto novo enviado com vencimento na sexta-feira.",
    },
    Case {
        asks: "O técnico pode vir amanhã de manhã?",
        we_ask: "Tenho às 8h30 ou às 10h. Qual horário fica melhor?",
        answers: "Às 10h fica ótimo.",
        we_end: "Visita marcada para as 10h. O técnico liga quando estiver a caminho.",
    },
    Case {
        asks: "Esqueci a senha do painel e o e-mail de recuperação não chega.",
        we_ask: "Vou reenviar por aqui. Qual e-mail está no seu cadastro?",
        answers: "É o da loja mesmo, o que termina em .com.br.",
        we_end: "Link novo enviado; ele vale por uma hora.",
    },
    Case {
        asks: "O pedido chegou com um item faltando.",
        we_ask: "Sinto muito por isso. Consegue me mandar o número do pedido?",
        answers: "É o pedido que chegou na terça. Faltou o cabo de rede.",
        we_end: "Separei o cabo e ele sai hoje mesmo, sem custo.",
    },
    Case {
        asks: "O estoque do sistema não bate com o da loja.",
        we_ask: "Vamos conferir juntos. A diferença aparece em todos os produtos ou só em alguns?",
        answers: "Só nos que entraram esta semana.",
        we_end: "Era uma nota lançada duas vezes. Já corrigi e o saldo está certo.",
    },
    Case {
        asks: "Quero cancelar o módulo fiscal, não estamos usando.",
        we_ask: "Posso cancelar. Antes: sabia que ele já inclui a emissão por celular?",
        answers: "Não sabia! Então deixa como está.",
        we_end: "Combinado. Mandei um vídeo curto que mostra como emitir pelo celular.",
    },
    Case {
        asks: "A câmera do depósito ficou sem imagem depois da chuva.",
        we_ask: "O aparelho de gravação está ligado? Veja se há uma luz azul na frente.",
        answers: "Está ligado, com a luz azul acesa.",
        we_end: "Então é o cabo externo. Abri a visita e trocamos sem cobrar a mão de obra.",
    },
    Case {
        asks: "Vocês integram com a maquininha nova que compramos?",
        we_ask: "Com quase todas. Qual é o modelo que está escrito atrás dela?",
        answers: "É a de bobina, modelo sem fio.",
        we_end: "Funciona. Já liberei a integração: é só entrar de novo no caixa.",
    },
    Case {
        asks: "Mudou o gerente daqui. Como troco o responsável no cadastro?",
        we_ask: "Eu troco para você. Qual o nome completo e o telefone da nova pessoa?",
        answers: "Rosana Prado, no mesmo telefone da loja.",
        we_end: "Cadastro atualizado: Rosana já recebe os avisos.",
    },
    Case {
        asks: "O relatório de comissão saiu zerado este mês.",
        we_ask: "Vi aqui que as vendas estão sem vendedor. Quer que eu preencha com o do turno?",
        answers: "Quero sim, por favor.",
        we_end: "Preenchido. O relatório já mostra os valores do mês.",
    },
    Case {
        asks: "Dá para adiantar a entrega do equipamento?",
        we_ask: "Consigo para quinta, se alguém puder receber à tarde. Pode ser?",
        answers: "Pode, eu mesma recebo.",
        we_end: "Entrega adiantada para quinta-feira, depois das 14h.",
    },
];

/// How an answer begins that was long in coming.
pub(super) const SORRY: [&str; 6] = [
    "Desculpe a demora!",
    "Só vi agora.",
    "Estava em reunião, perdão.",
    "Oi! Voltei.",
    "Desculpa, o dia foi corrido.",
    "Obrigado por lembrar!",
];

pub(super) const STOP: &str = "Parar";
pub(super) const STOPPED: &str = "Certo, não mandamos mais lembretes. O seu pedido continua em aberto comigo.";
/// Why sends of those weeks did not simply arrive.
pub(super) const BOX_FULL: &str = "A caixa do destinatário está cheia.";
pub(super) const CUT_OFF: &str = "A conexão caiu antes da confirmação.";
