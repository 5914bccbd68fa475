//! The measurements still measure: every figure runs once on a small house. Their checks that the work was really done
//! are the test; how fast it was is nobody's business here.

#![allow(clippy::unwrap_used)]

use tests::bench::{Plan, Table};

#[test]
fn every_figure_runs_and_its_work_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let plan =
        Plan { sizes: vec![10_000], rounds: 1, quick: true, only: String::new(), folder: folder.path().to_owned() };
    let mut table = Table::default();
    plan.run(&mut table).unwrap();
    assert!(table.lines() >= 20, "only {} figures", table.lines());
}
