//! "Perdidas e incertas": what was too late to go by itself, and what may or may not have gone. Only a person decides.

use engine::*;
use runtime::{FromTrayGoes, House, Refusal, SEND_REGRET, Turn};
use store::{Reader, Role, User, view};

use super::{MissedIds, MissedPage, MissedRow, TrayActed, TrayArgs, TrayResult, UnknownIds, UnknownPage, UnknownRow};
use crate::action::allowed;
use crate::ask::{Ask, bulk, page, wanted};
use crate::card::{cursor, key};
use crate::error::Result;
use crate::right::{may_act, may_see};
use crate::rule::filled;

pub(crate) fn missed(ask: &Ask, args: TrayArgs) -> Result<MissedPage> {
    let limit = page(args.limit)?;
    let after = key("after", args.after.as_deref())?;
    ask.read(|reader| {
        let source = |after, room| reader.missed_steps(after, room);
        let (rows, next) = wanted(after, limit, source, |step| {
            seen(reader, ask, step.ticket)?.map(|ticket| missed_row(reader, ask, step, &ticket)).transpose()
        })?;
        let total = count(reader, ask, reader.counts(ask.me())?.into(), may_see)?.missed;
        Ok(MissedPage { rows, total, next: next.map(cursor) })
    })
}

fn missed_row(reader: &Reader, ask: &Ask, step: view::MissedStep, ticket: &Ticket) -> store::Result<MissedRow> {
    let rule = reader.read(|store| store.rule(step.rule))?;
    let actions = rule.map(|stored| stored.rule.actions).unwrap_or_default();
    let text = actions.into_iter().find_map(|action| match action {
        Action::SendMessage { text, connection: _ } | Action::Notify { text, user: _ } => Some(text),
        Action::AddTag { .. }
        | Action::RemoveTag { .. }
        | Action::AddWallet { .. }
        | Action::MoveToStage { .. }
        | Action::TransferToQueue { .. }
        | Action::Assign { .. }
        | Action::Close
        | Action::Note { .. }
        | Action::Webhook { .. } => None,
    });
    let extra = reader.read(|store| store.ticket_extra(step.ticket))?;
    let reopens = reader.read(|store| match store.execution(step.execution)? {
        Some(missed) => runtime::reopens_if_sent_late(store, &ask.house, &missed),
        None => Ok(false),
    })?;
    Ok(MissedRow {
        execution: step.execution,
        rule: step.rule,
        rule_name: step.rule_name,
        ticket: step.ticket,
        protocol: step.protocol,
        contact_name: step.contact_name,
        deadline: step.deadline,
        text: filled(&ask.house, ticket, &extra, &text.unwrap_or_default(), ask.now),
        answered: step.answered,
        reopens,
        may_act: may_act(&ask.house, &ask.user, ticket),
    })
}

pub(crate) fn unknown(ask: &Ask, args: TrayArgs) -> Result<UnknownPage> {
    let limit = page(args.limit)?;
    let after = key("after", args.after.as_deref())?;
    ask.read(|reader| {
        let source = |after, room| reader.unknown_sends(after, room);
        let (rows, next) = wanted(after, limit, source, |send| {
            let Some(ticket) = seen(reader, ask, send.ticket)? else { return Ok(None) };
            unknown_row(reader, ask, send, &ticket)
        })?;
        let total = count(reader, ask, reader.counts(ask.me())?.into(), may_see)?.unknown;
        Ok(UnknownPage { rows, total, next: next.map(cursor) })
    })
}

fn unknown_row(reader: &Reader, ask: &Ask, send: view::TraySend, ticket: &Ticket) -> store::Result<Option<UnknownRow>> {
    let Some(row) = reader.read(|store| store.outgoing(send.outbox))? else { return Ok(None) };
    let reopens = reader.read(|store| runtime::reopens_if_sent(store, &ask.house, &row, ask.now))?;
    let resend_reopens = reader.read(|store| runtime::reopens_if_resent(store, &ask.house, &row))?;
    Ok(Some(UnknownRow {
        send: send.outbox,
        rule: send.rule,
        ticket: send.ticket,
        protocol: send.protocol,
        contact_name: send.contact_name,
        connection: row.connection,
        at: row.claimed_at.or(send.done_at).unwrap_or(send.due_at),
        text: send.text,
        detail: send.fault,
        reopens,
        resend_reopens,
        may_act: may_act(&ask.house, &ask.user, ticket),
    }))
}

/// The ticket, if this person sees it.
fn seen(reader: &Reader, ask: &Ask, ticket: TicketId) -> store::Result<Option<Ticket>> {
    let ticket = reader.read(|store| store.ticket(ticket))?;
    Ok(ticket.filter(|ticket| may_see(&ask.house, &ask.user, ticket)))
}

