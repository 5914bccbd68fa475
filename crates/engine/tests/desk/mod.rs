//! What the tests of the engine share: one plain ticket, its contact and one plain rule, to be changed by each test in
//! the one thing it is about.

#![allow(dead_code)]

use engine::rule::{Repeat, Rule, RuleState, Scope};
use engine::*;

pub const TECHNICIAN: UserId = UserId(1);
pub const KEEPER: UserId = UserId(2);
pub const OTHER: UserId = UserId(3);
pub const SUPPORT: QueueId = QueueId(1);
pub const NO_INTERACTION: QueueId = QueueId(9);
/// Where a ticket of Sem Interação came from.
pub const HOME: ReturnsTo = ReturnsTo { user: TECHNICIAN, queue: SUPPORT };

/// Open, with a technician; nobody has spoken.
pub fn ticket() -> Ticket {
    Ticket {
        id: TicketId(1),
        contact: ContactId(1),
        connection: ConnectionId(1),
        status: Status::Open,
        queue: SUPPORT,
        assignee: Some(TECHNICIAN),
        stage: None,
        silence: Silence::default(),
        hold: Hold::Never,
        entered_at: None,
        returns_to: None,
        closed_at: None,
        close_reason: None,
        last_attendant: None,
    }
}

/// The customer asked a minute before the technician's last word, and has not answered since.
pub fn silent_since(anchor: Moment) -> Ticket {
    let asked = anchor.minus(Span::minutes(1));
    let silence = Silence { turn: 1, customer_at: Some(asked), human_at: Some(anchor) };
    Ticket { silence, last_attendant: Some(TECHNICIAN), ..ticket() }
}

/// The same in Sem Interação since `entered`.
pub fn inside_since(anchor: Moment, entered: Moment) -> Ticket {
    Ticket {
        queue: NO_INTERACTION,
        assignee: Some(KEEPER),
        entered_at: Some(entered),
        returns_to: Some(HOME),
        ..silent_since(anchor)
    }
}

pub fn contact(wrote_at: Option<Moment>) -> Contact {
    Contact {
        id: ContactId(1),
        tags: vec![],
        wallet_owner: None,
        opted_out: false,
        do_not_disturb: false,
        group: false,
        erased: false,
        wrote_at,
    }
}

/// Says something to the customer, or else only puts a tag on him.
pub fn rule(wait: Span, business_hours: bool, says: bool) -> Rule {
    let action = if says {
        Action::SendMessage { text: "Conseguiu ver?".into(), connection: None }
    } else {
        Action::AddTag { tag: TagId(1) }
    };
    Rule {
        id: RuleId(1),
        version: 1,
        name: "Regra".into(),
        description: String::new(),
        wait,
        actions: vec![action],
        scope: Scope::default(),
        business_hours,
        quiet_hours: true,
        lateness_max: None,
        repeat: Repeat::OncePerEpisode,
        position: 0,
        state: RuleState::Active,
    }
}
