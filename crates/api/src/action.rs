//! What people do to tickets. Every verb takes a list of tickets and answers for each one, so a bulk is not another
//! command; a list of one that fails fails as a whole. What can be taken back comes with the steps that do so.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::*;
use runtime::{Refusal, SEND_REGRET, Start, Turn};
use serde::{Deserialize, Serialize};
use store::User;
use store::view::SearchWhere;

use crate::ask::{Ask, bulk, chars};
use crate::bounds::{CONTACT_CHARS_MAX, CONTACT_HITS_MAX, FOUND_CONTACTS_MAX, QUERY_CHARS_MAX};
use crate::error::{Failure, Result};
use crate::execution::ResumeStep;
use crate::right;
use crate::shape::{Done, args, views};
use crate::ticket::OneTicket;

args! {
    pub struct Tickets {
        pub tickets: Vec<TicketId>,
    }

    pub struct AssignTickets {
        pub tickets: Vec<TicketId>,
        pub to: UserId,
    }

    pub struct TransferTickets {
        pub tickets: Vec<TicketId>,
        pub queue: QueueId,
    }

    pub struct StageTickets {
        pub tickets: Vec<TicketId>,
        pub stage: StageId,
        /// Takes back a move: also into a locked or full stage.
        #[serde(default)]
        #[ts(as = "Option<bool>", optional)]
        pub back: bool,
    }

    pub struct TagTickets {
        pub tickets: Vec<TicketId>,
        pub tag: TagId,
    }

    pub struct WalletTickets {
        pub tickets: Vec<TicketId>,
        pub owner: Option<UserId>,
    }

    pub struct ValueTicket {
        pub ticket: TicketId,
        pub cents: i64,
    }

    pub struct PutBackTicket {
        pub ticket: TicketId,
        /// Where it stood, and is to stand again.
        pub was: Standing,
        /// Where the act that is taken back had put it.
        pub is: Standing,
    }

    pub struct WriteMessage {
        pub ticket: TicketId,
        pub text: String,
    }

    pub struct OneMessage {
        pub message: MessageId,
    }

    pub struct StartTicket {
        pub connection: ConnectionId,
        /// The contact's address on that connection.
        pub address: String,
        pub name: String,
        pub text: String,
        /// The column it starts in; absent: the first.
        pub stage: Option<StageId>,
    }

    pub struct FindContacts {
        pub connection: ConnectionId,
        /// The beginning of any word of the name, or of the address.
        pub text: String,
    }
}

/// One call that takes back what was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(tag = "command", content = "args", rename_all = "snake_case")]
#[ts(export)]
pub enum UndoStep {
    Assign(AssignTickets),
    Transfer(TransferTickets),
    MoveStage(StageTickets),
    ReturnToTechnician(Tickets),
    Reopen(Tickets),
    CloseTickets(Tickets),
    PutBack(PutBackTicket),
    Hold(Tickets),
    Release(Tickets),
    Tag(TagTickets),
    Untag(TagTickets),
    SetWallet(WalletTickets),
    SetValue(ValueTicket),
    ResumeStep(ResumeStep),
    RestoreClosing(Tickets),
}

views! {
    pub struct TicketResult {
        pub ticket: TicketId,
        /// Why not; absent if it was done.
        pub failure: Option<Failure>,
        /// Calls, in order, that take it back; empty if it cannot be.
        pub undo: Vec<UndoStep>,
    }

    pub struct Acted {
        pub results: Vec<TicketResult>,
    }

    pub struct Written {
        pub message: MessageId,
        /// When it leaves the outbox; until then "Cancelar envio" works. Absent for a note.
        pub leaves_at: Option<Moment>,
    }

    pub struct CancelledSend {
        /// For the box it came from; absent of what lies in a tray again.
        pub text: Option<String>,
    }

    pub struct Started {
        pub ticket: TicketId,
    }

    /// Somebody who can be written to on a connection.
    pub struct FoundContact {
        pub contact: ContactId,
        pub name: String,
        pub address: String,
        /// An open conversation there already.
        pub open: Option<TicketId>,
    }
}

