//! The reader: every line of the language is understood, and what is not is named by line and column.

use super::*;
use crate::scenario::script::{Action, ChannelTurn, Does, Event, Expect, Field, Kind, RuleEdit, Says};

fn error(text: &str) -> (usize, usize, String) {
    let error = script(text).unwrap_err();
    (error.line, error.column, error.message)
}

/// The steps after a small world.
fn steps(lines: &str) -> Vec<What> {
    let text =
        format!("conexão Loja\nconexão Zap tipo whatsapp\nequipe S líder C técnicos Bruno\n{lines}\nespera perdidas 0");
    script(&text).unwrap().steps.into_iter().map(|step| step.what).collect()
}

fn ana() -> Whose {
    Whose { contact: "Ana".into(), via: None }
}

#[test]
fn a_misspelt_word_is_named_by_line_and_column() {
    let cases = [
        ("equipe S lider Carla", (1, 10)),
        ("conexão Loja tipo sms", (1, 19)),
        ("conexão Loja\n09:00 clente Ana escreve \"oi\"", (2, 7)),
        ("conexão Loja\n\n09:00 cliente Ana grita \"oi\"", (3, 19)),
        ("equipe S técnicos Bruno\n09:00 Bruno dança Ana", (2, 13)),
        ("09:00 espera Ana filha Suporte", (1, 18)),
        ("09:00 espera enviada a Ana 1", (1, 14)),
        ("09:00 espera enviadas a Ana um", (1, 29)),
        ("regra X após 24 enviar \"oi\"", (1, 14)),
        ("regra X após 24h mandar \"oi\"", (1, 18)),
        ("regra X após 24h enviar oi", (1, 25)),
        ("regra X após 24h", (1, 17)),
        ("25:00 espera perdidas 0", (1, 1)),
        ("9:00 espera perdidas 0", (1, 1)),
        ("dia 2026-02-30", (1, 5)),
        ("09:00 espera perdidas 0 já", (1, 25)),
        ("09:00 canal Loja desaba", (1, 18)),
        ("limites espaçamento 60min, contatos 3/7d", (1, 28)),
        ("fuso America/Sao_Paolo", (1, 6)),
    ];
    for (text, at) in cases {
        let (line, column, message) = error(text);
        assert_eq!((line, column), at, "{text}: {message}");
    }
}

#[test]
fn the_message_says_what_was_expected_instead() {
    let (_, _, message) = error("09:00 programa anda");
    assert_eq!(message, "palavra desconhecida “anda”; esperava para ou volta");
}

#[test]
fn a_scenario_that_expects_nothing_is_an_error() {
    let (line, _, message) = error("conexão Loja\n09:00 cliente Ana escreve \"oi\"\n");
    assert_eq!(line, 2);
    assert!(message.contains("nada esperado"), "{message}");
    assert!(error("").2.contains("nada esperado"));
}

#[test]
fn an_unknown_connection_is_named_where_it_is_used_and_may_be_declared_later() {
    let (line, column, message) =
        error("conexão Loja\n09:00 cliente Ana escreve \"oi\" pela Filial\nespera perdidas 0");
    assert_eq!((line, column), (2, 37), "{message}");
    let world = script("regra X após 1h enviar \"oi\" pela Loja\nconexão Loja\n09:00 espera perdidas 0").unwrap().world;
    assert_eq!(world.rules[0].1.actions, [Action::Send { text: "oi".into(), via: Some("Loja".into()) }]);
}

#[test]
fn a_line_of_the_world_after_the_first_time_is_refused() {
    let (line, column, message) = error("09:00 espera perdidas 0\nconexão Loja");
    assert_eq!((line, column), (2, 1));
    assert!(message.contains("antes da primeira hora"), "{message}");
}

#[test]
fn an_automatic_queue_needs_a_keeper() {
    let (line, _, message) = error("conexão Loja\nfila-sem-interação espera 10min\n09:00 espera perdidas 0");
    assert_eq!(line, 2);
    assert!(message.contains("responsável"), "{message}");
}

