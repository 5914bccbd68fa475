//! Open time and its inverse: tables a person can check by hand, then every zone of the tz database around its changes of
//! 2019–2035, against a model that walks minute by minute and knows nothing of pieces, weeks or inverses.

#![allow(clippy::unwrap_used)]

#[path = "wall/mod.rs"]
mod wall;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::{TZ_VARIANTS, Tz};
use engine::calendar::Frame;
use engine::{BusinessHours, Calendar, Moment, QuietHours, Span};
use proptest::prelude::*;
use wall::{Dice, Minutes, changes, date, moment, when};

const SAO_PAULO: Tz = chrono_tz::America::Sao_Paulo;
const NEW_YORK: Tz = chrono_tz::America::New_York;

fn frame(from_minute: u16, to_minute: u16) -> Frame {
    Frame { from_minute, to_minute }
}

fn office(zone: Tz, holidays: &[&str]) -> Calendar {
    let hours = BusinessHours::weekdays(8 * 60, 18 * 60);
    Calendar::new(zone, Some(hours), holidays.iter().map(|day| date(day)).collect())
}

// --- By hand -----------------------------------------------------------------------------------------------------------

#[test]
fn open_time_runs_only_in_the_hours_of_the_week() {
    let calendar = office(SAO_PAULO, &["2026-04-03"]);
    let table = [
        // 2026-03-02 is a Monday, 2026-04-03 Good Friday.
        ("2026-03-02 10:00", 2 * 60, "2026-03-02 12:00"),
        ("2026-03-02 17:30", 60, "2026-03-03 08:30"),
        ("2026-03-02 06:00", 60, "2026-03-02 09:00"),
        ("2026-03-02 08:00", 10 * 60, "2026-03-02 18:00"),
        ("2026-03-02 18:00", 10 * 60, "2026-03-03 18:00"),
        ("2026-03-06 17:00", 2 * 60, "2026-03-09 09:00"),
        ("2026-03-07 12:00", 30, "2026-03-09 08:30"),
        ("2026-04-02 17:00", 2 * 60, "2026-04-06 09:00"),
        ("2026-03-02 08:00", 24 * 60, "2026-03-04 12:00"),
        ("2026-03-02 08:00", 50 * 60, "2026-03-06 18:00"),
        ("2026-03-02 08:00", 50 * 60 + 1, "2026-03-09 08:01"),
        // A year of open hours: 261 working days of ten hours, one of them a holiday.
        ("2026-03-02 08:00", 261 * 10 * 60, "2027-03-02 18:00"),
    ];
    for (anchor, minutes, deadline) in table {
        let found = calendar.deadline(moment(SAO_PAULO, anchor), Span::minutes(minutes));
        assert_eq!(when(SAO_PAULO, found), deadline, "{minutes} min from {anchor}");
    }
}

#[test]
fn the_threshold_is_the_latest_anchor_whose_wait_is_over() {
    let calendar = office(SAO_PAULO, &["2026-04-03"]);
    let table = [
        ("2026-03-02 12:00", 2 * 60, "2026-03-02 10:00"),
        ("2026-03-03 08:30", 60, "2026-03-02 17:30"),
        ("2026-03-02 18:00", 10 * 60, "2026-03-02 08:00"),
        ("2026-03-03 03:00", 10 * 60, "2026-03-02 08:00"),
        ("2026-04-06 09:00", 2 * 60, "2026-04-02 17:00"),
        ("2026-03-09 07:59", 60, "2026-03-06 17:00"),
        ("2027-03-02 18:00", 261 * 10 * 60, "2026-03-02 08:00"),
    ];
    for (now, minutes, anchor) in table {
        let found = calendar.threshold(moment(SAO_PAULO, now), Span::minutes(minutes));
        assert_eq!(when(SAO_PAULO, found), anchor, "{minutes} min before {now}");
    }
}

#[test]
fn around_the_clock_a_deadline_is_a_sum() {
    let all_holidays = date("2026-01-01").iter_days().take(365).collect();
    let calendar = Calendar::new(SAO_PAULO, None, all_holidays);
    let now = moment(SAO_PAULO, "2026-03-02 10:00");
    assert_eq!(calendar.deadline(now, Span::hours(24)), Moment(now.0 + 86_400_000));
    assert_eq!(calendar.threshold(now, Span::hours(24)), Moment(now.0 - 86_400_000));
    assert!(calendar.is_open(now));
    assert_eq!(calendar.next_opening(now), now);
    assert!(!calendar.is_business_day(date("2026-03-02")));
    assert!(Calendar::always(SAO_PAULO).is_business_day(date("2026-03-01")));
}

