//! Holidays out of an iCalendar file (RFC 5545): the days of its events and their names. A file is taken whole or refused
//! with the line and the reason. No time zones (a date-time counts as the date it shows), no alarms, and of repetitions
//! only the yearly ones holidays have.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

/// Largest file.
pub const FILE_BYTES_MAX: usize = 1_000_000;
/// Most events in a file.
pub const EVENTS_MAX: usize = 5_000;
/// Most days one event may last.
pub const EVENT_DAYS_MAX: u64 = 366;
/// Most days in all.
pub const DAYS_MAX: usize = 50_000;
/// A yearly event counts for this many years from its first.
pub const YEARS: i32 = 5;
/// Longest name kept.
pub const NAME_CHARS_MAX: usize = 120;
const NAMELESS: &str = "Feriado";

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IcalError {
    #[error("Reduza o arquivo: ele passa de 1 MB.")]
    TooLarge,
    /// `line` counts from 1, as an editor shows it.
    #[error("Linha {line}: {problem}")]
    Line { line: usize, problem: IcalProblem },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IcalProblem {
    #[error("escolha um arquivo iCalendar; este não começa com BEGIN:VCALENDAR.")]
    NotACalendar,
    #[error("complete o arquivo: ele termina no meio de um bloco.")]
    CutOff,
    #[error("corrija o bloco: o END não fecha o BEGIN aberto por último.")]
    Crossed,
    #[error("corrija a linha: falta o sinal de dois-pontos.")]
    NoColon,
    #[error("informe a data do evento (DTSTART).")]
    NoStart,
    #[error("corrija a data: esperamos algo como 20261225.")]
    BadDate,
    #[error("corrija a duração: esperamos algo como P1D.")]
    BadDuration,
    #[error("corrija o evento: ele termina antes de começar.")]
    Backwards,
    #[error("encurte o evento: ele dura mais de 366 dias.")]
    TooLong,
    #[error("refaça a repetição: só entendemos eventos que se repetem uma vez por ano.")]
    Repetition,
    #[error("divida o arquivo: ele tem mais de 5.000 eventos.")]
    TooManyEvents,
    #[error("divida o arquivo: ele soma mais de 50.000 dias.")]
    TooManyDays,
}

/// The days of all events with their names, in order, each once. Yearly events count for [`YEARS`] years from their
/// first.
///
/// # Errors
/// The first line that cannot be understood.
pub fn parse_ical(text: &str) -> Result<Vec<(NaiveDate, String)>, IcalError> {
    parse_ical_from(text, i32::MIN)
}

/// The same for yearly events that began long ago: they count for [`YEARS`] years from this one, or from their first if
/// that is later.
///
/// # Errors
/// The first line that cannot be understood.
pub fn parse_ical_from(text: &str, year: i32) -> Result<Vec<(NaiveDate, String)>, IcalError> {
    if text.len() > FILE_BYTES_MAX {
        return Err(IcalError::TooLarge);
    }
    let mut reader = Reader { year, open: vec![], event: Event::default(), events: 0, days: BTreeSet::new() };
    let lines = unfolded(text);
    for (line, content) in &lines {
        reader.take(*line, content)?;
    }
    match lines.last() {
        None => Err(IcalProblem::NotACalendar.at(1)),
        Some((line, _)) if !reader.open.is_empty() => Err(IcalProblem::CutOff.at(*line)),
        Some(_) => Ok(reader.days.into_iter().collect()),
    }
}

impl IcalProblem {
    fn at(self, line: usize) -> IcalError {
        IcalError::Line { line, problem: self }
    }
}

/// The lines that say something, folded ones made whole, each with the number of its first.
fn unfolded(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = vec![];
    for (index, line) in text.strip_prefix('\u{FEFF}').unwrap_or(text).lines().enumerate() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some((_, whole))) => whole.push_str(rest),
            (_, _) if line.trim().is_empty() => {}
            (_, _) => lines.push((index + 1, line.to_owned())),
        }
    }
    lines
}

/// Where in the file we are, and what came of it so far.
struct Reader {
    year: i32,
    /// The blocks we are in, outermost first.
    open: Vec<String>,
    event: Event,
    events: usize,
    days: BTreeSet<(NaiveDate, String)>,
}

impl Reader {
    fn take(&mut self, line: usize, content: &str) -> Result<(), IcalError> {
        let split = property(content);
        let (name, value) = match (&split, self.open.is_empty()) {
            (Some((name, value)), false) => (name.as_str(), *value),
            (Some((name, value)), true) if name == "BEGIN" && value.eq_ignore_ascii_case("VCALENDAR") => {
                ("BEGIN", *value)
            }
            (_, true) => return Err(IcalProblem::NotACalendar.at(line)),
            (None, false) => return Err(IcalProblem::NoColon.at(line)),
        };
        match name {
            "BEGIN" => {
                self.open.push(value.to_ascii_uppercase());
                if self.in_event() {
                    self.event = Event { line, ..Event::default() };
                }
                Ok(())
            }
            "END" => {
                if self.in_event() {
                    self.close_event(line)?;
                }
                let closes = self.open.pop().is_some_and(|block| value.eq_ignore_ascii_case(&block));
                if closes { Ok(()) } else { Err(IcalProblem::Crossed.at(line)) }
            }
            _ if self.in_event() => self.event.take(name, value).map_err(|problem| problem.at(line)),
            _ => Ok(()),
        }
    }

