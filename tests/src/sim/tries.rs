//! What the program has tried to say to one contact for its rules, message by message, as its shell sees it: which of a
//! rule's messages are over and which may still come. Of these the oracle asks for their order.

use std::collections::BTreeMap;

use super::acts::Said;

/// Tries of a message that surely did not go out, the first included (domain.md 6).
const TRIES_MAX: u32 = 6;

/// By the key of the send.
#[derive(Debug, Clone, Default)]
pub struct Tries(BTreeMap<String, Try>);

#[derive(Debug, Clone)]
struct Try {
    said: Said,
    anchor: i64,
    times: u32,
    last: i64,
    flying: bool,
    /// Nothing more will come of it.
    over: bool,
}

impl Tries {
    pub fn begin(&mut self, key: &str, said: Said, anchor: i64, wall: i64) {
        let fresh = Try { said, anchor, times: 0, last: wall, flying: true, over: false };
        let one = self.0.entry(key.to_owned()).or_insert(fresh);
        (one.times, one.last, one.flying) = (one.times + 1, wall, true);
    }

    /// The program has heard how it ended; one that surely did not go out is tried again for a while.
    pub fn end(&mut self, key: &str, for_good: bool) {
        if let Some(one) = self.0.get_mut(key) {
            one.flying = false;
            one.over |= for_good || one.times >= TRIES_MAX;
        }
    }

    /// The program is dead: what was on its way is uncertain.
    pub fn die(&mut self) {
        for one in self.0.values_mut().filter(|one| one.flying) {
            (one.flying, one.over) = (false, true);
        }
    }

    #[must_use]
    pub fn said(&self, key: &str) -> Option<Said> {
        self.0.get(key).map(|one| one.said)
    }

    /// The messages of the same rule before this one, in the same silence.
    fn before(&self, said: Said, anchor: i64) -> impl Iterator<Item = &Try> {
        self.0.values().filter(move |one| {
            one.anchor == anchor
                && (one.said.rule, one.said.version) == (said.rule, said.version)
                && one.said.nth < said.nth
        })
    }

    /// Whether the message of this place came to its end before.
    #[must_use]
    pub fn is_over(&self, said: Said, nth: usize, anchor: i64) -> bool {
        self.before(said, anchor).any(|one| one.said.nth == nth && one.over)
    }

    /// When one of them was last tried.
    #[must_use]
    pub fn last_before(&self, said: Said, anchor: i64) -> Option<i64> {
        self.before(said, anchor).map(|one| one.last).max()
    }
}
