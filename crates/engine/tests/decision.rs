//! What is kept of a judgement is all it was made from: read back, it comes to the same verdict with the same conditions, and
//! what changed since (the rule's state, its place) has no say.

#![allow(clippy::unwrap_used)]

#[path = "desk/mod.rs"]
mod desk;
#[path = "wall/mod.rs"]
mod wall;

use std::collections::BTreeSet;

use chrono_tz::America::Sao_Paulo;
use desk::{contact, rule, silent_since};
use engine::calendar::BusinessHours;
use engine::decision::CalendarFacts;
use engine::*;
use wall::moment;

fn at(text: &str) -> Moment {
    moment(Sao_Paulo, &format!("2026-03-{text}"))
}

/// A house that is open on weekdays, with one holiday.
fn house() -> Circumstance {
    let holidays = ["2026-03-04".parse().unwrap()].into();
    let calendar =
        CalendarFacts { zone: "America/Sao_Paulo".into(), hours: Some(BusinessHours::weekdays(540, 1_080)), holidays };
    Circumstance { calendar, limits: Limits::default(), quiet: Some(QuietHours::default()) }
}

/// Each fact beside rule and ticket once as it stands in nobody's way, and once otherwise.
fn surroundings<'a>(calendar: &'a Calendar, shared: &'a Circumstance) -> Vec<Surroundings<'a>> {
    let clear = Surroundings { quiet: shared.quiet, ..Surroundings::clear(calendar, &shared.limits) };
    let noon = at("03 12:00");
    vec![
        clear.clone(),
        Surroundings { ran: true, ..clear.clone() },
        Surroundings { fence: at("30 00:00"), ..clear.clone() },
        Surroundings { fence: at("30 00:00"), included: true, ..clear.clone() },
        Surroundings { actions_today: 20, ..clear.clone() },
        Surroundings { begun: true, ..clear.clone() },
        Surroundings { deferred_until: Some(noon), ..clear.clone() },
        Surroundings { last_rule_message_at: Some(noon), ..clear.clone() },
        Surroundings { contact_messages: 3, ..clear.clone() },
        Surroundings { fuse_sends: 30, ..clear.clone() },
        Surroundings { later_step: Some(RuleId(9)), ..clear.clone() },
        Surroundings { window_closes: Some(noon), ..clear.clone() },
        Surroundings { barrier: true, ..clear },
    ]
}

#[test]
fn what_is_kept_of_a_judgement_comes_to_the_same_with_the_same_conditions() {
    let shared = house();
    let calendar = shared.calendar.calendar();
    let mut verdicts = BTreeSet::new();
    for part in [Part::Internal, Part::Message] {
        let rule = Rule { version: 3, ..rule(Span::hours(4), true, part == Part::Message) };
        let ticket = silent_since(at("03 11:00"));
        let contact = contact(ticket.silence.customer_at);
        for around in surroundings(&calendar, &shared) {
            for now in [at("03 14:59"), at("03 15:00"), at("03 22:00"), at("09 10:00")] {
                let (judged, conditions) = explain(&rule, part, &ticket, &contact, &around, now);
                let kept = Inputs::of(&rule, &ticket, &contact, &around, &judged);
                let read: Inputs = serde_json::from_str(&serde_json::to_string(&kept).unwrap()).unwrap();
                assert_eq!(read, kept);
                let house: Circumstance = serde_json::from_str(&serde_json::to_string(&shared).unwrap()).unwrap();
                let then = house.calendar.calendar();
                // As it stands in the house today.
                let today = Rule { state: RuleState::Archived, position: 99, ..rule.clone() };
                let verdict = read.judged_again(&today, part, now, house.lends(&then));
                assert_eq!(verdict, judged.into(), "{around:?} {now:?}");
                assert_eq!(read.explained(&today, part, now, house.lends(&then)), (verdict, conditions));
                verdicts.insert(format!("{:?}", verdict.outcome).split([' ', '{']).next().unwrap().to_owned());
            }
        }
    }
    let all = ["AlreadyRan", "Defer", "Due", "Fenced", "Missed", "NotYet", "Skip", "Substituted"];
    assert_eq!(verdicts, all.map(String::from).into());
}

/// A year of judgements is a year of lines: what stands in nobody's way is not written.
#[test]
fn what_stands_in_nobodys_way_is_left_out() {
    let shared = house();
    let calendar = shared.calendar.calendar();
    let ticket = silent_since(at("03 11:00"));
    let contact = Contact { tags: vec![], ..contact(ticket.silence.customer_at) };
    let around = Surroundings::clear(&calendar, &shared.limits);
    let rule = rule(Span::hours(4), false, false);
    let judged = evaluate(&rule, Part::Internal, &ticket, &contact, &around, at("03 15:00"));
    let kept = serde_json::to_value(Inputs::of(&rule, &ticket, &contact, &around, &judged)).unwrap();
    let names = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&kept["around"]), ["fence"]);
    assert_eq!(names(&kept["contact"]), ["id", "wrote_at"]);
    assert!(!kept.to_string().contains("null"), "{kept}");
}

#[test]
fn a_zone_nobody_knows_any_more_reads_as_the_houses_own() {
    let facts = CalendarFacts { zone: "America/Atlantida".into(), hours: None, holidays: [].into() };
    assert_eq!(facts.calendar(), Calendar::always(Sao_Paulo));
}
