//! Ends of day: tables by hand, then every zone around its changes, where each date must be cut once and no more.

#![allow(clippy::unwrap_used)]

#[path = "wall/mod.rs"]
mod wall;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use chrono_tz::{TZ_VARIANTS, Tz};
use engine::day::{Cut, DayEnd, Grace, grace_ends, last_cut, next_cut};
use engine::{BusinessHours, Calendar, Moment, Span};
use wall::{Dice, Minutes, changes, date, moment, when};

const SAO_PAULO: Tz = chrono_tz::America::Sao_Paulo;

fn office(holidays: &[&str]) -> Calendar {
    let hours = BusinessHours::weekdays(8 * 60, 18 * 60);
    Calendar::new(SAO_PAULO, Some(hours), holidays.iter().map(|day| date(day)).collect())
}

fn told(zone: Tz, cut: Option<Cut>) -> Option<(String, String)> {
    cut.map(|cut| (cut.date.to_string(), when(zone, cut.at)))
}

fn at_six(day: &str) -> Option<(String, String)> {
    Some((day.to_owned(), format!("{day} 18:00")))
}

#[test]
fn the_day_ends_at_six_on_business_days() {
    let calendar = office(&["2026-04-03"]);
    let next = |after| told(SAO_PAULO, next_cut(&DayEnd::default(), &calendar, moment(SAO_PAULO, after)));
    let last = |now| told(SAO_PAULO, last_cut(&DayEnd::default(), &calendar, moment(SAO_PAULO, now)));
    assert_eq!(next("2026-03-02 17:59"), at_six("2026-03-02"));
    assert_eq!(next("2026-03-02 18:00"), at_six("2026-03-03"), "strictly after");
    assert_eq!(next("2026-03-06 18:00"), at_six("2026-03-09"), "over the weekend");
    assert_eq!(next("2026-04-02 20:00"), at_six("2026-04-06"), "over Good Friday");
    assert_eq!(last("2026-03-02 18:00"), at_six("2026-03-02"), "at the cut itself");
    assert_eq!(last("2026-03-02 17:59"), at_six("2026-02-27"));
    assert_eq!(last("2026-04-06 09:00"), at_six("2026-04-02"));
}

#[test]
fn an_unticked_day_has_no_end() {
    let friday_only = DayEnd { minute: 1_439, days: [false, false, false, false, true, false, true] };
    let calendar = office(&[]);
    let monday = moment(SAO_PAULO, "2026-03-02 10:00");
    let cut = |day: &str| Some((day.to_owned(), format!("{day} 23:59")));
    assert_eq!(told(SAO_PAULO, next_cut(&friday_only, &calendar, monday)), cut("2026-03-06"));
    assert_eq!(told(SAO_PAULO, last_cut(&friday_only, &calendar, monday)), cut("2026-02-27"));
    let never = DayEnd { minute: 1_080, days: [false; 7] };
    assert_eq!((next_cut(&never, &calendar, monday), last_cut(&never, &calendar, monday)), (None, None));
}

#[test]
fn a_missed_cut_is_looked_for_two_weeks_back_and_the_next_one_a_year_ahead() {
    let closed_from = |first: &str, days: usize| {
        let closed: BTreeSet<NaiveDate> = date(first).iter_days().take(days).collect();
        Calendar::new(SAO_PAULO, None, closed)
    };
    let last =
        |days| last_cut(&DayEnd::default(), &closed_from("2026-03-02", days), moment(SAO_PAULO, "2026-03-15 20:00"));
    assert_eq!(told(SAO_PAULO, last(14)), at_six("2026-03-01"));
    let earlier = last_cut(&DayEnd::default(), &closed_from("2026-03-01", 15), moment(SAO_PAULO, "2026-03-15 20:00"));
    assert_eq!(earlier, None);
    let next =
        |days| next_cut(&DayEnd::default(), &closed_from("2026-03-02", days), moment(SAO_PAULO, "2026-03-02 09:00"));
    assert_eq!(told(SAO_PAULO, next(365)), at_six("2027-03-02"));
    assert_eq!(next(400), None);
}

