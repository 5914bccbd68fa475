//! The policy of the queue "Sem Interação" (domain.md section 4): who enters and when, where an answer takes a ticket,
//! what the end of the day closes, and what reopens. Decides; `fact::apply` changes.

use serde::{Deserialize, Serialize};

use crate::act::Home;
use crate::calendar::Calendar;
use crate::day::{DayEnd, Grace, grace_ends};
use crate::{CloseReason, Moment, ReturnsTo, Span, Status, Ticket, UserId};

/// Default wait before a silent ticket enters the queue.
pub const WAIT_DEFAULT: Span = Span::minutes(10);
/// Beyond this a missed end of day asks before it closes anything (domain.md 4.6).
pub const MISSED_CUT_ASKS_AFTER: Span = Span::hours(12);
/// Grace to reopen a ticket that was not closed by the end of the day (domain.md 4.8).
pub const OTHER_GRACE_DEFAULT: Span = Span::hours(24);
/// After leaving hold nothing is due for this long (domain.md 2.9).
pub const HOLD_RELEASE_GAP: Span = Span::minutes(5);

/// How tickets come into Sem Interação.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum EntryMode {
    /// Moves by itself.
    Automatic,
    /// Only tells the technician, who moves it.
    Manual,
}

/// The settings of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
pub struct QueuePolicy {
    pub on: bool,
    pub wait: Span,
    pub mode: EntryMode,
    /// "Responsável da fila".
    pub keeper: Option<UserId>,
    pub day_end: DayEnd,
    /// Least stay in the queue before the end of the day may close it.
    pub stay_min: Span,
    /// Until when an answer reopens what the end of the day closed.
    pub grace: Grace,
    /// The same for any other closing.
    pub other_grace: Span,
    /// A ticket in which the customer never said a word does not enter.
    pub first_word_required: bool,
    /// Notice to the customer on entry; `None` sends none.
    pub entry_text: Option<String>,
    /// Closing text at the end of the day; `None` sends none.
    pub closing_text: Option<String>,
}

impl Default for QueuePolicy {
    fn default() -> Self {
        QueuePolicy {
            on: true,
            wait: WAIT_DEFAULT,
            mode: EntryMode::Automatic,
            keeper: None,
            day_end: DayEnd::default(),
            stay_min: Span(0),
            grace: Grace::default(),
            other_grace: OTHER_GRACE_DEFAULT,
            first_word_required: true,
            entry_text: Some(
                "Olá, {{contato.primeiro_nome}}! Ainda não recebemos sua resposta. Seu atendimento {{ticket.protocolo}} \
                 continua aberto: é só responder por aqui que seguimos."
                    .into(),
            ),
            closing_text: Some(
                "Olá, {{contato.primeiro_nome}}! Como não tivemos retorno hoje, encerramos o atendimento \
                 {{ticket.protocolo}}. Se ainda precisar, responda esta mensagem e retomamos de onde paramos."
                    .into(),
            ),
        }
    }
}

/// Why a ticket does not enter (yet).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stays {
    Off,
    /// The customer spoke last, nobody of ours spoke, or it is on hold.
    NotWaiting,
    /// Not Open with a technician, already inside, or of a group.
    NotOurs,
    /// The customer never said a word and the policy wants one.
    NoFirstWord,
    /// Nobody is set as keeper of the queue.
    NoKeeper,
    Until(Moment),
}

/// Whether the ticket enters the queue now, by itself or (`by_hand`, "Mover agora") at a person's word, which needs no
/// wait but everything else.
///
/// # Errors
/// Why it stays where it is.
pub fn entry(
    policy: &QueuePolicy,
    ticket: &Ticket,
    by_hand: bool,
    now: Moment,
) -> Result<(UserId, ReturnsTo, Moment), Stays> {
    if !policy.on {
        return Err(Stays::Off);
    }
    let Some(anchor) = ticket.anchor() else { return Err(Stays::NotWaiting) };
    let technician = match (ticket.status, ticket.in_no_interaction(), ticket.assignee) {
        (Status::Open, false, Some(technician)) => technician,
        (Status::Open | Status::Pending | Status::Closed, _, _) => return Err(Stays::NotOurs),
    };
    if policy.first_word_required && ticket.silence.customer_at.is_none() {
        return Err(Stays::NoFirstWord);
    }
    let keeper = policy.keeper.ok_or(Stays::NoKeeper)?;
    let due = not_before(ticket, anchor.plus(policy.wait));
    if !by_hand && now < due {
        return Err(Stays::Until(due));
    }
    Ok((keeper, ReturnsTo { user: technician, queue: ticket.queue }, anchor))
}

