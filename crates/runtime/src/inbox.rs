//! What channels bring, turned into facts: which contact, which ticket, whether it is an answer, and what follows. One
//! call is one transaction, so a batch is stored whole or not at all (group commit).

use std::collections::BTreeSet;

use channels::{Incoming, Message, Receipt, Side};
use engine::plant::{Bug, planted};
use engine::queue::{Answer, answered};
use engine::*;
use serde_json::json;
use store::{
    Connection, ExecutionOutcome, Left, MessageChange, MessageRow, MessageSide, MessageState, NewMessage, NewTicket,
    SendState,
};

use crate::change::Topic;
use crate::notices::{Telling, To};
use crate::turn::{Said, Turn};
use crate::{Refusal, Result};
use crate::{crossed, outbox};

/// Providers that stamp whole seconds mean any instant of that second; taken at its end, so that an answer never looks
/// older than the word it answers.
const SECOND_MS: i64 = 1_000;

/// Stores everything a pull or hook brought.
pub(crate) fn receive(turn: &mut Turn<'_>, connection: ConnectionId, events: &[Incoming]) -> Result<()> {
    let Some(on) = turn.house.connection(connection).cloned() else {
        return Err(Refusal::not_found("Esta conexão"));
    };
    turn.behind = Some(BTreeSet::new());
    for event in events {
        match event {
            Incoming::Message(message) => said(turn, &on, message)?,
            Incoming::Receipt { external_id, state, detail } => receipt(turn, &on, external_id, *state, detail)?,
            Incoming::Skipped { external_id, why } => {
                tracing::info!(connection = %on.id, external_id, why, "message left out by the channel");
            }
        }
    }
    for id in turn.behind.take().unwrap_or_default() {
        let ticket = turn.ticket(id)?;
        crate::scheduler::judge_behind(turn, &ticket)?;
    }
    Ok(())
}

fn said(turn: &mut Turn<'_>, on: &Connection, message: &Message) -> Result<()> {
    if let Some(known) = turn.store.message_by_external(on.id, &message.external_id)? {
        return echo(turn, &known);
    }
    if message.side != Side::Customer && settle_by_key(turn, on, &message.external_id)? {
        return Ok(());
    }
    let name = if message.contact.name.trim().is_empty() { &message.contact.address } else { &message.contact.name };
    let contact = turn.store.contact_by_address(&on.kind, &message.contact.address, name.trim(), turn.now)?;
    let at = effective(message.said_at_ms, turn.now);
    let existing = ticket_for(turn, on, contact, message)?;
    match message.side {
        Side::Customer => customer_said(turn, on, contact, existing, message, at),
        Side::Ours => ours_said(turn, on, contact, existing, message, at),
        Side::Automation => {
            let ticket = match existing {
                Some(ticket) => ticket,
                None => open(turn, on, contact, message, None)?,
            };
            keep(turn, on, &ticket, message, at, MessageSide::Automation, false)?;
            Ok(())
        }
    }
}

/// The smaller of the provider's instant and ours (domain.md 2.7).
fn effective(said_at_ms: i64, received: Moment) -> Moment {
    let said = if said_at_ms % SECOND_MS == 0 { said_at_ms.saturating_add(SECOND_MS - 1) } else { said_at_ms };
    Moment(said).min(received)
}

fn ticket_for(turn: &mut Turn<'_>, on: &Connection, contact: ContactId, message: &Message) -> Result<Option<Ticket>> {
    let by_thread = match turn.store.ticket_of_refs(on.id, &message.refs)? {
        Some(id) => turn.store.ticket(id)?.filter(|ticket| ticket.contact == contact),
        None => None,
    };
    let newest = match turn.store.newest_ticket(contact, on.id)? {
        Some(id) => turn.store.ticket(id)?,
        None => None,
    };
    // An answer in an old thread belongs to the conversation that goes on now, if there is one.
    Ok(match (by_thread, newest) {
        (Some(thread), Some(newest)) if thread.status == Status::Closed && newest.status != Status::Closed => {
            Some(newest)
        }
        (Some(thread), _) => Some(thread),
        (None, newest) => newest,
    })
}