#[test]
fn no_wait_is_over_at_once_open_or_closed() {
    let calendar = office(SAO_PAULO, &[]);
    for now in ["2026-03-02 10:00", "2026-03-02 08:00", "2026-03-02 18:00", "2026-03-01 12:00"] {
        let now = moment(SAO_PAULO, now);
        for wait in [Span(0), Span(-5)] {
            assert_eq!((calendar.threshold(now, wait), calendar.deadline(now, wait)), (now, now));
        }
    }
}

#[test]
fn hours_that_never_open_are_never_due() {
    let never = BusinessHours { week: Default::default() };
    let calendar = Calendar::new(SAO_PAULO, Some(never), BTreeSet::new());
    let now = moment(SAO_PAULO, "2026-03-02 10:00");
    assert_eq!(calendar.deadline(now, Span(1)), Moment::MAX);
    assert_eq!(calendar.threshold(now, Span(1)), Moment::MIN);
    assert_eq!(calendar.next_opening(now), Moment::MAX);
    assert!(!calendar.is_open(now));
    assert!(!calendar.is_business_day(date("2026-03-02")));
}

#[test]
fn a_closed_year_is_waited_out_in_order() {
    let closed: BTreeSet<NaiveDate> = date("2026-03-03").iter_days().take(800).collect();
    let calendar = Calendar::new(SAO_PAULO, Some(BusinessHours::always()), closed);
    let (before, during) = (moment(SAO_PAULO, "2026-03-02 23:00"), moment(SAO_PAULO, "2027-12-01 00:00"));
    assert_eq!(when(SAO_PAULO, calendar.deadline(before, Span::hours(2))), "2028-05-11 01:00");
    assert_eq!(when(SAO_PAULO, calendar.deadline(during, Span::hours(2))), "2028-05-11 02:00");
    assert_eq!(when(SAO_PAULO, calendar.next_opening(during)), "2028-05-11 00:00");
    assert_eq!(when(SAO_PAULO, calendar.threshold(during, Span::hours(1))), "2026-03-02 23:00");
}

#[test]
fn the_ends_of_time_are_answered_not_feared() {
    let calendar = office(SAO_PAULO, &[]);
    for edge in [Moment::MIN, Moment(i64::MIN), Moment(-62_135_596_800_000), Moment(253_402_300_799_999), Moment::MAX] {
        let _ = (calendar.is_open(edge), calendar.local(edge), QuietHours::default().ends(SAO_PAULO, edge));
        assert!(calendar.next_opening(edge) > edge || calendar.is_open(edge) || edge == Moment::MAX);
        assert!(calendar.deadline(edge, Span::hours(1)) > edge || edge == Moment::MAX);
        assert!(calendar.threshold(edge, Span::hours(1)) < edge || edge <= Moment::MIN);
    }
    assert_eq!(calendar.deadline(Moment(253_402_300_799_999), Span::hours(1)), Moment::MAX);
    assert_eq!(calendar.threshold(Moment::MIN, Span::hours(1)), Moment::MIN);
}

#[test]
fn clocks_put_forward_leave_the_skipped_hour_out_and_clocks_put_back_count_it_twice() {
    let hours = BusinessHours { week: std::array::from_fn(|_| vec![frame(60, 180)]) };
    let calendar = Calendar::new(NEW_YORK, Some(hours), BTreeSet::new());
    let open = |day: &str, anchor: &str| {
        let start = calendar.instant(date(day), 0);
        let minutes = (0..24 * 60).filter(|minute| calendar.is_open(start.plus(Span::minutes(*minute)))).count();
        (minutes, when(NEW_YORK, calendar.deadline(moment(NEW_YORK, anchor), Span::minutes(90))))
    };
    assert_eq!(open("2026-03-07", "2026-03-07 00:00"), (120, "2026-03-07 02:30".into()));
    assert_eq!(open("2026-03-08", "2026-03-08 00:00"), (60, "2026-03-09 01:30".into()));
    assert_eq!(open("2026-11-01", "2026-11-01 00:00"), (180, "2026-11-01 01:30".into()));
    let at = calendar.deadline(moment(NEW_YORK, "2026-11-01 00:00"), Span::minutes(90));
    assert_eq!(at, calendar.instant(date("2026-11-01"), 90).plus(Span::hours(1)), "the second 01:30");
}