/// A deadline pushed back by a recent release from hold.
#[must_use]
pub fn not_before(ticket: &Ticket, deadline: Moment) -> Moment {
    match ticket.hold {
        crate::Hold::Released(at) | crate::Hold::Lapsed(at) => deadline.max(at.plus(HOLD_RELEASE_GAP)),
        crate::Hold::Never | crate::Hold::On => deadline,
    }
}

/// Where a ticket goes when it leaves the queue or reopens: its technician if he is still active, else the queue.
#[must_use]
pub fn home(returns_to: ReturnsTo, active: impl Fn(UserId) -> bool) -> Home {
    if active(returns_to.user) {
        Home::Technician { user: returns_to.user, queue: returns_to.queue }
    } else {
        Home::Queue { queue: returns_to.queue }
    }
}

/// What an answer of the customer does to a ticket beyond ending its silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing: it is open or pending where it is.
    Stays,
    /// Leaves Sem Interação for home.
    Returns(Home),
    /// A closed ticket within its grace opens again.
    Reopens(Home),
    /// Too late: a new Pending ticket linked to this one.
    NewTicket,
}

/// Decides what the customer's word, received at `received`, does. The grace counts on the receipt, not on the
/// provider's stamp: it is about when we could know.
#[must_use]
pub fn answered(
    policy: &QueuePolicy,
    ticket: &Ticket,
    received: Moment,
    calendar: &Calendar,
    active: impl Fn(UserId) -> bool,
) -> Answer {
    match (ticket.status, ticket.closed_at) {
        (Status::Closed, Some(closed_at)) => {
            let ends = match ticket.close_reason {
                Some(CloseReason::NoInteraction) => grace_ends(closed_at, policy.grace, calendar),
                Some(CloseReason::Person | CloseReason::Rule) | None => closed_at.plus(policy.other_grace),
            };
            if received > ends { Answer::NewTicket } else { Answer::Reopens(reopens_to(ticket, active)) }
        }
        (Status::Closed, None) => Answer::NewTicket,
        (Status::Open | Status::Pending, _) => match (ticket.entered_at, ticket.returns_to) {
            (Some(_), Some(returns_to)) => Answer::Returns(home(returns_to, active)),
            (_, _) => Answer::Stays,
        },
    }
}

/// Where a closed ticket opens again: its way home if it has one, else its last attendant, else its queue.
#[must_use]
pub fn reopens_to(ticket: &Ticket, active: impl Fn(UserId) -> bool) -> Home {
    match (ticket.returns_to, ticket.last_attendant) {
        (Some(returns_to), _) => home(returns_to, active),
        (None, Some(user)) => home(ReturnsTo { user, queue: ticket.queue }, active),
        (None, None) => Home::Queue { queue: ticket.queue },
    }
}

/// Whether a human attendant's word takes the ticket out of the queue: the technician's own does, the keeper's and
/// anybody else's does not (domain.md 4.4).
#[must_use]
pub fn attendant_wrote(ticket: &Ticket, by: Option<UserId>, active: impl Fn(UserId) -> bool) -> Option<Home> {
    match (ticket.entered_at, ticket.returns_to) {
        (Some(_), Some(returns_to)) if by == Some(returns_to.user) => Some(home(returns_to, active)),
        (_, _) => None,
    }
}

/// Whether the end of the day at `cut` closes the ticket: in the queue at the cut, for at least the stay, and not
/// answered since (an answer takes it out of the queue, so being there is enough).
#[must_use]
pub fn closes(policy: &QueuePolicy, ticket: &Ticket, cut: Moment) -> bool {
    ticket.status != Status::Closed
        && ticket.hold != crate::Hold::On
        && ticket.entered_at.is_some_and(|entered| entered <= cut && cut.since(entered) >= policy.stay_min)
}
