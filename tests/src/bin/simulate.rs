//! `simulate`: plays seeds until so many ticket-days are done, or looks for planted bugs.
//!
//! `simulate --ticket-days N [--from SEED] [--threads N] [--small|--month] [--on]` (`--on` goes on after a broken
//! promise, at the next block of seeds) · `simulate --seed S [--small|--month] [--bug C7]` · `simulate --canaries [--bug C7]`
//! · `simulate --golden FILE` (writes the golden log of decisions)

use std::process::ExitCode;

use engine::plant::Bug;
use tests::decision::golden;
use tests::sim::{Report, Size, Violation, block, hunt, play, script, shrink, visible};

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
    if let Some(file) = value("--golden") {
        return golden(file);
    }
    let given = |name: &str| arguments.iter().any(|one| one == name);
    let size = match (given("--small"), given("--month")) {
        (true, _) => Size::SMALL,
        (false, true) => Size::MONTH,
        (false, false) => Size::RUN,
    };
    if let Some(seed) = value("--seed").and_then(|text| text.parse().ok()) {
        return one(seed, size, bug);
    }
    many(
        size,
        number("--ticket-days", 100_000),
        number("--from", 1),
        usize::try_from(number("--threads", 2)).unwrap_or(2),
        given("--on"),
    )
}

fn golden(file: &str) -> ExitCode {
    match golden::log().and_then(|log| std::fs::write(file, log).map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("Não foi possível escrever {file}: {error}");
            ExitCode::FAILURE
        }
    }
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

/// Seeds of one line of output.
const BLOCK: u64 = 20;

fn many(size: Size, ticket_days: u64, from: u64, threads: usize, on: bool) -> ExitCode {
    let (mut total, mut next, mut violations) = (Report::default(), from, 0);
    while total.ticket_days < ticket_days {
        let done = block(size, next..next + BLOCK, threads);
        println!("{done}");
        total.add(&done.total);
        next += BLOCK;
        done.violations.iter().for_each(|(seed, violation)| tell(*seed, violation));
        violations += done.violations.len();
        if violations > 0 && !on {
            return ExitCode::FAILURE;
        }
    }
    let Report { ticket_days, sends, kills, sleeps, jumps, ticked, mixed, doubts, added_up, replayed, trace: _ } =
        total;
    println!(
        "resultado: {ticket_days} dias de atendimento, {sends} envios automáticos, {kills} mortes, {sleeps} sonos, \
         {jumps} saltos, {ticked} vencidos marcados, {mixed} partes de regras mistas, {doubts} dúvidas do relógio, {added_up} conferências, {replayed} decisões refeitas, {violations} violações; sementes {from}–{}",
        next - 1
    );
    if violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Every planted bug must be found.
fn canaries(only: Option<Bug>) -> ExitCode {
    let mut missed = 0;
    for bug in visible().filter(|bug| only.is_none_or(|one| one == *bug)) {
        match hunt(bug, 1..CANARY_SEEDS_MAX) {
            Ok(Some((seed, Violation { promise, at: _, what }))) => {
                println!("achado  {bug:?}: semente {seed}, {promise}: {what}");
            }
            Ok(None) => {
                missed += 1;
                println!("PERDIDO {bug:?} em {CANARY_SEEDS_MAX} sementes");
            }
            Err((seed, without)) => {
                missed += 1;
                tell(seed, &without);
            }
        }
    }
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tell(seed: u64, violation: &Violation) {
    println!("SEED={seed} VIOLADA {}: {} (em {})", violation.promise, violation.what, violation.at);
}