#[test]
fn a_wall_time_is_its_first_showing_or_the_end_of_the_gap() {
    let table = [
        (NEW_YORK, "2026-03-08", 150, "2026-03-08T07:00:00Z"),
        (NEW_YORK, "2026-03-08", 120, "2026-03-08T07:00:00Z"),
        (NEW_YORK, "2026-03-08", 180, "2026-03-08T07:00:00Z"),
        (NEW_YORK, "2026-11-01", 90, "2026-11-01T05:30:00Z"),
        (NEW_YORK, "2026-11-01", 120, "2026-11-01T07:00:00Z"),
        (chrono_tz::Australia::Lord_Howe, "2026-10-04", 135, "2026-10-03T15:30:00Z"),
        // Midnight itself skipped, and shown twice.
        (SAO_PAULO, "2018-11-04", 0, "2018-11-04T03:00:00Z"),
        (SAO_PAULO, "2018-02-17", 1_410, "2018-02-18T01:30:00Z"),
        // A whole date skipped.
        (chrono_tz::Pacific::Apia, "2011-12-30", 720, "2011-12-30T10:00:00Z"),
        (SAO_PAULO, "2026-03-02", 1_440, "2026-03-03T03:00:00Z"),
    ];
    for (zone, day, minute, utc) in table {
        let expected = chrono::DateTime::parse_from_rfc3339(utc).unwrap().timestamp_millis();
        assert_eq!(Calendar::always(zone).instant(date(day), minute), Moment(expected), "{zone} {day} {minute}");
    }
}

#[test]
fn hours_are_refused_with_the_day_and_the_reason() {
    let monday = |frames: &[(u16, u16)]| {
        let mut hours = BusinessHours { week: Default::default() };
        hours.week[0] = frames.iter().map(|&(from, to)| frame(from, to)).collect();
        hours.problem()
    };
    let refused = |text: &str| Some(text.to_owned());
    assert_eq!(monday(&[(480, 720), (780, 1_080)]), None);
    assert_eq!(monday(&[(720, 1_440), (0, 720)]), None);
    assert_eq!(monday(&[]), refused("Marque ao menos um horário na semana: sem ele nada abre."));
    assert_eq!(
        monday(&[(780, 1_080), (480, 781)]),
        refused("Corrija segunda-feira: 08:00–13:01 e 13:00–18:00 se sobrepõem.")
    );
    assert_eq!(monday(&[(480, 480)]), refused("Corrija segunda-feira: 08:00–08:00 termina antes de começar."));
    assert_eq!(monday(&[(1_080, 480)]), refused("Corrija segunda-feira: 18:00–08:00 termina antes de começar."));
    assert_eq!(monday(&[(480, 1_441)]), refused("Corrija segunda-feira: o dia termina às 24:00."));
    assert_eq!(BusinessHours::always().problem(), None);
    assert_eq!(BusinessHours::weekdays(480, 1_080).problem(), None);
}

#[test]
fn hours_with_a_problem_are_read_as_the_time_they_cover() {
    let week = |frames: Vec<Frame>| BusinessHours { week: std::array::from_fn(|_| frames.clone()) };
    let messy = week(vec![
        frame(600, 700),
        frame(480, 650),
        frame(500, 510),
        frame(900, 800),
        frame(1_400, 2_000),
        frame(2_000, 3_000),
    ]);
    let plain = week(vec![frame(480, 700), frame(1_400, 1_440)]);
    let calendar = |hours| Calendar::new(SAO_PAULO, Some(hours), BTreeSet::new());
    assert_eq!(calendar(messy), calendar(plain));
}

#[test]
fn a_day_whose_hours_hold_no_time_is_no_business_day() {
    for nothing in [frame(600, 600), frame(900, 800), frame(1_440, 2_000)] {
        let mut hours = BusinessHours::weekdays(480, 1_080);
        hours.week[0] = vec![nothing];
        let calendar = Calendar::new(SAO_PAULO, Some(hours), BTreeSet::new());
        let business_days = ["2026-03-02", "2026-03-03"].map(|day| calendar.is_business_day(date(day)));
        assert_eq!(business_days, [false, true], "{nothing:?}");
    }
}

