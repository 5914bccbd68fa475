//! The simulator in small: the same seed gives the same trace, what once failed does not any more, and a bounded run of
//! fresh seeds keeps every promise. The long run, and the planted bugs, are the `simulate` binary's.

#![allow(clippy::unwrap_used)]

use tests::sim::{Size, simulate};

/// A small run is 60 ticket-days.
const FRESH: std::ops::RangeInclusive<u64> = 1..=50;

/// Seeds that once broke a promise, and what was wrong.
const REGRESSIONS: [(u64, Size, &str); 3] = [
    (103, CROWD, "a late word made a silence another episode, and the rules behind it never judged it"),
    (106, CROWD, "a rule acted in the middle of a batch that brought the answer"),
    (123, Size::SMALL, "the oracle took a contact nobody knew yet for exempt"),
];
const CROWD: Size = Size { contacts: 120, days: 10 };

#[test]
fn the_same_seed_gives_the_same_trace() {
    let traces: Vec<u64> = (1..=20).map(|seed| simulate(seed, Size::SMALL, None).unwrap().trace).collect();
    let again: Vec<u64> = (1..=20).map(|seed| simulate(seed, Size::SMALL, None).unwrap().trace).collect();
    assert_eq!(traces, again);
    let different: std::collections::BTreeSet<u64> = traces.iter().copied().collect();
    assert_eq!(different.len(), traces.len(), "two seeds gave the same trace");
}

#[test]
fn fresh_seeds_keep_every_promise() {
    let reports: Vec<_> =
        FRESH.map(|seed| simulate(seed, Size::SMALL, None).unwrap_or_else(|v| panic!("{seed}: {v:?}"))).collect();
    assert!(reports.iter().map(|report| report.ticket_days).sum::<u64>() >= 3_000);
    // A run in which nothing goes wrong proves nothing.
    assert!(reports.iter().any(|report| report.kills > 0) && reports.iter().any(|report| report.sleeps > 0));
    assert!(reports.iter().map(|report| report.sends).sum::<u64>() > 100);
}

#[test]
fn what_once_failed_holds() {
    for (seed, size, what) in REGRESSIONS {
        simulate(seed, size, None).unwrap_or_else(|violation| panic!("{seed} ({what}): {violation:?}"));
    }
}
