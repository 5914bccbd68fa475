//! The only way to a channel. A row is claimed and the claim committed before anything touches the network; what comes
//! back is recorded as a fact; an end nobody can be sure of is `unknown` and never sent again by itself (domain.md 6).

pub(crate) mod places;
pub(crate) mod reopen;

use channels::{Class, Fault, Outcome};
use engine::plant::{Bug, planted};
use engine::queue::attendant_wrote;
use engine::*;
use serde_json::json;
use store::{ConnectionState, ExecutionOutcome, Left, MessageChange, MessageState, Origin, OutgoingRow, SendState};

use crate::change::Topic;
use crate::core::Send;
use crate::notices::{self, Telling, To};
use crate::turn::{Said, Turn};
use crate::words;
use crate::{Result, crossed};
use places::{DAY_FULL, day_is_full, day_of, give_place, holds_place, uncount, use_room};

/// Rows claimed in one transaction.
const CLAIMS_PER_TURN: u32 = 32;
/// Planned rows looked at while the sync barrier is up.
const BARRED_LOOKED_AT: u32 = 1_024;
/// Waits between tries of a send that surely did not go out (domain.md 6).
const BACKOFF: [Span; 5] =
    [Span::seconds(30), Span::minutes(1), Span::minutes(5), Span::minutes(15), Span::minutes(60)];
/// Tries after the first: one for each wait.
const RETRIES_MAX: u32 = BACKOFF.len() as u32;
/// The closing text of the end of the day gets one more try; then the ticket closes without it.
const CLOSING_RETRIES_MAX: u32 = 1;
/// Stands as the fault of a row that is at the provider while its rule is switched off, edited or deleted.
const CALLED_OFF: &str = "a ação foi desligada ou alterada durante o envio";
/// How long a connection that asks to sign in again is left alone before a next try.
const AUTH_PAUSE: Span = Span::minutes(5);
/// External ids given for threading.
const REFS_MAX: u32 = 20;

