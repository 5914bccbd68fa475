//! Whether a message that went opens its closed ticket again, and where it goes then (domain.md 3.12); and what of that is
//! known before somebody sends it from a tray.

use engine::queue::EntryMode;
use engine::*;
use serde_json::json;
use store::{ExecutionRow, Origin, OutgoingRow, Store};

use super::{said_at, was_uncertain};
use crate::house::House;
use crate::notices::{self, To};
use crate::turn::{Said, Turn};
use crate::{Result, words};

/// Whether the person who says of an uncertain send that it went opens its ticket again by that.
///
/// # Errors
/// What surrounds the send cannot be read.
pub fn reopens_if_sent(store: &mut dyn Store, house: &House, row: &OutgoingRow, now: Moment) -> store::Result<bool> {
    let Some(ticket) = store.ticket(row.ticket)? else { return Ok(false) };
    reopens(store, house, &ticket, row, said_at(now, row))
}

/// Whether the person who sends again what is uncertain opens its ticket again by that.
///
/// # Errors
/// What surrounds the send cannot be read.
pub fn reopens_if_resent(store: &mut dyn Store, house: &House, row: &OutgoingRow) -> store::Result<bool> {
    let Some(ticket) = store.ticket(row.ticket)? else { return Ok(false) };
    match row.origin {
        Origin::Person => Ok(ticket.status == Status::Closed),
        Origin::Rule => {
            let lasts = lasts(store, &ticket, row.anchor)?;
            Ok(lasts && !words::is_farewell(store, house, row.execution, row.rule)? && ticket.status == Status::Closed)
        }
        Origin::Entry | Origin::Closing => Ok(false),
    }
}

/// Whether the person who sends what was missed opens its ticket again by that.
///
/// # Errors
/// What surrounds it cannot be read.
pub fn reopens_if_sent_late(store: &mut dyn Store, house: &House, missed: &ExecutionRow) -> store::Result<bool> {
    let Some(ticket) = store.ticket(missed.ticket)? else { return Ok(false) };
    let lasts = lasts(store, &ticket, Some(missed.anchor))?;
    let farewell = words::is_farewell(store, house, Some(missed.id), Some(missed.rule))?;
    Ok(lasts && !farewell && ticket.status == Status::Closed)
}

/// Whether a message that went opens its closed ticket again: it spoke to a closed one. Of a rule's, a farewell does not; one
/// that was uncertain spoke to a closed ticket if that was closed when it was tried, and has been silent ever since. A person
/// who writes has it open by then: theirs is from a tray.
pub(super) fn reopens(
    store: &mut dyn Store,
    house: &House,
    ticket: &Ticket,
    row: &OutgoingRow,
    said_at: Moment,
) -> store::Result<bool> {
    if ticket.status != Status::Closed {
        return Ok(false);
    }
    let closed_by = |at: Moment| ticket.closed_at.is_some_and(|closed| closed <= at);
    match row.origin {
        Origin::Person => {
            let answered = store.contact(row.contact)?.wrote_at.is_some_and(|wrote| wrote >= row.created_at);
            let stands = !was_uncertain(row) || !answered;
            Ok(stands && closed_by(row.created_at) && store.tray_entry(row.ticket, row.message)?.is_some())
        }
        Origin::Rule if words::is_farewell(store, house, row.execution, row.rule)? => Ok(false),
        Origin::Rule if was_uncertain(row) => Ok(closed_by(said_at) && lasts(store, ticket, row.anchor)?),
        Origin::Rule => Ok(true),
        Origin::Entry | Origin::Closing => Ok(false),
    }
}

/// Whether the silence that began then lasts: no word of ours since, nor one of the customer, anywhere.
fn lasts(store: &mut dyn Store, ticket: &Ticket, anchor: Option<Moment>) -> store::Result<bool> {
    let wrote_since = match (store.contact(ticket.contact)?.wrote_at, anchor) {
        (Some(wrote), Some(anchor)) => wrote >= anchor,
        (Some(_) | None, _) => false,
    };
    Ok(ticket.anchor() == anchor && !wrote_since)
}

/// To whoever had it.
pub(super) fn by_a_person(turn: &mut Turn<'_>, ticket: &Ticket, author: Option<UserId>) -> Result<Ticket> {
    let said = Said { event: "reopened", user: author, rule: None, detail: json!({}) };
    home_again(turn, ticket, said).map(|(reopened, _)| reopened)
}

/// To Sem Interação where that works by itself, else to whoever had it.
pub(super) fn by_a_rule(turn: &mut Turn<'_>, ticket: &Ticket, rule: Option<RuleId>) -> Result<()> {
    let said = Said { event: "reopened_by_rule", user: None, rule, detail: json!({}) };
    let (reopened, home) = home_again(turn, ticket, said)?;
    let house = turn.house.clone();
    let policy = &house.settings.queue;
    let automatic = policy.on && policy.mode == EntryMode::Automatic;
    let (Some(queue), Some(keeper), true) = (house.no_interaction(), house.keeper(), automatic) else { return Ok(()) };
    let (Home::Technician { user, queue: from }, Some(anchor)) = (home, reopened.silence.anchor()) else {
        return Ok(());
    };
    turn.store.enter(reopened.id, anchor, reopened.silence.turn, turn.now, false)?;
    let returns_to = ReturnsTo { user, queue: from };
    let fact = Fact::Entered { at: turn.now, queue, keeper, returns_to };
    let said = Said { event: "entered", user: None, rule, detail: json!({ "reopened": true }) };
    let inside = turn.happen(&reopened, &fact, said)?;
    // The rule has just spoken to the customer: only our own people are told.
    notices::tell_in_own_words(turn, NoticeEvent::Entered, &inside, &[To::Technician, To::Leader])
}

fn home_again(turn: &mut Turn<'_>, ticket: &Ticket, said: Said) -> Result<(Ticket, Home)> {
    let house = turn.house.clone();
    let home = engine::queue::reopens_to(ticket, |user| house.is_active(user));
    Ok((turn.happen(ticket, &Fact::Reopened { home }, said)?, home))
}
