//! What can happen to a ticket, and the one way it changes: [`apply`]. It decides nothing: where a returning ticket goes
//! or whether an answer reopens is settled in `queue`, and comes here as a fact.

use serde::{Deserialize, Serialize};

use crate::act::Home;
use crate::{CloseReason, ConnectionId, Hold, Moment, QueueId, ReturnsTo, StageId, Standing, Status, Ticket, UserId};

/// Something that happened. Instants are effective ones: the smaller of the provider's and ours (domain.md 2.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Fact {
    /// Inbound content that counts as an answer.
    CustomerWrote {
        at: Moment,
    },
    /// A human attendant's message that the channel accepted. `by` is unknown when typed in the provider's own app.
    HumanWrote {
        at: Moment,
        by: Option<UserId>,
    },
    /// An accepted human message was later reported failed; `previous` is the latest one that still stands.
    HumanFailed {
        previous: Option<Moment>,
    },
    /// A technician took it.
    Taken {
        by: UserId,
        at: Moment,
    },
    /// Given to a technician by somebody or a rule.
    Assigned {
        to: UserId,
    },
    /// Moved to a queue. Leaves Sem Interação if it was there; nobody has it then.
    Transferred {
        queue: QueueId,
    },
    Staged {
        stage: StageId,
    },
    /// Moved into Sem Interação.
    Entered {
        at: Moment,
        queue: QueueId,
        keeper: UserId,
        returns_to: ReturnsTo,
    },
    /// Left Sem Interação for home.
    Returned {
        home: Home,
    },
    Closed {
        at: Moment,
        reason: CloseReason,
    },
    Reopened {
        home: Home,
    },
    /// Somebody took back what had moved it.
    PutBack {
        standing: Standing,
    },
    Held,
    Released {
        at: Moment,
    },
    /// The five minutes after a release are over.
    HoldLapsed,
    /// The conversation goes on through another connection.
    Rerouted {
        connection: ConnectionId,
    },
}

/// The ticket after the fact. Total: a fact that does not fit leaves the ticket consistent rather than failing.
#[must_use]
pub fn apply(ticket: &Ticket, fact: &Fact) -> Ticket {
    let mut after = ticket.clone();
    match *fact {
        Fact::CustomerWrote { at } => after.silence.customer(at),
        Fact::HumanWrote { at, by } => {
            after.silence.human(at);
            if let Some(by) = by {
                after.last_attendant = Some(by);
            }
        }
        Fact::HumanFailed { previous } => after.silence.human_failed(previous),
        Fact::Taken { by, at: _ } | Fact::Assigned { to: by } => {
            if after.status == Status::Closed {
                return after;
            }
            after.status = Status::Open;
            leave_no_interaction(&mut after);
            after.assignee = Some(by);
            after.last_attendant = Some(by);
        }
        Fact::Transferred { queue } => {
            leave_no_interaction(&mut after);
            after.queue = queue;
            after.assignee = None;
            if after.status == Status::Open {
                after.status = Status::Pending;
            }
        }
        Fact::Staged { stage } => after.stage = Some(stage),
        Fact::Entered { at, queue, keeper, returns_to } => {
            after.status = Status::Open;
            after.closed_at = None;
            after.close_reason = None;
            after.queue = queue;
            after.assignee = Some(keeper);
            after.entered_at = Some(at);
            after.returns_to = Some(returns_to);
        }
        Fact::Returned { home } | Fact::Reopened { home } => go_home(&mut after, home),
        Fact::Closed { at, reason } => {
            after.status = Status::Closed;
            after.closed_at = Some(at);
            after.close_reason = Some(reason);
            if reason == CloseReason::NoInteraction {
                after.entered_at = None;
            } else {
                closed_at_home(&mut after);
            }
        }
        Fact::PutBack { standing } => put_back(&mut after, standing),
        Fact::Held => after.hold = Hold::On,
        Fact::Released { at } => after.hold = Hold::Released(at),
        Fact::HoldLapsed => {
            if let Hold::Released(at) = after.hold {
                after.hold = Hold::Lapsed(at);
            }
        }
        Fact::Rerouted { connection } => after.connection = connection,
    }
    after
}

fn put_back(after: &mut Ticket, standing: Standing) {
    let Standing { status, queue, assignee, entered_at, returns_to, closed_at, close_reason, last_attendant } =
        standing;
    after.status = status;
    after.queue = queue;
    after.assignee = assignee;
    after.entered_at = entered_at;
    after.returns_to = returns_to;
    after.closed_at = closed_at;
    after.close_reason = close_reason;
    after.last_attendant = last_attendant;
}

fn go_home(after: &mut Ticket, home: Home) {
    after.closed_at = None;
    after.close_reason = None;
    after.entered_at = None;
    after.returns_to = None;
    match home {
        Home::Technician { user, queue } => {
            after.status = Status::Open;
            after.assignee = Some(user);
            after.last_attendant = Some(user);
            after.queue = queue;
        }
        Home::Queue { queue } => {
            after.status = Status::Pending;
            after.assignee = None;
            after.queue = queue;
        }
    }
}

/// Closed by a person or a rule, it is its technician's and his queue's again, wherever it waited.
fn closed_at_home(after: &mut Ticket) {
    if let (Some(_), Some(home)) = (after.entered_at, after.returns_to) {
        after.assignee = Some(home.user);
        after.last_attendant = Some(home.user);
    }
    leave_no_interaction(after);
}

/// Taking or transferring a ticket by hand out of Sem Interação forgets the way home: a person decided anew.
fn leave_no_interaction(after: &mut Ticket) {
    if let (Some(_), Some(home)) = (after.entered_at, after.returns_to) {
        after.queue = home.queue;
    }
    after.entered_at = None;
    after.returns_to = None;
}
