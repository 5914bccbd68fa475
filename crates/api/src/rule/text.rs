//! The variables a text may have, and what a contact would read.

use engine::text::{TextProblem, Variable, check, render};
use engine::*;
use runtime::House;
use store::view::TicketFilter;
use store::{Reader, TicketExtra};

use super::{PreviewText, TextPreview, TextVariable};
use crate::ask::Ask;
use crate::error::{FieldProblem, Result};
use crate::shape::Nothing;
use crate::ticket::seen;

pub(crate) fn text_variables(_: &Ask, _: Nothing) -> Result<Vec<TextVariable>> {
    let one = |variable: Variable| TextVariable { name: variable.name().into(), description: meaning(variable).into() };
    Ok(Variable::ALL.into_iter().map(one).collect())
}

fn meaning(variable: Variable) -> &'static str {
    match variable {
        Variable::ContactName => "Nome do contato",
        Variable::ContactFirstName => "Primeiro nome do contato",
        Variable::AgentName => "Nome do técnico",
        Variable::AgentFirstName => "Primeiro nome do técnico",
        Variable::LeaderName => "Nome do líder da equipe",
        Variable::TeamName => "Nome da equipe",
        Variable::Protocol => "Protocolo do atendimento",
        Variable::Company => "Nome da empresa",
        Variable::Hours => "Horas desde a última mensagem do técnico",
        Variable::DayEnd => "Horário do fim do dia",
    }
}

/// With the values of a ticket: the one asked for, or the one somebody spoke on last.
pub(crate) fn preview_text(ask: &Ask, args: PreviewText) -> Result<TextPreview> {
    let problem = |problem: &TextProblem| vec![FieldProblem::new("text", problem.to_string())];
    if let Err(found) = check(&args.text) {
        return Ok(TextPreview { text: None, problems: problem(&found), ticket: None });
    }
    let ticket = match args.ticket {
        Some(id) => Some(seen(ask, id)?),
        None => ask.read(newest)?.filter(|ticket| crate::right::may_see(&ask.house, &ask.user, ticket)),
    };
    let Some(ticket) = ticket else {
        return Ok(TextPreview { text: None, problems: vec![], ticket: None });
    };
    let extra = ask.stored(|store| store.ticket_extra(ticket.id))?;
    let values = ask.house.values(&ticket, &extra, args.wait.or_else(|| silent(&ticket, ask.now)));
    Ok(match render(&args.text, &values) {
        Ok(text) => TextPreview { text: Some(text), problems: vec![], ticket: Some(ticket.id) },
        Err(found) => TextPreview { text: None, problems: problem(&found), ticket: Some(ticket.id) },
    })
}

/// What the ticket's contact would read; the text as written where a value is missing.
pub(crate) fn filled(house: &House, ticket: &Ticket, extra: &TicketExtra, text: &str, now: Moment) -> String {
    render(text, &house.values(ticket, extra, silent(ticket, now))).unwrap_or_else(|_| text.into())
}

/// For how long the customer has owed an answer.
fn silent(ticket: &Ticket, now: Moment) -> Option<Span> {
    ticket.anchor().map(|anchor| now.since(anchor))
}

/// The ticket with the newest word.
fn newest(reader: &Reader) -> store::Result<Option<Ticket>> {
    let page = reader.tickets(&TicketFilter::default(), None, 1)?;
    match page.rows.first() {
        Some(row) => reader.read(|store| store.ticket(row.id)),
        None => Ok(None),
    }
}
