//! The simulator in small: the same seed gives the same trace, what once failed does not any more, and a bounded run of
//! fresh seeds keeps every promise; every planted bug is found; and a million ticket-days with faults break nothing. Lines
//! of the long run go straight to the standard error, where the harness does not swallow them. Kills are of the program
//! only (its files stay as they are); what a power cut does to unsynced pages is the crash images' subject.

#![allow(clippy::unwrap_used)]

use tests::sim::{Block, Deed, MINUTE, Report, Script, Size, block, hunt, play, script, simulate, visible};

/// A small run is 60 ticket-days.
const FRESH: std::ops::RangeInclusive<u64> = 1..=50;

/// Seeds that once broke a promise, and what was wrong.
const REGRESSIONS: [(u64, Size, &str); 5] = [
    (
        10,
        Size::MONTH,
        "a step waited for a deadline behind the activation, of a clock set back, and went without a word",
    ),
    (3, CROWD, "the echo of an uncertain send was taken for a new word once two hundred others were uncertain"),
    (103, CROWD, "a late word made a silence another episode, and the rules behind it never judged it"),
    (106, CROWD, "a rule acted in the middle of a batch that brought the answer"),
    (123, Size::SMALL, "the oracle took a contact nobody knew yet for exempt"),
];
const CROWD: Size = Size::RUN;

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
    assert!(reports.iter().map(|report| report.ticket_days).sum::<u64>() >= 2_000);
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

/// A desk of the first seed with one customer and nothing but these deeds.
fn only(deeds: Vec<(i64, Deed)>) -> Script {
    Script { deeds, lies: 0, quiet: false, queue_on: true, ..script(1, Size::SMALL) }
}

#[test]
fn a_clock_set_back_is_a_wake_too_and_waits_for_every_connection() {
    let contact = 1;
    let deeds = vec![
        (MINUTE, Deed::Customer { contact, late: 0, copies: 1 }),
        (2 * MINUTE, Deed::Writes { contact }),
        (3 * MINUTE, Deed::Jumps { span: -60 * MINUTE }),
        (3 * MINUTE + 1_000, Deed::MovesNow { contact }),
    ];
    let report = play(&only(deeds), None).unwrap_or_else(|violation| panic!("{violation:?}"));
    assert!(report.sends > 0, "the notice of the entry went out in the end");
}

/// Seeds in which a planted bug must show itself.
const CANARY_SEEDS: std::ops::Range<u64> = 1..150;

#[test]
fn every_planted_bug_is_found_and_the_same_seed_without_it_is_clean() {
    let mut missed = vec![];
    for bug in visible() {
        match hunt(bug, CANARY_SEEDS) {
            Ok(Some((seed, violation))) => {
                say(&format!("achado {bug:?}: semente {seed}, {}: {}", violation.promise, violation.what))
            }
            Ok(None) => missed.push(format!("{bug:?} not found in {CANARY_SEEDS:?}")),
            Err((seed, without)) => missed.push(format!("SEED={seed} without {bug:?}: {without:?}")),
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// Seeds of the long run, by size, in blocks of one line each.
const LONG: [(Size, std::ops::Range<u64>, u64); 2] = [(Size::RUN, 1_000..1_020, 20), (Size::MONTH, 2_000..2_245, 35)];
const THREADS: usize = 2;

#[test]
fn a_million_ticket_days_with_faults_break_no_promise() {
    let mut total = Report::default();
    for (size, seeds, step) in LONG {
        let mut from = seeds.start;
        while from < seeds.end {
            let done: Block = block(size, from..seeds.end.min(from + step), THREADS);
            say(&done.to_string());
            assert!(done.violations.is_empty(), "{:#?}", done.violations);
            total.add(&done.total);
            from += step;
        }
    }
    say(&format!("ao todo: {total:?}"));
    assert!(total.ticket_days >= 1_000_000, "{} dias de atendimento", total.ticket_days);
}

/// Past the harness, which keeps what a passing test prints to itself.
fn say(line: &str) {
    use std::io::Write;
    let mut past = std::io::stderr();
    writeln!(past, "{line}").unwrap();
}