/// How much lies in the trays.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TrayCounts {
    pub missed: u32,
    pub unknown: u32,
}

impl From<view::Counts> for TrayCounts {
    fn from(counts: view::Counts) -> TrayCounts {
        TrayCounts { missed: counts.missed, unknown: counts.unknown }
    }
}

/// What of it waits for this person: what they may decide about. A viewer, who decides about nothing, sees how much there is.
pub(crate) fn to_decide(reader: &Reader, ask: &Ask, all: TrayCounts) -> store::Result<TrayCounts> {
    count(reader, ask, all, may_act)
}

fn count(
    reader: &Reader,
    ask: &Ask,
    all: TrayCounts,
    may: fn(&House, &User, &Ticket) -> bool,
) -> store::Result<TrayCounts> {
    let empty = all.missed + all.unknown == 0;
    match ask.user.role {
        Role::Supervisor | Role::Viewer => Ok(all),
        Role::Leader | Role::Technician if empty => Ok(all),
        Role::Leader | Role::Technician => {
            let tickets = reader.in_trays()?;
            let theirs = tickets.iter().filter(|one| may(&ask.house, &ask.user, &one.ticket));
            Ok(theirs.fold(TrayCounts { missed: 0, unknown: 0 }, |sum, one| TrayCounts {
                missed: sum.missed + one.missed,
                unknown: sum.unknown + one.unknown,
            }))
        }
    }
}

pub(crate) fn send_missed(ask: &Ask, args: MissedIds) -> Result<TrayActed> {
    missed_each(ask, args.executions, |turn, id, by| turn.send_missed(id, by, SEND_REGRET).map(Some))
}

pub(crate) fn skip_missed(ask: &Ask, args: MissedIds) -> Result<TrayActed> {
    missed_each(ask, args.executions, |turn, id, by| turn.skip_missed(id, by).map(|()| None))
}

pub(crate) fn unknown_was_sent(ask: &Ask, args: UnknownIds) -> Result<TrayActed> {
    unknown_each(ask, args.sends, |turn, id, by| turn.unknown_was_sent(id, by).map(|()| None))
}

pub(crate) fn unknown_resend(ask: &Ask, args: UnknownIds) -> Result<TrayActed> {
    unknown_each(ask, args.sends, |turn, id, by| turn.unknown_resend(id, by, SEND_REGRET).map(Some))
}

fn missed_each(
    ask: &Ask,
    ids: Vec<ExecutionId>,
    act: fn(&mut Turn<'_>, ExecutionId, UserId) -> runtime::Result<Option<FromTrayGoes>>,
) -> Result<TrayActed> {
    bulk("executions", &ids)?;
    let one = |id: ExecutionId| {
        let user = ask.user.clone();
        let done = ask.turn(move |turn| {
            let row = turn.store.execution(id)?.ok_or_else(|| Refusal::not_found("Esta execução"))?;
            on_ticket(turn, &user, row.ticket)?;
            act(turn, id, user.id)
        });
        result(id.0, done)
    };
    acted(ids.into_iter().map(one).collect())
}

fn unknown_each(
    ask: &Ask,
    ids: Vec<OutboxId>,
    act: fn(&mut Turn<'_>, OutboxId, UserId) -> runtime::Result<Option<FromTrayGoes>>,
) -> Result<TrayActed> {
    bulk("sends", &ids)?;
    let one = |id: OutboxId| {
        let user = ask.user.clone();
        let done = ask.turn(move |turn| {
            let row = turn.store.outgoing(id)?.ok_or_else(|| Refusal::not_found("Este envio"))?;
            on_ticket(turn, &user, row.ticket)?;
            act(turn, id, user.id)
        });
        result(id.0, done)
    };
    acted(ids.into_iter().map(one).collect())
}

fn result(id: i64, done: Result<Option<FromTrayGoes>>) -> TrayResult {
    match done {
        Ok(goes) => TrayResult { id, failure: None, goes_at: goes.map(|it| it.at), message: goes.map(|it| it.message) },
        Err(failure) => TrayResult { id, failure: Some(failure), goes_at: None, message: None },
    }
}

fn on_ticket(turn: &mut Turn<'_>, user: &User, ticket: TicketId) -> runtime::Result<()> {
    allowed(turn, user, ticket).map(|_| ())
}

/// One that fails alone fails as a whole.
fn acted(mut results: Vec<TrayResult>) -> Result<TrayActed> {
    match results.as_mut_slice() {
        [TrayResult { failure: failure @ Some(_), .. }] => Err(failure.take().expect("matched as there")),
        _ => Ok(TrayActed { results }),
    }
}