/// What a planned row has become by the time it is looked at again.
enum Wanted {
    Go,
    /// Not now: a connection has not synced yet, or our clock is not to be believed.
    Wait,
    /// Not before this instant, and why.
    Until(Moment, &'static str),
    Cancel(&'static str),
    Missed,
}

/// Claims what may go now. Returns the sends for the shell, and whether more wait right behind them.
pub(crate) fn claim(turn: &mut Turn<'_>) -> Result<(Vec<Send>, bool)> {
    // While the barrier is up, what people wrote must not stand behind a crowd of automatic rows that wait.
    let looked_at = if turn.barred() { BARRED_LOOKED_AT } else { CLAIMS_PER_TURN };
    let rows = turn.store.ready(turn.now, looked_at)?;
    let full = rows.len() >= looked_at as usize;
    let mut sends: Vec<Send> = Vec::new();
    let mut moved = 0;
    for row in rows {
        let busy = sends.iter().any(|send| send.ticket == row.ticket);
        // One in flight per conversation; and the pace of a connection holds inside this batch too.
        if busy || sends.iter().any(|send| send.connection == row.connection && gap(turn, row.connection) > Span(0)) {
            continue;
        }
        match wanted(turn, &row)? {
            // The sync that lifts the barrier is an event, and every event is followed by a look.
            Wanted::Wait => {}
            Wanted::Until(at, why) => {
                let held = holds_place(turn, &row)?;
                turn.store.put_off(row.id, at, why)?;
                if held {
                    give_place(turn, row.connection)?;
                }
            }
            Wanted::Cancel(why) => {
                settle(turn, &row, SendState::Cancelled, why)?;
                after_no_send(turn, &row, why)?;
                moved += 1;
            }
            Wanted::Missed => {
                miss(turn, &row)?;
                moved += 1;
            }
            Wanted::Go => {
                if let Some(send) = take(turn, &row)? {
                    sends.push(send);
                    moved += 1;
                }
            }
        }
    }
    Ok((sends, full && moved > 0))
}

/// The last look before the network: whether a claimed row is still wanted. One that is not is cancelled here.
pub(crate) fn confirm(turn: &mut Turn<'_>, id: OutboxId) -> Result<bool> {
    let Some(row) = turn.store.outgoing(id)?.filter(|row| row.state == SendState::Sending) else { return Ok(false) };
    let goes = still_goes(turn, &row)?;
    if !goes {
        uncount(turn, &row)?;
        use_room(turn, &row)?;
    }
    Ok(goes)
}

fn still_goes(turn: &mut Turn<'_>, row: &OutgoingRow) -> Result<bool> {
    if row.fault == CALLED_OFF {
        settle(turn, row, SendState::Cancelled, CALLED_OFF)?;
        return Ok(false);
    }
    match wanted(turn, row)? {
        Wanted::Go | Wanted::Until(..) => Ok(true),
        Wanted::Wait => {
            // The barrier went up behind the claim: it waits with the others.
            turn.store.put_back(row.id)?;
            mark_message(turn, row, MessageState::Planned, Some(""))?;
            turn.changed.ticket(row.ticket);
            Ok(false)
        }
        Wanted::Cancel(why) => {
            settle(turn, row, SendState::Cancelled, why)?;
            after_no_send(turn, row, why)?;
            Ok(false)
        }
        Wanted::Missed => {
            miss(turn, row)?;
            Ok(false)
        }
    }
}

fn wanted(turn: &mut Turn<'_>, row: &OutgoingRow) -> Result<Wanted> {
    if row.origin == Origin::Person || planted(Bug::C3NoRecheck) {
        return Ok(Wanted::Go);
    }
    let ticket = turn.ticket(row.ticket)?;
    let contact = turn.store.contact(row.contact)?;
    if contact.erased {
        return Ok(Wanted::Cancel("contato apagado"));
    }
    // A text of the end of the day is about the silence at the cut, which another word of ours only prolongs.
    let ended = match row.origin {
        Origin::Closing => ticket.anchor().is_none(),
        Origin::Rule | Origin::Entry | Origin::Person => ticket.anchor() != row.anchor,
    };
    if row.anchor.is_some() && ended {
        return Ok(Wanted::Cancel("o silêncio terminou"));
    }
    if let (Some(wrote), Some(anchor)) = (contact.wrote_at, row.anchor)
        && wrote >= anchor
    {
        return Ok(Wanted::Cancel("o cliente escreveu em outro atendimento"));
    }
    let for_the_queue = match row.origin {
        Origin::Entry => true,
        Origin::Closing => row.anchor.is_some(),
        Origin::Rule | Origin::Person => false,
    };
    if for_the_queue && ticket.entered_at.is_none() {
        return Ok(Wanted::Cancel("saiu de Sem Interação"));
    }
    if contact.do_not_disturb || (row.origin == Origin::Rule && contact.opted_out) {
        return Ok(Wanted::Cancel("o contato pediu para não receber mensagens"));
    }
    if let Some(closes) = turn.window_closes(&ticket, row.connection)?
        && turn.now >= closes
    {
        return Ok(Wanted::Cancel("fora da janela de 24 horas"));
    }
    if turn.barred() {
        return Ok(Wanted::Wait);
    }
    if row.origin == Origin::Rule && row.state == SendState::Planned {
        if turn.now > late_after(turn, row) {
            return Ok(Wanted::Missed);
        }
        let rule = row.rule.and_then(|id| turn.house.rule(id)).map(|stored| &stored.rule);
        if let Some(ends) = quiet_until(turn, &ticket, rule) {
            return Ok(Wanted::Until(ends, "aguarda o fim do horário silencioso"));
        }
    }
    if row.state == SendState::Planned && row.origin != Origin::Closing {
        return Ok(day_is_full(turn, row.connection)?.map_or(Wanted::Go, |at| Wanted::Until(at, DAY_FULL)));
    }
    Ok(Wanted::Go)
}

/// When the quiet hours end that hold back now what this rule says on the ticket; a rule that is gone kept to them.
pub(crate) fn quiet_until(turn: &Turn<'_>, ticket: &Ticket, rule: Option<&Rule>) -> Option<Moment> {
    let quiet = turn.house.settings.quiet.filter(|_| rule.is_none_or(|rule| rule.quiet_hours))?;
    quiet.ends(turn.house.calendar_of(ticket).zone(), turn.now)
}

/// The last moment at which a rule's message still goes by itself.
fn late_after(turn: &Turn<'_>, row: &OutgoingRow) -> Moment {
    let rule = row.rule.and_then(|id| turn.house.rule(id));
    let max = rule.and_then(|stored| stored.rule.lateness_max).unwrap_or(engine::rule::MESSAGE_LATENESS_MAX);
    row.on_time_at.plus(max)
}

fn take(turn: &mut Turn<'_>, row: &OutgoingRow) -> Result<Option<Send>> {
    let Some(connection) = turn.house.connection(row.connection).cloned() else {
        settle(turn, row, SendState::Failed, "a conexão não existe mais")?;
        words::go_on(turn, row)?;
        return Ok(None);
    };
    let Some(address) = turn.store.address(row.contact, &connection.kind)? else {
        settle(turn, row, SendState::Failed, "o contato não tem endereço nesta conexão")?;
        words::go_on(turn, row)?;
        after_no_send(turn, row, "o contato não tem endereço nesta conexão")?;
        return Ok(None);
    };
    if !turn.store.claim(row.id, turn.now)? {
        return Ok(None);
    }
    turn.store.sends(row.connection, &day_of(turn, turn.now), turn.now.plus(gap(turn, row.connection)))?;
    let name = turn.store.contact_name(row.contact)?;
    let subject = turn.store.ticket_extra(row.ticket)?.subject;
    let refs = turn.store.refs(row.ticket, REFS_MAX)?;
    mark_message(turn, row, MessageState::Sending, None)?;
    let outgoing = channels::Outgoing {
        key: row.key.clone(),
        to: channels::Party { address, name },
        subject,
        text: row.text.clone(),
        refs,
        automatic: row.origin != Origin::Person,
    };
    Ok(Some(Send { outbox: row.id, ticket: row.ticket, connection: row.connection, outgoing }))
}

/// Least time between two sends of a connection.
fn gap(turn: &Turn<'_>, connection: ConnectionId) -> Span {
    let kind = turn.house.connection(connection).map(|connection| connection.kind.as_str());
    let gap = kind.and_then(|kind| turn.machine.caps.get(kind)).map(|caps| caps.gap_min.as_millis());
    Span(gap.and_then(|gap| i64::try_from(gap).ok()).unwrap_or(0))
}

/// The clock jumped: a pause counted on the old one would last as long as it was set back.
pub(crate) fn pace_anew(turn: &mut Turn<'_>) -> Result<()> {
    let connections: Vec<ConnectionId> = turn.house.connections.iter().map(|on| on.id).collect();
    for id in connections {
        turn.store.set_resume_at(id, turn.now.plus(gap(turn, id)))?;
    }
    Ok(())
}

/// Records how a send ended.
pub(crate) fn sent(turn: &mut Turn<'_>, id: OutboxId, outcome: Outcome) -> Result<()> {
    let Some(row) = turn.store.outgoing(id)? else { return Ok(()) };
    match (row.state, outcome) {
        // A late word about what was unknown settles it; a second word about anything else changes nothing.
        (SendState::Sending | SendState::Unknown, Outcome::Accepted { external_id }) => {
            accepted(turn, &row, external_id)
        }
        (SendState::Sending, Outcome::Unknown { note }) if planted(Bug::C4ResendUnknown) => {
            Ok(turn.store.retry(row.id, turn.now.plus(BACKOFF[0]), &note)?)
        }
        (SendState::Sending, Outcome::Unknown { note }) => unknown(turn, &row, &note),
        (SendState::Sending, Outcome::NotSent(fault)) => not_sent(turn, &row, &fault),
        (SendState::Sending, Outcome::Rejected(fault)) => not_sent(turn, &row, &fault),
        (SendState::Unknown, Outcome::Unknown { .. } | Outcome::NotSent(_) | Outcome::Rejected(_)) => Ok(()),
        (
            SendState::Planned
            | SendState::Sent
            | SendState::Delivered
            | SendState::Read
            | SendState::Failed
            | SendState::Cancelled
            | SendState::Missed,
            _,
        ) => Ok(()),
    }
}

pub(crate) fn accepted(turn: &mut Turn<'_>, row: &OutgoingRow, external_id: String) -> Result<()> {
    turn.store.set_outgoing(row.id, SendState::Sent, turn.now, "")?;
    let person = row.origin == Origin::Person;
    let said_at = said_at(turn.now, row);
    let change = MessageChange {
        state: MessageState::Sent,
        external_id: Some(external_id),
        at: Some(said_at),
        counts: Some(person),
        detail: Some(String::new()),
    };
    turn.store.set_message_state(row.message, &change)?;
    turn.changed.ticket(row.ticket);
    turn.changed.touch(Topic::Messages);
    crossed::ended(turn, row)?;
    let ticket = turn.ticket(row.ticket)?;
    let house = turn.house.clone();
    let reopens = reopen::reopens(turn.store, &house, &ticket, row, said_at)?;
    match row.origin {
        Origin::Person => {
            let author = turn.store.message(row.message)?.and_then(|message| message.author);
            let ticket = if reopens { reopen::by_a_person(turn, &ticket, author)? } else { ticket };
            // A word that is known only now gives the ticket to nobody else, nor takes it out of where it has come since.
            let by =
                author.filter(|_| !was_uncertain(row) || ticket.entered_at.is_some_and(|entered| said_at >= entered));
            human_wrote(turn, &ticket, said_at, by)
        }
        Origin::Rule => {
            if reopens {
                reopen::by_a_rule(turn, &ticket, row.rule)?;
            } else if planted(Bug::C12AutomaticAnchor) {
                human_wrote(turn, &ticket, turn.now, None)?;
            }
            words::go_on(turn, row)
        }
        Origin::Entry if planted(Bug::C12AutomaticAnchor) => human_wrote(turn, &ticket, turn.now, None),
        Origin::Entry => Ok(()),
        Origin::Closing => match turn.store.open_closing_of(row.ticket)? {
            Some(closing) => turn.finish_closing(closing, None),
            None => Ok(()),
        },
    }
}

/// Nobody knew until now whether it went.
fn was_uncertain(row: &OutgoingRow) -> bool {
    row.state == SendState::Unknown
}

/// From when on what a channel took is said. What was uncertain was said when it was tried, whenever that comes to be known.
fn said_at(now: Moment, row: &OutgoingRow) -> Moment {
    row.claimed_at.filter(|_| was_uncertain(row)).map_or(now, |tried| tried.min(now))
}

/// A human word of ours stands: the clock starts anew, and the technician's own word takes the ticket out of the queue.
pub(crate) fn human_wrote(turn: &mut Turn<'_>, ticket: &Ticket, at: Moment, by: Option<UserId>) -> Result<()> {
    let newer = ticket.silence.human_at.is_none_or(|last| at > last);
    let mut after = turn.spoken(ticket, &Fact::HumanWrote { at, by })?;
    if newer {
        turn.store.drop_deferred_of_ticket(ticket.id)?;
        cancel_planned(turn, ticket, "o atendente escreveu de novo")?;
    }
    let house = turn.house.clone();
    if let Some(home) = attendant_wrote(&after, by, |user| house.is_active(user)) {
        turn.leaving(&after, Left::Technician)?;
        after = turn.happen(&after, &Fact::Returned { home }, Said::itself("returned_by_technician"))?;
    }
    crate::scheduler::judge_behind(turn, &after)
}

fn unknown(turn: &mut Turn<'_>, row: &OutgoingRow, note: &str) -> Result<()> {
    turn.store.set_outgoing(row.id, SendState::Unknown, turn.now, note)?;
    mark_message(turn, row, MessageState::Unknown, Some(note))?;
    turn.changed.touch(Topic::Missed);
    turn.say(row.ticket, Said::itself("send_unknown"))?;
    crossed::ended(turn, row)?;
    let ticket = turn.ticket(row.ticket)?;
    let title = "Envio incerto: confira se a mensagem chegou";
    let to: &[To] = &[To::Technician, To::Supervisors];
    turn.notify(Telling { event: NoticeEvent::SendFailed, ticket: &ticket, to, title, text: None })?;
    words::go_on(turn, row)?;
    after_no_send(turn, row, "envio incerto")
}

fn not_sent(turn: &mut Turn<'_>, row: &OutgoingRow, fault: &Fault) -> Result<()> {
    uncount(turn, row)?;
    if row.fault == CALLED_OFF {
        settle(turn, row, SendState::Cancelled, CALLED_OFF)?;
        return use_room(turn, row);
    }
    let retries = match fault.class {
        Class::Transient | Class::Limited | Class::Auth => true,
        Class::Window | Class::Blocked | Class::Recipient | Class::Content | Class::Config => false,
    };
    match fault.class {
        Class::Auth => connection_fell(turn, row.connection, ConnectionState::Auth, &fault.detail)?,
        Class::Blocked => connection_fell(turn, row.connection, ConnectionState::Blocked, &fault.detail)?,
        Class::Transient | Class::Limited | Class::Window | Class::Recipient | Class::Content | Class::Config => {}
    }
    let retries_max = if row.origin == Origin::Closing { CLOSING_RETRIES_MAX } else { RETRIES_MAX };
    if retries && row.attempts < retries_max {
        let mut due_at = turn.now.plus(pause(turn, row, fault));
        if row.origin == Origin::Rule {
            // Not left to the end of a long pause: it lies in the tray as soon as it is too late.
            due_at = due_at.min(late_after(turn, row).plus(Span(1)));
        }
        turn.store.retry(row.id, due_at, &fault.detail)?;
        mark_message(turn, row, MessageState::Planned, Some(&fault.detail))?;
        turn.changed.ticket(row.ticket);
        return Ok(());
    }
    settle(turn, row, SendState::Failed, &fault.detail)?;
    match fault.class {
        Class::Window | Class::Recipient | Class::Content => use_room(turn, row)?,
        // What keeps all of them from going would only use up the tries of one more.
        Class::Transient | Class::Limited | Class::Auth | Class::Blocked | Class::Config => {}
    }
    turn.say(row.ticket, Said::itself("send_failed").with(json!({ "why": fault.detail })))?;
    let ticket = turn.ticket(row.ticket)?;
    let title = "Não foi possível enviar a mensagem";
    let to: &[To] = &[To::Technician, To::Supervisors];
    let text = Some(fault.detail.as_str());
    turn.notify(Telling { event: NoticeEvent::SendFailed, ticket: &ticket, to, title, text })?;
    words::go_on(turn, row)?;
    after_no_send(turn, row, &fault.detail)
}

/// The wait before the next try: what the provider asked for, else the ladder with up to 20 % of jitter.
fn pause(turn: &mut Turn<'_>, row: &OutgoingRow, fault: &Fault) -> Span {
    if let Some(after) = fault.retry_after {
        return Span(i64::try_from(after.as_millis()).unwrap_or(BACKOFF[4].0));
    }
    if fault.class == Class::Auth {
        return AUTH_PAUSE;
    }
    let step = usize::try_from(row.attempts).unwrap_or(0).min(BACKOFF.len() - 1);
    let base = BACKOFF[step].0;
    let jitter = i64::try_from(turn.draw() % 20).unwrap_or(0);
    Span(base + base * jitter / 100)
}

/// A closing whose text will not go any more closes all the same.
fn after_no_send(turn: &mut Turn<'_>, row: &OutgoingRow, why: &str) -> Result<()> {
    if row.origin != Origin::Closing {
        return Ok(());
    }
    match turn.store.open_closing_of(row.ticket)? {
        Some(closing) => turn.finish_closing(closing, Some(why)),
        None => Ok(()),
    }
}

/// Too late to go by itself: the tray "Perdidas".
fn miss(turn: &mut Turn<'_>, row: &OutgoingRow) -> Result<()> {
    settle(turn, row, SendState::Missed, "passou do atraso máximo")?;
    if let Some(execution) = row.execution {
        turn.store.set_execution(execution, ExecutionOutcome::Missed, "")?;
    }
    turn.changed.touch(Topic::Missed);
    Ok(())
}

/// Ends a row that never went out (or failed), with its message; a cancelled one gives its episode back, unless words of
/// the same rule went before it.
pub(crate) fn settle(turn: &mut Turn<'_>, row: &OutgoingRow, state: SendState, why: &str) -> Result<()> {
    settle_send(turn, row, state, why)?;
    if let (SendState::Cancelled, Some(execution)) = (state, row.execution)
        && words::said(turn, row.ticket, execution)? == 0
    {
        turn.store.set_execution(execution, ExecutionOutcome::Cancelled, why)?;
        turn.changed.touch(Topic::Executions);
    }
    Ok(())
}

/// The same, whatever becomes of the execution it belongs to.
pub(crate) fn settle_send(turn: &mut Turn<'_>, row: &OutgoingRow, state: SendState, why: &str) -> Result<()> {
    let held = holds_place(turn, row)?;
    turn.store.set_outgoing(row.id, state, turn.now, why)?;
    if held {
        give_place(turn, row.connection)?;
    }
    let message = match state {
        SendState::Cancelled => MessageState::Cancelled,
        SendState::Missed => MessageState::Missed,
        SendState::Failed => MessageState::Failed,
        SendState::Planned => MessageState::Planned,
        SendState::Sending => MessageState::Sending,
        SendState::Sent => MessageState::Sent,
        SendState::Delivered => MessageState::Delivered,
        SendState::Read => MessageState::Read,
        SendState::Unknown => MessageState::Unknown,
    };
    mark_message(turn, row, message, Some(why))?;
    turn.changed.ticket(row.ticket);
    turn.changed.touch(Topic::Messages);
    Ok(())
}

/// Cancels what a rule had planned. What is at the provider completes; what comes back from there is not tried again.
pub(crate) fn call_off(turn: &mut Turn<'_>, rule: RuleId, why: &str) -> Result<()> {
    for row in turn.store.planned_of_rule(rule)? {
        settle(turn, &row, SendState::Cancelled, why)?;
    }
    for row in turn.store.sending()?.iter().filter(|row| row.rule == Some(rule)) {
        turn.store.set_outgoing(row.id, SendState::Sending, turn.now, CALLED_OFF)?;
    }
    Ok(())
}

/// Cancels every planned automatic message of the ticket but the closing text.
pub(crate) fn cancel_planned(turn: &mut Turn<'_>, ticket: &Ticket, why: &'static str) -> Result<()> {
    for row in turn.store.planned_of_ticket(ticket.id)? {
        match row.origin {
            Origin::Rule | Origin::Entry => settle(turn, &row, SendState::Cancelled, why)?,
            Origin::Person | Origin::Closing => {}
        }
    }
    Ok(())
}

/// Cancels what the queue itself had planned for the ticket: it is leaving, or stays without being closed.
pub(crate) fn cancel_planned_queue(turn: &mut Turn<'_>, ticket: &Ticket) -> Result<()> {
    for row in turn.store.planned_of_ticket(ticket.id)? {
        match row.origin {
            Origin::Entry | Origin::Closing => {
                settle(turn, &row, SendState::Cancelled, "saiu de Sem Interação")?;
            }
            Origin::Person | Origin::Rule => {}
        }
    }
    Ok(())
}

/// The customer wrote: nothing planned by itself goes out, here or on the contact's other tickets.
pub(crate) fn cancel_for_answer(turn: &mut Turn<'_>, ticket: &Ticket) -> Result<()> {
    let why = "o cliente respondeu";
    for row in turn.store.planned_of_ticket(ticket.id)? {
        if row.origin != Origin::Person {
            settle(turn, &row, SendState::Cancelled, why)?;
        }
    }
    for row in turn.store.planned_of_contact(ticket.contact)? {
        match row.origin {
            Origin::Rule | Origin::Entry => settle(turn, &row, SendState::Cancelled, why)?,
            // A closing text is cancelled when it is claimed, so that its ticket still closes.
            Origin::Closing | Origin::Person => {}
        }
    }
    Ok(())
}

fn mark_message(turn: &mut Turn<'_>, row: &OutgoingRow, state: MessageState, detail: Option<&str>) -> Result<()> {
    let change = MessageChange { state, external_id: None, at: None, counts: None, detail: detail.map(str::to_owned) };
    Ok(turn.store.set_message_state(row.message, &change)?)
}

/// A connection stopped working: said once, until it works again.
pub(crate) fn connection_fell(
    turn: &mut Turn<'_>,
    id: ConnectionId,
    state: ConnectionState,
    detail: &str,
) -> Result<()> {
    let Some(connection) = turn.house.connection(id).cloned() else { return Ok(()) };
    if connection.state == state && connection.detail == detail {
        return Ok(());
    }
    turn.store.set_connection_state(id, state, detail)?;
    turn.reload(Topic::Connections)?;
    let told_before = connection.state == state;
    if !told_before && (state == ConnectionState::Auth || state == ConnectionState::Blocked) {
        let title = format!("Conexão {} desconectada", connection.name);
        notices::tell_supervisors(turn, NoticeEvent::ConnectionDown, &title, detail)?;
    }
    Ok(())
}

/// What a start finds half done: nobody knows whether it went out.
pub(crate) fn settle_interrupted(turn: &mut Turn<'_>) -> Result<()> {
    for row in turn.store.sending()? {
        if planted(Bug::C14SendingReplanned) {
            turn.store.retry(row.id, turn.now, "")?;
            continue;
        }
        unknown(turn, &row, "o programa parou durante o envio")?;
    }
    Ok(())
}