#[test]
fn the_world_is_read_whole() {
    let world = script(
        "fuso America/Manaus\ninício 2026-04-02 07:30\nequipe Suporte líder Carla técnicos Bruno, \"Ana Lima\"\n\
         supervisor Alison\nexpediente seg-sex 08:00-12:00, 13:00-18:00, sáb 09:00-12:00\nexpediente dom 09:00-10:00\n\
         feriado 2026-04-03 \"Sexta-feira Santa\"\n\
         silêncio-noturno 20:00-08:00\netapas Novo, Proposta\nconexão Loja\nconexão Zap tipo whatsapp\n\
         fila-sem-interação espera 15min responsável Alison fim-do-dia 17:30 modo manual permanência 30min carência 11:00\n\
         limites espaçamento 30min, fusível 5/1h, conexão 500/dia\n09:00 espera Ana status aberto",
    )
    .unwrap()
    .world;
    assert_eq!(world.zone, chrono_tz::America::Manaus);
    assert_eq!((world.start_date.to_string(), world.start), ("2026-04-02".into(), Clock(27_000)));
    assert_eq!(world.teams[0].technicians, ["Bruno", "Ana Lima"]);
    let week = world.hours.unwrap().week;
    assert_eq!(week.map(|frames| frames.len()), [2, 2, 2, 2, 2, 1, 1]);
    assert_eq!(world.names.stages, ["Novo", "Proposta"]);
    assert_eq!(world.names.users, ["Carla", "Bruno", "Ana Lima", "Alison"]);
    assert_eq!(world.connections.iter().map(|it| it.kind).collect::<Vec<_>>(), [Kind::Test, Kind::Whatsapp]);
    assert_eq!((world.limits.spacing, world.limits.fuse), (Some(Span::minutes(30)), Some(5)));
    assert_eq!((world.limits.per_contact, world.limits.per_connection_day), (Some(3), Some(500)));
    let queue = world.no_interaction;
    assert_eq!((queue.on, queue.manual, queue.wait, queue.stay), (true, true, Span::minutes(15), Span::minutes(30)));
    assert_eq!(queue.grace, Grace::NextBusinessDay { minute: 660 });
}

#[test]
fn several_actions_and_options_of_a_rule_stand_in_any_order() {
    let text = "regra Passo após 36h horário-comercial fila Comercial | fechar | notificar Carla, atribuir Diego \
                status aberto, pendente atraso-máximo 3h\n09:00 espera perdidas 0";
    let world = script(text).unwrap().world;
    let rule = &world.rules[0].1;
    let named = |name: &str| name.to_owned();
    assert_eq!(
        rule.actions,
        [
            Action::Queue(named("Comercial")),
            Action::Close,
            Action::Notify { user: named("Carla"), text: None },
            Action::Assign(named("Diego")),
        ]
    );
    assert_eq!(rule.statuses, Some(vec![Status::Open, Status::Pending]));
    assert_eq!((rule.business_hours, rule.lateness, rule.wait), (true, Some(Span::hours(3)), Span::hours(36)));
    assert_eq!(
        (world.names.queues.as_slice(), world.names.users.as_slice()),
        ([named("Comercial")].as_slice(), [named("Carla"), named("Diego")].as_slice())
    );
}

#[test]
fn the_connection_of_a_message_may_stand_behind_its_other_options() {
    let text = "regra X após 1h enviar \"oi\" status aberto, pendente pela Loja fechar a-cada-silêncio\n\
                conexão Loja\n09:00 espera perdidas 0";
    let world = script(text).unwrap().world;
    let rule = &world.rules[0].1;
    assert_eq!(rule.actions, [Action::Send { text: "oi".into(), via: Some("Loja".into()) }, Action::Close]);
    assert_eq!((rule.statuses.as_ref().map(Vec::len), rule.every_silence), (Some(2), true));
    let (line, column, _) = error("regra X após 1h fechar pela Loja\nconexão Loja\n09:00 espera perdidas 0");
    assert_eq!((line, column), (1, 24), "nothing leaves by it");
}

