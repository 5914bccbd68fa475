//! When we are open: business hours, holidays and quiet hours on the wall clock of one zone, and the two maps the
//! scheduler lives on, anchor → deadline and its exact inverse. Whose hours apply (queue, team, company) is settled
//! before a [`Calendar`] is made; which days are holidays is `holiday`'s business.
//!
//! A day has the hours its clocks show: an hour skipped by summer time is never open, an hour shown twice is open twice.

mod zone;

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{Moment, Span};
use zone::{DAY, FIRST, LAST, MINUTE, Piece, WEEK};

/// The end of a day, as a minute of it.
pub const MINUTE_MAX: u16 = 1_440;
const DAY_NAMES: [&str; 7] =
    ["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"];

/// From one local minute of the day to another: `from_minute < to_minute <= 1440`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(deny_unknown_fields)]
pub struct Frame {
    pub from_minute: u16,
    pub to_minute: u16,
}

/// The hours of a week, as a supervisor edits them. May be invalid: see [`BusinessHours::problem`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(deny_unknown_fields)]
pub struct BusinessHours {
    /// Monday first.
    pub week: [Vec<Frame>; 7],
}

impl BusinessHours {
    /// Every minute of the week; unlike no hours at all, it still closes on holidays.
    #[must_use]
    pub fn always() -> BusinessHours {
        BusinessHours { week: std::array::from_fn(|_| vec![Frame { from_minute: 0, to_minute: MINUTE_MAX }]) }
    }

    /// One frame from Monday to Friday.
    #[must_use]
    pub fn weekdays(from_minute: u16, to_minute: u16) -> BusinessHours {
        BusinessHours {
            week: std::array::from_fn(|day| if day < 5 { vec![Frame { from_minute, to_minute }] } else { vec![] }),
        }
    }

    /// What is wrong with it, as a sentence to the person who typed it.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        if self.week.iter().all(Vec::is_empty) {
            return Some("Marque ao menos um horário na semana: sem ele nada abre.".into());
        }
        self.week.iter().zip(DAY_NAMES).find_map(|(frames, day)| day_problem(frames, day))
    }
}

fn day_problem(frames: &[Frame], day: &str) -> Option<String> {
    let mut frames = frames.to_vec();
    frames.sort();
    for frame in &frames {
        if frame.to_minute > MINUTE_MAX {
            return Some(format!("Corrija {day}: o dia termina às 24:00."));
        }
        if frame.from_minute >= frame.to_minute {
            return Some(format!("Corrija {day}: {} termina antes de começar.", shown(*frame)));
        }
    }
    let clash = frames.windows(2).find(|pair| pair[1].from_minute < pair[0].to_minute)?;
    Some(format!("Corrija {day}: {} e {} se sobrepõem.", shown(clash[0]), shown(clash[1])))
}

fn shown(frame: Frame) -> String {
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{}–{}", time(frame.from_minute), time(frame.to_minute))
}

/// Business hours, ready to be asked. Any hours make one: what [`BusinessHours::problem`] refuses is read as the time
/// its frames cover together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    zone: Tz,
    /// `None`: open at all times, holidays too.
    week: Option<Week>,
    /// Days since 1970-01-01.
    holidays: BTreeSet<i64>,
}

impl Calendar {
    /// `hours: None` is 24/7: nothing closes it, though a holiday is still no business day.
    #[must_use]
    pub fn new(zone: Tz, hours: Option<BusinessHours>, holidays: BTreeSet<NaiveDate>) -> Calendar {
        Calendar { zone, week: hours.as_ref().map(Week::new), holidays: holidays.into_iter().map(day_number).collect() }
    }

