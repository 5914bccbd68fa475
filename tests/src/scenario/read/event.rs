//! What happens during the day: customers, people of ours, channels, the machine, the supervisor's edits.

use engine::Span;

use super::super::script::{ChannelTurn, Does, Dropped, Event, RuleEdit, Says, World};
use super::super::token::{ParseError, Parsed, Reader, duration};
use super::{connection, queue, rule, stage, tag, user, via, whose};

const DEEDS: [&str; 9] = ["assume", "escreve", "anota", "move", "fecha", "transfere", "segura", "solta", "adia"];
const OF_THE_WORLD: [&str; 10] = [
    "fuso",
    "início",
    "equipe",
    "expediente",
    "feriado",
    "silêncio-noturno",
    "fila-sem-interação",
    "etapas",
    "conexão",
    "limites",
];
const WANTED: &str = "um acontecimento (cliente, NOME assume/escreve/anota/move/fecha/transfere/segura/solta/adia, etiqueta, \
                      etapa, usuário, repete, canal, programa, computador, relógio, regra, supervisor retoma, perdidas, incertas) ou “espera”";

pub(super) fn event(world: &mut World, reader: &mut Reader) -> Parsed<Event> {
    if reader.eat("cliente") {
        return customer(world, reader);
    }
    if reader.eat("repete") {
        return whose(world, reader).map(Event::Repeat);
    }
    if reader.eat("etiqueta") {
        return Ok(Event::TagContact { whose: whose(world, reader)?, tag: tag(world, reader)? });
    }
    if reader.eat("etapa") {
        return Ok(Event::SetStage { whose: whose(world, reader)?, stage: stage(world, reader)? });
    }
    if reader.eat("usuário") {
        let user = user(world, reader)?;
        let active = reader.value("ativo ou inativo", |word| match word {
            "ativo" => Some(true),
            "inativo" => Some(false),
            _ => None,
        })?;
        return Ok(Event::SetUser { user, active });
    }
    if reader.eat("canal") {
        return channel(world, reader);
    }
    if reader.eat("programa") {
        return reader.value("para ou volta", |word| match word {
            "para" => Some(Event::ProgramStops),
            "volta" => Some(Event::ProgramStarts),
            _ => None,
        });
    }
    if reader.eat("computador") {
        return reader.value("dorme ou acorda", |word| match word {
            "dorme" => Some(Event::Sleeps),
            "acorda" => Some(Event::Wakes),
            _ => None,
        });
    }
    if reader.eat("relógio") {
        reader.expect("salta")?;
        return reader.value("um salto como +3h ou -3h", jump).map(Event::Jumps);
    }
    if reader.peek() == Some("regra") {
        return rule_event(world, reader);
    }
    if reader.eat("perdidas") {
        return missed(reader);
    }
    if reader.eat("incertas") {
        let resend = reader.value("reenviar ou enviada", |word| match word {
            "reenviar" => Some(true),
            "enviada" => Some(false),
            _ => None,
        })?;
        return Ok(Event::Uncertain { contact: perhaps_contact(reader)?, resend });
    }
    if reader.eat("exclui") {
        return dropped(world, reader);
    }
    if reader.eat("supervisor") {
        reader.expect("retoma")?;
        return reader.name("o nome da regra").map(Event::Resume);
    }
    person(world, reader)
}

fn customer(world: &mut World, reader: &mut Reader) -> Parsed<Event> {
    let who = whose(world, reader)?;
    let says = if reader.eat("escreve") {
        Says::Text(reader.quoted("o que o cliente escreve")?)
    } else if reader.eat("responde-automático") {
        Says::AutoReply(reader.quoted("a resposta automática")?)
    } else if reader.eat("manda") {
        Says::File(reader.quoted("o nome do arquivo")?)
    } else if reader.eat("lê") {
        return Ok(Event::Looks(who));
    } else {
        return Err(reader.unknown("escreve, responde-automático, manda ou lê"));
    };
    let (mut chosen, mut late) = (who.via, Span(0));
    while !reader.at_end() {
        if reader.eat("atrasada") {
            late = reader.duration()?;
        } else if let Some(name) = via(world, reader)? {
            chosen = Some(name);
        } else {
            break;
        }
    }
    Ok(Event::Customer { contact: who.contact, via: chosen, says, late })
}

fn channel(world: &mut World, reader: &mut Reader) -> Parsed<Event> {
    let connection = connection(world, reader)?;
    let turn = if reader.eat("rejeita") {
        reader.value("permanente ou próxima", |word| match word {
            "permanente" => Some(ChannelTurn::Reject),
            "próxima" => Some(ChannelTurn::RejectNext),
            _ => None,
        })?
    } else if reader.eat("falha") {
        reader.expect("depois")?;
        ChannelTurn::FailLater
    } else if reader.eat("relógio") {
        reader.value("uma diferença como +3h ou -3h", jump).map(ChannelTurn::Clock)?
    } else {
        reader.value(
            "cai, volta, aceita-sem-responder, rejeita permanente ou próxima, falha depois ou relógio",
            |word| match word {
                "cai" => Some(ChannelTurn::Down),
                "volta" => Some(ChannelTurn::Up),
                "aceita-sem-responder" => Some(ChannelTurn::AcceptUnanswered),
                _ => None,
            },
        )?
    };
    Ok(Event::Channel { connection, turn })
}

