//! What a provider's stamps say about our own clock. A provider stamps what it takes by a clock of its own: what it brings
//! was stamped before we heard it, what we sent was stamped after we sent it. So each stamp is a bound of how far our clock
//! runs ahead of the provider's, and the journey, however long, only makes a bound weaker, never wrong. What a customer's
//! own computer says is no stamp.

use serde::{Deserialize, Serialize};

use crate::{Moment, Span};

/// A difference up to here is none: messages take a while, and no two clocks agree.
pub const APART_MIN: Span = Span::minutes(5);
/// So long what a report showed is believed without another report: whatever was held back for it is too late to go by
/// itself by then.
pub const STANDS_MAX: Span = Span::days(1);

/// One stamp of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    pub theirs: Moment,
    /// Our clock when we heard of it.
    pub heard_at: Moment,
    /// Our clock right before we handed it over, where it is a send of ours.
    pub sent_at: Option<Moment>,
}

/// How our clock stands beside a provider's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClockIs {
    Right,
    Behind { by: Span },
    Ahead { by: Span },
}

/// How far our clock is ahead of a provider's, as far as the stamps of one report tell; negative: behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Heard {
    at_most: Option<Span>,
    at_least: Option<Span>,
}

impl Heard {
    pub fn add(&mut self, stamp: Stamp) {
        let Stamp { theirs, heard_at, sent_at } = stamp;
        let most = heard_at.since(theirs);
        self.at_most = Some(self.at_most.map_or(most, |known| known.min(most)));
        if let Some(sent_at) = sent_at {
            let least = sent_at.since(theirs);
            self.at_least = Some(self.at_least.map_or(least, |known| known.max(least)));
        }
    }

    /// `None`: what was heard was too long on its way to tell.
    #[must_use]
    pub fn says(self) -> Option<ClockIs> {
        let near = |bound: Span| bound.0.abs() <= APART_MIN.0;
        match (self.at_most, self.at_least) {
            (Some(most), _) if most.0 < -APART_MIN.0 => Some(ClockIs::Behind { by: Span(-most.0) }),
            (_, Some(least)) if least > APART_MIN => Some(ClockIs::Ahead { by: least }),
            (most, least) if most.is_some_and(near) || least.is_some_and(near) => Some(ClockIs::Right),
            (_, _) => None,
        }
    }
}

/// The newest report of a provider that told anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    pub says: ClockIs,
    pub heard_at: Moment,
}

impl Evidence {
    /// Whether our clock is not to be trusted at `now` because of it.
    #[must_use]
    pub fn doubts(self, now: Moment) -> bool {
        match self.says {
            ClockIs::Right => false,
            ClockIs::Behind { .. } | ClockIs::Ahead { .. } => now <= self.ends_at(),
        }
    }

    /// The last instant at which it is believed if nothing renews it.
    #[must_use]
    pub fn ends_at(self) -> Moment {
        self.heard_at.plus(STANDS_MAX)
    }
}