    /// 24/7 without holidays.
    #[must_use]
    pub fn always(zone: Tz) -> Calendar {
        Calendar { zone, week: None, holidays: BTreeSet::new() }
    }

    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }

    #[must_use]
    pub fn is_open(&self, at: Moment) -> bool {
        let Some(week) = &self.week else { return true };
        let local = at.0.clamp(FIRST, LAST) + zone::offset(self.zone, at.0);
        let (day, time) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        self.frames(week, day).iter().any(|&(from, to)| from <= time && time < to)
    }

    /// The instant itself when open; [`Moment::MAX`] if it never opens again.
    #[must_use]
    pub fn next_opening(&self, at: Moment) -> Moment {
        let Some(week) = &self.week else { return at };
        let mut from = at.0.max(FIRST);
        while from < LAST && week.total > 0 {
            let piece = zone::piece_from(self.zone, from);
            if let Some((opening, _)) = self.open(week, piece).next() {
                return Moment(opening);
            }
            from = piece.to;
        }
        Moment::MAX
    }

    /// Neither a holiday nor a day of the week without hours.
    #[must_use]
    pub fn is_business_day(&self, date: NaiveDate) -> bool {
        let day = day_number(date);
        match &self.week {
            Some(week) => !self.frames(week, day).is_empty(),
            None => !self.holidays.contains(&day),
        }
    }

    #[must_use]
    pub fn local_date(&self, at: Moment) -> NaiveDate {
        self.local(at).date()
    }

    /// What clocks of the zone show.
    #[must_use]
    pub fn local(&self, at: Moment) -> NaiveDateTime {
        let local = at.0.clamp(FIRST, LAST) + zone::offset(self.zone, at.0);
        DateTime::from_timestamp_millis(local).unwrap_or_default().naive_utc()
    }

    /// When clocks of the zone first show this minute of this date; where they skip it, the first instant after.
    #[must_use]
    pub fn instant(&self, date: NaiveDate, minute_of_day: u16) -> Moment {
        Moment(zone::instant(self.zone, day_number(date) * DAY + i64::from(minute_of_day) * MINUTE))
    }

    /// When `wait` of open time has passed since the anchor: the first such instant, so a wait that fills a day exactly
    /// is over at closing time and not at the next opening. No wait is over at the anchor. [`Moment::MAX`] if never.
    #[must_use]
    pub fn deadline(&self, anchor: Moment, wait: Span) -> Moment {
        let Some(week) = &self.week else { return anchor.plus(wait) };
        let (mut at, mut left) = (anchor.0.max(FIRST), wait.0);
        if left <= 0 {
            return anchor;
        }
        while at < LAST && week.total > 0 {
            if left > week.total && self.is_plain(at, at + WEEK) {
                (at, left) = (at + WEEK, left - week.total);
                continue;
            }
            let piece = zone::piece_from(self.zone, at);
            for (from, to) in self.open(week, piece) {
                if to - from >= left {
                    return Moment(from + left);
                }
                left -= to - from;
            }
            at = piece.to;
        }
        Moment::MAX
    }

    /// The latest anchor whose [`Calendar::deadline`] is not after `now`; [`Moment::MIN`] if there is none.
    #[must_use]
    pub fn threshold(&self, now: Moment, wait: Span) -> Moment {
        let Some(week) = &self.week else { return now.minus(wait) };
        let (mut at, mut left) = (now.0.min(LAST), wait.0);
        if left <= 0 {
            return now;
        }
        while at > FIRST && week.total > 0 {
            if left > week.total && self.is_plain(at - WEEK, at) {
                (at, left) = (at - WEEK, left - week.total);
                continue;
            }
            let piece = zone::piece_until(self.zone, at);
            for (from, to) in self.open(week, piece).rev() {
                if to - from >= left {
                    return Moment(to - left);
                }
                left -= to - from;
            }
            at = piece.from;
        }
        Moment::MIN
    }

    /// Whether this week of instants holds exactly one ordinary week of hours, so that it can be counted at once: no
    /// holiday, and no change of the clocks (none is undone within a week).
    fn is_plain(&self, from: i64, to: i64) -> bool {
        let offset = zone::offset(self.zone, from);
        let days = (from + offset).div_euclid(DAY)..=(to + offset).div_euclid(DAY);
        zone::offset(self.zone, to) == offset && self.holidays.range(days).next().is_none()
    }

    /// The open stretches of a piece, in order.
    fn open(&self, week: &Week, piece: Piece) -> impl DoubleEndedIterator<Item = (i64, i64)> {
        self.frames(week, piece.day).iter().filter_map(move |&(from, to)| piece.between(from, to))
    }

    fn frames<'a>(&self, week: &'a Week, day: i64) -> &'a [(i64, i64)] {
        if self.holidays.contains(&day) { &[] } else { &week.days[weekday(day)] }
    }
}

