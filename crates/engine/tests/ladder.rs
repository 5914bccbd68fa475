//! Deadlines of rules and ladders of them (domain.md 2.6, 2.8, 2.9, 3.7): when a rule is due, which anchors are due by
//! now, and which step of an overdue ladder speaks.

#![allow(clippy::unwrap_used)]

#[path = "desk/mod.rs"]
mod desk;
#[path = "wall/mod.rs"]
mod wall;

use chrono_tz::Tz;
use desk::{contact, rule, silent_since, ticket};
use engine::evaluate::{deadline, later_deadline, threshold};
use engine::*;
use proptest::prelude::*;
use wall::moment;

const SAO_PAULO: Tz = chrono_tz::America::Sao_Paulo;

/// Of a day in March 2026; the 2nd is a Monday.
fn at(text: &str) -> Moment {
    moment(SAO_PAULO, &format!("2026-03-{text}"))
}

fn office() -> Calendar {
    Calendar::new(SAO_PAULO, Some(BusinessHours::weekdays(8 * 60, 18 * 60)), Default::default())
}

fn step(id: i64, hours: i64) -> Rule {
    Rule { id: RuleId(id), ..rule(Span::hours(hours), false, true) }
}

#[test]
fn a_wait_runs_on_the_wall_or_only_in_business_hours_as_the_rule_says_2_8() {
    let friday = silent_since(at("06 17:00"));
    let on_the_wall = rule(Span::hours(2), false, true);
    let in_hours = rule(Span::hours(2), true, true);
    assert_eq!(deadline(&on_the_wall, &friday, &office()), Some(at("06 19:00")));
    assert_eq!(deadline(&in_hours, &friday, &office()), Some(at("09 09:00")));
    assert_eq!(threshold(&on_the_wall, &office(), at("06 19:00")), at("06 17:00"));
    assert_eq!(threshold(&in_hours, &office(), at("09 09:00")), at("06 17:00"));
    for rule in [on_the_wall, in_hours] {
        assert_eq!(deadline(&rule, &ticket(), &office()), None, "nobody owes anything");
        assert_eq!(deadline(&rule, &Ticket { hold: Hold::On, ..friday.clone() }, &office()), None);
    }
}

#[test]
fn after_a_hold_a_rule_is_due_at_its_deadline_or_five_minutes_later_2_9() {
    let day = rule(Span::hours(24), false, true);
    for (released, due) in
        [("02 12:00", "03 10:00"), ("03 09:55", "03 10:00"), ("03 09:56", "03 10:01"), ("05 10:00", "05 10:05")]
    {
        let ticket = Ticket { hold: Hold::Released(at(released)), ..silent_since(at("02 10:00")) };
        assert_eq!(deadline(&day, &ticket, &office()), Some(at(due)), "released {released}");
    }
}

#[test]
fn all_steps_of_a_ladder_count_from_one_anchor_and_of_the_overdue_the_latest_speaks_2_6_3_7() {
    let ladder = [step(1, 24), step(2, 48), step(3, 72)];
    let silent = silent_since(at("02 10:00"));
    let dues: Vec<_> = ladder.iter().map(|step| deadline(step, &silent, &office()).unwrap()).collect();
    assert_eq!(dues, ["03 10:00", "04 10:00", "05 10:00"].map(at));
    let instead = |n: usize, now| later_deadline(&ladder[n], ladder.iter(), &silent, &office(), now).map(|id| id.0);
    let table = [
        (at("03 10:00"), [None, None, None]),
        (at("04 10:00").minus(Span(1)), [None, None, None]),
        (at("04 10:00"), [Some(2), None, None]),
        (at("05 10:00"), [Some(3), Some(3), None]),
        (at("20 10:00"), [Some(3), Some(3), None]),
    ];
    for (now, expected) in table {
        assert_eq!([0, 1, 2].map(|n| instead(n, now)), expected, "{now:?}");
    }
    // Only who would act on this ticket is asked; nothing is overdue where nobody owes an answer.
    assert_eq!(later_deadline(&ladder[0], ladder[..1].iter(), &silent, &office(), at("20 10:00")), None);
    assert_eq!(later_deadline(&ladder[0], ladder.iter(), &ticket(), &office(), at("20 10:00")), None);
}

#[test]
fn after_a_hold_the_latest_step_speaks_although_all_are_due_at_once_2_9_3_7() {
    let ladder = [step(1, 24), step(2, 48), step(3, 72)];
    for hold in [Hold::Released(at("04 12:00")), Hold::Lapsed(at("04 12:00"))] {
        let ticket = Ticket { hold, ..silent_since(at("02 10:00")) };
        let instead =
            |n: usize, now| later_deadline(&ladder[n], ladder.iter(), &ticket, &office(), at(now)).map(|id| id.0);
        assert_eq!([0, 1, 2].map(|n| instead(n, "04 12:04")), [None; 3], "{hold:?}: not due yet");
        assert_eq!([0, 1, 2].map(|n| instead(n, "04 12:05")), [Some(2), None, None], "{hold:?}");
    }
}

#[test]
fn rules_of_one_deadline_do_not_replace_each_other() {
    let twins = [step(1, 24), step(2, 24), step(3, 48), step(4, 48)];
    let silent = silent_since(at("02 10:00"));
    let instead = |n: usize, now| later_deadline(&twins[n], twins.iter(), &silent, &office(), at(now)).map(|id| id.0);
    assert_eq!([0, 1, 2, 3].map(|n| instead(n, "03 12:00")), [None; 4]);
    assert_eq!([0, 1, 2, 3].map(|n| instead(n, "04 12:00")), [Some(4), Some(4), None, None]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Of a ladder in which each step is told who speaks instead, at every moment at most the steps of one deadline speak:
    /// those of the latest one that has passed.
    #[test]
    fn of_any_ladder_one_deadline_speaks(
        waits in proptest::collection::vec(1_i64..6, 1..6), in_hours in any::<bool>(), passed in 0_i64..200,
    ) {
        let anchor = at("02 10:00");
        let silent = silent_since(anchor);
        let calendar = office();
        let limits = Limits::default();
        let now = anchor.plus(Span::hours(passed));
        let ladder: Vec<Rule> = (1..).zip(&waits).map(|(id, hours)| Rule {
            business_hours: in_hours, lateness_max: Some(Span::days(99)), ..step(id, hours * 8)
        }).collect();
        let due = |step: &Rule| deadline(step, &silent, &calendar).unwrap();
        let latest = ladder.iter().map(due).filter(|at| *at <= now).max();
        for step in &ladder {
            let later_step = later_deadline(step, ladder.iter(), &silent, &calendar, now);
            let around = Surroundings { later_step, ..Surroundings::clear(&calendar, &limits) };
            let judged = evaluate(step, Part::Message, &silent, &contact(None), &around, now);
            let expected = match later_step {
                _ if due(step) > now => Outcome::NotYet { at: due(step) },
                Some(by) => Outcome::Substituted { by },
                None => Outcome::Due,
            };
            prop_assert_eq!(judged.outcome, expected);
            prop_assert_eq!(judged.outcome == Outcome::Due, Some(due(step)) == latest);
        }
    }
}
