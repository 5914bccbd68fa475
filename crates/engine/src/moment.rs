//! Instants and lengths of time. Both are plain milliseconds, so that they order, store and travel as numbers; what an
//! instant looks like on a wall is the calendar's business.

use serde::{Deserialize, Serialize};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(transparent)]
pub struct Moment(pub i64);

/// A length of time in milliseconds; may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(transparent)]
pub struct Span(pub i64);

impl Moment {
    /// Before everything; a watermark here has judged nothing.
    pub const MIN: Moment = Moment(i64::MIN / 4);
    /// After everything.
    pub const MAX: Moment = Moment(i64::MAX / 4);

    #[must_use]
    pub fn plus(self, span: Span) -> Moment {
        Moment(self.0.saturating_add(span.0).clamp(Self::MIN.0, Self::MAX.0))
    }

    #[must_use]
    pub fn minus(self, span: Span) -> Moment {
        Moment(self.0.saturating_sub(span.0).clamp(Self::MIN.0, Self::MAX.0))
    }

    /// How long after `earlier`; negative when before it.
    #[must_use]
    pub fn since(self, earlier: Moment) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    #[must_use]
    pub const fn seconds(n: i64) -> Span {
        Span(n * 1_000)
    }
    #[must_use]
    pub const fn minutes(n: i64) -> Span {
        Span(n * 60_000)
    }
    #[must_use]
    pub const fn hours(n: i64) -> Span {
        Span(n * 3_600_000)
    }
    #[must_use]
    pub const fn days(n: i64) -> Span {
        Span(n * 86_400_000)
    }
}
