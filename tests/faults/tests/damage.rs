//! Hundreds of damaged databases and copies, opened by the real store and the real core on real files.

#![allow(clippy::unwrap_used)]

use faults::damage::Worn;

const FILES: u32 = 400;
const SEED: u64 = 1;

#[test]
fn a_damaged_file_is_refused_and_left_as_it_is_or_does_no_harm() {
    for killed in [true, false] {
        let report =
            Worn::of_a_day(killed).unwrap().open_damaged(FILES, SEED).unwrap_or_else(|found| panic!("{found}"));
        println!("killed: {killed}, {report:?}, semente {SEED}");
        assert!(report.refused > FILES / 10 && report.worked > FILES / 10, "{report:?}");
    }
}

#[test]
fn a_damaged_copy_is_refused_at_the_choice_and_at_the_start_and_the_data_stays() {
    let refused = Worn::of_a_day(false).unwrap().restore_damaged(FILES, SEED).unwrap_or_else(|found| panic!("{found}"));
    println!("{refused} of {FILES} copies refused, semente {SEED}");
    assert!(refused > FILES / 4, "{refused}");
}
