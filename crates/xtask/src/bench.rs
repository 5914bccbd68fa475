//! `cargo xtask bench`: long measurements that no commit waits for. The programs that measure lie in the package `tests`
//! and in `tests/desktop/bench`; this only builds what they measure, optimised, and starts them.

use crate::node;
use crate::shell::{self, Done, Failure, cargo, optimised, root};
use crate::system;

pub fn bench(args: &[&str]) -> Done {
    if let ["--ui", rest @ ..] = args {
        return window(rest);
    }
    if !args.contains(&"--quick") {
        // Its memory and its start are measured too. On its own, because what the tests switch on has no place in it.
        system::ensure(&[system::COMPILER])?;
        shell::run(&mut cargo(&["build", "--release", "-p", "hub", "--bin", "retorno-hub"]))?;
    }
    start("bench", args)
}

fn start(name: &str, args: &[&str]) -> Done {
    let folder = root().join("tests/src/bin");
    if !folder.join(format!("{name}.rs")).is_file() && !folder.join(name).is_dir() {
        return Err(Failure(format!("Ainda não existe: esperava o programa em tests/src/bin/{name}.rs.")));
    }
    system::ensure(&[system::COMPILER])?;
    let mut command = cargo(&["run", "--release", "-p", "tests", "--bin", name, "--"]);
    shell::run(command.args(args))
}

/// The real window beside an empty one, on a screen of its own.
fn window(args: &[&str]) -> Done {
    if !cfg!(target_os = "linux") {
        return Err(Failure("A janela só é medida no Linux, onde um programa pode dirigi-la.".into()));
    }
    system::ensure(&[system::COMPILER, system::WINDOW, system::DESKTOP])?;
    node::ensure_page()?;
    // The same packages as in `shell::build`, so that a release build of them is not compiled twice; both windows stand
    // on the same Tauri.
    let both = ["build", "--release", "-p", "retorno", "-p", "hub", "-p", "bare", "--features", "bare/window"];
    let mut build = cargo(&both);
    for name in shell::WINDOW.iter().chain(&["bare"]) {
        build.args(["--bin", name]);
    }
    shell::run(&mut build)?;
    shell::run(&mut cargo(&["build", "--release", "-p", "tests", "--bin", "bench"]))?;
    let mut command = shell::command("xvfb-run");
    command.args([
        "-a",
        "-s",
        "-screen 0 1440x900x24",
        "dbus-run-session",
        "--",
        "node",
        "tests/desktop/bench/main.mjs",
    ]);
    command.args(args).env("RETORNO_WINDOW_BIN", optimised("retorno"));
    command.env("RETORNO_BARE_BIN", optimised("bare")).env("RETORNO_BENCH_BIN", optimised("bench"));
    shell::run(&mut command)
}