    fn in_event(&self) -> bool {
        self.open == ["VCALENDAR", "VEVENT"]
    }

    fn close_event(&mut self, line: usize) -> Result<(), IcalError> {
        self.events += 1;
        if self.events > EVENTS_MAX {
            return Err(IcalProblem::TooManyEvents.at(line));
        }
        let days = self.event.days(self.year).map_err(|problem| problem.at(self.event.line))?;
        let name = self.event.name.as_deref().unwrap_or(NAMELESS);
        self.days.extend(days.into_iter().map(|day| (day, name.to_owned())));
        if self.days.len() > DAYS_MAX { Err(IcalProblem::TooManyDays.at(line)) } else { Ok(()) }
    }
}

/// `NAME;PARAM="a:b":value` as name (upper case) and value.
fn property(content: &str) -> Option<(String, &str)> {
    let mut quoted = false;
    let colon = content.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    let name = content[..colon].split(';').next().unwrap_or_default();
    Some((name.trim().to_ascii_uppercase(), content[colon + 1..].trim()))
}

#[derive(Debug, Default)]
struct Event {
    /// Of its BEGIN.
    line: usize,
    start: Option<NaiveDateTime>,
    end: Option<NaiveDateTime>,
    duration: Option<TimeDelta>,
    name: Option<String>,
    yearly: Option<Yearly>,
    except: BTreeSet<NaiveDate>,
    cancelled: bool,
}

impl Event {
    fn take(&mut self, name: &str, value: &str) -> Result<(), IcalProblem> {
        match name {
            "DTSTART" => self.start = Some(date_time(value)?),
            "DTEND" => self.end = Some(date_time(value)?),
            "DURATION" => self.duration = Some(duration(value).ok_or(IcalProblem::BadDuration)?),
            "SUMMARY" => self.name = words(value),
            "RRULE" => self.yearly = Some(Yearly::read(value)?),
            "RDATE" => return Err(IcalProblem::Repetition),
            "EXDATE" => {
                for value in value.split(',') {
                    self.except.insert(date_time(value)?.date());
                }
            }
            "STATUS" => self.cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
        Ok(())
    }

    fn days(&self, year: i32) -> Result<Vec<NaiveDate>, IcalProblem> {
        let start = self.start.ok_or(IcalProblem::NoStart)?;
        let length = match (self.end, self.duration) {
            (Some(end), _) => end - start,
            (None, Some(duration)) => duration,
            (None, None) => TimeDelta::days(1),
        };
        if length < TimeDelta::zero() {
            return Err(IcalProblem::Backwards);
        }
        // Whole days from the start's date, so that a day written in another zone's hours stays one day.
        let whole_days = (length - TimeDelta::seconds(1)).num_days().unsigned_abs() + 1;
        if whole_days > EVENT_DAYS_MAX {
            return Err(IcalProblem::TooLong);
        }
        if self.cancelled {
            return Ok(vec![]);
        }
        let first = start.date();
        let mut starts = self.yearly.as_ref().map_or(vec![first], |yearly| yearly.starts(first, year));
        starts.retain(|start| !self.except.contains(start));
        let run = |start: NaiveDate| (0..whole_days).filter_map(move |day| start.checked_add_days(Days::new(day)));
        Ok(starts.into_iter().flat_map(run).collect())
    }
}

/// The repetition of a holiday: one day a year.
#[derive(Debug)]
struct Yearly {
    interval: usize,
    count: Option<usize>,
    until: Option<NaiveDate>,
    month: Option<u32>,
    month_day: Option<u32>,
    /// The n-th such weekday of the month; from its end when negative.
    weekday: Option<(i64, Weekday)>,
}

impl Yearly {
    fn read(value: &str) -> Result<Yearly, IcalProblem> {
        let mut yearly = Yearly { interval: 1, count: None, until: None, month: None, month_day: None, weekday: None };
        let mut frequency = "";
        for part in value.split(';').filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=').ok_or(IcalProblem::Repetition)?;
            match key.to_ascii_uppercase().as_str() {
                "FREQ" => frequency = value,
                "INTERVAL" => yearly.interval = number(value, 1..=1_000)?,
                "COUNT" => yearly.count = Some(number(value, 1..=usize::MAX)?),
                "UNTIL" => yearly.until = Some(date_time(value)?.date()),
                "BYMONTH" => yearly.month = Some(number(value, 1..=12)?),
                "BYMONTHDAY" => yearly.month_day = Some(number(value, 1..=31)?),
                "BYDAY" => yearly.weekday = Some(nth_weekday(value).ok_or(IcalProblem::Repetition)?),
                "WKST" => {}
                _ => return Err(IcalProblem::Repetition),
            }
        }
        let known_day = yearly.weekday.is_none() || (yearly.month.is_some() && yearly.month_day.is_none());
        if frequency.eq_ignore_ascii_case("YEARLY") && known_day { Ok(yearly) } else { Err(IcalProblem::Repetition) }
    }