/// One verb on one ticket, and what takes it back.
type Verb = dyn Fn(&mut Turn<'_>, &Ticket) -> std::result::Result<Vec<UndoStep>, Refusal> + Send + Sync;

/// Does a verb to each ticket. All in one transaction if none fails; else each in one of its own.
pub(crate) fn each<F>(ask: &Ask, tickets: Vec<TicketId>, verb: F) -> Result<Acted>
where
    F: Fn(&mut Turn<'_>, &Ticket) -> std::result::Result<Vec<UndoStep>, Refusal> + Send + Sync + 'static,
{
    bulk("tickets", &tickets)?;
    let mut named = BTreeSet::new();
    let tickets: Vec<TicketId> = tickets.into_iter().filter(|ticket| named.insert(*ticket)).collect();
    let verb: Arc<Verb> = Arc::new(verb);
    let together = attempt(ask, tickets.clone(), Arc::clone(&verb));
    if let ([_], Err(failure)) = (tickets.as_slice(), &together) {
        return Err(failure.clone());
    }
    let results = match together {
        Ok(results) => results,
        Err(_) => tickets
            .into_iter()
            .flat_map(|ticket| {
                attempt(ask, vec![ticket], Arc::clone(&verb))
                    .unwrap_or_else(|failure| vec![TicketResult { ticket, failure: Some(failure), undo: vec![] }])
            })
            .collect(),
    };
    Ok(Acted { results })
}

fn attempt(ask: &Ask, tickets: Vec<TicketId>, verb: Arc<Verb>) -> Result<Vec<TicketResult>> {
    let user = ask.user.clone();
    ask.turn(move |turn| {
        let mut results = Vec::new();
        for ticket in tickets {
            let before = allowed(turn, &user, ticket)?;
            let undo = verb(turn, &before)?;
            results.push(TicketResult { ticket, failure: None, undo });
        }
        Ok(results)
    })
}

/// The ticket, if this person may act on it.
pub(crate) fn allowed(turn: &mut Turn<'_>, user: &User, id: TicketId) -> std::result::Result<Ticket, Refusal> {
    let ticket = turn.store.ticket(id)?.ok_or_else(|| Refusal::not_found("Este atendimento"))?;
    let house = Arc::clone(&turn.house);
    if right::may_act(&house, user, &ticket) { Ok(ticket) } else { Err(right::of_somebody_else(&house, &ticket)) }
}

/// Puts a ticket back where it stood before what has just been done to it.
fn put_back_to(turn: &mut Turn<'_>, before: &Ticket) -> std::result::Result<Vec<UndoStep>, Refusal> {
    let after = turn.store.ticket(before.id)?.ok_or_else(|| Refusal::not_found("Este atendimento"))?;
    let (was, is) = (before.standing(), after.standing());
    Ok(vec![UndoStep::PutBack(PutBackTicket { ticket: before.id, was, is })])
}

/// How to give a ticket back to whoever had it.
fn back_to(turn: &mut Turn<'_>, before: &Ticket) -> std::result::Result<Vec<UndoStep>, Refusal> {
    // Leaving Sem Interação is not undone by assigning.
    if before.in_no_interaction() {
        return put_back_to(turn, before);
    }
    let (house, tickets) = (&turn.house, vec![before.id]);
    Ok(match before.assignee {
        _ if before.status == Status::Closed => vec![],
        Some(to) if house.is_active(to) => vec![
            UndoStep::Transfer(TransferTickets { tickets: tickets.clone(), queue: before.queue }),
            UndoStep::Assign(AssignTickets { tickets, to }),
        ],
        Some(_) => vec![],
        None => vec![UndoStep::Transfer(TransferTickets { tickets, queue: before.queue })],
    })
}

pub(crate) fn take(ask: &Ask, args: Tickets) -> Result<Acted> {
    let me = ask.me();
    each(ask, args.tickets, move |turn, before| {
        turn.take(before.id, me)?;
        back_to(turn, before)
    })
}

pub(crate) fn assign(ask: &Ask, args: AssignTickets) -> Result<Acted> {
    let (me, to) = (ask.me(), args.to);
    each(ask, args.tickets, move |turn, before| {
        turn.assign(before.id, to, me)?;
        back_to(turn, before)
    })
}

pub(crate) fn transfer(ask: &Ask, args: TransferTickets) -> Result<Acted> {
    let (me, queue) = (ask.me(), args.queue);
    each(ask, args.tickets, move |turn, before| {
        turn.transfer(before.id, queue, me)?;
        back_to(turn, before)
    })
}

pub(crate) fn move_stage(ask: &Ask, args: StageTickets) -> Result<Acted> {
    let StageTickets { tickets, stage, back } = args;
    let me = ask.me();
    each(ask, tickets, move |turn, before| {
        if back {
            turn.set_stage_back(before.id, stage, me)?
        } else {
            turn.set_stage(before.id, stage, me)?
        }
        let back = before.stage.filter(|old| *old != stage);
        Ok(back
            .map(|stage| UndoStep::MoveStage(StageTickets { tickets: vec![before.id], stage, back: true }))
            .into_iter()
            .collect())
    })
}

pub(crate) fn move_to_no_interaction(ask: &Ask, args: Tickets) -> Result<Acted> {
    let me = ask.me();
    each(ask, args.tickets, move |turn, before| {
        turn.move_now(before.id, me)?;
        Ok(vec![UndoStep::ReturnToTechnician(Tickets { tickets: vec![before.id] })])
    })
}

pub(crate) fn return_to_technician(ask: &Ask, args: Tickets) -> Result<Acted> {
    let me = ask.me();
    each(ask, args.tickets, move |turn, before| {
        turn.return_now(before.id, me)?;
        put_back_to(turn, before)
    })
}

pub(crate) fn close_tickets(ask: &Ask, args: Tickets) -> Result<Acted> {
    let me = ask.me();
    each(ask, args.tickets, move |turn, before| {
        turn.close(before.id, me)?;
        put_back_to(turn, before)
    })
}

pub(crate) fn reopen(ask: &Ask, args: Tickets) -> Result<Acted> {
    let me = ask.me();
    each(ask, args.tickets, move |turn, before| {
        turn.reopen(before.id, me)?;
        put_back_to(turn, before)
    })
}

/// Cannot be taken back itself: it is what takes back.
pub(crate) fn put_back(ask: &Ask, args: PutBackTicket) -> Result<Acted> {
    let me = ask.me();
    let PutBackTicket { ticket, was, is } = args;
    each(ask, vec![ticket], move |turn, _| {
        turn.put_back(ticket, was, is, me)?;
        Ok(vec![])
    })
}

pub(crate) fn hold(ask: &Ask, args: Tickets) -> Result<Acted> {
    let me = ask.me();
    each(ask, args.tickets, move |turn, before| {
        turn.hold(before.id, me)?;
        Ok(vec![UndoStep::Release(Tickets { tickets: vec![before.id] })])
    })
}

pub(crate) fn release(ask: &Ask, args: Tickets) -> Result<Acted> {
    let me = ask.me();
    each(ask, args.tickets, move |turn, before| {
        turn.release(before.id, me)?;
        Ok(vec![UndoStep::Hold(Tickets { tickets: vec![before.id] })])
    })
}

pub(crate) fn tag(ask: &Ask, args: TagTickets) -> Result<Acted> {
    let (me, tag) = (ask.me(), args.tag);
    each(ask, args.tickets, move |turn, before| {
        let added = turn.tag(before.contact, tag, me)?;
        let back = UndoStep::Untag(TagTickets { tickets: vec![before.id], tag });
        Ok(if added { vec![back] } else { vec![] })
    })
}

pub(crate) fn untag(ask: &Ask, args: TagTickets) -> Result<Acted> {
    let (me, tag) = (ask.me(), args.tag);
    each(ask, args.tickets, move |turn, before| {
        let removed = turn.untag(before.contact, tag, me)?;
        let back = UndoStep::Tag(TagTickets { tickets: vec![before.id], tag });
        Ok(if removed { vec![back] } else { vec![] })
    })
}

pub(crate) fn set_wallet(ask: &Ask, args: WalletTickets) -> Result<Acted> {
    let (me, owner) = (ask.me(), args.owner);
    each(ask, args.tickets, move |turn, before| {
        let old = turn.store.contact(before.contact)?.wallet_owner;
        turn.set_wallet(before.contact, owner, me)?;
        Ok(vec![UndoStep::SetWallet(WalletTickets { tickets: vec![before.id], owner: old })])
    })
}

pub(crate) fn set_value(ask: &Ask, args: ValueTicket) -> Result<Acted> {
    let (me, cents) = (ask.me(), args.cents);
    each(ask, vec![args.ticket], move |turn, before| {
        let old = turn.store.ticket_extra(before.id)?.value_cents;
        turn.set_value(before.id, cents, me)?;
        Ok(vec![UndoStep::SetValue(ValueTicket { ticket: before.id, cents: old })])
    })
}

pub(crate) fn resend_notice(ask: &Ask, args: Tickets) -> Result<Acted> {
    let me = ask.me();
    each(ask, args.tickets, move |turn, before| {
        turn.resend_notice(before.id, me)?;
        Ok(vec![])
    })
}

pub(crate) fn postpone_closing(ask: &Ask, args: Tickets) -> Result<Acted> {
    let me = ask.me();
    each(ask, args.tickets, move |turn, before| {
        let changed = turn.postpone_closing(before.id, me)?;
        let back = UndoStep::RestoreClosing(Tickets { tickets: vec![before.id] });
        Ok(if changed { vec![back] } else { vec![] })
    })
}

pub(crate) fn restore_closing(ask: &Ask, args: Tickets) -> Result<Acted> {
    let me = ask.me();
    each(ask, args.tickets, move |turn, before| {
        turn.restore_closing(before.id, me)?;
        Ok(vec![])
    })
}

pub(crate) fn undo_day_closing(ask: &Ask, args: Tickets) -> Result<Acted> {
    let me = ask.me();
    each(ask, args.tickets, move |turn, before| {
        turn.undo_day_closing(before.id, me)?;
        Ok(vec![])
    })
}

/// Whoever may see a ticket may mark it seen.
pub(crate) fn opened(ask: &Ask, args: OneTicket) -> Result<Done> {
    let user = ask.user.clone();
    ask.turn(move |turn| {
        allowed(turn, &user, args.ticket)?;
        turn.opened(args.ticket, user.id)
    })?;
    Ok(Done {})
}

pub(crate) fn send_message(ask: &Ask, args: WriteMessage) -> Result<Written> {
    let user = ask.user.clone();
    ask.turn(move |turn| {
        allowed(turn, &user, args.ticket)?;
        let message = turn.write_regretting(args.ticket, user.id, &args.text)?;
        written(turn, message)
    })
}

pub(crate) fn add_note(ask: &Ask, args: WriteMessage) -> Result<Written> {
    let user = ask.user.clone();
    ask.turn(move |turn| {
        allowed(turn, &user, args.ticket)?;
        let message = turn.note(args.ticket, user.id, &args.text)?;
        Ok(Written { message, leaves_at: None })
    })
}

pub(crate) fn cancel_send(ask: &Ask, args: OneMessage) -> Result<CancelledSend> {
    let user = ask.user.clone();
    ask.turn(move |turn| {
        allowed_message(turn, &user, args.message)?;
        Ok(CancelledSend { text: turn.cancel_send(args.message, user.id)? })
    })
}

pub(crate) fn retry_send(ask: &Ask, args: OneMessage) -> Result<Written> {
    let user = ask.user.clone();
    ask.turn(move |turn| {
        allowed_message(turn, &user, args.message)?;
        let message = turn.retry_send(args.message, user.id)?;
        written(turn, message)
    })
}

pub(crate) fn start_ticket(ask: &Ask, args: StartTicket) -> Result<Started> {
    let me = ask.me();
    let StartTicket { connection, address, name, text, stage } = args;
    chars("address", &address, CONTACT_CHARS_MAX)?;
    chars("name", &name, CONTACT_CHARS_MAX)?;
    let ticket = ask.turn(move |turn| {
        let (address, name, text) = (address.as_str(), name.as_str(), text.as_str());
        turn.start_ticket(Start { connection, address, name, text, stage, regret: SEND_REGRET }, me)
    })?;
    Ok(Started { ticket })
}

/// Known contacts by name or address, whose tickets this person sees.
pub(crate) fn find_contacts(ask: &Ask, args: FindContacts) -> Result<Vec<FoundContact>> {
    chars("text", &args.text, QUERY_CHARS_MAX)?;
    let kind = ask.house.connection(args.connection).map(|on| on.kind.clone());
    let kind = kind.ok_or_else(|| Failure::not_found("Esta conexão não existe mais. Atualize a tela."))?;
    ask.read(|reader| {
        let mut found: Vec<FoundContact> = Vec::new();
        for hit in reader.search(&args.text, CONTACT_HITS_MAX)? {
            let by_contact = matches!(hit.found_in, SearchWhere::Name | SearchWhere::Address);
            let known = found.iter().any(|one| one.contact == hit.contact);
            if !by_contact || known || found.len() == FOUND_CONTACTS_MAX {
                continue;
            }
            let ticket = reader.read(|store| store.ticket(hit.ticket))?;
            if !ticket.is_some_and(|ticket| right::may_see(&ask.house, &ask.user, &ticket)) {
                continue;
            }
            let Some(address) = reader.read(|store| store.address(hit.contact, &kind))? else { continue };
            let newest = reader.read(|store| -> store::Result<Option<Ticket>> {
                let newest = store.newest_ticket(hit.contact, args.connection)?;
                Ok(newest.map(|id| store.ticket(id)).transpose()?.flatten())
            })?;
            let open = newest.filter(|ticket| ticket.status != Status::Closed).map(|ticket| ticket.id);
            found.push(FoundContact { contact: hit.contact, name: hit.contact_name, address, open });
        }
        Ok(found)
    })
}

fn written(turn: &mut Turn<'_>, message: MessageId) -> std::result::Result<Written, Refusal> {
    let leaves_at = turn.store.outgoing_of_message(message)?.map(|row| row.due_at);
    Ok(Written { message, leaves_at })
}

fn allowed_message(turn: &mut Turn<'_>, user: &User, message: MessageId) -> std::result::Result<Ticket, Refusal> {
    let row = turn.store.message(message)?.ok_or_else(|| Refusal::not_found("Esta mensagem"))?;
    allowed(turn, user, row.ticket)
}
