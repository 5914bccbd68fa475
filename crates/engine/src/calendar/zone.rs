//! The local time of one zone, cut into pieces on which it runs straight: one offset from UTC, inside one local day.
//! Everything here is milliseconds: instants since 1970 in UTC, local times since 1970 as if local were UTC. Knows
//! nothing of frames or holidays, and asks the zone only "which offset at this instant": the way back, from a wall time to
//! an instant, is found here, because gaps and overlaps must come out the same everywhere.

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

pub(super) const MINUTE: i64 = 60_000;
pub(super) const DAY: i64 = 1_440 * MINUTE;
pub(super) const WEEK: i64 = 7 * DAY;
/// 0001-01-01 and 9999-12-31 in UTC. Outside of them local time is not asked for.
pub(super) const FIRST: i64 = -62_135_596_800_000;
pub(super) const LAST: i64 = 253_402_214_400_000;

/// The instants `from..to`, all with the same offset and on the same local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub from: i64,
    pub to: i64,
    pub offset: i64,
    /// The local day, counted from 1970-01-01.
    pub day: i64,
}

impl Piece {
    /// The instants of the piece between two local times of its day.
    pub(super) fn between(&self, from: i64, to: i64) -> Option<(i64, i64)> {
        let midnight = self.day * DAY - self.offset;
        let (from, to) = (self.from.max(midnight + from), self.to.min(midnight + to));
        (from < to).then_some((from, to))
    }
}

/// Local time minus UTC at the instant.
pub(super) fn offset(zone: Tz, at: i64) -> i64 {
    let utc = DateTime::from_timestamp_millis(at.clamp(FIRST, LAST)).unwrap_or_default().naive_utc();
    i64::from(zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()) * 1_000
}

/// The piece that begins at the instant (its day may have begun before).
pub(super) fn piece_from(zone: Tz, at: i64) -> Piece {
    let offset = offset(zone, at);
    let day = (at + offset).div_euclid(DAY);
    let midnight = (day + 1) * DAY - offset;
    let to = if self::offset(zone, midnight - 1) == offset {
        midnight
    } else {
        first_without(at, midnight - 1, |at| self::offset(zone, at) == offset)
    };
    Piece { from: at, to, offset, day }
}

/// The piece that ends at the instant (its day may go on after).
pub(super) fn piece_until(zone: Tz, at: i64) -> Piece {
    let offset = offset(zone, at - 1);
    let day = (at - 1 + offset).div_euclid(DAY);
    let midnight = day * DAY - offset;
    let from = if self::offset(zone, midnight) == offset {
        midnight
    } else {
        first_without(midnight, at - 1, |at| self::offset(zone, at) != offset)
    };
    Piece { from, to: at, offset, day }
}

/// The first instant at which clocks show the local time; where they skip it, the first instant after the skip.
pub(super) fn instant(zone: Tz, local: i64) -> i64 {
    let (before, after) = (offset(zone, local - DAY), offset(zone, local + DAY));
    let shown = |with: i64| (offset(zone, local - with) == with).then_some(local - with);
    match (shown(before), shown(after)) {
        (Some(one), Some(other)) => one.min(other),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => first_without(local - after, local - before, |at| offset(zone, at) == before),
    }
}

/// The first instant of `low..=high` where `holds` no longer does; it holds at `low`, not at `high`, and changes once.
fn first_without(low: i64, high: i64, holds: impl Fn(i64) -> bool) -> i64 {
    let (mut low, mut high) = (low, high);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}
