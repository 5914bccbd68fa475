//! The silence clock (domain.md 2.1 to 2.7) against the simplest picture of it: all words on a pile, looked through anew
//! each time. Facts go in as they arrive; what the clock says must be what the pile says.

#![allow(clippy::unwrap_used)]

#[path = "desk/mod.rs"]
mod desk;

use desk::{HOME, KEEPER, OTHER, SUPPORT, TECHNICIAN, ticket};
use engine::*;
use proptest::prelude::*;

const NOON: Moment = Moment(1_772_463_600_000);

fn minute(n: i64) -> Moment {
    NOON.plus(Span::minutes(n))
}

fn after(facts: &[Fact]) -> Ticket {
    facts.iter().fold(ticket(), |ticket, fact| apply(&ticket, fact))
}

fn customer(n: i64) -> Fact {
    Fact::CustomerWrote { at: minute(n) }
}

fn human(n: i64) -> Fact {
    Fact::HumanWrote { at: minute(n), by: Some(TECHNICIAN) }
}

fn failed(previous: Option<i64>) -> Fact {
    Fact::HumanFailed { previous: previous.map(minute) }
}

#[test]
fn the_anchor_is_the_last_accepted_human_word_unless_the_customer_spoke_after_it() {
    let table: [(&str, &[Fact], Option<i64>); 12] = [
        ("2.5 nobody spoke", &[], None),
        ("2.5 only the customer spoke", &[customer(0)], None),
        ("2.1 only we spoke", &[human(0)], Some(0)),
        ("2.1 we spoke last", &[customer(0), human(1)], Some(1)),
        ("2.4 the customer spoke last", &[human(0), customer(1)], None),
        ("2.4 one millisecond is enough", &[customer(0), Fact::HumanWrote { at: Moment(NOON.0 + 1), by: None }], None),
        ("2.5 the clock restarts at the last of several", &[customer(0), human(1), human(5), human(3)], Some(5)),
        ("2.6 a new episode", &[human(0), customer(1), human(2)], Some(2)),
        ("2.7 the customer's word came late", &[human(5), customer(3)], Some(5)),
        ("2.2 the last one failed", &[human(1), human(5), failed(Some(1))], Some(1)),
        ("2.2 the only one failed", &[human(1), failed(None)], None),
        (
            "2.2 what stands is older than the customer's word",
            &[human(1), customer(2), human(5), failed(Some(1))],
            None,
        ),
    ];
    for (case, facts, anchor) in table {
        // The one case that is not counted in minutes has its own instant.
        let expected = if case.contains("millisecond") { Some(Moment(NOON.0 + 1)) } else { anchor.map(minute) };
        assert_eq!(after(facts).anchor(), expected, "{case}");
        assert_eq!(after(facts).silence.anchor(), expected, "{case}");
    }
}

#[test]
fn a_turn_is_counted_for_each_word_of_the_customer_and_for_nothing_else_2_6() {
    let ticket = after(&[human(0), customer(1), human(2), human(3), customer(4), failed(Some(2)), customer(2)]);
    assert_eq!(
        ticket.silence,
        Silence { turn: 3, customer_at: Some(minute(4)), human_at: Some(minute(2)) },
        "late words count too: they name the episode by how many there are"
    );
}

#[test]
fn whoever_of_ours_speaks_is_remembered_unless_it_is_not_known_who_2_1() {
    let known = after(&[human(0), Fact::HumanWrote { at: minute(1), by: Some(OTHER) }]);
    assert_eq!(known.last_attendant, Some(OTHER));
    let on_the_phone = apply(&known, &Fact::HumanWrote { at: minute(2), by: None });
    assert_eq!((on_the_phone.last_attendant, on_the_phone.anchor()), (Some(OTHER), Some(minute(2))));
}

#[test]
fn a_held_ticket_has_no_anchor_and_a_released_one_has_its_old_one_2_9() {
    let silent = after(&[customer(0), human(1)]);
    let held = apply(&silent, &Fact::Held);
    assert_eq!((held.hold, held.anchor(), held.silence), (Hold::On, None, silent.silence));
    let released = apply(&held, &Fact::Released { at: minute(30) });
    assert_eq!((released.hold, released.anchor()), (Hold::Released(minute(30)), Some(minute(1))));
    let lapsed = apply(&released, &Fact::HoldLapsed);
    assert_eq!(lapsed, Ticket { hold: Hold::Lapsed(minute(30)), ..silent.clone() }, "and it is remembered");
    assert_eq!(lapsed.anchor(), silent.anchor());
    assert_eq!(apply(&held, &Fact::HoldLapsed), held, "the end of an old release does not end a new hold");
    assert_eq!(apply(&silent, &Fact::HoldLapsed), silent);
}

/// What the pile is made of.
#[derive(Debug, Clone, Copy)]
enum Happens {
    Customer(i64),
    Human(i64),
    /// The latest of our words that stands is reported failed.
    LatestFails,
    /// Something the clock must not hear (2.1).
    Silent(u8),
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        (0_i64..50).prop_map(Happens::Customer),
        (0_i64..50).prop_map(Happens::Human),
        Just(Happens::LatestFails),
        (0_u8..9).prop_map(Happens::Silent),
    ]
}

fn without_words(n: u8) -> Fact {
    let home = Home::Technician { user: OTHER, queue: SUPPORT };
    let entered = Fact::Entered { at: minute(99), queue: QueueId(9), keeper: KEEPER, returns_to: HOME };
    let all = [
        Fact::Taken { by: OTHER, at: minute(99) },
        Fact::Assigned { to: OTHER },
        Fact::Transferred { queue: QueueId(3) },
        Fact::Staged { stage: StageId(4) },
        entered,
        Fact::Returned { home },
        Fact::Closed { at: minute(99), reason: CloseReason::Rule },
        Fact::Reopened { home },
        Fact::Rerouted { connection: ConnectionId(7) },
    ];
    all[usize::from(n)].clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_clock_says_what_the_pile_of_words_says(days in proptest::collection::vec(happens(), 0..40)) {
        let (mut customers, mut humans) = (vec![], vec![]);
        let mut ticket = ticket();
        for happened in days {
            let fact = match happened {
                Happens::Customer(n) => { customers.push(n); customer(n) }
                Happens::Human(n) => { humans.push(n); human(n) }
                Happens::LatestFails => {
                    humans.sort();
                    humans.pop();
                    failed(humans.last().copied())
                }
                Happens::Silent(n) => without_words(n),
            };
            ticket = apply(&ticket, &fact);
            let ours = humans.iter().copied().filter(|ours| customers.iter().all(|theirs| theirs < ours)).max();
            prop_assert_eq!(ticket.anchor(), ours.map(minute));
            prop_assert_eq!(usize::try_from(ticket.silence.turn).unwrap(), customers.len());
        }
    }
}
