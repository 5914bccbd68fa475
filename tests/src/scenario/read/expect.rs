//! What a scenario expects: the words after `espera`.

use super::super::script::{Counted, Expect, Field, PlainVerdict, RuleWord, Verdict, World, of_word};
use super::super::token::{Parsed, Reader};
use super::{clock, date, event, rule, status, whose};

const FIELDS: [&str; 10] = [
    "fila",
    "responsável",
    "retorna-para",
    "status",
    "etapa",
    "carteira",
    "etiquetas",
    "aguardando",
    "tickets",
    "motivo",
];

const WANTED: &str = "um cliente com o que se espera dele, enviadas, última, avisos, execuções, adiadas, puladas, substituídas, \
                      observadas, perdidas, incertas, fechados-no-dia, por-que, próxima, regra ou recusa";

pub(super) fn expect(world: &mut World, reader: &mut Reader) -> Parsed<Expect> {
    if reader.eat("enviadas") {
        reader.expect("a")?;
        return Ok(Expect::Sent { contact: contact(reader)?, count: reader.number()? });
    }
    if reader.eat("última") {
        reader.expect("a")?;
        return Ok(Expect::Last { contact: contact(reader)?, text: reader.quoted("o texto")? });
    }
    if reader.eat("avisos") {
        return Ok(Expect::Notices { user: super::user(world, reader)?, count: reader.number()? });
    }
    if reader.eat("incertas") {
        return reader.number().map(Expect::Unknown);
    }
    if reader.eat("fechados-no-dia") {
        return reader.number().map(Expect::DayClosed);
    }
    if reader.eat("por-que") {
        return why(world, reader);
    }
    if reader.eat("próxima") {
        return Ok(Expect::Next { date: date(reader)?, at: clock(reader)? });
    }
    if reader.eat("regra") {
        let rule = reader.name("o nome da regra")?;
        let state = reader.value("ativa, pausada, com-erro, desativada, em-observação ou excluída", |word| {
            of_word(&RuleWord::ALL, word)
        })?;
        return Ok(Expect::Rule { rule, state });
    }
    if reader.eat("recusa") {
        return refusal(world, reader);
    }
    if let Some(outcome) = reader.peek().and_then(Counted::of) {
        return counted(world, reader, outcome);
    }
    ticket(world, reader)
}

fn contact(reader: &mut Reader) -> Parsed<String> {
    reader.name("o nome de um cliente")
}

fn counted(world: &mut World, reader: &mut Reader, outcome: Counted) -> Parsed<Expect> {
    reader.word("o que se conta")?;
    let bare_number = reader.peek().is_some_and(|word| word.parse::<u32>().is_ok());
    if outcome == Counted::Missed && bare_number {
        return reader.number().map(Expect::Missed);
    }
    let rule = reader.name("o nome da regra")?;
    Ok(Expect::Executions { outcome, rule, whose: whose(world, reader)?, count: reader.number()? })
}

fn why(world: &mut World, reader: &mut Reader) -> Parsed<Expect> {
    let rule = reader.name("o nome da regra")?;
    let whose = whose(world, reader)?;
    let verdict = if reader.eat("ainda-não") {
        Verdict::NotYet { date: date(reader)?, at: clock(reader)? }
    } else {
        let words: Vec<&str> = PlainVerdict::ALL.iter().map(|(_, word)| *word).collect();
        let wanted = format!("ainda-não, {}", words.join(", "));
        Verdict::Plain(reader.value(&wanted, |word| of_word(&PlainVerdict::ALL, word))?)
    };
    Ok(Expect::Why { rule, whose, verdict })
}

fn refusal(world: &mut World, reader: &mut Reader) -> Parsed<Expect> {
    if rule::starts(reader) {
        reader.expect("regra")?;
        return rule::definition(world, reader).map(Expect::RefusesRule);
    }
    event::event(world, reader).map(|event| Expect::RefusesEvent(Box::new(event)))
}

fn ticket(world: &mut World, reader: &mut Reader) -> Parsed<Expect> {
    let word_of_ours = reader.peek().is_some_and(|word| word.starts_with(char::is_lowercase));
    if word_of_ours && !reader.peek_after(1).is_some_and(|word| FIELDS.contains(&word) || word == "pela") {
        return Err(reader.unknown(WANTED));
    }
    let whose = whose(world, reader)?;
    let mut fields = vec![field(world, reader)?];
    while reader.eat_comma() {
        fields.push(field(world, reader)?);
    }
    Ok(Expect::Ticket { whose, fields })
}

fn field(world: &mut World, reader: &mut Reader) -> Parsed<Field> {
    let word = reader.value(&FIELDS.join(", "), |word| FIELDS.iter().find(|field| **field == word).copied())?;
    Ok(match word {
        "fila" => Field::Queue(super::queue(world, reader)?),
        "responsável" => Field::Assignee(somebody(world, reader)?),
        "retorna-para" => Field::ReturnsTo(somebody(world, reader)?),
        "status" => Field::Status(status(reader)?),
        "etapa" => Field::Stage(super::stage(world, reader)?),
        "carteira" => Field::Wallet(somebody(world, reader)?),
        "etiquetas" => Field::Tags(tags(world, reader)?),
        "aguardando" if reader.eat("nada") => Field::Waiting(None),
        "aguardando" => Field::Waiting(Some(reader.duration()?)),
        "tickets" => Field::Tickets(reader.number()?),
        _ => Field::Reason(reader.value("person, rule ou no_interaction", |word| {
            ["person", "rule", "no_interaction"].contains(&word).then(|| word.to_owned())
        })?),
    })
}

fn somebody(world: &mut World, reader: &mut Reader) -> Parsed<Option<String>> {
    if reader.eat("ninguém") { Ok(None) } else { super::user(world, reader).map(Some) }
}

/// Commas part the tags and also the fields: a bare word that names a field ends the list.
fn tags(world: &mut World, reader: &mut Reader) -> Parsed<Vec<String>> {
    if reader.eat("nenhuma") {
        return Ok(vec![]);
    }
    let mut tags = vec![super::tag(world, reader)?];
    while reader.next_after_comma(|word| !FIELDS.contains(&word)) {
        reader.eat_comma();
        tags.push(super::tag(world, reader)?);
    }
    Ok(tags)
}