fn customer_said(
    turn: &mut Turn<'_>,
    on: &Connection,
    contact: ContactId,
    existing: Option<Ticket>,
    message: &Message,
    at: Moment,
) -> Result<()> {
    let counts = message.answers && !message.history;
    let house = turn.house.clone();
    // An anchor ahead of the clock means that the clock was set back: what arrives now comes after it all the same.
    let ahead = existing.as_ref().and_then(|ticket| ticket.silence.anchor()).filter(|anchor| *anchor > turn.now);
    let at = ahead.unwrap_or(at);
    let answer = match &existing {
        Some(ticket) if counts => {
            let calendar = house.calendar_of(ticket);
            answered(&house.settings.queue, ticket, turn.now, calendar, |user| house.is_active(user))
        }
        Some(_) | None => Answer::Stays,
    };
    // A word that opens another conversation ends the silence of the one before it, even if, being late, it was said before
    // our last one there: in order, that one would have come after it (domain.md 2.7).
    let behind = existing.as_ref().filter(|_| answer == Answer::NewTicket).and_then(|old| old.silence.human_at);
    let before = match (existing, answer) {
        (None, _) => open(turn, on, contact, message, None)?,
        (Some(old), Answer::NewTicket) => open(turn, on, contact, message, Some(old.id))?,
        (Some(ticket), Answer::Stays | Answer::Returns(_) | Answer::Reopens(_)) => ticket,
    };
    keep(turn, on, &before, message, at, MessageSide::Customer, counts)?;
    if !counts {
        return Ok(());
    }
    turn.store.contact_wrote(contact, behind.map_or(at, |ours| at.max(ours)))?;
    if before.silence.human_at.is_some_and(|human| at < human) {
        // It opened a turn behind the anchor; what ran on a later anchor keeps its episode.
        turn.store.rekey(before.id, before.silence.turn, at)?;
    }
    let was_waiting = before.silence.anchor();
    let ended = was_waiting.is_none_or(|anchor| at >= anchor);
    let spoke = turn.spoken(&before, &Fact::CustomerWrote { at })?;
    opt_out(turn, contact, &message.text)?;
    if !ended {
        turn.say(spoke.id, Said::itself("late_message").with(json!({ "said_at": at })))?;
        // The silence that goes on is a new episode now: a rule that had run in the old one may owe this one its step.
        return crate::scheduler::judge_behind(turn, &spoke);
    }
    if let Some(anchor) = was_waiting.filter(|_| ahead.is_none()) {
        crossed::answered(turn, spoke.id, anchor, at)?;
    }
    turn.store.drop_deferred_of_ticket(spoke.id)?;
    outbox::cancel_for_answer(turn, &spoke)?;
    turn.settle_answer(&spoke, answer)?;
    Ok(())
}

/// Typed by one of ours in the provider's own app: a human word.
fn ours_said(
    turn: &mut Turn<'_>,
    on: &Connection,
    contact: ContactId,
    existing: Option<Ticket>,
    message: &Message,
    at: Moment,
) -> Result<()> {
    let ticket = match existing {
        Some(ticket) => ticket,
        None => open(turn, on, contact, message, None)?,
    };
    let counts = !message.history && message.answers;
    keep(turn, on, &ticket, message, at, MessageSide::Human, counts)?;
    if counts { outbox::human_wrote(turn, &ticket, at, None) } else { Ok(()) }
}

fn open(
    turn: &mut Turn<'_>,
    on: &Connection,
    contact: ContactId,
    message: &Message,
    linked_to: Option<TicketId>,
) -> Result<Ticket> {
    let stage = turn.first_stage();
    let new = NewTicket {
        contact,
        connection: on.id,
        subject: message.subject.chars().take(300).collect(),
        queue: on.queue,
        stage,
        linked_to,
        at: turn.now,
    };
    let id = turn.store.open_ticket(&new)?;
    turn.changed.ticket(id);
    turn.say(id, Said::itself("opened").with(json!({ "linked_to": linked_to })))?;
    turn.ticket(id)
}

fn keep(
    turn: &mut Turn<'_>,
    on: &Connection,
    ticket: &Ticket,
    message: &Message,
    at: Moment,
    side: MessageSide,
    counts: bool,
) -> Result<()> {
    let attachments = serde_json::to_string(&message.attachments).unwrap_or_else(|_| "[]".into());
    let new = NewMessage {
        ticket: ticket.id,
        connection: on.id,
        external_id: Some(message.external_id.clone()),
        side,
        author: None,
        subject: message.subject.clone(),
        text: message.text.replace('\0', ""),
        attachments,
        counts,
        history: message.history,
        said_at: Moment(message.said_at_ms),
        received_at: turn.now,
        at,
        state: if side == MessageSide::Customer { MessageState::Received } else { MessageState::Sent },
    };
    turn.store.add_message(&new)?;
    turn.changed.ticket(ticket.id);
    turn.changed.touch(Topic::Messages);
    Ok(())
}

/// Our own message coming back: proof that it arrived at the provider, nothing else.
fn echo(turn: &mut Turn<'_>, known: &MessageRow) -> Result<()> {
    let Some(row) = turn.store.outgoing_of_message(known.id)? else { return Ok(()) };
    let (SendState::Unknown, Some(external)) = (row.state, known.external_id.clone()) else { return Ok(()) };
    outbox::accepted(turn, &row, external)
}

