//! `cargo xtask bench`: long measurements that no commit waits for. The program lies in the package `tests`; this only
//! starts it optimised.

use crate::shell::{self, Done, Failure, cargo, root};
use crate::system;

pub fn bench(args: &[&str]) -> Done {
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
