//! A rule as a scenario writes it: name, time, one or more actions, options in any order.

use super::super::script::{Action, Rule, World};
use super::super::token::{Parsed, Reader};
use super::{queue, stage, status, tag, user, via};

const ACTIONS: [&str; 10] =
    ["enviar", "etiquetar", "desetiquetar", "carteira", "etapa", "fila", "atribuir", "fechar", "anotar", "notificar"];
const WANTED: &str = "uma ação (enviar, etiquetar, desetiquetar, carteira, etapa, fila, atribuir, fechar, anotar, notificar) \
                      ou uma opção (pela, status, horário-comercial, a-cada-silêncio, atraso-máximo, em-observação, com vencidos)";

/// Whether a rule is defined here, and not edited: `regra NOME após …`.
pub(super) fn starts(reader: &Reader) -> bool {
    reader.peek() == Some("regra") && reader.peek_after(2) == Some("após")
}

/// What follows `regra` in a definition.
pub(super) fn definition(world: &mut World, reader: &mut Reader) -> Parsed<Rule> {
    let name = reader.name("o nome da regra")?;
    reader.expect("após")?;
    let mut rule = Rule {
        name,
        wait: reader.duration()?,
        actions: vec![],
        statuses: None,
        business_hours: false,
        every_silence: false,
        lateness: None,
        observing: false,
        include_overdue: false,
    };
    while !reader.at_end() {
        if let Some(action) = action(world, reader)? {
            rule.actions.push(action);
        } else if !option(world, &mut rule, reader)?
            && !(parts_actions(reader) && (reader.eat_bar() || reader.eat_comma()))
        {
            break;
        }
    }
    let ends = reader.at_end() || reader.bar_is_next();
    if rule.actions.is_empty() || !ends { Err(reader.unknown(WANTED)) } else { Ok(rule) }
}

/// A bar or a comma between two actions; a bar may also begin the next statement.
fn parts_actions(reader: &Reader) -> bool {
    reader.peek_after(1).is_some_and(|word| ACTIONS.contains(&word))
}

fn action(world: &mut World, reader: &mut Reader) -> Parsed<Option<Action>> {
    let action = if reader.eat("enviar") {
        let text = reader.quoted("o texto da mensagem")?;
        Action::Send { text, via: via(world, reader)? }
    } else if reader.eat("etiquetar") {
        Action::Tag(tag(world, reader)?)
    } else if reader.eat("desetiquetar") {
        Action::Untag(tag(world, reader)?)
    } else if reader.eat("carteira") {
        let user = user(world, reader)?;
        Action::Wallet { user, only_if_empty: reader.eat("só-se-vazia") }
    } else if reader.eat("etapa") {
        Action::Stage(stage(world, reader)?)
    } else if reader.eat("fila") {
        Action::Queue(queue(world, reader)?)
    } else if reader.eat("atribuir") {
        Action::Assign(user(world, reader)?)
    } else if reader.eat("fechar") {
        Action::Close
    } else if reader.eat("anotar") {
        Action::Note(reader.quoted("o texto da nota")?)
    } else if reader.eat("notificar") {
        let user = user(world, reader)?;
        let text = if reader.next_is_quoted() { Some(reader.quoted("o texto do aviso")?) } else { None };
        Action::Notify { user, text }
    } else {
        return Ok(None);
    };
    Ok(Some(action))
}

fn option(world: &mut World, rule: &mut Rule, reader: &mut Reader) -> Parsed<bool> {
    if let Some(Action::Send { via: chosen @ None, .. }) = rule.actions.last_mut()
        && reader.peek() == Some("pela")
    {
        // Also after other options of the message it belongs to.
        *chosen = via(world, reader)?;
    } else if reader.eat("status") {
        let mut statuses = vec![status(reader)?];
        while reader.eat_comma() {
            statuses.push(status(reader)?);
        }
        rule.statuses = Some(statuses);
    } else if reader.eat("horário-comercial") {
        rule.business_hours = true;
    } else if reader.eat("a-cada-silêncio") {
        rule.every_silence = true;
    } else if reader.eat("atraso-máximo") {
        rule.lateness = Some(reader.duration()?);
    } else if reader.eat("em-observação") {
        rule.observing = true;
    } else if reader.eat("com") {
        reader.expect("vencidos")?;
        rule.include_overdue = true;
    } else {
        return Ok(false);
    }
    Ok(true)
}