/// The provider speaks of a message of ours whose end we do not know (yet): it did go out. The external id carries our
/// key, so news that overtakes the answer to the send itself still finds its row.
fn settle_by_key(turn: &mut Turn<'_>, on: &Connection, external_id: &str) -> Result<bool> {
    let Some(row) = turn.store.unsettled(on.id, external_id)? else { return Ok(false) };
    outbox::accepted(turn, &row, external_id.to_owned())?;
    turn.changed.touch(Topic::Missed);
    Ok(true)
}

/// News of one of our sends. States only climb; `failed` only wins before delivery.
fn receipt(turn: &mut Turn<'_>, on: &Connection, external_id: &str, state: Receipt, detail: &str) -> Result<()> {
    let mut found = turn.store.message_by_external(on.id, external_id)?;
    if found.is_none() && settle_by_key(turn, on, external_id)? {
        found = turn.store.message_by_external(on.id, external_id)?;
    }
    let Some(known) = found else { return Ok(()) };
    let (rank, message, send) = match state {
        Receipt::Delivered => (2, MessageState::Delivered, SendState::Delivered),
        Receipt::Read => (3, MessageState::Read, SendState::Read),
        Receipt::Failed => (4, MessageState::Failed, SendState::Failed),
    };
    let now_at = match known.state {
        MessageState::Sent | MessageState::Unknown => 1,
        MessageState::Delivered => 2,
        MessageState::Read => 3,
        MessageState::Failed | MessageState::Received | MessageState::Kept | MessageState::Cancelled => 9,
        MessageState::Planned | MessageState::Sending | MessageState::Missed => 0,
    };
    let regressed = rank <= now_at && !planted(Bug::C11StatusRegression);
    if regressed || (state == Receipt::Failed && now_at > 1) {
        return Ok(());
    }
    let failed = state == Receipt::Failed;
    let change = MessageChange {
        state: message,
        external_id: None,
        at: None,
        counts: failed.then_some(false),
        detail: Some(detail.to_owned()),
    };
    turn.store.set_message_state(known.id, &change)?;
    let row = turn.store.outgoing_of_message(known.id)?;
    if let Some(row) = &row {
        turn.store.set_outgoing(row.id, send, turn.now, detail)?;
    }
    turn.changed.ticket(known.ticket);
    turn.changed.touch(Topic::Messages);
    if failed { failed_later(turn, &known, row.and_then(|row| row.execution), detail) } else { Ok(()) }
}

/// An accepted send failed after all: a human word stops being the anchor, and what was pending because of it goes.
fn failed_later(turn: &mut Turn<'_>, known: &MessageRow, execution: Option<ExecutionId>, detail: &str) -> Result<()> {
    let ticket = turn.ticket(known.ticket)?;
    if known.counts {
        let previous = turn.store.latest_human(ticket.id)?;
        if previous != ticket.silence.human_at {
            turn.store.drop_deferred_of_ticket(ticket.id)?;
            outbox::cancel_planned(turn, &ticket, "a mensagem do atendente falhou")?;
        }
        let said = Said::itself("send_failed_later").with(json!({ "why": detail }));
        let after = turn.happen(&ticket, &Fact::HumanFailed { previous }, said)?;
        let house = turn.house.clone();
        let home = after.returns_to.filter(|_| after.entered_at.is_some());
        match (after.silence.anchor(), home) {
            // It waits in Sem Interação for an answer to words the customer never got.
            (None, Some(returns_to)) => {
                let home = engine::queue::home(returns_to, |user| house.is_active(user));
                turn.leaving(&after, Left::Technician)?;
                turn.happen(&after, &Fact::Returned { home }, Said::itself("returned_failed_send"))?;
            }
            (_, _) => crate::scheduler::judge_behind(turn, &after)?,
        }
    } else {
        turn.say(ticket.id, Said::itself("send_failed_later").with(json!({ "why": detail })))?;
    }
    if let Some(execution) = execution
        && turn.store.execution(execution)?.is_some_and(|row| row.outcome == ExecutionOutcome::Executed)
    {
        turn.changed.touch(Topic::Executions);
    }
    let title = "Uma mensagem enviada não chegou ao cliente";
    let to: &[To] = &[To::Technician, To::Supervisors];
    turn.notify(Telling { event: NoticeEvent::SendFailed, ticket: &ticket, to, title, text: Some(detail) })
}

/// "SAIR", "PARAR": the whole first line (a phone signs below it), as a person in a hurry types it.
fn opt_out(turn: &mut Turn<'_>, contact: ContactId, text: &str) -> Result<()> {
    let first = text.lines().map(engine::text::plain_words).find(|words| !words.is_empty()).unwrap_or_default();
    if turn.house.settings.opt_out_words.iter().any(|one| !first.is_empty() && engine::text::plain_words(one) == first)
    {
        turn.store.set_opted_out(contact, Some(turn.now))?;
    }
    Ok(())
}
