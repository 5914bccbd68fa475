//! Texts and their variables: what is refused and in which words, and for any text at all that what passes is put
//! together as a naive joining of its pieces would.

#![allow(clippy::unwrap_used)]

use engine::text::{TEXT_CHARS_MAX, TextProblem, Values, Variable, check, first_name, plain_words, render};
use proptest::prelude::*;

fn ana() -> Values {
    Values::new()
        .with(Variable::ContactName, "Ana Maria Souza")
        .with(Variable::ContactFirstName, "Ana")
        .with(Variable::AgentName, "Bruno Lima")
        .with(Variable::AgentFirstName, "Bruno")
        .with(Variable::LeaderName, "Carla")
        .with(Variable::TeamName, "Suporte")
        .with(Variable::Protocol, "2026-00042")
        .with(Variable::Company, "Alfa & Filhos <TI>")
        .with(Variable::Hours, "24 horas")
        .with(Variable::DayEnd, "18:00")
}

#[test]
fn every_variable_is_put_in_by_its_name_and_its_alias() {
    for variable in Variable::ALL {
        let value = ana().get(variable).unwrap().to_owned();
        for name in [Some(variable.name()), variable.alias()].into_iter().flatten() {
            for text in [format!("{{{{{name}}}}}"), format!("{{{{ {name} }}}}"), format!("{{{{\n{name}\t}}}}")] {
                assert_eq!(check(&text), Ok(vec![variable]), "{text}");
                assert_eq!(render(&text, &ana()), Ok(value.clone()), "{text}");
            }
            assert_eq!(Variable::named(name), Some(variable));
        }
    }
}

#[test]
fn names_and_aliases_are_told_apart_and_stored_by_name() {
    let names = Variable::ALL.iter().flat_map(|variable| [Some(variable.name()), variable.alias()]).flatten();
    let names: Vec<&str> = names.collect();
    let once: std::collections::BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), once.len());
    for variable in Variable::ALL {
        assert_eq!(serde_json::to_value(variable).unwrap(), variable.name());
    }
    for alias in ["nome", "primeiro_nome", "empresa", "tecnico", "lider", "protocolo", "equipe"] {
        assert!(Variable::named(alias).is_some(), "{alias}");
    }
}

#[test]
fn a_message_reads_as_written() {
    let text = "Olá, {{contato.primeiro_nome}}! 👋\r\nAqui é {{ atendente.nome }}, da {{empresa}} ({{equipe}}/{{equipe.nome}}).\n\
                Protocolo {{ticket.protocolo}} {a} % # {b} – até {{fim_do_dia}}.\n";
    let expected = "Olá, Ana! 👋\r\nAqui é Bruno Lima, da Alfa & Filhos <TI> (Suporte/Suporte).\n\
                    Protocolo 2026-00042 {a} % # {b} – até 18:00.\n";
    assert_eq!(render(text, &ana()).as_deref(), Ok(expected));
    let used = [
        Variable::ContactFirstName,
        Variable::AgentName,
        Variable::Company,
        Variable::TeamName,
        Variable::Protocol,
        Variable::DayEnd,
    ];
    assert_eq!(check(text), Ok(used.to_vec()), "each once, in order of appearance");
    assert_eq!(check("Sem variáveis."), Ok(vec![]));
}

#[test]
fn what_is_no_plain_variable_is_refused_with_the_reason() {
    let expression = |found: &str| TextProblem::Expression { found: found.into() };
    let unknown = |name: &str| TextProblem::Unknown { name: name.into() };
    let table = [
        ("", TextProblem::Blank),
        (" \n\t ", TextProblem::Blank),
        ("\u{200B}\u{FEFF}\u{2060}", TextProblem::Blank),
        ("Oi {{nomee}}", unknown("nomee")),
        ("Oi {{Nome}}", unknown("Nome")),
        ("Oi {{contato}}", unknown("contato")),
        ("Oi {{contato.nome.x}}", unknown("contato.nome.x")),
        ("Oi {{primeiro nome}}", unknown("primeiro nome")),
        ("Oi {{ }}", expression(" ")),
        ("Oi {{nome|upper}}", expression("nome|upper")),
        ("Oi {{nome ~ nome}}", expression("nome ~ nome")),
        ("Oi {{'nome'}}", expression("'nome'")),
        ("Oi {{{nome}}}", expression("{nome")),
        ("Oi {{-nome-}}", unknown("-nome-")),
        ("Oi {{+nome}}", expression("+nome")),
        ("Oi {{contato['nome']}}", expression("contato['nome']")),
        ("Oi {{\u{A0}nome}}", expression("\u{A0}nome")),
        ("Oi {{no\u{200B}me}}", expression("no\u{200B}me")),
        ("Oi {{ {{nome}} }}", expression(" {{nome")),
        ("{% if nome %}Oi{% endif %}", TextProblem::Block { found: "{%" }),
        ("Oi %} {{nome}}", TextProblem::Block { found: "%}" }),
        ("Oi {{nome}} {# nada #}", TextProblem::Block { found: "{#" }),
        ("Oi #}", TextProblem::Block { found: "#}" }),
        ("Oi {{nome", TextProblem::Unclosed { found: "nome".into() }),
        ("Oi {{nome}", TextProblem::Unclosed { found: "nome}".into() }),
        ("Oi nome}}", TextProblem::Unopened),
        ("Oi {{nome}}}}", TextProblem::Unopened),
        ("Oi\0", TextProblem::Control { position: 3, code: 0 }),
        ("Oi\rtudo", TextProblem::Control { position: 3, code: 13 }),
        ("Oi\r", TextProblem::Control { position: 3, code: 13 }),
        ("\u{1B}[31mOi", TextProblem::Control { position: 1, code: 0x1B }),
        ("é\u{85}", TextProblem::Control { position: 2, code: 0x85 }),
    ];
    for (text, problem) in table {
        assert_eq!(check(text), Err(problem.clone()), "{text:?}");
        assert_eq!(render(text, &ana()), Err(problem), "{text:?}");
    }
}

