//! "Perdidas e incertas": what was too late to go by itself, and what may or may not have gone. Only a person decides.

use engine::*;
use runtime::{FromTrayGoes, Refusal, SEND_REGRET, Turn};
use store::{Reader, User, view};

use super::history::sees;
use super::{MissedIds, MissedPage, MissedRow, TrayActed, TrayArgs, TrayResult, UnknownIds, UnknownPage, UnknownRow};
use crate::action::allowed;
use crate::ask::{Ask, bulk, page};
use crate::card::{cursor, key};
use crate::error::Result;
use crate::rule::filled;

pub(crate) fn missed(ask: &Ask, args: TrayArgs) -> Result<MissedPage> {
    let limit = page(args.limit)?;
    let after = key("after", args.after.as_deref())?;
    ask.read(|reader| {
        let page = reader.missed_steps(after, limit)?;
        let mut rows = Vec::new();
        for step in page.rows {
            if sees(reader, ask, step.ticket)? {
                rows.push(missed_row(reader, ask, step)?);
            }
        }
        Ok(MissedPage { rows, total: reader.counts(ask.me())?.missed, next: page.next.map(cursor) })
    })
}

fn missed_row(reader: &Reader, ask: &Ask, step: view::MissedStep) -> store::Result<MissedRow> {
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
    let text = text.unwrap_or_default();
    let text = match reader.read(|store| store.ticket(step.ticket))? {
        Some(ticket) => {
            let extra = reader.read(|store| store.ticket_extra(step.ticket))?;
            filled(&ask.house, &ticket, &extra, &text, ask.now)
        }
        None => text,
    };
    Ok(MissedRow {
        execution: step.execution,
        rule: step.rule,
        rule_name: step.rule_name,
        ticket: step.ticket,
        protocol: step.protocol,
        contact_name: step.contact_name,
        deadline: step.deadline,
        text,
        answered: step.answered,
    })
}

pub(crate) fn unknown(ask: &Ask, args: TrayArgs) -> Result<UnknownPage> {
    let limit = page(args.limit)?;
    let after = key("after", args.after.as_deref())?;
    ask.read(|reader| {
        let page = reader.unknown_sends(after, limit)?;
        let mut rows = Vec::new();
        for send in page.rows {
            if sees(reader, ask, send.ticket)? {
                rows.extend(unknown_row(reader, ask, send)?);
            }
        }
        Ok(UnknownPage { rows, total: reader.counts(ask.me())?.unknown, next: page.next.map(cursor) })
    })
}

fn unknown_row(reader: &Reader, ask: &Ask, send: view::TraySend) -> store::Result<Option<UnknownRow>> {
    let Some(row) = reader.read(|store| store.outgoing(send.outbox))? else { return Ok(None) };
    let reopens = reader.read(|store| runtime::reopens_if_sent(store, &ask.house, &row, ask.now))?;
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
    }))
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
