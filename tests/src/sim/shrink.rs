//! Shrinking: the same failure with as few deeds as possible, by leaving out halves, then quarters, then single ones.

use engine::plant::Bug;

use super::{Script, Violation, play};

/// The smallest script found that still breaks the same promise, and how it breaks it.
#[must_use]
pub fn shrink(script: &Script, bug: Option<Bug>, violation: &Violation) -> (Script, Violation) {
    let mut best = (script.clone(), violation.clone());
    let mut piece = script.deeds.len().div_ceil(2);
    while piece > 0 {
        let mut from = 0;
        while from < best.0.deeds.len() {
            let mut fewer = best.0.clone();
            fewer.deeds.drain(from..(from + piece).min(best.0.deeds.len()));
            match play(&fewer, bug) {
                Err(again) if again.promise == violation.promise => best = (fewer, again),
                Err(_) | Ok(_) => from += piece,
            }
        }
        piece /= 2;
    }
    best
}
