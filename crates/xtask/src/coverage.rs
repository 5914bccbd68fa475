//! `cargo xtask coverage`: which lines of the engine its own tests run, by the compiler's own counters. It builds the
//! tests of that one package once more, in a folder of its own, which is why no other command waits for it. That a line
//! is run does not say that anything is asserted of it: the mutation run in `docs/reliability.md` does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::shell::{self, Done, Failure, cargo, command, io, own_folder, root};
use crate::system;

/// Share of the engine's lines, in percent, below which the command fails.
const LINES_MIN: u64 = 95;
const SOURCES: &str = "crates/engine/src";

pub fn coverage() -> Done {
    system::ensure(&[system::COMPILER])?;
    let tools = Tools::find()?;
    let folder = own_folder().join("coverage");
    let runs = folder.join("runs");
    if runs.exists() {
        fs::remove_dir_all(&runs).map_err(io("Não foi possível esvaziar", &runs))?;
    }
    let tests = build(&folder)?;
    for test in &tests {
        let mut command = Command::new(test);
        command.arg("--quiet").current_dir(root().join("crates/engine"));
        shell::run(command.env("LLVM_PROFILE_FILE", runs.join("%p-%m.profraw")))?;
    }
    let counts = folder.join("counts.profdata");
    shell::run(command(&tools.profdata).args(["merge", "--sparse", "-o"]).arg(&counts).arg(&runs))?;
    judge(&report(&tools, &counts, &tests)?)
}

/// Where rustup lays the tools that read what the compiler counts.
struct Tools {
    profdata: String,
    cov: String,
}

impl Tools {
    fn find() -> Result<Tools, Failure> {
        let library = shell::output(command("rustc").args(["--print", "target-libdir"]));
        let folder = library.and_then(|library| Some(Path::new(&library).parent()?.join("bin"))).unwrap_or_default();
        let tool = |name: &str| {
            let file = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            file.is_file().then(|| file.to_string_lossy().into_owned())
        };
        match (tool("llvm-profdata"), tool("llvm-cov")) {
            (Some(profdata), Some(cov)) => Ok(Tools { profdata, cov }),
            (_, _) => Err(Failure(
                "Faltam as ferramentas que leem a cobertura (llvm-profdata e llvm-cov). Instale-as com\n\n  \
                 rustup component add llvm-tools\n\ne repita o comando."
                    .into(),
            )),
        }
    }
}

/// Builds the engine's tests with counters in them and gives back where they lie.
fn build(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut command = cargo(&["test", "-p", "engine", "--lib", "--tests", "--no-run"]);
    // Optimised, a small function is compiled into each of its callers and may be taken for one that nobody called.
    command.args(["--config", "profile.dev.package.engine.opt-level=0"]);
    command.args(["--message-format", "json-render-diagnostics", "--target-dir"]).arg(folder.join("target"));
    // Build scripts count as well; what they counted is not asked for.
    command.env("RUSTFLAGS", "-C instrument-coverage").env("LLVM_PROFILE_FILE", folder.join("build-%m.profraw"));
    println!("$ {}", shell::shown(&command));
    let out = command.stderr(Stdio::inherit()).output();
    let out = out.map_err(|error| Failure(format!("Não foi possível iniciar cargo: {error}")))?;
    let tests = executables(&String::from_utf8_lossy(&out.stdout));
    if !out.status.success() || tests.is_empty() {
        return Err(Failure("Os testes do motor não compilaram; o motivo está acima.".into()));
    }
    Ok(tests)
}

/// The programs cargo says it made, one JSON message a line.
fn executables(messages: &str) -> Vec<PathBuf> {
    let made = messages.lines().filter_map(|line| line.split_once(r#""executable":""#)?.1.split_once('"'));
    made.map(|(path, _)| PathBuf::from(path.replace(r"\\", r"\"))).collect()
}

/// The table of all files, printed as it is.
fn report(tools: &Tools, counts: &Path, tests: &[PathBuf]) -> Result<String, Failure> {
    let mut command = command(&tools.cov);
    command
        .args(["report", "--show-region-summary=false", "--show-branch-summary=false", "--instr-profile"])
        .arg(counts);
    for test in tests {
        command.arg("--object").arg(test);
    }
    command.arg("--sources").arg(root().join(SOURCES));
    let table = shell::output(&mut command).ok_or_else(|| Failure("llvm-cov não conseguiu ler a contagem.".into()))?;
    println!("\n{table}\n");
    Ok(table)
}

fn judge(table: &str) -> Done {
    let Some((lines, missed)) = total(table) else {
        return Err(Failure("Não entendi a tabela do llvm-cov: falta a linha TOTAL.".into()));
    };
    let percent = (lines - missed) as f64 * 100.0 / lines as f64;
    let said = format!("{percent:.2} % das linhas do motor passam pelos testes dele ({missed} de {lines} não passam)");
    if (lines - missed) * 100 < lines * LINES_MIN {
        return Err(Failure(format!("{said}; o mínimo é {LINES_MIN} %.")));
    }
    println!("{said}.");
    Ok(())
}

/// Lines and missed lines of the last row: functions, missed, share, lines, missed, share.
fn total(table: &str) -> Option<(u64, u64)> {
    let row = table.lines().rev().find_map(|line| line.strip_prefix("TOTAL"))?;
    let cells: Vec<&str> = row.split_whitespace().collect();
    let (lines, missed) = (cells.get(3)?.parse().ok()?, cells.get(4)?.parse().ok()?);
    (missed <= lines && lines > 0).then_some((lines, missed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_row_decides_and_a_table_without_one_is_no_table() {
        let table = |lines: u64, missed: u64| {
            format!("a.rs  9  0  100.00%  9  9  0.00%\n---\nTOTAL  50  5  90.00%  {lines}  {missed}  x%\n")
        };
        assert_eq!(total(&table(1_000, 51)), Some((1_000, 51)));
        assert!(judge(&table(1_000, 50)).is_ok());
        assert!(judge(&table(1_000, 51)).is_err());
        for wrong in ["", "TOTAL", "TOTAL 50 5 90.00% - - -", &table(0, 0)] {
            assert_eq!(total(wrong), None, "{wrong}");
            assert!(judge(wrong).is_err());
        }
    }

    #[test]
    fn only_messages_that_made_a_program_name_one() {
        let messages = "{\"executable\":null}\n{\"a\":1,\"executable\":\"/t/engine-1\",\"fresh\":true}\n{\"executable\":\"C:\\\\t\\\\x.exe\"}";
        assert_eq!(executables(messages), [PathBuf::from("/t/engine-1"), PathBuf::from(r"C:\t\x.exe")]);
    }
}
