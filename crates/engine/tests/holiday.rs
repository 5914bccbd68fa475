//! iCalendar files: which days come out of them, and what is refused on which line.

#![allow(clippy::unwrap_used)]

use chrono::{Datelike, NaiveDate};
use engine::holiday::{
    EVENTS_MAX, FILE_BYTES_MAX, IcalError, IcalProblem, NAME_CHARS_MAX, parse_ical, parse_ical_from,
};

/// A file with these lines as its only event.
fn event(lines: &str) -> Result<Vec<(String, String)>, IcalError> {
    file(&format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT", lines.replace('\n', "\r\n")))
}

fn file(lines: &str) -> Result<Vec<(String, String)>, IcalError> {
    let days = parse_ical(&format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{lines}\r\nEND:VCALENDAR\r\n"))?;
    Ok(days.into_iter().map(|(day, name)| (day.to_string(), name)).collect())
}

fn dates(lines: &str) -> Vec<String> {
    event(lines).unwrap().into_iter().map(|(day, _)| day).collect()
}

#[test]
fn an_event_of_one_day_is_one_holiday() {
    let named = |day: &str, name: &str| Ok(vec![(day.to_owned(), name.to_owned())]);
    assert_eq!(
        event(
            "DTSTART;VALUE=DATE:20260709\nDTEND;VALUE=DATE:20260710\nSUMMARY:Revolução\\, 1932\\; SP\\n(estadual) \\\\o"
        ),
        named("2026-07-09", "Revolução, 1932; SP (estadual) \\o")
    );
    assert_eq!(event("dtstart:20260709\nsummary;LANGUAGE=pt-BR:Nove"), named("2026-07-09", "Nove"));
    assert_eq!(event("DTSTART:20260709T000000Z"), named("2026-07-09", "Feriado"));
    assert_eq!(event("DTSTART;TZID=\"a:b;c\":20260709T220000\nDTEND:20260710T020000"), named("2026-07-09", "Feriado"));
    assert_eq!(event("DTSTART:20260709T030000Z\nDTEND:20260710T030000Z"), named("2026-07-09", "Feriado"));
    assert_eq!(event("DTSTART:20260709\nDTEND:20260709"), named("2026-07-09", "Feriado"));
    assert_eq!(
        event("SUMMARY:Aniversário \n da\n\t cidade\nDTSTART:2026\n 0125"),
        named("2026-01-25", "Aniversário da cidade")
    );
    assert_eq!(event("DTSTART:20260709\nSTATUS:CANCELLED"), Ok(vec![]));
}

#[test]
fn an_event_of_several_days_ends_before_its_end() {
    assert_eq!(dates("DTSTART:20261231\nDTEND:20270102"), ["2026-12-31", "2027-01-01"]);
    assert_eq!(dates("DTSTART:20261231\nDURATION:P2D"), ["2026-12-31", "2027-01-01"]);
    assert_eq!(dates("DTSTART:20261231T120000\nDURATION:+P1DT30M1S"), ["2026-12-31", "2027-01-01"]);
    assert_eq!(dates("DTSTART:20261231\nDURATION:PT24H"), ["2026-12-31"]);
    assert_eq!(dates("DTSTART:20261201\nDURATION:P1W").len(), 7);
}

#[test]
fn a_yearly_event_counts_for_five_years() {
    let years = |rule: &str| dates(&format!("DTSTART:20240229\nRRULE:{rule}"));
    assert_eq!(years("FREQ=YEARLY"), ["2024-02-29", "2028-02-29"]);
    assert_eq!(dates("DTSTART:20261225\nRRULE:FREQ=YEARLY;WKST=MO").len(), 5);
    assert_eq!(
        dates("DTSTART:20260510\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=2SU"),
        ["2026-05-10", "2027-05-09", "2028-05-14", "2029-05-13", "2030-05-12"]
    );
    assert_eq!(dates("DTSTART:20260525\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=2"), ["2026-05-25", "2027-05-31"]);
    assert_eq!(
        dates("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=4;COUNT=2"),
        ["2026-01-01", "2026-03-04"]
    );
    assert_eq!(dates("DTSTART:20260101\nRRULE:FREQ=yearly;INTERVAL=2"), ["2026-01-01", "2028-01-01", "2030-01-01"]);
    assert_eq!(dates("DTSTART:20260101\nRRULE:FREQ=YEARLY;UNTIL=20270101T000000Z"), ["2026-01-01", "2027-01-01"]);
    assert_eq!(
        dates("DTSTART:20260101\nDTEND:20260103\nRRULE:FREQ=YEARLY;COUNT=3\nEXDATE:20270101,20280101"),
        ["2026-01-01", "2026-01-02"]
    );
}

#[test]
fn a_yearly_event_of_old_counts_from_the_year_asked_for() {
    let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:19700101\nRRULE:FREQ=YEARLY\nEND:VEVENT\nEND:VCALENDAR";
    let years = |days: Vec<(NaiveDate, String)>| days.into_iter().map(|(day, _)| day.year()).collect::<Vec<_>>();
    assert_eq!(years(parse_ical_from(text, 2026).unwrap()), [2026, 2027, 2028, 2029, 2030]);
    assert_eq!(years(parse_ical(text).unwrap()), [1970, 1971, 1972, 1973, 1974]);
    assert_eq!(years(parse_ical_from(text, i32::MAX).unwrap()), [] as [i32; 0]);
    let ended = text.replace("YEARLY", "YEARLY;COUNT=3");
    assert_eq!(years(parse_ical_from(&ended, 2026).unwrap()), [] as [i32; 0]);
}

#[test]
fn what_is_not_of_an_event_is_passed_over() {
    let zone = "BEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:16010101T000000\nRRULE:FREQ=MONTHLY\nEND:STANDARD\nEND:VTIMEZONE";
    let alarm = "BEGIN:VALARM\nDURATION:PT0X\nSUMMARY:Alarme\nEND:VALARM";
    let days = file(&format!("{zone}\nBEGIN:VEVENT\nDTSTART:20261225\nSUMMARY:Natal\n{alarm}\nEND:VEVENT\n\n{zone}"));
    assert_eq!(days, Ok(vec![("2026-12-25".into(), "Natal".into())]));
}

#[test]
fn days_come_in_order_and_once() {
    let day = |date: &str| format!("BEGIN:VEVENT\nDTSTART:{date}\nSUMMARY:X\nEND:VEVENT\n");
    let days = file(&[day("20261225"), day("20260101"), day("20261225")].concat()).unwrap();
    assert_eq!(days, [("2026-01-01".to_owned(), "X".to_owned()), ("2026-12-25".into(), "X".into())]);
}

#[test]
fn a_file_that_cannot_be_understood_is_refused_with_the_line() {
    let event = |lines: &str| format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR");
    let table = [
        (String::new(), 1, IcalProblem::NotACalendar),
        ("\n\n".into(), 1, IcalProblem::NotACalendar),
        ("<!DOCTYPE html>".into(), 1, IcalProblem::NotACalendar),
        ("\nBEGIN:VEVENT\nEND:VEVENT".into(), 2, IcalProblem::NotACalendar),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\nfim".into(), 3, IcalProblem::NotACalendar),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101".into(), 3, IcalProblem::CutOff),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nEND:VCALENDAR".into(), 4, IcalProblem::Crossed),
        (event("DTSTART:20260101\nsem dois pontos"), 4, IcalProblem::NoColon),
        (event("SUMMARY:Natal"), 2, IcalProblem::NoStart),
        (event("SUMMARY:X\n Y\nDTSTART:2026-01-01"), 5, IcalProblem::BadDate),
        (event("DTSTART:20260230"), 3, IcalProblem::BadDate),
        (event("DTSTART:20260101T250000"), 3, IcalProblem::BadDate),
        (event("DTSTART:20260101T1200"), 3, IcalProblem::BadDate),
        (event("DTSTART:２０２６０１０１"), 3, IcalProblem::BadDate),
        (event("DTSTART:20260101\nDURATION:1D"), 4, IcalProblem::BadDuration),
        (event("DTSTART:20260101\nDURATION:P"), 4, IcalProblem::BadDuration),
        (event("DTSTART:20260101\nDURATION:P1H"), 4, IcalProblem::BadDuration),
        (event("DTSTART:20260101\nDURATION:PT5"), 4, IcalProblem::BadDuration),
        (event("DTSTART:20260101\nDURATION:P99999999999999999999D"), 4, IcalProblem::BadDuration),
        (event("DTSTART:20260101\nDURATION:P9999999999999999W"), 4, IcalProblem::BadDuration),
        (event("DTSTART:20260102\nDTEND:20260101"), 2, IcalProblem::Backwards),
        (event("DTSTART:20260101\nDTEND:20270103"), 2, IcalProblem::TooLong),
        (event("DTSTART:20260101\nRRULE:FREQ=WEEKLY"), 4, IcalProblem::Repetition),
        (event("DTSTART:20260101\nRRULE:COUNT=2"), 4, IcalProblem::Repetition),
        (event("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYDAY=SU;BYMONTH=5"), 4, IcalProblem::Repetition),
        (event("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYDAY=0SU;BYMONTH=5"), 4, IcalProblem::Repetition),
        (event("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYDAY=2é;BYMONTH=5"), 4, IcalProblem::Repetition),
        (event("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYDAY=2SU"), 4, IcalProblem::Repetition),
        (event("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYMONTH=13"), 4, IcalProblem::Repetition),
        (event("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYMONTHDAY=0"), 4, IcalProblem::Repetition),
        (event("DTSTART:20260101\nRRULE:FREQ=YEARLY;INTERVAL=0"), 4, IcalProblem::Repetition),
        (event("DTSTART:20260101\nRRULE:FREQ=YEARLY;BYEASTER=1"), 4, IcalProblem::Repetition),
        (event("DTSTART:20260101\nRRULE:FREQ"), 4, IcalProblem::Repetition),
        (event("DTSTART:20260101\nRDATE:20260102"), 4, IcalProblem::Repetition),
        (event("DTSTART:20260101\nEXDATE:ontem"), 4, IcalProblem::BadDate),
    ];
    for (text, line, problem) in table {
        assert_eq!(parse_ical(&text), Err(IcalError::Line { line, problem }), "{text}");
    }
    let said = parse_ical(&event("DTSTART:hoje")).unwrap_err().to_string();
    assert_eq!(said, "Linha 3: corrija a data: esperamos algo como 20261225.");
}

#[test]
fn a_file_beyond_its_limits_is_refused() {
    let file = |event: &str, times: usize| format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", event.repeat(times));
    let short = "BEGIN:VEVENT\nDTSTART:20260101\nEND:VEVENT\n";
    assert_eq!(parse_ical(&file(short, EVENTS_MAX)).map(|days| days.len()), Ok(1));
    let refused = |line, problem| Err(IcalError::Line { line, problem });
    assert_eq!(parse_ical(&file(short, EVENTS_MAX + 1)), refused(3 * (EVENTS_MAX + 1) + 1, IcalProblem::TooManyEvents));
    let long: String = (1..=28)
        .map(|day| {
            format!(
                "BEGIN:VEVENT\nDTSTART:202601{day:02}\nDURATION:P366D\nSUMMARY:{day}\nRRULE:FREQ=YEARLY\nEND:VEVENT\n"
            )
        })
        .collect();
    assert_eq!(parse_ical(&file(&long, 1)), refused(6 * 28 + 1, IcalProblem::TooManyDays));
    assert_eq!(parse_ical(&"x".repeat(FILE_BYTES_MAX + 1)), Err(IcalError::TooLarge));
    assert_eq!(IcalError::TooLarge.to_string(), "Reduza o arquivo: ele passa de 1 MB.");
    let name = "ç".repeat(500);
    let named = parse_ical(&format!(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nSUMMARY:{name}\nEND:VEVENT\nEND:VCALENDAR"
    ));
    assert_eq!(named.unwrap()[0].1.chars().count(), NAME_CHARS_MAX);
}
