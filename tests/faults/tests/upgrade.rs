//! Files of older versions, brought up to date on a disk that fails at any operation, and with the power cut at any.

#![allow(clippy::unwrap_used)]

use faults::crash::Recording;
use faults::disk::{Fault, Wrong};
use faults::older::Older;

const IMAGES: usize = 250;
const SEED: u64 = 1;
const THREADS: usize = 2;

#[test]
fn whatever_fails_an_older_file_is_copied_and_brought_up_to_date_whole_or_stays_as_it_was() {
    let mut total = 0;
    let faults = [(Wrong::Io, 1), (Wrong::Io, Fault::FOR_GOOD), (Wrong::Full, 1)];
    for (version, faults) in [(1, &faults[..]), (2, &faults[..1])] {
        let older = Older::of(version).unwrap();
        for &(wrong, times) in faults {
            let points = older.sweep(wrong, times, THREADS).unwrap_or_else(|found| panic!("V{version}: {found}"));
            assert!(points > 50, "V{version} {wrong:?}: {points} points are too few for a migration");
            total += points;
        }
    }
    println!("{total} operações falhadas, cada uma numa atualização");
}

#[test]
fn an_upgrade_may_be_cut_anywhere_and_the_copy_is_on_the_disk_before_the_file_changes() {
    for version in [1, 2] {
        let folder = faults::folder().unwrap();
        let older = Older::of(version).unwrap();
        older.lay(folder.path()).unwrap();
        let start = Recording::of_later(folder.path(), &older.day, None, |day| Ok(day.start()?)).unwrap();
        let copy = format!("antes-da-versao-{version}.sqlite.parcial");
        assert!(start.is_done_before_the_database(&copy), "V{version}");
        let report = start.look_at_images(IMAGES, SEED, THREADS).unwrap_or_else(|found| panic!("V{version}: {found}"));
        println!("V{version}: {report:?}, semente {SEED}");
        assert!(report.images >= IMAGES, "V{version}: {report:?}");
    }
}
