//! Judgements shown to a test as they are made, each with everything it was made from. In a product there is nobody to
//! show them to: without the feature `plant` nothing of this is compiled.

use crate::{Contact, Judged, Moment, Part, Rule, Surroundings, Ticket};

/// One call of [`crate::evaluate`] and what it answered.
#[derive(Debug, Clone, Copy)]
pub struct Judgement<'a> {
    pub rule: &'a Rule,
    pub part: Part,
    pub ticket: &'a Ticket,
    pub contact: &'a Contact,
    pub around: &'a Surroundings<'a>,
    pub now: Moment,
    pub judged: &'a Judged,
}

#[cfg(feature = "plant")]
mod active {
    use std::cell::RefCell;

    use super::Judgement;

    /// Whoever looks on.
    pub type Witness = Box<dyn FnMut(&Judgement<'_>)>;

    thread_local!(static WITNESS: RefCell<Option<Witness>> = const { RefCell::new(None) });

    /// Shows every judgement of this thread to somebody, or to nobody any more.
    pub fn witness(witness: Option<Witness>) {
        WITNESS.set(witness);
    }

    pub(crate) fn show(judgement: &Judgement<'_>) {
        // What the witness judges itself is shown to nobody.
        if let Some(mut witness) = WITNESS.take() {
            witness(judgement);
            WITNESS.set(Some(witness));
        }
    }
}

#[cfg(feature = "plant")]
pub(crate) use active::show;
#[cfg(feature = "plant")]
pub use active::{Witness, witness};

#[cfg(not(feature = "plant"))]
#[inline(always)]
pub(crate) const fn show(_: &Judgement<'_>) {}
