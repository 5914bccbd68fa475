//! Plays scenario files: `ok NAME` for each that holds; for one that does not, where, what was expected and what was
//! found. Ends with 0 only if all hold.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if files.is_empty() {
        eprintln!("Uso: scenario ARQUIVO...");
        return ExitCode::from(2);
    }
    let mut all_hold = true;
    for file in &files {
        match tests::scenario::run_file(file) {
            Ok(()) => println!("ok {}", tests::scenario::name(file)),
            Err(failure) => {
                println!("{failure}");
                all_hold = false;
            }
        }
    }
    if all_hold { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