#[test]
fn every_problem_says_in_portuguese_what_to_do() {
    let said = |text: &str| check(text).unwrap_err().to_string();
    assert_eq!(said(" "), "Escreva o texto: ele está vazio.");
    assert_eq!(said(&"a".repeat(5_000)), "Encurte o texto: ele tem 5000 caracteres e cabem 4096.");
    assert_eq!(said("Oi\0"), "Apague o caractere invisível U+0000 na posição 3: ele não pode ser enviado.");
    assert_eq!(
        said("{{apelido}}"),
        "Troque {{apelido}}: essa variável não existe. As que existem são contato.nome, contato.primeiro_nome, atendente.nome, \
         atendente.primeiro_nome, lider.nome, equipe.nome, ticket.protocolo, empresa.nome, horas, fim_do_dia."
    );
    assert_eq!(said("{{nome|upper}}"), "Simplifique {{nome|upper}}: entre as chaves cabe só o nome de uma variável.");
    assert_eq!(said("{% x %}"), "Apague {%: em um texto cabem só variáveis, como {{contato.nome}}.");
    assert_eq!(said("Oi {{nome"), "Feche a variável com }} depois de {{nome.");
    assert_eq!(said("Oi nome}}"), "Apague }} ou escreva {{ antes do nome da variável.");
    let empty = render("Oi {{lider}}", &Values::new()).unwrap_err();
    assert_eq!(empty.to_string(), "Preencha {{lider.nome}}: não há valor para este atendimento.");
    let long_name = check(&format!("{{{{{}}}}}", "x".repeat(4_000))).unwrap_err();
    assert_eq!(long_name, TextProblem::Unknown { name: "x".repeat(40) }, "a typo is not repeated at length");
}

#[test]
fn a_variable_without_a_value_stops_the_message() {
    let text = "Oi {{nome}}, sou {{atendente.nome}}";
    assert_eq!(render(text, &Values::new()), Err(TextProblem::Empty(Variable::ContactName)));
    for blank in ["", "  ", "\n", "\u{200B}\u{200D}", "\u{3164}", "\0\u{7}"] {
        let values = ana().with(Variable::AgentName, blank);
        assert_eq!(render(text, &values), Err(TextProblem::Empty(Variable::AgentName)), "{blank:?}");
    }
    let unused = ana().with(Variable::LeaderName, "");
    assert_eq!(render(text, &unused).as_deref(), Ok("Oi Ana Maria Souza, sou Bruno Lima"));
}

#[test]
fn a_value_is_text_and_never_a_template() {
    for value in ["{{empresa.nome}}", "{% for x in y %}", "{#", "}}", "<b>Ana</b> & 'Bia'", "{{", "{"] {
        let values = ana().with(Variable::ContactName, value);
        assert_eq!(render("Oi {{nome}}{{nome}}", &values), Ok(format!("Oi {value}{value}")));
    }
}

#[test]
fn a_value_comes_clean_from_outside() {
    for (value, clean) in [
        ("  Ana\0 Maria\u{7} ", "Ana Maria"),
        ("Ana\nMaria", "Ana Maria"),
        ("👩‍👩‍👧 Família", "👩‍👩‍👧 Família"),
        ("مريم", "مريم"),
        ("\u{202E}anA", "\u{202E}anA"),
    ] {
        assert_eq!(render("{{nome}}", &ana().with(Variable::ContactName, value)).as_deref(), Ok(clean));
    }
}