/// The hours of a week in milliseconds of the local day, ordered and disjoint, and how much that is in all.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Week {
    days: [Vec<(i64, i64)>; 7],
    total: i64,
}

impl Week {
    fn new(hours: &BusinessHours) -> Week {
        let days = hours.week.each_ref().map(|frames| disjoint(frames));
        let total = days.iter().flatten().map(|(from, to)| to - from).sum();
        Week { days, total }
    }
}

fn disjoint(frames: &[Frame]) -> Vec<(i64, i64)> {
    let mut frames = frames.to_vec();
    frames.sort();
    let mut joined: Vec<(i64, i64)> = vec![];
    for frame in frames {
        let (from, to) = (i64::from(frame.from_minute) * MINUTE, i64::from(frame.to_minute.min(MINUTE_MAX)) * MINUTE);
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            Some(_) | None if from < to => joined.push((from, to)),
            Some(_) | None => {}
        }
    }
    joined
}

/// The nightly stretch in which messages of rules wait. May wrap midnight; two equal minutes are no quiet at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    pub from_minute: u16,
    pub to_minute: u16,
}

impl Default for QuietHours {
    /// 20:00–08:00.
    fn default() -> Self {
        QuietHours { from_minute: 20 * 60, to_minute: 8 * 60 }
    }
}

impl QuietHours {
    /// What is wrong with it, as a sentence to the person who typed it.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        if self.from_minute > MINUTE_MAX || self.to_minute > MINUTE_MAX {
            return Some("Corrija o silêncio noturno: o dia termina às 24:00.".into());
        }
        let whole_day = self.from_minute % MINUTE_MAX == self.to_minute % MINUTE_MAX;
        whole_day.then(|| "Escolha um fim diferente do início para o silêncio noturno.".into())
    }

    /// When the quiet ends, if it is quiet now.
    #[must_use]
    pub fn ends(&self, zone: Tz, now: Moment) -> Option<Moment> {
        let mut end = now.0;
        if !(FIRST..LAST).contains(&end) {
            return None;
        }
        // A night has two local days, and at most one change of the clocks in each.
        for _ in 0..4 {
            let piece = zone::piece_from(zone, end);
            let mut quiet = self.frames().into_iter().filter_map(|(from, to)| piece.between(from, to));
            match quiet.find(|&(from, _)| from == end) {
                Some((_, to)) => end = to,
                None => break,
            }
        }
        (end > now.0).then_some(Moment(end))
    }

    /// The quiet of one local day, in order.
    fn frames(&self) -> [(i64, i64); 2] {
        let (from, to) = (i64::from(self.from_minute) * MINUTE, i64::from(self.to_minute) * MINUTE);
        if from <= to { [(from, to), (DAY, DAY)] } else { [(0, to), (from, DAY)] }
    }
}

/// Days since 1970-01-01.
fn day_number(date: NaiveDate) -> i64 {
    const EPOCH_FROM_CE: i64 = 719_163;
    i64::from(date.num_days_from_ce()) - EPOCH_FROM_CE
}

/// Monday is 0; 1970-01-01 was a Thursday.
fn weekday(day: i64) -> usize {
    (day + 3).rem_euclid(7) as usize
}
