//! R20: what was decided once is decided so again. The golden log of each release is judged by the engine as it is now;
//! every line that comes out differently is listed, and belongs into CHANGELOG.md before a new log is written.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;

use engine::Check;
use engine::plant::{Bug, plant};
use tests::decision::golden::{CHECKS, KINDS, kind, lacks};
use tests::decision::{Decision, differences};

/// Lines below which a log has been thinned out.
const LINES_MIN: usize = 150;

/// The logs of all releases, by their names.
fn logs() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.retain(|file| file.extension().is_some_and(|end| end == "jsonl"));
    let name = |file: &PathBuf| file.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|file| (name(file), std::fs::read_to_string(file).unwrap())).collect()
}

fn read(log: &str) -> Vec<Decision> {
    log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_golden_log_is_judged_as_it_was() {
    let found: Vec<String> = logs()
        .iter()
        .flat_map(|(name, log)| differences(log).into_iter().map(move |what| format!("{name}, {what}")))
        .collect();
    assert!(
        found.is_empty(),
        "{} decisions come out differently. If that is meant, say so in CHANGELOG.md and write the log anew \
         (tests/golden/LEIA-ME.md):\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn the_newest_log_shows_every_verdict_and_every_check() {
    let logs = logs();
    let (name, log) = logs.last().expect("there is a log");
    let decisions = read(log);
    assert!(decisions.len() >= LINES_MIN, "{name}: {} lines", decisions.len());
    assert_eq!(lacks(decisions.iter()), [] as [String; 0], "{name}");
    let strange: Vec<_> =
        decisions.iter().map(|one| kind(one.verdict.outcome)).filter(|one| !KINDS.contains(one)).collect();
    assert_eq!(strange, [] as [&str; 0], "a judgement gives a verdict that KINDS does not know");
}

/// A new check must be looked for in the log.
#[test]
fn every_check_there_is_is_looked_for() {
    let all = |check: Check| match check {
        Check::RuleOn
        | Check::NotExempt
        | Check::CustomerOwesAnswer
        | Check::InScope
        | Check::NotRunYet
        | Check::DeadlinePassed
        | Check::AfterActivation
        | Check::TicketActionLimit
        | Check::NotOptedOut
        | Check::SilentEverywhere
        | Check::NotSubstituted
        | Check::InTime
        | Check::WindowOpen
        | Check::ContactLimit
        | Check::Spacing
        | Check::QuietHours
        | Check::Fuse
        | Check::Synced => check,
    };
    assert!(CHECKS.iter().enumerate().all(|(at, check)| !CHECKS[..at].contains(&all(*check))), "one is listed twice");
}

#[test]
fn a_line_holds_everything_its_judgement_needs() {
    let (_, log) = logs().pop().expect("there is a log");
    for decision in read(&log) {
        let line = decision.line().unwrap();
        assert_eq!(serde_json::from_str::<Decision>(&line).unwrap(), decision);
    }
}

#[test]
fn another_judgement_is_found_and_said_line_by_line() {
    let (_, log) = logs().pop().expect("there is a log");
    plant(Some(Bug::C7LateFires));
    let found = differences(&log);
    plant(None);
    assert!(!found.is_empty());
    assert!(found.iter().all(|what| what.starts_with("linha ") && what.contains("Missed") && what.contains("agora")));
    assert_eq!(differences("{}\n").len(), 1, "what cannot be read is a difference too");
}
