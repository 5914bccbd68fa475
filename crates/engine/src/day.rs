//! The end of the day: when Sem Interação is cut, and until when an answer reopens what a cut closed. Only instants;
//! which tickets a cut closes is `queue`'s business.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::calendar::MINUTE_MAX;
use crate::{Calendar, Moment, Span};

/// How far ahead the next cut or business day is looked for.
pub const LOOK_AHEAD_DAYS: usize = 370;
/// How far back a missed cut is looked for.
pub const LOOK_BACK_DAYS: u64 = 14;

/// When the day ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(deny_unknown_fields)]
pub struct DayEnd {
    /// Local minute of the day.
    pub minute: u16,
    /// Days of the week with an end, Monday first. A day that is no business day has none anyway.
    pub days: [bool; 7],
}

impl Default for DayEnd {
    /// 18:00 on every business day.
    fn default() -> Self {
        DayEnd { minute: 18 * 60, days: [true; 7] }
    }
}

impl DayEnd {
    /// What is wrong with it, as a sentence to the person who typed it.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        if self.minute >= MINUTE_MAX {
            return Some("Escolha um horário entre 00:00 e 23:59 para o fim do dia.".into());
        }
        let none = !self.days.contains(&true);
        none.then(|| "Marque ao menos um dia da semana para o fim do dia.".into())
    }
}

/// One end of one local day. The date names it: a date is cut once, however often its clocks show the hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cut {
    pub date: NaiveDate,
    pub at: Moment,
}

/// Until when the answer to a ticket closed at the end of the day opens it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Grace {
    /// This local minute of the first business day after the closing.
    NextBusinessDay { minute: u16 },
    /// This long on the wall.
    For { span: Span },
}

impl Default for Grace {
    /// Noon of the next business day.
    fn default() -> Self {
        Grace::NextBusinessDay { minute: 12 * 60 }
    }
}

/// The first cut after the instant; `None` if the next year has no day to cut.
#[must_use]
pub fn next_cut(day_end: &DayEnd, calendar: &Calendar, after: Moment) -> Option<Cut> {
    // Every earlier date was shown to its end once, and has been cut.
    let first = calendar.local_date(after);
    first.iter_days().take(LOOK_AHEAD_DAYS).filter_map(|date| cut(day_end, calendar, date)).find(|cut| cut.at > after)
}

/// The latest cut not after `now`, of the last two weeks.
#[must_use]
pub fn last_cut(day_end: &DayEnd, calendar: &Calendar, now: Moment) -> Option<Cut> {
    // From the day after: clocks set back over midnight show today again when tomorrow may have been cut.
    let last = calendar.local_date(now).succ_opt()?;
    let dates = (0..=LOOK_BACK_DAYS + 1).filter_map(|back| last.checked_sub_days(Days::new(back)));
    dates.filter_map(|date| cut(day_end, calendar, date)).find(|cut| cut.at <= now)
}

/// When the grace of a ticket closed at this instant ends.
#[must_use]
pub fn grace_ends(closed_at: Moment, grace: Grace, calendar: &Calendar) -> Moment {
    match grace {
        Grace::For { span } => closed_at.plus(span),
        Grace::NextBusinessDay { minute } => {
            let closed_on = calendar.local_date(closed_at);
            let after = || closed_on.iter_days().skip(1);
            // With no business day in sight any day will do: the customer's answer should still find its ticket.
            let day = after().take(LOOK_AHEAD_DAYS).find(|&date| calendar.is_business_day(date)).or(after().next());
            day.map_or(closed_at, |date| calendar.instant(date, minute))
        }
    }
}

fn cut(day_end: &DayEnd, calendar: &Calendar, date: NaiveDate) -> Option<Cut> {
    let ticked = day_end.days[date.weekday().num_days_from_monday() as usize];
    if !ticked || !calendar.is_business_day(date) {
        return None;
    }
    let at = calendar.instant(date, day_end.minute);
    // A zone that moves over the date line leaves out a whole date; such a day never ends because it never was.
    let exists = calendar.local_date(at) == date || calendar.instant(date, 0) < at;
    exists.then_some(Cut { date, at })
}