fn jump(word: &str) -> Option<Span> {
    let (sign, rest) = match word.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, word.strip_prefix('+')?),
    };
    duration(rest).map(|span| Span(sign * span.0))
}

fn rule_event(world: &mut World, reader: &mut Reader) -> Parsed<Event> {
    let defines = rule::starts(reader);
    reader.expect("regra")?;
    if defines {
        return rule::definition(world, reader).map(Event::MakeRule);
    }
    let rule = reader.name("o nome da regra")?;
    let edit = if reader.eat("desativa") {
        RuleEdit::Off
    } else if reader.eat("ativa") {
        RuleEdit::On { include_overdue: overdue_too(reader)? }
    } else if reader.eat("observa") {
        RuleEdit::Observe
    } else if reader.eat("muda") {
        reader.expect("após")?;
        let wait = reader.duration()?;
        RuleEdit::Wait { wait, include_overdue: overdue_too(reader)? }
    } else if reader.eat("exclui") {
        RuleEdit::Archive
    } else {
        return Err(reader.unknown("após, desativa, ativa, observa, muda após ou exclui"));
    };
    Ok(Event::EditRule { rule, edit })
}

fn overdue_too(reader: &mut Reader) -> Parsed<bool> {
    let also = reader.eat("com");
    if also {
        reader.expect("vencidos")?;
    }
    Ok(also)
}

fn missed(reader: &mut Reader) -> Parsed<Event> {
    let send = reader.value("enviar ou pular", |word| match word {
        "enviar" => Some(true),
        "pular" => Some(false),
        _ => None,
    })?;
    Ok(Event::Missed { contact: perhaps_contact(reader)?, send })
}

fn perhaps_contact(reader: &mut Reader) -> Parsed<Option<String>> {
    let named = reader.peek().is_some() || reader.next_is_quoted();
    if named { reader.name("o nome de um cliente").map(Some) } else { Ok(None) }
}

fn dropped(world: &mut World, reader: &mut Reader) -> Parsed<Event> {
    if reader.eat("etiqueta") {
        return tag(world, reader).map(|tag| Event::Drop(Dropped::Tag(tag)));
    }
    reader.expect("etapa")?;
    stage(world, reader).map(|stage| Event::Drop(Dropped::Stage(stage)))
}

/// `NOME verbo …`.
fn person(world: &mut World, reader: &mut Reader) -> Parsed<Event> {
    if !reader.peek_after(1).is_some_and(|verb| DEEDS.contains(&verb)) {
        return Err(nobody(world, reader));
    }
    let by = user(world, reader)?;
    let verb = reader.word("o que a pessoa faz")?;
    let does = match verb.as_str() {
        "assume" => Does::Takes(whose(world, reader)?),
        "escreve" => {
            reader.expect("a")?;
            let mut to = whose(world, reader)?;
            let text = reader.quoted("o que se escreve")?;
            to.via = via(world, reader)?.or(to.via);
            Does::Writes { to, text, in_own_app: reader.eat("pelo-aparelho") }
        }
        "anota" => Does::Notes { whose: whose(world, reader)?, text: reader.quoted("a nota")? },
        "move" => Does::MovesNow(whose(world, reader)?),
        "fecha" => Does::Closes(whose(world, reader)?),
        "segura" => Does::Holds(whose(world, reader)?),
        "solta" => Does::Releases(whose(world, reader)?),
        "adia" => Does::Postpones(whose(world, reader)?),
        _ => {
            let whose = whose(world, reader)?;
            reader.expect("para")?;
            if reader.eat("fila") {
                Does::Transfers { whose, queue: queue(world, reader)? }
            } else {
                Does::Gives { whose, to: user(world, reader)? }
            }
        }
    };
    Ok(Event::Person { by, does })
}

/// Says which of the first two words is the wrong one.
fn nobody(world: &World, reader: &mut Reader) -> ParseError {
    let late = reader.peek().filter(|word| OF_THE_WORLD.contains(word)).map(ToOwned::to_owned);
    if let Some(word) = late {
        let message = format!("“{word}” só vale antes da primeira hora");
        return ParseError { line: reader.line(), column: reader.column(), message };
    }
    let known = reader.peek().is_some_and(|word| world.names.users.iter().any(|user| user == word));
    if (known || reader.next_is_quoted()) && reader.name("um nome").is_ok() {
        return reader.unknown(&format!("o que a pessoa faz ({})", DEEDS.join(", ")));
    }
    reader.unknown(WANTED)
}
