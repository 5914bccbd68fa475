//! `cargo xtask torture`: the long lane that no commit waits for. It plays simulated days, kills the real hub and cuts the
//! power of recorded disks, in the numbers asked for, and closes with a table whose seeds make every run again. The
//! programs lie in the packages `tests` and `faults`; this starts them and reads the line in which each says what it saw.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::node;
use crate::shell::{self, Done, Failure, cargo, optimised};
use crate::system;

const TICKET_DAYS: u64 = 10_000_000;
const KILLS: u64 = 10_000;
const IMAGES: u64 = 1_000_000;
/// One simulated day of so many is of a crowded short run, as in the test command; the others are of whole months, which
/// come to more days a second.
const CROWDED_ONE_IN: u64 = 50;
/// A test's result, wherever the test runner has put it.
const RESULT: &str = "resultado: ";

/// How much of each; 0 leaves it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wish {
    ticket_days: u64,
    kills: u64,
    images: u64,
    seed: u64,
}

/// What a lane came to.
struct Row {
    lane: &'static str,
    command: String,
    end: Result<String, String>,
    took: Duration,
}

pub fn torture(args: &[&str]) -> Done {
    let wish = Wish::read(args)?;
    system::ensure(&[system::COMPILER])?;
    let mut rows = Vec::new();
    if wish.ticket_days > 0 {
        let crowded = wish.ticket_days.div_ceil(CROWDED_ONE_IN);
        rows.push(lane("simulação", simulate(crowded, wish.seed, &[])));
        rows.push(lane("… de meses", simulate(wish.ticket_days - crowded, wish.seed, &["--month"])));
    }
    if wish.images > 0 {
        let (images, seed) = (wish.images.to_string(), wish.seed.to_string());
        let words = ["run", "-p", "faults", "--bin", "images", "--", "--images", &images, "--seed", &seed];
        rows.push(lane("falta de luz", cargo(&words)));
    }
    if wish.kills > 0 {
        system::ensure(&[system::WINDOW])?;
        node::ensure_page()?;
        // The program as people have it.
        shell::run(&mut cargo(&["build", "--release", "-p", "hub", "--bin", "retorno-hub"]))?;
        let mut kill = cargo(&["test", "-p", "tests", "--test", "kill", "--", "--nocapture"]);
        kill.env("RETORNO_KILLS", wish.kills.to_string()).env("RETORNO_SEED", wish.seed.to_string());
        kill.env("RETORNO_HUB_BIN", optimised("retorno-hub"));
        rows.push(lane("kill −9", kill));
    }
    close(&rows, wish.seed)
}

impl Wish {
    fn read(args: &[&str]) -> Result<Wish, Failure> {
        let mut wish = Wish { ticket_days: TICKET_DAYS, kills: KILLS, images: IMAGES, seed: 1 };
        let mut words = args.iter();
        while let Some(name) = words.next() {
            let place = match *name {
                "--ticket-days" => &mut wish.ticket_days,
                "--kills" => &mut wish.kills,
                "--images" => &mut wish.images,
                "--seed" => &mut wish.seed,
                other => return Err(Failure(format!("Argumento desconhecido: {other}"))),
            };
            let value = words.next().and_then(|word| word.replace(['_', '.'], "").parse().ok());
            *place = value.ok_or_else(|| Failure(format!("{name} pede um número inteiro.")))?;
        }
        Ok(wish)
    }
}

fn simulate(ticket_days: u64, seed: u64, size: &[&str]) -> Command {
    let (days, seed) = (ticket_days.to_string(), seed.to_string());
    let mut command =
        cargo(&["run", "-p", "tests", "--bin", "simulate", "--", "--ticket-days", &days, "--from", &seed]);
    command.args(size);
    command
}

/// Runs a program, shows what it says while it says it, and keeps its result.
fn lane(lane: &'static str, mut command: Command) -> Row {
    let shown = shell::shown(&command);
    println!("\n━━ {lane} ━━\n$ {shown}");
    let start = Instant::now();
    let end = heard(&mut command);
    Row { lane, command: shown, end, took: start.elapsed() }
}

fn heard(command: &mut Command) -> Result<String, String> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| error.to_string())?;
    let mut result = String::new();
    let out = child.stdout.take().map(BufReader::new);
    for line in out.into_iter().flat_map(BufRead::lines).map_while(Result::ok) {
        println!("{line}");
        if let Some((_, said)) = line.split_once(RESULT) {
            result = said.to_owned();
        }
    }
    let ended = child.wait().map_err(|error| error.to_string())?;
    match (ended.success(), result.is_empty()) {
        (true, false) => Ok(result),
        (true, true) => Err("não disse o que viu".into()),
        (false, _) => Err(format!("falhou ({ended})")),
    }
}

fn close(rows: &[Row], seed: u64) -> Done {
    println!("\n━━ resumo · semente {seed} ━━\n");
    for Row { lane, command, end, took } in rows {
        let (word, said) = match end {
            Ok(said) => ("passou", said),
            Err(why) => ("FALHOU", why),
        };
        println!("{lane:<14} {word:<7} {:>7} s  {said}\n{:<14} $ {command}", took.as_secs(), "");
    }
    match rows.iter().filter(|row| row.end.is_err()).count() {
        0 => Ok(()),
        failed => Err(Failure(format!("{failed} de {} falharam; a semente na linha repete o caso.", rows.len()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_asked_for_keeps_its_long_number() {
        let wish = Wish::read(&["--kills", "1.000", "--images", "0", "--seed", "7"]).expect("it is well formed");
        assert_eq!(wish, Wish { ticket_days: TICKET_DAYS, kills: 1_000, images: 0, seed: 7 });
        for wrong in [["--kills", "muitas"], ["--mortes", "1"]] {
            assert!(Wish::read(&wrong).is_err(), "{wrong:?}");
        }
    }
}
