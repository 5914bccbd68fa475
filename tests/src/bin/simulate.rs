//! `simulate`: plays seeds until so many ticket-days are done, or looks for planted bugs.
//!
//! `simulate --ticket-days N [--from SEED] [--threads N] [--small]` · `simulate --seed S [--small] [--bug C7]` · `simulate --canaries [--bug C7]`

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use engine::plant::Bug;
use tests::sim::{Report, Size, Violation, play, script, shrink, simulate};

/// Seeds a planted bug may hide from.
const CANARY_SEEDS_MAX: u64 = 400;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        arguments.iter().position(|one| one == name).and_then(|at| arguments.get(at + 1)).map(String::as_str)
    };
    let number = |name: &str, default: u64| value(name).and_then(|text| text.parse().ok()).unwrap_or(default);
    let bug = value("--bug").and_then(|word| Bug::ALL.into_iter().find(|bug| named(*bug, word)));
    if arguments.iter().any(|one| one == "--canaries") {
        return canaries(bug);
    }
    let size = if arguments.iter().any(|one| one == "--small") { Size::SMALL } else { Size::RUN };
    if let Some(seed) = value("--seed").and_then(|text| text.parse().ok()) {
        return one(seed, size, bug);
    }
    many(size, number("--ticket-days", 100_000), number("--from", 1), number("--threads", 2))
}

/// `C7` and `C7LateFires` both name it; `C1` does not name `C10CloseBeforeSend`.
fn named(bug: Bug, word: &str) -> bool {
    let name = format!("{bug:?}");
    name.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_digit()))
}

fn one(seed: u64, size: Size, bug: Option<Bug>) -> ExitCode {
    let script = script(seed, size);
    match play(&script, bug) {
        Ok(report) => {
            println!("SEED={seed} ok {report:?}");
            ExitCode::SUCCESS
        }
        Err(violation) => {
            tell(seed, &violation);
            let (small, violation) = shrink(&script, bug, &violation);
            println!("menor caso: {} acontecimentos, {violation:?}", small.deeds.len());
            println!(
                "{:?} fila={} silêncio={} limites={} mentiras={}",
                small.rules, small.queue_on, small.quiet, small.limits, small.lies
            );
            for (at, deed) in &small.deeds {
                println!("  +{:>9} s (wall {}) {deed:?}", at / 1_000, small.start + at);
            }
            ExitCode::FAILURE
        }
    }
}

fn many(size: Size, ticket_days: u64, from: u64, threads: u64) -> ExitCode {
    let next = AtomicU64::new(from);
    let done = AtomicU64::new(0);
    let failed = AtomicBool::new(false);
    let total = std::sync::Mutex::new(Report::default());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while done.load(Ordering::Relaxed) < ticket_days && !failed.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    match simulate(seed, size, None) {
                        Ok(report) => {
                            done.fetch_add(report.ticket_days, Ordering::Relaxed);
                            add(&total, &report);
                        }
                        Err(violation) => {
                            failed.store(true, Ordering::Relaxed);
                            tell(seed, &violation);
                        }
                    }
                }
            });
        }
    });
    let total = total.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let Report { ticket_days, sends, kills, sleeps, jumps, trace: _ } = total;
    println!(
        "{ticket_days} dias de atendimento, {sends} envios automáticos, {kills} mortes, {sleeps} sonos, {jumps} saltos; sementes {from}–{}",
        next.load(Ordering::Relaxed) - 1
    );
    if failed.load(Ordering::Relaxed) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn add(total: &std::sync::Mutex<Report>, report: &Report) {
    let mut total = total.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    total.ticket_days += report.ticket_days;
    total.sends += report.sends;
    total.kills += report.kills;
    total.sleeps += report.sleeps;
    total.jumps += report.jumps;
}

/// Every planted bug must be found. C1 shows only when the power fails: the crash images look for it.
fn canaries(only: Option<Bug>) -> ExitCode {
    let mut missed = 0;
    let wanted = |bug: &Bug| *bug != Bug::C1NormalSync && only.is_none_or(|one| one == *bug);
    for bug in Bug::ALL.into_iter().filter(wanted) {
        match (1..=CANARY_SEEDS_MAX).find_map(|seed| found(seed, bug)) {
            Some((seed, Violation { promise, at: _, what })) => {
                println!("achado  {bug:?}: semente {seed}, {promise}: {what}");
            }
            None => {
                missed += 1;
                println!("PERDIDO {bug:?} em {CANARY_SEEDS_MAX} sementes");
            }
        }
    }
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A bug is found by a promise it breaks and the program without it keeps, on the same seed.
fn found(seed: u64, bug: Bug) -> Option<(u64, Violation)> {
    let violation = simulate(seed, Size::SMALL, Some(bug)).err()?;
    match simulate(seed, Size::SMALL, None) {
        Ok(_) => Some((seed, violation)),
        Err(without) => {
            tell(seed, &without);
            None
        }
    }
}

fn tell(seed: u64, violation: &Violation) {
    println!("SEED={seed} VIOLADA {}: {} (em {})", violation.promise, violation.what, violation.at);
}
