//! Every operation of the disk fails once, and for good, at every point of a day; and for a while at every fifth.

#![allow(clippy::unwrap_used)]

use faults::disk::{Fault, Wrong};
use faults::sweep::{Report, SCENES};

const THREADS: usize = 2;
const WRONGS: [Wrong; 2] = [Wrong::Io, Wrong::Full];
/// How long a fault lasts, in operations, and how many points lie between two that are tried.
const LASTING: [(u64, u64); 3] = [(1, 1), (Fault::FOR_GOOD, 1), (12, 5)];

#[test]
fn whatever_operation_of_the_disk_fails_nothing_is_lost_doubled_or_left_half_done() {
    let mut total = Report::default();
    for scene in SCENES {
        let prepared = scene.prepare().unwrap_or_else(|broken| panic!("{}: {broken}", scene.name));
        for wrong in WRONGS {
            let points = prepared.operations(wrong).unwrap();
            assert!(points > 200, "{}: {points} points are too few to be a scene", scene.name);
            for (times, stride) in LASTING {
                let report = prepared.sweep(wrong, times, 0, stride, THREADS).unwrap_or_else(|found| panic!("{found}"));
                // No point was left out, and none was harmless because nothing failed.
                assert_eq!(
                    (report.runs, report.struck),
                    (points.div_ceil(stride), report.runs),
                    "{} {wrong:?}",
                    scene.name
                );
                (total.runs, total.struck) = (total.runs + report.runs, total.struck + report.struck);
            }
        }
    }
    println!("{} operações falhadas, cada uma numa execução", total.struck);
}
