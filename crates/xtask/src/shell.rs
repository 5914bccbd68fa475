//! Other programs: how they are found, started and judged. Every command is printed before it runs, and one that
//! fails says which it was. Nothing here knows what the commands are for.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Why a command of ours stopped: one Portuguese sentence for whoever typed it.
#[derive(Debug)]
pub struct Failure(pub String);

pub type Done = Result<(), Failure>;

/// A Node borrowed from the package registry because the machine's own is missing or too old; goes first in PATH.
static BORROWED_BIN: OnceLock<PathBuf> = OnceLock::new();

/// The project's folder, wherever the command was typed.
pub fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.ancestors().nth(2).expect("crates/xtask lies two folders below the root").to_path_buf()
    })
}

/// The folder of the debug binaries: this program's own, whatever CARGO_TARGET_DIR says.
pub fn binaries() -> PathBuf {
    let exe = std::env::current_exe().expect("the system tells a running program its path");
    exe.parent().expect("a program lies in a folder").to_path_buf()
}

/// Where xtask keeps its stamps and what it borrows.
pub fn own_folder() -> PathBuf {
    let binaries = binaries();
    binaries.parent().unwrap_or(&binaries).join("xtask")
}

pub fn binary(name: &str) -> PathBuf {
    binaries().join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The same program, built optimised.
pub fn optimised(name: &str) -> PathBuf {
    let binaries = binaries();
    let folder = binaries.parent().unwrap_or(&binaries).join("release");
    folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// True on a build machine: nobody is there to answer a question.
pub fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty())
}

pub fn borrow_bin(folder: PathBuf) {
    BORROWED_BIN.get_or_init(|| folder);
}

/// A command at the project's root, without the variables that `cargo run` put around this program: build scripts that
/// watch them would otherwise run again at every change between `cargo xtask` and plain `cargo`.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let plain = name.to_string_lossy();
        let ours = ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_BIN_NAME", "CARGO_CRATE_NAME"];
        if plain.starts_with("CARGO_PKG_") || ours.contains(&plain.as_ref()) {
            command.env_remove(&name);
        }
    }
    if let Some(path) = path_with_borrowed() {
        command.env("PATH", path);
    }
    command
}

/// `cargo <args>`; on a build machine the lock file must already be right.
pub fn cargo(args: &[&str]) -> Command {
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut command = command(&program);
    let (sub, rest) = args.split_first().expect("a cargo command has a name");
    command.arg(sub);
    if is_ci() && *sub != "fmt" {
        command.arg("--locked");
    }
    command.args(rest);
    command
}

/// The window and the program that starts it; one is nothing without the other.
pub const WINDOW: &[&str] = &["retorno", "retorno-window"];

/// Builds programs of the product. Both packages are always named: the features of what they depend on are joined over
/// the packages asked for, so any other choice would compile half the tree once more. The package of the tests is not
/// among them, because what it switches on (planted faults) has no place in a product.
pub fn build(programs: &[&str]) -> Done {
    let mut build = cargo(&["build", "-p", "retorno", "-p", "hub"]);
    for name in programs {
        build.args(["--bin", name]);
    }
    run(&mut build)
}

/// Prints the command, runs it on this terminal, and turns anything but success into a sentence.
pub fn run(command: &mut Command) -> Done {
    let line = shown(command);
    println!("$ {line}");
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() {
        return Ok(());
    }
    let end = match status.code() {
        Some(124) if line.starts_with("timeout ") => "passou do limite de tempo".to_owned(),
        Some(code) => format!("código {code}"),
        None => "interrompido por um sinal".to_owned(),
    };
    Err(Failure(format!("Falhou ({end}): {line}")))
}

/// Runs quietly and gives back what it printed; `None` if it could not start or failed.
pub fn output(command: &mut Command) -> Option<String> {
    let out = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// Where a program lies: in PATH or in the folders of system programs that a person's PATH often leaves out.
fn find(program: &str) -> Option<PathBuf> {
    let path = path_with_borrowed().or_else(|| std::env::var_os("PATH")).unwrap_or_default();
    let system = ["/usr/sbin", "/sbin", "/usr/local/sbin"].map(PathBuf::from);
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
    std::env::split_paths(&path)
        .chain(if cfg!(unix) { system.to_vec() } else { Vec::new() })
        .flat_map(|folder| endings.iter().map(move |ending| folder.join(format!("{program}{ending}"))))
        .find(|file| file.is_file())
}

pub fn exists(program: &str) -> bool {
    find(program).is_some()
}

pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    let words = command.get_args().map(|arg| {
        let arg = arg.to_string_lossy();
        if arg.contains(' ') { format!("'{arg}'") } else { arg.into_owned() }
    });
    let line = std::iter::once(name).chain(words).collect::<Vec<_>>().join(" ");
    let folder = command.get_current_dir().and_then(|folder| folder.strip_prefix(root()).ok());
    match folder {
        Some(folder) if !folder.as_os_str().is_empty() => format!("(em {}) {line}", folder.display()),
        _ => line,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `map_err(io("Não foi possível gravar", path))`
pub fn io<'a>(what: &'a str, path: &'a Path) -> impl Fn(std::io::Error) -> Failure + 'a {
    move |error| Failure(format!("{what} {}: {error}", path.display()))
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    let program = command.get_program().to_string_lossy();
    Failure(match error.kind() == std::io::ErrorKind::NotFound {
        true => format!("Não encontrei o programa {program}. Instale-o e repita o comando."),
        false => format!("Não foi possível iniciar {program}: {error}"),
    })
}

fn path_with_borrowed() -> Option<OsString> {
    let first = BORROWED_BIN.get()?.clone();
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(first).chain(std::env::split_paths(&path))).ok()
}
