//! Every fact and the whole ticket after it (domain.md 4.1 to 4.8 for the queue, 2.9 for hold); then any facts in any
//! order, after which a ticket must still make sense. What the word facts do to the clock is in `silence.rs`.

#![allow(clippy::unwrap_used)]

#[path = "desk/mod.rs"]
mod desk;

use desk::{HOME, KEEPER, NO_INTERACTION, OTHER, SUPPORT, TECHNICIAN, inside_since, silent_since};
use engine::*;
use proptest::prelude::*;

const NINE: Moment = Moment(1_772_452_800_000);
const TEN: Moment = Moment(NINE.0 + 3_600_000);
const SIX: Moment = Moment(NINE.0 + 9 * 3_600_000);
const SALES: QueueId = QueueId(2);

fn open() -> Ticket {
    silent_since(NINE)
}

fn pending() -> Ticket {
    Ticket { status: Status::Pending, assignee: None, ..open() }
}

fn inside() -> Ticket {
    inside_since(NINE, TEN)
}

fn closed(reason: CloseReason) -> Ticket {
    Ticket { status: Status::Closed, closed_at: Some(SIX), close_reason: Some(reason), ..open() }
}

/// What the end of the day leaves: still in the queue, with its way home for the grace.
fn closed_by_the_day() -> Ticket {
    Ticket {
        queue: NO_INTERACTION,
        assignee: Some(KEEPER),
        returns_to: Some(HOME),
        ..closed(CloseReason::NoInteraction)
    }
}

#[test]
fn a_ticket_moves_into_the_queue_with_keeper_and_way_home_4_1() {
    let entered = Fact::Entered { at: TEN, queue: NO_INTERACTION, keeper: KEEPER, returns_to: HOME };
    assert_eq!(apply(&open(), &entered), inside());
    // 3.12: a message of a rule on a closed ticket puts it there, open again.
    assert_eq!(apply(&closed(CloseReason::Person), &entered), inside());
}

#[test]
fn a_ticket_goes_home_to_its_technician_or_waits_in_its_queue_4_3() {
    let to_technician = Home::Technician { user: TECHNICIAN, queue: SUPPORT };
    let to_queue = Home::Queue { queue: SUPPORT };
    for fact in [Fact::Returned { home: to_technician }, Fact::Reopened { home: to_technician }] {
        for before in [inside(), closed_by_the_day(), closed(CloseReason::Person), pending()] {
            assert_eq!(apply(&before, &fact), open(), "{fact:?} of {before:?}");
        }
    }
    for fact in [Fact::Returned { home: to_queue }, Fact::Reopened { home: to_queue }] {
        for before in [inside(), closed_by_the_day(), closed(CloseReason::Person), open()] {
            assert_eq!(apply(&before, &fact), pending(), "{fact:?} of {before:?}");
        }
    }
    let other = Home::Technician { user: OTHER, queue: SALES };
    let elsewhere = Ticket { assignee: Some(OTHER), last_attendant: Some(OTHER), queue: SALES, ..open() };
    assert_eq!(apply(&inside(), &Fact::Returned { home: other }), elsewhere);
}

#[test]
fn the_end_of_the_day_keeps_the_way_home_and_any_other_closing_is_home_4_5_4_8() {
    let close = |reason| Fact::Closed { at: SIX, reason };
    assert_eq!(apply(&inside(), &close(CloseReason::NoInteraction)), closed_by_the_day());
    for reason in [CloseReason::Person, CloseReason::Rule] {
        assert_eq!(apply(&open(), &close(reason)), closed(reason));
        // The keeper may have written meanwhile: the answer still finds the technician and his queue.
        let kept = Ticket { last_attendant: Some(KEEPER), ..inside() };
        assert_eq!(apply(&kept, &close(reason)), closed(reason));
    }
}

#[test]
fn who_takes_or_is_given_a_ticket_has_it() {
    let his = Ticket { assignee: Some(OTHER), last_attendant: Some(OTHER), ..open() };
    for fact in [Fact::Taken { by: OTHER, at: TEN }, Fact::Assigned { to: OTHER }] {
        assert_eq!(apply(&open(), &fact), his);
        assert_eq!(apply(&pending(), &fact), his);
        assert_eq!(apply(&inside(), &fact), his, "out of Sem Interação into the queue it came from");
        for closed in [closed(CloseReason::Person), closed_by_the_day()] {
            assert_eq!(apply(&closed, &fact), closed, "a closed ticket is reopened first");
        }
    }
}

#[test]
fn a_transferred_ticket_waits_in_the_new_queue_for_anybody() {
    let waiting = Ticket { queue: SALES, ..pending() };
    for before in [open(), pending(), inside()] {
        assert_eq!(apply(&before, &Fact::Transferred { queue: SALES }), waiting);
    }
    let closed = closed(CloseReason::Rule);
    let moved = Ticket { queue: SALES, assignee: None, ..closed.clone() };
    assert_eq!(apply(&closed, &Fact::Transferred { queue: SALES }), moved, "it stays closed");
}

