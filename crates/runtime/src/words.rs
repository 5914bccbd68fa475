//! What a rule says: its messages, one after the other. The next one is judged when the one before has come to its end, and
//! like any other message of a rule, so the hour between two, the weekly limit, quiet hours and the fuse hold inside a rule
//! as they do between two. One execution holds them all.

use engine::text::TextProblem;
use engine::*;
use store::{Deferred, ExecutionOutcome, ExecutionRow, Origin, OutgoingRow, RESENT, SendState, Store};

use crate::Result;
use crate::house::House;
use crate::rules::silence_key;
use crate::turn::Turn;

/// How far the messages of a rule have come in a silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    /// None was said.
    Begin,
    /// Some were; the next is the how manieth, from 0.
    GoOn { nth: usize, execution: ExecutionId },
    /// Nothing more comes in this episode, or not before the one on its way has ended.
    Rest,
}

impl Words {
    /// How far this rule has come. Another version of it says nothing more, nor does it go on in another silence: it has
    /// acted in this episode.
    pub fn of(turn: &mut Turn<'_>, rule: &Rule, ticket: &Ticket, anchor: Moment) -> Result<Words> {
        if !are_several(rule) {
            // One message is begun or over, which its key says.
            return Ok(Words::Begin);
        }
        let (turn_no, silence) = (ticket.silence.turn, silence_key(rule, anchor));
        let row = turn.store.execution_of(rule.id, ticket.id, turn_no, silence, Part::Message)?;
        let Some(row) = row else { return Ok(Words::Begin) };
        let messages = messages(rule);
        let same = row.anchor == anchor && row.version == rule.version;
        if !same || row.outcome != ExecutionOutcome::Executed || !row.why.is_empty() {
            return Ok(Words::Rest);
        }
        let rows = turn.store.outgoing_of_execution(ticket.id, row.id)?;
        let (nth, waits) = (rows.iter().filter(|row| is_said(row)).count(), rows.iter().any(is_on_its_way));
        Ok(if nth < messages && !waits { Words::GoOn { nth, execution: row.id } } else { Words::Rest })
    }
}

pub(crate) fn are_several(rule: &Rule) -> bool {
    messages(rule) > 1
}

fn messages(rule: &Rule) -> usize {
    rule.actions_of(Part::Message).count()
}

fn is_on_its_way(row: &OutgoingRow) -> bool {
    match row.state {
        SendState::Planned | SendState::Sending => true,
        SendState::Sent
        | SendState::Delivered
        | SendState::Read
        | SendState::Failed
        | SendState::Cancelled
        | SendState::Unknown
        | SendState::Missed => false,
    }
}

/// Whether the message of this row had its turn, whatever came of it.
fn is_said(row: &OutgoingRow) -> bool {
    match row.state {
        SendState::Cancelled | SendState::Missed => false,
        SendState::Failed => row.fault != RESENT,
        SendState::Planned
        | SendState::Sending
        | SendState::Sent
        | SendState::Delivered
        | SendState::Read
        | SendState::Unknown => true,
    }
}

/// How many messages of this execution had their turn.
pub(crate) fn said(turn: &mut Turn<'_>, ticket: TicketId, execution: ExecutionId) -> Result<usize> {
    Ok(turn.store.outgoing_of_execution(ticket, execution)?.iter().filter(|row| is_said(row)).count())
}

/// The how manieth message of a rule as it would leave now, and by which connection; or why it cannot.
pub(crate) fn worded(
    turn: &mut Turn<'_>,
    rule: &Rule,
    ticket: &Ticket,
    nth: usize,
) -> Result<std::result::Result<(ConnectionId, String), SkipWhy>> {
    let Some(Action::SendMessage { text, connection }) = rule.actions_of(Part::Message).nth(nth) else {
        return Ok(Err(SkipWhy::Missing));
    };
    let values = turn.values(ticket)?;
    let through = connection.unwrap_or(ticket.connection);
    let Some(on) = turn.house.connection(through).filter(|on| !on.archived && on.enabled).cloned() else {
        return Ok(Err(SkipWhy::Missing));
    };
    if turn.store.address(ticket.contact, &on.kind)?.is_none() {
        return Ok(Err(SkipWhy::Missing));
    }
    Ok(match engine::text::render(text, &values) {
        Ok(text) => Ok((through, text)),
        Err(TextProblem::Empty(_)) => Err(SkipWhy::EmptyVariable),
        Err(_) => Err(SkipWhy::Missing),
    })
}

/// A message of a rule came to its end: the next one, if there is one, is judged.
pub(crate) fn go_on(turn: &mut Turn<'_>, row: &OutgoingRow) -> Result<()> {
    let (Origin::Rule, Some(rule), Some(anchor)) = (row.origin, row.rule, row.anchor) else { return Ok(()) };
    let house = turn.house.clone();
    let Some(stored) = house.rule(rule).filter(|stored| stored.rule.watches() && are_several(&stored.rule)) else {
        return Ok(());
    };
    let ticket = turn.ticket(row.ticket)?;
    if ticket.anchor() != Some(anchor) {
        return Ok(());
    }
    match Words::of(turn, &stored.rule, &ticket, anchor)? {
        Words::GoOn { .. } => Ok(turn.store.defer(&Deferred {
            rule,
            ticket: ticket.id,
            part: Part::Message,
            turn: ticket.silence.turn,
            anchor,
            due_at: Some(turn.now),
            why: DeferWhy::Spacing,
            created_at: turn.now,
        })?),
        Words::Begin | Words::Rest => Ok(()),
    }
}

/// Whether what the rule said is a farewell: the version that said it closes what it speaks to.
pub(crate) fn is_farewell(
    store: &mut dyn Store,
    house: &House,
    execution: Option<ExecutionId>,
    rule: Option<RuleId>,
) -> store::Result<bool> {
    let execution = execution.map(|id| store.execution(id)).transpose()?.flatten();
    let noted = execution.as_ref().and_then(farewell_noted);
    Ok(noted.unwrap_or_else(|| {
        let rule = rule.and_then(|id| house.rule(id));
        rule.is_some_and(|stored| stored.rule.closes())
    }))
}

fn farewell_noted(row: &ExecutionRow) -> Option<bool> {
    serde_json::from_str::<serde_json::Value>(&row.detail).ok()?.get("farewell")?.as_bool()
}
