//! Power cuts over one recorded day: fifty thousand disks that differ from each other, each opened by the real store and
//! the real core. And the proof that they would see it: a program that syncs less than it promises is found.

#![allow(clippy::unwrap_used)]

use engine::plant::Bug;
use faults::crash::Recording;
use faults::day::{day_of, whole_day};

const IMAGES: usize = 50_000;
const SEED: u64 = 1;
const THREADS: usize = 2;

#[test]
fn whatever_a_power_cut_leaves_is_a_state_between_the_last_word_given_and_the_cut() {
    let day = Recording::of_day(&whole_day(), None).unwrap();
    let report = day.look_at_images(IMAGES, SEED, THREADS).unwrap_or_else(|found| panic!("{found}"));
    println!("{report:?}, semente {SEED}");
    assert!(report.images >= IMAGES, "{report:?}");
    // A day in which little happens proves little.
    assert!(report.states > 60, "{report:?}");
}

#[test]
fn a_program_that_does_not_wait_for_its_disk_is_found_in_every_day() {
    for seed in 1..=3 {
        let day = Recording::of_day(&day_of(seed), Some(Bug::C1NormalSync)).unwrap();
        let found = day.look_at_images(IMAGES, seed, THREADS).expect_err("C1 promises more than it syncs");
        assert!(found.broken.promise.starts_with("R13"), "{found}");
    }
}

#[test]
fn a_first_start_may_be_cut_anywhere() {
    let folder = faults::folder().unwrap();
    let start = Recording::of(folder.path(), None, |day| Ok(day.start()?)).unwrap();
    let report = start.look_at_images(2_000, SEED, THREADS).unwrap_or_else(|found| panic!("{found}"));
    println!("{report:?}, semente {SEED}");
    assert!(report.images > 1_000, "{report:?}");
}