#[test]
fn stored_hours_keep_their_form_and_refuse_what_they_do_not_know() {
    let hours = BusinessHours { week: [vec![frame(480, 1_080)], vec![], vec![], vec![], vec![], vec![], vec![]] };
    let json = r#"{"week":[[{"from_minute":480,"to_minute":1080}],[],[],[],[],[],[]]}"#;
    assert_eq!(serde_json::to_string(&hours).unwrap(), json);
    assert_eq!(serde_json::from_str::<BusinessHours>(json).unwrap(), hours);
    assert!(serde_json::from_str::<BusinessHours>(r#"{"week":[[],[],[],[],[],[]]}"#).is_err());
    assert!(serde_json::from_str::<QuietHours>(r#"{"from_minute":1,"to_minute":2,"zone":"x"}"#).is_err());
}

#[test]
fn quiet_hours_end_at_their_end_over_midnight_too() {
    let ends = |from, to, now: &str| {
        let quiet = QuietHours { from_minute: from, to_minute: to };
        quiet.ends(SAO_PAULO, moment(SAO_PAULO, now)).map(|end| when(SAO_PAULO, end))
    };
    let at = |text: &str| Some(text.to_owned());
    assert_eq!(ends(1_200, 480, "2026-03-02 19:59"), None);
    assert_eq!(ends(1_200, 480, "2026-03-02 20:00"), at("2026-03-03 08:00"));
    assert_eq!(ends(1_200, 480, "2026-03-03 00:00"), at("2026-03-03 08:00"));
    assert_eq!(ends(1_200, 480, "2026-03-03 07:59"), at("2026-03-03 08:00"));
    assert_eq!(ends(1_200, 480, "2026-03-03 08:00"), None);
    assert_eq!(ends(720, 780, "2026-03-02 12:30"), at("2026-03-02 13:00"));
    assert_eq!(ends(720, 780, "2026-03-02 13:00"), None);
    assert_eq!(ends(0, 480, "2026-03-02 00:00"), at("2026-03-02 08:00"));
    assert_eq!(ends(1_200, 1_440, "2026-03-02 21:00"), at("2026-03-03 00:00"));
    assert_eq!(ends(600, 600, "2026-03-02 10:00"), None);
    assert_eq!(QuietHours::default(), QuietHours { from_minute: 1_200, to_minute: 480 });
}

#[test]
fn quiet_hours_that_are_none_or_all_day_are_refused() {
    let problem = |from, to| QuietHours { from_minute: from, to_minute: to }.problem();
    let same = "Escolha um fim diferente do início para o silêncio noturno.";
    assert_eq!([problem(1_200, 480), problem(1_200, 1_440), problem(1_440, 480)], [None, None, None]);
    assert_eq!(problem(600, 600).as_deref(), Some(same));
    assert_eq!(problem(0, 1_440).as_deref(), Some(same));
    assert_eq!(problem(1_200, 1_441).as_deref(), Some("Corrija o silêncio noturno: o dia termina às 24:00."));
    assert_eq!(problem(1_500, 480).as_deref(), Some("Corrija o silêncio noturno: o dia termina às 24:00."));
}

// --- Against the model ---------------------------------------------------------------------------------------------------

/// Up to three frames a day, whole hours or odd minutes, some days none, never a week without any.
fn some_hours(dice: &mut Dice) -> BusinessHours {
    let mut hours = BusinessHours { week: std::array::from_fn(|_| some_day(dice)) };
    if hours.week.iter().all(Vec::is_empty) {
        hours.week[2] = vec![frame(0, 1_440)];
    }
    hours
}

fn some_day(dice: &mut Dice) -> Vec<Frame> {
    let grain = if dice.below(2) == 0 { 60 } else { 1 };
    let mut edges: BTreeSet<u16> = (0..dice.below(4) * 2).map(|_| (dice.below(1_441) / grain * grain) as u16).collect();
    if edges.len() % 2 == 1 {
        edges.pop_first();
    }
    let edges: Vec<u16> = edges.into_iter().collect();
    edges.chunks(2).map(|pair| frame(pair[0], pair[1])).collect()
}

fn some_holidays(dice: &mut Dice, minutes: &Minutes) -> BTreeSet<NaiveDate> {
    let days = minutes.dates();
    days.into_iter().filter(|_| dice.below(6) == 0).collect()
}

/// Holds one calendar against the model at an instant: open or not, and both maps for a wait.
fn agree(calendar: &Calendar, model: &Minutes, at: Moment, wait: Span) {
    let case =
        || format!("{} at {} ({at:?}) wait {wait:?} of {calendar:?}", calendar.zone(), when(calendar.zone(), at));
    assert_eq!(calendar.is_open(at), model.is_open(at), "open: {}", case());
    if let Some(opening) = model.next_opening(at) {
        assert_eq!(calendar.next_opening(at), opening, "next opening: {}", case());
    }
    let deadline = calendar.deadline(at, wait);
    match model.deadline(at, wait) {
        Some(expected) => assert_eq!(deadline, expected, "deadline: {}", case()),
        None => assert!(deadline >= model.end(), "deadline beyond the model: {}", case()),
    }
    let threshold = calendar.threshold(at, wait);
    if threshold >= model.start() {
        assert!(model.deadline(threshold, wait).is_some_and(|due| due <= at), "threshold too late: {}", case());
        let next = Moment(threshold.0 + 1);
        assert!(next > at || model.deadline(next, wait).is_none_or(|due| due > at), "threshold too early: {}", case());
    } else {
        assert!(
            model.deadline(model.start(), wait).is_none_or(|due| due > at),
            "threshold before the model: {}",
            case()
        );
    }
}

#[test]
fn every_zone_agrees_with_its_clocks_minute_by_minute() {
    for (index, zone) in TZ_VARIANTS.into_iter().enumerate() {
        let mut dice = Dice::new(index as u64);
        let changes = changes(zone);
        let near = changes.get(dice.below(changes.len().max(1) as u64) as usize).copied();
        let near = near.unwrap_or(Moment(1_772_000_000_000));
        let hours = some_hours(&mut dice);
        let clocks = Minutes::around(zone, near, 2_200);
        let holidays = some_holidays(&mut dice, &clocks);
        let model = clocks.opened(&hours, &holidays);
        let calendar = Calendar::new(zone, Some(hours), holidays);
        for _ in 0..8 {
            let at = Moment(near.0 + dice.within(2_100 * 60_000));
            let wait = Span(1 + dice.below(18 * 3_600_000) as i64);
            agree(&calendar, &model, at, wait);
        }
        for edge in [near.0 - 1, near.0, near.0 + 1] {
            agree(&calendar, &model, Moment(edge), Span::minutes(1 + dice.below(300) as i64));
        }
    }
}

#[test]
fn in_every_zone_the_threshold_inverts_the_deadline_at_every_change() {
    for (index, zone) in TZ_VARIANTS.into_iter().enumerate() {
        let mut dice = Dice::new(1_000 + index as u64);
        let calendar = Calendar::new(zone, Some(some_hours(&mut dice)), BTreeSet::new());
        for change in changes(zone) {
            let now = Moment(change.0 + dice.within(3 * 86_400_000));
            let wait = Span(1 + dice.below(30 * 3_600_000) as i64);
            let threshold = calendar.threshold(now, wait);
            let due = calendar.deadline(threshold, wait);
            let next_due = calendar.deadline(Moment(threshold.0 + 1), wait);
            assert!(due <= now && now < next_due, "{zone} at {} wait {wait:?} of {calendar:?}", when(zone, now));
        }
    }
}

#[test]
fn in_every_zone_quiet_hours_end_when_its_clocks_say() {
    for (index, zone) in TZ_VARIANTS.into_iter().enumerate() {
        let mut dice = Dice::new(2_000 + index as u64);
        let changes = changes(zone);
        let Some(&near) = changes.get(dice.below(changes.len().max(1) as u64) as usize) else { continue };
        let clocks = Minutes::around(zone, near, 2_200);
        let local = |at: Moment| i64::from(clocks.local_minute(at));
        for _ in 0..4 {
            // Edges near the changed hour hit skipped and doubled minutes; the others are ordinary nights.
            let edge = |dice: &mut Dice| (local(near) + dice.within(180)).rem_euclid(1_440) as u16;
            let (from, to) = match dice.below(3) {
                0 => (edge(&mut dice), edge(&mut dice)),
                1 => (edge(&mut dice), dice.below(1_440) as u16),
                _ => (dice.below(1_440) as u16, edge(&mut dice)),
            };
            let quiet = QuietHours { from_minute: from, to_minute: to };
            let is_quiet = |minute: u16| {
                if from <= to { (from..to).contains(&minute) } else { minute >= from || minute < to }
            };
            for _ in 0..4 {
                let now = Moment(near.0 + dice.within(300 * 60_000));
                let expected =
                    is_quiet(clocks.local_minute(now)).then(|| clocks.first_after(now, |minute| !is_quiet(minute)));
                assert_eq!(quiet.ends(zone, now), expected, "{zone} {quiet:?} at {} ({now:?})", when(zone, now));
            }
        }
    }
}

#[test]
fn in_every_zone_a_wall_time_is_found_where_its_clocks_first_pass_it() {
    for (index, zone) in TZ_VARIANTS.into_iter().enumerate() {
        let mut dice = Dice::new(3_000 + index as u64);
        let changes = changes(zone);
        let Some(&near) = changes.get(dice.below(changes.len().max(1) as u64) as usize) else { continue };
        let calendar = Calendar::always(zone);
        let clocks = Minutes::around(zone, near, 2_200);
        for _ in 0..12 {
            let asked =
                clocks.local(Moment(near.0 + dice.within(240 * 60_000))) + chrono::TimeDelta::minutes(dice.within(90));
            let minute = chrono::Timelike::num_seconds_from_midnight(&asked) / 60;
            let expected = clocks.first_showing(asked);
            assert_eq!(calendar.instant(asked.date(), minute as u16), expected, "{zone} {asked}");
        }
    }
}

fn hours() -> impl Strategy<Value = BusinessHours> {
    any::<u64>().prop_map(|seed| some_hours(&mut Dice::new(seed)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Long enough that whole weeks are counted at once.
    #[test]
    fn any_week_agrees_with_the_model_over_three_weeks(
        hours in hours(), zone in 0..TZ_VARIANTS.len(), seed in any::<u64>(), day in 0_i64..6_000,
    ) {
        let (zone, mut dice) = (TZ_VARIANTS[zone], Dice::new(seed));
        let near = Moment(1_546_300_800_000 + day * 86_400_000);
        let clocks = Minutes::around(zone, near, 12 * 1_440);
        let holidays = if dice.below(2) == 0 { BTreeSet::new() } else { some_holidays(&mut dice, &clocks) };
        let model = clocks.opened(&hours, &holidays);
        let calendar = Calendar::new(zone, Some(hours), holidays);
        let most = model.open_millis();
        for _ in 0..4 {
            let at = Moment(near.0 + dice.within(11 * 86_400_000));
            agree(&calendar, &model, at, Span(1 + dice.below(most.max(1)) as i64));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_maps_are_monotone_and_inverse(
        hours in hours(), zone in 0..TZ_VARIANTS.len(), holidays in proptest::collection::btree_set(0_u64..6_000, 0..40),
        at in 1_546_300_800_000_i64..2_082_758_400_000, later in 0_i64..1_000_000_000, wait in 1_i64..4_000_000_000,
    ) {
        let holidays = holidays.into_iter().map(|day| date("2019-01-01") + chrono::Days::new(day)).collect();
        let calendar = Calendar::new(TZ_VARIANTS[zone], Some(hours), holidays);
        let (at, later, wait) = (Moment(at), Moment(at + later), Span(wait));
        prop_assert!(calendar.deadline(at, wait) <= calendar.deadline(later, wait));
        prop_assert!(calendar.threshold(at, wait) <= calendar.threshold(later, wait));
        prop_assert!(calendar.deadline(at, wait) <= calendar.deadline(at, Span(wait.0 + 1)));
        prop_assert!(calendar.deadline(at, wait) >= at.plus(wait));
        let threshold = calendar.threshold(at, wait);
        prop_assert!(calendar.deadline(threshold, wait) <= at);
        prop_assert!(calendar.deadline(Moment(threshold.0 + 1), wait) > at);
        // An anchor is over at its own deadline, and not a millisecond before.
        let due = calendar.deadline(at, wait);
        prop_assert!(calendar.threshold(due, wait) >= at);
        prop_assert!(calendar.threshold(Moment(due.0 - 1), wait) < at);
    }
}
