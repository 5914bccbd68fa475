//! Every operation of the disk fails once, for a while, and for good: a scene of the day is played again and again with
//! the fault one operation further on. The program may refuse, it may not lie: what it had confirmed stays, nothing is
//! half there, nothing goes out twice, nothing at all goes out while it cannot be written down, and when the disk works
//! again everything that was due goes its way.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::day::{Day, Deed, EVENING, MORNING, RESTART, RULES, SILENCE};
use crate::disk::{Fault, Wrong};
use crate::image::{self, Files, lay};
use crate::ledger::Look;
use crate::{Broken, broken, disk, vfs};

/// A part of the day, and what was before it.
#[derive(Debug, Clone, Copy)]
pub struct Scene {
    pub name: &'static str,
    before: &'static [&'static [Deed]],
    deeds: &'static [Deed],
    /// The start of the program is part of it.
    starts: bool,
    /// There is nothing in the folder yet.
    empty: bool,
}

pub const SCENES: &[Scene] = &[
    Scene { name: "primeiro início", before: &[], deeds: &[], starts: true, empty: true },
    Scene { name: "manhã", before: &[], deeds: MORNING, starts: false, empty: false },
    Scene { name: "silêncio", before: &[MORNING], deeds: SILENCE, starts: false, empty: false },
    Scene { name: "regras", before: &[MORNING, SILENCE], deeds: RULES, starts: false, empty: false },
    Scene { name: "reinício", before: &[MORNING, SILENCE, RULES], deeds: RESTART, starts: true, empty: false },
    Scene {
        name: "fim do dia",
        before: &[MORNING, SILENCE, RULES, RESTART],
        deeds: EVENING,
        starts: false,
        empty: false,
    },
];

/// What was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    pub runs: u64,
    /// Runs in which the fault really struck.
    pub struck: u64,
}

/// A fault that breaks a promise: enough to make it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub scene: &'static str,
    pub fault: Fault,
    pub broken: Broken,
}

impl std::fmt::Display for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cena «{}», {:?}: {}", self.scene, self.fault, self.broken)
    }
}

/// The scene as it begins, for as many runs as are wanted.
pub struct Prepared {
    scene: Scene,
    files: Files,
    before: Day,
}

impl Scene {
    /// Plays what comes before it. The files are those of a program that was killed, with all that is in its log.
    ///
    /// # Errors
    /// That went wrong by itself.
    pub fn prepare(self) -> Result<Prepared, Broken> {
        let folder = crate::folder()?;
        let mut day = Day::on(folder.path(), None);
        if !self.empty {
            day.start()?;
            for deeds in self.before {
                day.play(deeds)?;
            }
        }
        let files = image::read(folder.path())?;
        day.stop();
        Ok(Prepared { scene: self, files, before: day })
    }
}

impl Prepared {
    /// How many operations a fault can meet.
    ///
    /// # Errors
    /// The scene went wrong without any fault.
    pub fn operations(&self, wrong: Wrong) -> Result<u64, Broken> {
        let folder = crate::folder()?;
        let (_, met) = self.play(folder.path(), Fault { at: u64::MAX, wrong, times: 1 })?;
        Ok(met)
    }

    /// One run. Returns how often the disk failed and how many operations there were.
    ///
    /// # Errors
    /// The promise that was broken.
    pub fn play(&self, folder: &Path, fault: Fault) -> Result<(u64, u64), Broken> {
        lay(&self.files, folder)?;
        let mut day = Day::resumed(folder, Some(vfs::install()), &self.before);
        day.fails_closed = fault.times == Fault::FOR_GOOD;
        if !self.scene.starts {
            day.start()?;
        }
        disk::fail(Some(fault));
        let played = self.with_fault(&mut day);
        if fault.times == Fault::FOR_GOOD {
            // It ends while the disk is bad, and starts again when it is good.
            day.stop();
        }
        let counted = (disk::failures(), disk::met());
        disk::fail(None);
        played?;
        day.fails_closed = false;
        day.settle()?;
        day.check(Look::LIVE)?;
        day.all_settled()?;
        if fault.times != Fault::FOR_GOOD {
            // Until now it was still the process that met the fault.
            day.stop();
            day.start()?;
            day.check(Look::STARTED)?;
            day.settle()?;
            day.all_settled()?;
            day.check(Look::LIVE)?;
        }
        Ok(counted)
    }

    fn with_fault(&self, day: &mut Day) -> Result<(), Broken> {
        if self.scene.starts && day.start().is_err() {
            // Whoever started it tries once more.
            let _refused_again = day.start();
        }
        day.play(self.scene.deeds)
    }

    /// All faults of a kind and length, on so many threads; every `stride`-th operation, from `first` on.
    ///
    /// # Errors
    /// The first fault that breaks a promise.
    pub fn sweep(&self, wrong: Wrong, times: u64, first: u64, stride: u64, threads: usize) -> Result<Report, Found> {
        let at = |at, broken| Found { scene: self.scene.name, fault: Fault { at, wrong, times }, broken };
        let all = self.operations(wrong).map_err(|broken| at(u64::MAX, broken))?;
        let struck = AtomicU64::new(0);
        let runs = until_broken((first..all).step_by(usize::try_from(stride).unwrap_or(1)), threads, |n| {
            let (failures, _) = self.guarded(Fault { at: n, wrong, times }).map_err(|broken| at(n, broken))?;
            struck.fetch_add(u64::from(failures > 0), Ordering::Relaxed);
            Ok(())
        })?;
        Ok(Report { runs, struck: struck.into_inner() })
    }

    /// A panic is a finding like any other.
    fn guarded(&self, fault: Fault) -> Result<(u64, u64), Broken> {
        let folder = crate::folder()?;
        match catch_unwind(AssertUnwindSafe(|| self.play(folder.path(), fault))) {
            Ok(played) => played,
            Err(panic) => {
                disk::fail(None);
                let said = panic.downcast_ref::<String>().cloned();
                let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
                Err(broken("nenhum pânico", said.unwrap_or_default()))
            }
        }
    }
}

/// Runs each of these numbers once, shared between so many threads, until one breaks a promise. Returns how many ran.
pub(crate) fn until_broken(
    numbers: impl Iterator<Item = u64> + Send,
    threads: usize,
    run: impl Fn(u64) -> Result<(), Found> + Sync,
) -> Result<u64, Found> {
    let (numbers, runs) = (Mutex::new(numbers), AtomicU64::new(0));
    let found: Mutex<Option<Found>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while locked(&found).is_none() {
                    let Some(n) = locked(&numbers).next() else { return };
                    runs.fetch_add(1, Ordering::Relaxed);
                    if let Err(broken) = run(n) {
                        locked(&found).get_or_insert(broken);
                    }
                }
            });
        }
    });
    locked(&found).take().map_or(Ok(runs.into_inner()), Err)
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