#[test]
fn around_the_clock_every_day_ends_but_holidays() {
    let calendar = Calendar::new(SAO_PAULO, None, [date("2026-03-08")].into());
    let saturday = moment(SAO_PAULO, "2026-03-07 19:00");
    assert_eq!(told(SAO_PAULO, next_cut(&DayEnd::default(), &calendar, saturday)), at_six("2026-03-09"));
    assert_eq!(told(SAO_PAULO, last_cut(&DayEnd::default(), &calendar, saturday)), at_six("2026-03-07"));
}

#[test]
fn a_date_that_never_was_has_no_end() {
    // Samoa went from 29 to 31 December 2011.
    let calendar = Calendar::always(chrono_tz::Pacific::Apia);
    let cuts = |minute| {
        let day_end = DayEnd { minute, days: [true; 7] };
        let first = next_cut(&day_end, &calendar, moment(calendar.zone(), "2011-12-28 23:59")).unwrap();
        let second = next_cut(&day_end, &calendar, first.at).unwrap();
        assert_eq!(last_cut(&day_end, &calendar, Moment(second.at.0 - 1)), Some(first));
        [first, second].map(|cut| told(calendar.zone(), Some(cut)).unwrap().1)
    };
    assert_eq!(cuts(1_080), ["2011-12-29 18:00", "2011-12-31 18:00"]);
    assert_eq!(cuts(0), ["2011-12-29 00:00", "2011-12-31 00:00"]);
}

#[test]
fn an_end_that_clocks_skip_comes_when_they_go_on() {
    // Nuuk goes from 23:00 of 28 March to midnight.
    let calendar = Calendar::always(chrono_tz::America::Nuuk);
    let day_end = DayEnd { minute: 1_410, days: [true; 7] };
    let cut = next_cut(&day_end, &calendar, moment(calendar.zone(), "2026-03-28 12:00"));
    assert_eq!(told(calendar.zone(), cut), Some(("2026-03-28".into(), "2026-03-29 00:00".into())));
    let next = next_cut(&day_end, &calendar, cut.unwrap().at);
    assert_eq!(told(calendar.zone(), next), Some(("2026-03-29".into(), "2026-03-29 23:30".into())));
}

#[test]
fn in_every_zone_each_business_date_is_cut_once_also_when_clocks_change() {
    for (index, zone) in TZ_VARIANTS.into_iter().enumerate() {
        let mut dice = Dice::new(index as u64);
        let changes = changes(zone);
        let near = changes.get(dice.below(changes.len().max(1) as u64) as usize).copied();
        let near = near.unwrap_or(Moment(1_772_000_000_000));
        let clocks = Minutes::around(zone, near, 5 * 1_440);
        let dates: Vec<NaiveDate> = clocks.dates().into_iter().collect();
        let holidays: BTreeSet<NaiveDate> = dates.iter().copied().filter(|_| dice.below(5) == 0).collect();
        let calendar = Calendar::new(zone, Some(BusinessHours::always()), holidays.clone());
        // Half of the time inside the hour that the change skips or doubles.
        let changed = (i64::from(clocks.local_minute(near)) + dice.within(70)).rem_euclid(1_440) as u16;
        let minute = if dice.below(2) == 0 { changed } else { dice.below(1_440) as u16 };
        let day_end = DayEnd { minute, days: std::array::from_fn(|_| dice.below(5) != 0) };

        let due =
            |day: &NaiveDate| day_end.days[day.weekday().num_days_from_monday() as usize] && !holidays.contains(day);
        let inner = dates[2..dates.len() - 2].iter().filter(|day| due(day));
        let expected: Vec<Cut> = inner
            .map(|&date| Cut {
                date,
                at: clocks
                    .first_showing(date.and_hms_opt(0, 0, 0).unwrap() + chrono::TimeDelta::minutes(minute.into())),
            })
            .collect();
        let Some(first) = expected.first() else { continue };
        let mut found = vec![];
        let mut after = Moment(first.at.0 - 1);
        while let Some(cut) = next_cut(&day_end, &calendar, after).filter(|_| found.len() < expected.len()) {
            found.push(cut);
            after = cut.at;
        }
        assert_eq!(found, expected, "{zone} {day_end:?}");
        for pair in found.windows(2) {
            assert_eq!(last_cut(&day_end, &calendar, Moment(pair[1].at.0 - 1)), Some(pair[0]), "{zone} {day_end:?}");
            assert_eq!(last_cut(&day_end, &calendar, pair[1].at), Some(pair[1]), "{zone} {day_end:?}");
        }
    }
}

