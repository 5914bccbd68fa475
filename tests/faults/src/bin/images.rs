//! `images`: cuts the power of recorded days until so many different disks were opened, or finds the one that breaks a
//! promise. `images [--images N] [--seed S] [--threads T]`; `--bug` plants C1, which must be found.

use std::process::ExitCode;

use engine::plant::Bug;
use faults::crash::Recording;
use faults::day::day_of;

/// Images looked at of one day before the next is played.
const IMAGES_PER_DAY: usize = 20_000;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, default: u64| {
        let value = words.iter().position(|one| one == name).and_then(|at| words.get(at + 1));
        value.and_then(|word| word.parse().ok()).unwrap_or(default)
    };
    let first = number("--seed", 1);
    let [wanted, threads] =
        [number("--images", 50_000), number("--threads", 2)].map(|n| usize::try_from(n).unwrap_or(0));
    let bug = words.iter().any(|word| word == "--bug").then_some(Bug::C1NormalSync);
    let (mut seed, mut images, mut states) = (first, 0, 0);
    while images < wanted {
        let of_this_day = IMAGES_PER_DAY.min(wanted - images);
        let looked = Recording::of_day(&day_of(seed), bug)
            .map_err(|broken| broken.to_string())
            .and_then(|day| day.look_at_images(of_this_day, seed, threads).map_err(|found| found.to_string()));
        match looked {
            Ok(report) => {
                println!("semente {seed}: {report:?}");
                images += report.images;
                states += report.states;
            }
            Err(what) => {
                println!("SEMENTE {seed}: {what}");
                return if bug.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
            }
        }
        seed += 1;
    }
    println!(
        "resultado: {images} discos diferentes abertos, de {states} momentos de {} dias; sementes {first}–{}",
        seed - first,
        seed - 1
    );
    if bug.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