#[test]
fn length_is_counted_in_characters_before_and_after() {
    let full = "😀".repeat(TEXT_CHARS_MAX);
    assert_eq!(render(&full, &ana()), Ok(full.clone()));
    assert_eq!(check(&format!("{full}a")), Err(TextProblem::TooLong { chars: TEXT_CHARS_MAX + 1 }));
    let huge = "x".repeat(64 * 1_024);
    assert_eq!(check(&huge), Err(TextProblem::TooLong { chars: 65_536 }));
    let values = ana().with(Variable::ContactName, &huge);
    assert_eq!(render("Oi {{nome}}", &values), Err(TextProblem::TooLong { chars: 65_539 }));
    // As many variables as fit.
    let many = "{{nome}}".repeat(TEXT_CHARS_MAX / 8);
    assert_eq!(render(&many, &ana().with(Variable::ContactName, "A")), Ok("A".repeat(512)));
}

#[test]
fn the_first_name_is_the_first_word_one_can_see() {
    for (name, first) in [
        ("Ana Maria Souza", "Ana"),
        ("  Ana", "Ana"),
        ("Ana", "Ana"),
        ("\u{200B} Zé da Silva", "Zé"),
        ("👩‍👩‍👧 Família", "👩‍👩‍👧"),
        ("", ""),
        (" \u{200B} ", ""),
    ] {
        assert_eq!(first_name(name), first);
    }
}

#[test]
fn plain_words_are_the_same_however_they_were_typed() {
    for (line, words) in [
        ("SAIR", "sair"),
        ("  «Sáir»!! 👋", "sair"),
        ("sai\u{301}r,", "sair"),
        ("Não  quero,\tobrigado.", "nao quero obrigado"),
        ("AÇÃO Ñandú ÀÜ", "acao nandu au"),
        ("2ª via", "2ª via"),
        (" … ", ""),
        ("", ""),
    ] {
        assert_eq!(plain_words(line), words, "{line:?}");
    }
}

// --- Any text at all ---------------------------------------------------------------------------------------------------

/// A piece of a legal text and what it becomes.
fn piece() -> impl Strategy<Value = (String, String)> {
    let words = prop_oneof![
        "[^{}%#\\p{Cc}]{0,12}",
        Just("👩🏽‍💻 مرحبا \u{200D}".to_owned()),
        Just("\r\n".to_owned()),
        Just("{".to_owned())
    ];
    prop_oneof![
        words.prop_map(|text| (format!("{text} "), format!("{text} "))),
        (0..Variable::ALL.len(), any::<bool>(), "[ \t\n]{0,2}").prop_map(|(index, short, space)| {
            let variable = Variable::ALL[index];
            let name = variable.alias().filter(|_| short).unwrap_or(variable.name());
            (format!("{{{{{space}{name}{space}}}}}"), ana().get(variable).unwrap().to_owned())
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_legal_text_is_the_joining_of_its_pieces(pieces in proptest::collection::vec(piece(), 0..24)) {
        let template: String = pieces.iter().map(|(template, _)| template.as_str()).collect();
        let joined: String = pieces.iter().map(|(_, text)| text.as_str()).collect();
        match render(&template, &ana()) {
            Ok(text) => prop_assert_eq!(text, joined),
            Err(problem) => {
                prop_assert_eq!(problem, TextProblem::Blank);
                prop_assert!(joined.chars().all(|c| c.is_whitespace() || !c.is_alphanumeric()));
            }
        }
    }

    /// Whatever passes the check is put together, without a brace pair or a variable left in it.
    #[test]
    fn what_is_not_refused_is_rendered_whole(parts in proptest::collection::vec(prop_oneof![
        Just("{{"), Just("}}"), Just("{"), Just("}"), Just("%"), Just("#"), Just("-"), Just("nome"), Just("equipe"), Just("."),
        Just(" "), Just("|"), Just("\n"), Just("\r"), Just("\0"), Just("👋"), Just("\u{200B}"), Just("\u{202E}"), Just("'"), Just("{{nome}}"),
    ], 0..14)) {
        let template = parts.concat();
        match (check(&template), render(&template, &ana())) {
            (Ok(_), Ok(text)) => {
                prop_assert!(["{{", "}}", "{%", "%}", "{#", "#}"].iter().all(|mark| !text.contains(mark)), "{:?}", text);
            }
            (Err(refused), Err(problem)) => prop_assert_eq!(refused, problem),
            (checked, rendered) => prop_assert!(false, "{:?}: {:?} but {:?}", template, checked, rendered),
        }
    }

    #[test]
    fn no_text_and_no_value_is_too_strange(template in "\\PC{0,40}", value in any::<String>()) {
        let values = ana().with(Variable::ContactName, &value);
        let _ = (check(&template), render(&template, &values), first_name(&value));
        match render("Oi {{nome}}!", &values) {
            Ok(text) => prop_assert!(text.starts_with("Oi ") && text.ends_with('!') && text.chars().all(|c| !c.is_control())),
            Err(problem) => prop_assert_eq!(problem, TextProblem::Empty(Variable::ContactName)),
        }
    }
}
