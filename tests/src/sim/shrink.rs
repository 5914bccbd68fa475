//! Shrinking: the same failure with as few deeds as possible. Whole customers are left out first, for they are most of a
//! run; then pieces of what remains, halves, quarters and so on down to single deeds.

use std::collections::BTreeSet;

use engine::plant::Bug;

use super::{Script, Violation, play};

/// The smallest script found that still breaks the same promise, and how it breaks it.
#[must_use]
pub fn shrink(script: &Script, bug: Option<Bug>, violation: &Violation) -> (Script, Violation) {
    let mut best = (script.clone(), violation.clone());
    let mut contacts: Vec<u32> = best.0.deeds.iter().filter_map(|(_, deed)| deed.contact()).collect();
    contacts.sort_unstable();
    contacts.dedup();
    pieces(contacts.len(), |from, to| {
        let out: BTreeSet<u32> = contacts[from..to].iter().copied().collect();
        let done = without(&mut best, bug, |script| {
            script.deeds.retain(|(_, deed)| deed.contact().is_none_or(|contact| !out.contains(&contact)));
        });
        if done {
            contacts.drain(from..to);
        }
        done
    });
    pieces(best.0.deeds.len(), |from, to| {
        without(&mut best, bug, |script| {
            script.deeds.drain(from..to);
        })
    });
    best
}

/// Keeps the smaller script if the same promise breaks in it.
fn without(best: &mut (Script, Violation), bug: Option<Bug>, cut: impl FnOnce(&mut Script)) -> bool {
    let mut fewer = best.0.clone();
    cut(&mut fewer);
    match play(&fewer, bug) {
        Err(again) if again.promise == best.1.promise => {
            *best = (fewer, again);
            true
        }
        Err(_) | Ok(_) => false,
    }
}

/// Offers pieces of `left` things to be left out, large ones first; `cut` says whether a piece is gone.
fn pieces(mut left: usize, mut cut: impl FnMut(usize, usize) -> bool) {
    let mut piece = left.div_ceil(2);
    while piece > 0 {
        let mut from = 0;
        while from < left {
            let to = (from + piece).min(left);
            if cut(from, to) {
                left -= to - from;
            } else {
                from = to;
            }
        }
        piece /= 2;
    }
}