    /// The starts in the [`YEARS`] years from `year`, or from `first` if that is later.
    fn starts(&self, first: NaiveDate, year: i32) -> Vec<NaiveDate> {
        let from = first.year().max(year);
        let later = (first.year()..from.saturating_add(YEARS).min(10_000)).step_by(self.interval);
        let later = later.filter_map(|year| self.start(first, year)).filter(|&start| start > first);
        let all = std::iter::once(first).chain(later).take(self.count.unwrap_or(usize::MAX));
        let all = all.take_while(|&start| self.until.is_none_or(|until| start <= until));
        all.filter(|start| start.year() >= from).collect()
    }

    /// Where the day falls in a year; 29 February falls in leap years only.
    fn start(&self, first: NaiveDate, year: i32) -> Option<NaiveDate> {
        let month = self.month.unwrap_or(first.month());
        let Some((nth, weekday)) = self.weekday else {
            return NaiveDate::from_ymd_opt(year, month, self.month_day.unwrap_or(first.day()));
        };
        let month_begins = NaiveDate::from_ymd_opt(year, month, 1)?;
        let mut such =
            month_begins.iter_days().take_while(|day| day.month() == month).filter(|day| day.weekday() == weekday);
        let index = usize::try_from(nth.unsigned_abs()).ok()?.checked_sub(1)?;
        if nth > 0 { such.nth(index) } else { such.collect::<Vec<_>>().into_iter().rev().nth(index) }
    }
}

fn number<N: std::str::FromStr + PartialOrd>(
    value: &str,
    range: std::ops::RangeInclusive<N>,
) -> Result<N, IcalProblem> {
    value.parse().ok().filter(|number| range.contains(number)).ok_or(IcalProblem::Repetition)
}

/// `2SU`, `-1MO`.
fn nth_weekday(value: &str) -> Option<(i64, Weekday)> {
    let (nth, day) = value.split_at_checked(value.len().checked_sub(2)?)?;
    let weekday = match day.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    let nth: i64 = nth.parse().ok()?;
    (1..=5).contains(&nth.abs()).then_some((nth, weekday))
}

/// `20261225`, `20261225T080000`, `20261225T080000Z`: the date and time shown, in whatever zone.
fn date_time(value: &str) -> Result<NaiveDateTime, IcalProblem> {
    read_date_time(value.trim()).ok_or(IcalProblem::BadDate)
}

fn read_date_time(value: &str) -> Option<NaiveDateTime> {
    let (date, time) = match value.split_once(['T', 't']) {
        Some((date, time)) => (date, time.strip_suffix(['Z', 'z']).unwrap_or(time)),
        None => (value, "000000"),
    };
    let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(date, 8) || !digits(time, 6) {
        return None;
    }
    let (date, time): (u32, u32) = (date.parse().ok()?, time.parse().ok()?);
    let date = NaiveDate::from_ymd_opt(i32::try_from(date / 10_000).ok()?, date / 100 % 100, date % 100)?;
    Some(date.and_time(NaiveTime::from_hms_opt(time / 10_000, time / 100 % 100, time % 100)?))
}

/// `P1D`, `P2W`, `P1DT12H`.
fn duration(value: &str) -> Option<TimeDelta> {
    let rest = value.strip_prefix('+').unwrap_or(value).strip_prefix('P')?;
    let (mut seconds, mut digits, mut in_time, mut parts) = (0_i64, String::new(), false, 0);
    for c in rest.chars() {
        let unit = match (c, in_time) {
            ('0'..='9', _) => {
                digits.push(c);
                continue;
            }
            ('T', false) if digits.is_empty() => {
                in_time = true;
                continue;
            }
            ('W', false) => 7 * 86_400,
            ('D', false) => 86_400,
            ('H', true) => 3_600,
            ('M', true) => 60,
            ('S', true) => 1,
            (_, _) => return None,
        };
        seconds = seconds.checked_add(digits.parse::<i64>().ok()?.checked_mul(unit)?)?;
        digits.clear();
        parts += 1;
    }
    if parts == 0 || !digits.is_empty() { None } else { TimeDelta::try_seconds(seconds) }
}

/// The name without its escapes, on one line; `None` if nothing is left of it.
fn words(value: &str) -> Option<String> {
    let mut plain = String::new();
    let mut left = value.chars();
    while let Some(c) = left.next() {
        plain.push(match c {
            '\\' => match left.next() {
                Some('n' | 'N') | None => ' ',
                Some(other) => other,
            },
            other => other,
        });
    }
    let spaced = plain.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let name: String = spaced.collect::<Vec<_>>().join(" ").chars().take(NAME_CHARS_MAX).collect();
    (!name.is_empty()).then_some(name)
}
