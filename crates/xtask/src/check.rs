//! `cargo xtask check`: what can be judged without running the product. The same steps are the lane `check` of
//! `cargo xtask test`.

use crate::bindings;
use crate::node;
use crate::shell::{self, Done, cargo};
use crate::system;
use crate::test::{self, Lane, Report};

pub const LANE: Lane = Lane {
    name: "check",
    about: "formato, lints, tipos do Rust e do TypeScript, tipos gerados",
    needs: &[system::COMPILER, system::WINDOW],
    steps,
};

/// Layering and tidiness: inside `cargo test` they run with everything else, here alone.
const HOUSE: Lane = Lane {
    name: "house",
    about: "camadas e limpeza da árvore",
    needs: &[system::COMPILER],
    steps: |report| {
        report.step("cargo test --test house", || {
            shell::run(&mut cargo(&["test", "--workspace", "--test", "house", "--quiet"]))
        });
    },
};

pub fn check() -> Done {
    test::run_lanes(&[LANE, HOUSE])
}

fn steps(report: &mut Report) {
    report.step("cargo fmt", || shell::run(&mut cargo(&["fmt", "--all", "--check"])));
    // Alone, because in a workspace build another crate's features may lend the engine a clock.
    report.step("engine sozinho", || shell::run(&mut cargo(&["check", "-p", "engine"])));
    report.step("clippy", || {
        // The window embeds the page, so without one it does not even compile.
        node::ensure_page()?;
        shell::run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    });
    report.step("biome", || node::ensure_packages().and_then(|()| shell::run(&mut node::npx(&["biome", "ci", "."]))));
    report.step("tsc", || node::ensure_packages().and_then(|()| shell::run(&mut node::npx(&["tsc", "--noEmit"]))));
    report.step("tipos gerados", bindings::compare);
}
