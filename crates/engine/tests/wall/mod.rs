//! What the tests of wall time share: a naive picture of a zone's clocks, one entry a minute, and dice that fall the same
//! way in every run.

#![allow(dead_code)]

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike};
use chrono_tz::Tz;
use engine::{BusinessHours, Moment, Span};

const MINUTE: i64 = 60_000;

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// `2026-03-02 10:00` on the clocks of the zone; the first showing.
pub fn moment(zone: Tz, text: &str) -> Moment {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    Moment(zone.from_local_datetime(&local).earliest().unwrap().timestamp_millis())
}

/// The clocks of the zone at the instant; seconds and less only when there are any.
pub fn when(zone: Tz, at: Moment) -> String {
    let local = zone.from_utc_datetime(&utc(at)).naive_local();
    let format = if at.0.rem_euclid(MINUTE) == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S%.3f" };
    local.format(format).to_string()
}

fn utc(at: Moment) -> NaiveDateTime {
    DateTime::from_timestamp_millis(at.0).unwrap().naive_utc()
}

/// The instants of 2019–2035 at which the clocks of the zone change.
pub fn changes(zone: Tz) -> Vec<Moment> {
    let offset = |minute: i64| zone.offset_from_utc_datetime(&utc(Moment(minute * MINUTE))).fix().local_minus_utc();
    const STEP: i64 = 5 * 1_440;
    let (first, last) = (25_771_680, 34_712_640);
    let steps = (first..last).step_by(STEP as usize).filter(|&from| offset(from) != offset(from + STEP));
    let exact = steps.map(|from| {
        let (mut low, mut high) = (from, from + STEP);
        while high - low > 1 {
            let middle = (low + high) / 2;
            if offset(middle) == offset(from) { low = middle } else { high = middle }
        }
        Moment(high * MINUTE)
    });
    exact.collect()
}

/// What the clocks of a zone show, minute by minute, over a stretch of time; and whether we are open then.
pub struct Minutes {
    first: i64,
    shown: Vec<NaiveDateTime>,
    open: Vec<bool>,
}

impl Minutes {
    pub fn around(zone: Tz, near: Moment, minutes: i64) -> Minutes {
        let first = near.0.div_euclid(MINUTE) - minutes;
        let shown = (first..first + 2 * minutes)
            .map(|minute| zone.from_utc_datetime(&utc(Moment(minute * MINUTE))).naive_local());
        let shown: Vec<NaiveDateTime> = shown.collect();
        assert!(shown.iter().all(|local| local.second() == 0), "{zone} changes within a minute");
        Minutes { first, open: vec![true; shown.len()], shown }
    }

    pub fn opened(mut self, hours: &BusinessHours, holidays: &BTreeSet<NaiveDate>) -> Minutes {
        let is_open = |local: &NaiveDateTime| {
            let minute = (local.hour() * 60 + local.minute()) as u16;
            let frames = &hours.week[local.weekday().num_days_from_monday() as usize];
            frames.iter().any(|frame| (frame.from_minute..frame.to_minute).contains(&minute))
                && !holidays.contains(&local.date())
        };
        self.open = self.shown.iter().map(is_open).collect();
        self
    }

    pub fn start(&self) -> Moment {
        Moment(self.first * MINUTE)
    }

    pub fn end(&self) -> Moment {
        Moment((self.first + self.shown.len() as i64) * MINUTE)
    }

    pub fn dates(&self) -> BTreeSet<NaiveDate> {
        self.shown.iter().map(NaiveDateTime::date).collect()
    }

    pub fn open_millis(&self) -> u64 {
        self.open.iter().filter(|open| **open).count() as u64 * MINUTE as u64
    }

    fn index(&self, at: Moment) -> usize {
        usize::try_from(at.0.div_euclid(MINUTE) - self.first).unwrap()
    }

    fn instant(&self, index: usize) -> Moment {
        Moment((self.first + index as i64) * MINUTE)
    }

    pub fn local(&self, at: Moment) -> NaiveDateTime {
        self.shown[self.index(at)]
    }

    pub fn local_minute(&self, at: Moment) -> u16 {
        let local = self.local(at);
        (local.hour() * 60 + local.minute()) as u16
    }

    pub fn is_open(&self, at: Moment) -> bool {
        self.open[self.index(at)]
    }

    pub fn next_opening(&self, at: Moment) -> Option<Moment> {
        let index = (self.index(at)..self.open.len()).find(|&index| self.open[index])?;
        Some(self.instant(index).max(at))
    }

    /// `None` beyond the end of the picture.
    pub fn deadline(&self, anchor: Moment, wait: Span) -> Option<Moment> {
        let mut left = wait.0;
        for index in self.index(anchor)..self.open.len() {
            let from = self.instant(index).max(anchor);
            let room = self.instant(index + 1).0 - from.0;
            if self.open[index] && room >= left {
                return Some(Moment(from.0 + left));
            }
            left -= if self.open[index] { room } else { 0 };
        }
        None
    }

    /// The first whole minute after the instant whose local minute of the day is as asked.
    pub fn first_after(&self, at: Moment, is: impl Fn(u16) -> bool) -> Moment {
        let later = (self.index(at) + 1..self.shown.len()).map(|index| self.instant(index));
        { later }.find(|&later| is(self.local_minute(later))).unwrap()
    }

    /// The first minute at which the clocks show this time or, having skipped it, a later one.
    pub fn first_showing(&self, local: NaiveDateTime) -> Moment {
        self.instant(self.shown.iter().position(|&shown| shown >= local).unwrap())
    }
}

/// SplitMix64.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// `0..end`
    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end.max(1)
    }

    /// `-reach..=reach`
    pub fn within(&mut self, reach: i64) -> i64 {
        self.below(2 * reach as u64 + 1) as i64 - reach
    }
}