#[test]
fn every_event_of_the_language_is_read() {
    let rule_edit = |edit| Event::EditRule { rule: "Frio".into(), edit };
    let channel = |turn| Event::Channel { connection: "Loja".into(), turn };
    let does = |does| Event::Person { by: "Bruno".into(), does };
    let written = |in_own_app| does(Does::Writes { to: ana(), text: "oi".into(), in_own_app });
    let cases = [
        (
            "cliente Ana escreve \"oi\" pela Zap atrasada 5min",
            Event::Customer {
                contact: "Ana".into(),
                via: Some("Zap".into()),
                says: Says::Text("oi".into()),
                late: Span::minutes(5),
            },
        ),
        (
            "cliente Ana responde-automático \"férias\"",
            Event::Customer {
                contact: "Ana".into(), via: None, says: Says::AutoReply("férias".into()), late: Span(0)
            },
        ),
        (
            "cliente Ana manda \"foto.jpg\"",
            Event::Customer { contact: "Ana".into(), via: None, says: Says::File("foto.jpg".into()), late: Span(0) },
        ),
        ("cliente Ana lê", Event::Looks(ana())),
        ("Bruno assume Ana", does(Does::Takes(ana()))),
        ("Bruno escreve a Ana \"oi\"", written(false)),
        ("Bruno escreve a Ana \"oi\" pelo-aparelho", written(true)),
        ("Bruno anota Ana \"nota\"", does(Does::Notes { whose: ana(), text: "nota".into() })),
        ("Bruno move Ana", does(Does::MovesNow(ana()))),
        ("Bruno fecha Ana", does(Does::Closes(ana()))),
        ("Bruno transfere Ana para Diego", does(Does::Gives { whose: ana(), to: "Diego".into() })),
        ("Bruno transfere Ana para fila Comercial", does(Does::Transfers { whose: ana(), queue: "Comercial".into() })),
        ("Bruno segura Ana", does(Does::Holds(ana()))),
        ("Bruno solta Ana", does(Does::Releases(ana()))),
        ("Bruno adia Ana", does(Does::Postpones(ana()))),
        ("etiqueta Ana \"Não incomodar\"", Event::TagContact { whose: ana(), tag: "Não incomodar".into() }),
        ("usuário Bruno inativo", Event::SetUser { user: "Bruno".into(), active: false }),
        ("usuário Bruno ativo", Event::SetUser { user: "Bruno".into(), active: true }),
        ("etapa Ana Proposta", Event::SetStage { whose: ana(), stage: "Proposta".into() }),
        ("repete Ana", Event::Repeat(ana())),
        ("canal Loja cai", channel(ChannelTurn::Down)),
        ("canal Loja volta", channel(ChannelTurn::Up)),
        ("canal Loja aceita-sem-responder", channel(ChannelTurn::AcceptUnanswered)),
        ("canal Loja rejeita permanente", channel(ChannelTurn::Reject)),
        ("canal Loja rejeita próxima", channel(ChannelTurn::RejectNext)),
        ("canal Loja falha depois", channel(ChannelTurn::FailLater)),
        ("canal Loja relógio -3h", channel(ChannelTurn::Clock(Span::hours(-3)))),
        ("programa para", Event::ProgramStops),
        ("programa volta", Event::ProgramStarts),
        ("computador dorme", Event::Sleeps),
        ("computador acorda", Event::Wakes),
        ("relógio salta +3h", Event::Jumps(Span::hours(3))),
        ("relógio salta -3h", Event::Jumps(Span::hours(-3))),
        ("regra Frio desativa", rule_edit(RuleEdit::Off)),
        ("regra Frio ativa", rule_edit(RuleEdit::On { include_overdue: false })),
        ("regra Frio ativa com vencidos", rule_edit(RuleEdit::On { include_overdue: true })),
        ("regra Frio muda após 48h", rule_edit(RuleEdit::Wait { wait: Span::hours(48), include_overdue: false })),
        ("regra Frio exclui", rule_edit(RuleEdit::Archive)),
        ("supervisor retoma \"Follow-up 24h\"", Event::Resume("Follow-up 24h".into())),
        ("perdidas enviar Ana", Event::Missed { contact: Some("Ana".into()), send: true }),
        ("perdidas pular", Event::Missed { contact: None, send: false }),
        ("incertas reenviar Ana", Event::Uncertain { contact: Some("Ana".into()), resend: true }),
        ("incertas enviada", Event::Uncertain { contact: None, resend: false }),
    ];
    for (text, event) in cases {
        assert_eq!(steps(&format!("09:00 {text}"))[1], What::Event(event), "{text}");
    }
}

#[test]
fn fields_and_tags_share_the_comma() {
    let read = steps("09:00 espera Ana etiquetas \"Cliente Frio\", VIP, fila \"Sem Interação\", carteira ninguém");
    let fields = vec![
        Field::Tags(vec!["Cliente Frio".into(), "VIP".into()]),
        Field::Queue("Sem Interação".into()),
        Field::Wallet(None),
    ];
    assert_eq!(read[1], What::Expect(Expect::Ticket { whose: ana(), fields }));
}

#[test]
fn days_hours_and_several_statements_fit_on_one_line() {
    let read = steps("+1d 09:00:30 Bruno assume Ana | espera perdidas 1 | espera incertas 2\npassa 90min");
    let expected = [
        What::Time(Time::Days(1)),
        What::Time(Time::At(Clock(32_430))),
        What::Event(Event::Person { by: "Bruno".into(), does: Does::Takes(ana()) }),
        What::Expect(Expect::Missed(1)),
        What::Expect(Expect::Unknown(2)),
        What::Time(Time::Pass(Span::minutes(90))),
    ];
    assert_eq!(read[..6], expected);
}
