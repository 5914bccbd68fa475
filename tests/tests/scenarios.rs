//! Every scenario file holds: our own, and those of the shared folder where it is there.

use std::path::Path;

use tests::scenario::{files, run_file};

/// Plays a folder and tells of everything that does not hold at once.
fn all_hold(folder: &Path) -> usize {
    let files = files(folder);
    let failures: Vec<String> =
        files.iter().filter_map(|file| run_file(file).err()).map(|failure| failure.to_string()).collect();
    assert!(failures.is_empty(), "{} of {} scenarios failed\n{}", failures.len(), files.len(), failures.join("\n"));
    files.len()
}

#[test]
fn our_own_scenarios_hold() {
    let played = all_hold(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"));
    assert!(played >= 60, "only {played} scenarios of our own");
}

#[test]
fn the_shared_scenarios_hold() {
    all_hold(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/scenarios"));
}
