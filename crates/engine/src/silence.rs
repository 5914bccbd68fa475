//! The silence clock: who spoke last, since when, and in which episode. Knows nothing of rules, queues or messages'
//! texts; what counts as a word is decided before it gets here (inbound content yes, auto-reply, receipt, note no).

use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::plant::{Bug, planted};

/// What the clock of one ticket needs to know. Each field is a maximum or a count over the set of words, so the order
/// in which words arrive does not matter (domain.md 2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Silence {
    /// Words of the customer so far. Names the episode: (ticket, turn).
    pub turn: u32,
    /// The customer's last word.
    pub customer_at: Option<Moment>,
    /// The last human attendant word that the channel accepted.
    pub human_at: Option<Moment>,
}

impl Silence {
    /// Since when the customer owes an answer; `None` if nobody of ours spoke or the last word is the customer's
    /// (a tie counts as the customer's, so that doubt never makes us nag).
    #[must_use]
    pub fn anchor(&self) -> Option<Moment> {
        if planted(Bug::C6NoDirection) {
            return self.human_at;
        }
        match (self.human_at, self.customer_at) {
            (Some(human), Some(customer)) if human > customer => Some(human),
            (Some(human), None) => Some(human),
            (Some(_) | None, _) => None,
        }
    }

    pub(crate) fn customer(&mut self, at: Moment) {
        self.turn += 1;
        if planted(Bug::C5UpdatedAtAnchor) {
            self.human_at = self.human_at.max(Some(Moment(at.0 + 1)));
        }
        self.customer_at = self.customer_at.max(Some(at));
    }

    pub(crate) fn human(&mut self, at: Moment) {
        self.human_at = self.human_at.max(Some(at));
    }

    /// An accepted word of ours was later reported failed: the clock falls back to `previous`, the latest human word
    /// that still stands.
    pub(crate) fn human_failed(&mut self, previous: Option<Moment>) {
        self.human_at = previous;
    }
}