#[test]
fn what_concerns_one_field_changes_that_field() {
    let before = inside();
    let after = |fact| apply(&before, &fact);
    assert_eq!(after(Fact::Staged { stage: StageId(4) }), Ticket { stage: Some(StageId(4)), ..before.clone() });
    let rerouted = Fact::Rerouted { connection: ConnectionId(7) };
    assert_eq!(after(rerouted), Ticket { connection: ConnectionId(7), ..before.clone() });
    assert_eq!(after(Fact::Held), Ticket { hold: Hold::On, ..before.clone() });
    assert_eq!(after(Fact::Released { at: SIX }), Ticket { hold: Hold::Released(SIX), ..before.clone() });
    let answered = Silence { turn: 2, customer_at: Some(SIX), human_at: Some(NINE) };
    assert_eq!(after(Fact::CustomerWrote { at: SIX }), Ticket { silence: answered, ..before.clone() });
    let spoke = Silence { human_at: Some(SIX), ..before.silence };
    assert_eq!(after(Fact::HumanWrote { at: SIX, by: None }), Ticket { silence: spoke, ..before.clone() });
    let fallen = Silence { human_at: None, ..before.silence };
    assert_eq!(after(Fact::HumanFailed { previous: None }), Ticket { silence: fallen, ..before.clone() });
}

fn home() -> impl Strategy<Value = Home> {
    prop_oneof![
        (1_i64..4, 1_i64..4).prop_map(|(user, queue)| Home::Technician { user: UserId(user), queue: QueueId(queue) }),
        (1_i64..4).prop_map(|queue| Home::Queue { queue: QueueId(queue) }),
    ]
}

fn fact() -> impl Strategy<Value = Fact> {
    let at = || (0_i64..1_000).prop_map(|n| Moment(NINE.0 + n));
    let user = || (1_i64..4).prop_map(UserId);
    let reason = prop_oneof![Just(CloseReason::Person), Just(CloseReason::Rule), Just(CloseReason::NoInteraction)];
    prop_oneof![
        at().prop_map(|at| Fact::CustomerWrote { at }),
        (at(), proptest::option::of(user())).prop_map(|(at, by)| Fact::HumanWrote { at, by }),
        proptest::option::of(at()).prop_map(|previous| Fact::HumanFailed { previous }),
        (user(), at()).prop_map(|(by, at)| Fact::Taken { by, at }),
        user().prop_map(|to| Fact::Assigned { to }),
        (1_i64..4).prop_map(|queue| Fact::Transferred { queue: QueueId(queue) }),
        (1_i64..4).prop_map(|stage| Fact::Staged { stage: StageId(stage) }),
        (at(), user()).prop_map(|(at, user)| Fact::Entered {
            at,
            queue: NO_INTERACTION,
            keeper: KEEPER,
            returns_to: ReturnsTo { user, queue: SUPPORT },
        }),
        home().prop_map(|home| Fact::Returned { home }),
        home().prop_map(|home| Fact::Reopened { home }),
        (at(), reason).prop_map(|(at, reason)| Fact::Closed { at, reason }),
        Just(Fact::Held),
        at().prop_map(|at| Fact::Released { at }),
        Just(Fact::HoldLapsed),
        (1_i64..4).prop_map(|connection| Fact::Rerouted { connection: ConnectionId(connection) }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// `apply` is total: no fact, however misplaced, leaves a ticket half in the queue or half closed.
    #[test]
    fn any_facts_in_any_order_leave_a_ticket_that_makes_sense(facts in proptest::collection::vec(fact(), 1..30)) {
        let mut ticket = open();
        for fact in facts {
            let before = ticket.clone();
            ticket = apply(&before, &fact);
            let closed = ticket.status == Status::Closed;
            prop_assert_eq!(closed, ticket.closed_at.is_some(), "{:?}", fact);
            prop_assert_eq!(closed, ticket.close_reason.is_some(), "{:?}", fact);
            prop_assert_eq!(ticket.status == Status::Open, ticket.assignee.is_some() && !closed, "{:?}", fact);
            if ticket.in_no_interaction() {
                prop_assert_eq!((ticket.status, ticket.queue), (Status::Open, NO_INTERACTION), "{:?}", fact);
                prop_assert!(ticket.returns_to.is_some(), "{:?}", fact);
            } else if ticket.returns_to.is_some() {
                prop_assert_eq!(ticket.close_reason, Some(CloseReason::NoInteraction), "{:?}", fact);
            }
            prop_assert_eq!((ticket.id, ticket.contact), (before.id, before.contact));
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// What the store writes down is what it reads.
    #[test]
    fn facts_and_tickets_come_back_from_json_as_they_went(facts in proptest::collection::vec(fact(), 1..12)) {
        let ticket = facts.iter().fold(open(), |ticket, fact| apply(&ticket, fact));
        let read: Vec<Fact> = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();
        prop_assert_eq!(read, facts);
        let again: Ticket = serde_json::from_str(&serde_json::to_string(&ticket).unwrap()).unwrap();
        prop_assert_eq!(again, ticket);
    }
}