#[test]
fn grace_lasts_until_noon_of_the_next_business_day() {
    let ends =
        |closed, grace, calendar: &Calendar| when(SAO_PAULO, grace_ends(moment(SAO_PAULO, closed), grace, calendar));
    let noon = Grace::default();
    let calendar = office(&["2026-04-03"]);
    assert_eq!(ends("2026-03-02 18:00", noon, &calendar), "2026-03-03 12:00");
    assert_eq!(ends("2026-03-02 00:00", noon, &calendar), "2026-03-03 12:00", "the same day is not the next");
    assert_eq!(ends("2026-03-06 18:00", noon, &calendar), "2026-03-09 12:00");
    assert_eq!(ends("2026-03-07 09:00", noon, &calendar), "2026-03-09 12:00");
    assert_eq!(ends("2026-04-02 18:00", noon, &calendar), "2026-04-06 12:00");
    assert_eq!(ends("2026-03-06 18:00", Grace::NextBusinessDay { minute: 510 }, &calendar), "2026-03-09 08:30");
    assert_eq!(ends("2026-03-06 18:00", Grace::For { span: Span::hours(24) }, &calendar), "2026-03-07 18:00");
    assert_eq!(ends("2026-03-06 18:00", noon, &Calendar::always(SAO_PAULO)), "2026-03-07 12:00");
}

#[test]
fn with_no_business_day_in_sight_grace_lasts_until_the_next_day() {
    let never = Calendar::new(SAO_PAULO, Some(BusinessHours { week: Default::default() }), BTreeSet::new());
    let ends = grace_ends(moment(SAO_PAULO, "2026-03-06 18:00"), Grace::default(), &never);
    assert_eq!(when(SAO_PAULO, ends), "2026-03-07 12:00");
}

#[test]
fn an_end_of_day_that_cannot_be_is_refused() {
    let problem = |minute, days| DayEnd { minute, days }.problem();
    assert_eq!(DayEnd::default().problem(), None);
    assert_eq!(problem(1_439, [true; 7]), None);
    assert_eq!(problem(1_440, [true; 7]).as_deref(), Some("Escolha um horário entre 00:00 e 23:59 para o fim do dia."));
    assert_eq!(problem(1_080, [false; 7]).as_deref(), Some("Marque ao menos um dia da semana para o fim do dia."));
}

#[test]
fn settings_keep_their_stored_form() {
    let form = |json: &str| json.to_owned();
    assert_eq!(
        serde_json::to_string(&DayEnd::default()).unwrap(),
        form(r#"{"minute":1080,"days":[true,true,true,true,true,true,true]}"#)
    );
    for (grace, json) in [
        (Grace::default(), r#"{"type":"next_business_day","minute":720}"#),
        (Grace::For { span: Span::hours(24) }, r#"{"type":"for","span":86400000}"#),
    ] {
        assert_eq!(serde_json::to_string(&grace).unwrap(), json);
        assert_eq!(serde_json::from_str::<Grace>(json).unwrap(), grace);
    }
}
