//! The variables a text may have, and what a contact would read.

use engine::text::{TextProblem, Values, Variable, check, first_name, render};
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
    let values = values(&ask.house, &ticket, &extra, args.wait, ask.now);
    Ok(match render(&args.text, &values) {
        Ok(text) => TextPreview { text: Some(text), problems: vec![], ticket: Some(ticket.id) },
        Err(found) => TextPreview { text: None, problems: problem(&found), ticket: Some(ticket.id) },
    })
}

/// What the ticket's contact would read; the text as written where a value is missing.
pub(crate) fn filled(house: &House, ticket: &Ticket, extra: &TicketExtra, text: &str, now: Moment) -> String {
    render(text, &values(house, ticket, extra, None, now)).unwrap_or_else(|_| text.into())
}

/// The ticket with the newest word.
fn newest(reader: &Reader) -> store::Result<Option<Ticket>> {
    let page = reader.tickets(&TicketFilter::default(), None, 1)?;
    match page.rows.first() {
        Some(row) => reader.read(|store| store.ticket(row.id)),
        None => Ok(None),
    }
}

fn values(house: &House, ticket: &Ticket, extra: &TicketExtra, wait: Option<Span>, now: Moment) -> Values {
    let name = |user: Option<UserId>| user.map(|user| house.user_name(user).to_owned()).unwrap_or_default();
    let agent = name(ticket.returns_to.map(|home| home.user).or(ticket.last_attendant).or(ticket.assignee));
    let team = house.team_of(ticket);
    let hours = wait.or_else(|| ticket.anchor().map(|anchor| now.since(anchor)));
    let minute = house.settings.queue.day_end.minute;
    Values::new()
        .with(Variable::ContactName, &extra.contact_name)
        .with(Variable::ContactFirstName, first_name(&extra.contact_name))
        .with(Variable::AgentName, &agent)
        .with(Variable::AgentFirstName, first_name(&agent))
        .with(Variable::LeaderName, &name(team.and_then(|team| team.leader)))
        .with(Variable::TeamName, team.map_or("", |team| team.name.as_str()))
        .with(Variable::Protocol, &extra.protocol)
        .with(Variable::Company, &house.settings.company)
        .with(Variable::Hours, &hours.map(|span| (span.0 / Span::hours(1).0).to_string()).unwrap_or_default())
        .with(Variable::DayEnd, &format!("{:02}:{:02}", minute / 60, minute % 60))
}
