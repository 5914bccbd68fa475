//! `bench`: measures the engine and prints one table. `cargo xtask bench` builds it optimised and starts it.
//!
//! `bench [--quick] [--sizes 10000,100000,1000000] [--rounds N] [--only NAME] [--folder PASTA]`
//!
//! `bench --lay PASTA N` measures nothing: it lays the house of N tickets for the window (`cargo xtask bench --ui`).

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tests::bench::{Plan, Table, lay_for_window};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, folder, size] = arguments.as_slice()
        && word == "--lay"
    {
        return lay(folder, size);
    }
    // Gone with its databases at the end.
    let folder = match tempfile::tempdir() {
        Ok(folder) => folder,
        Err(error) => return refuse(&format!("Não há onde gravar: {error}")),
    };
    match plan(&arguments, folder.path()) {
        Ok(plan) => run(&plan),
        Err(problem) => refuse(&problem),
    }
}

fn refuse(problem: &str) -> ExitCode {
    eprintln!("{problem}");
    ExitCode::from(2)
}

fn run(plan: &Plan) -> ExitCode {
    println!("{}", machine());
    let mut table = Table::default();
    let done = plan.run(&mut table);
    println!("\n{}; {}", table.summary(), machine());
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("A medição parou: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn lay(folder: &str, size: &str) -> ExitCode {
    let Ok(size) = size.parse() else { return refuse(&format!("Não é um número: {size}.")) };
    match lay_for_window(Path::new(folder), size) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&format!("A casa não pôde ser montada: {error:#}")),
    }
}

fn plan(arguments: &[String], folder: &Path) -> Result<Plan, String> {
    let sizes = vec![10_000, 100_000];
    let mut plan = Plan { sizes, rounds: 5, quick: false, only: String::new(), folder: folder.to_owned() };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("Falta o valor de {word}."));
        let number = |text: &str| text.parse().map_err(|_| format!("Não é um número: {text}."));
        match word.as_str() {
            "--quick" => (plan.quick, plan.sizes) = (true, vec![10_000]),
            "--sizes" => plan.sizes = value()?.split(',').map(number).collect::<Result<_, _>>()?,
            "--rounds" => plan.rounds = usize::try_from(number(value()?)?.max(1)).unwrap_or(1),
            "--only" => plan.only.clone_from(value()?),
            "--folder" => plan.folder = PathBuf::from(value()?),
            other => return Err(format!("Argumento desconhecido: {other}")),
        }
    }
    Ok(plan)
}

/// Cores and load, as far as the system tells.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').take(3).collect::<Vec<_>>().join(" ");
    format!("{cores} núcleos; carga média {load}")
}
