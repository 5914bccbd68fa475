//! Damaged files: a byte turned, a sector of something else, an end that is missing, at places drawn from a seed. SQLite
//! keeps no sums of its pages, so a letter turned into another is another letter; but the program may never break over
//! it, never hand out again what had gone, and never change a file that it refuses.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use runtime::{Core, Refusal};
use store::{CheckpointMode, Database, Options};

use crate::crash::handed_out;
use crate::day::{Day, Deed, EVENING, FILE, MORNING, RULES, SILENCE};
use crate::house::minute;
use crate::image::{self, Dice, Files, lay};
use crate::{Broken, broken};

const SECTOR: usize = 512;
/// Beyond every deed of the day.
const AFTERWARDS: i64 = 620;
const PROMISE: &str = "R15 o que está danificado é recusado e fica como está";

/// What became of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    pub files: u32,
    /// Refused before anything was changed.
    pub refused: u32,
    /// Found damaged at work.
    pub stopped: u32,
    /// The damage was where nothing of worth is, or in what only a person can read.
    pub worked: u32,
}

/// A day's files, and what had gone out by then.
pub struct Worn {
    files: Files,
    /// A copy the program had made.
    copy: Vec<u8>,
    spent: std::collections::BTreeSet<String>,
}

impl Worn {
    /// As a program that was killed leaves them, the log with what came after the last checkpoint; or as one that ended.
    ///
    /// # Errors
    /// The day itself went wrong.
    pub fn of_a_day(killed: bool) -> Result<Worn, Broken> {
        let folder = crate::folder()?;
        let mut day = Day::on(folder.path(), None);
        day.start()?;
        for deeds in [MORNING, SILENCE, RULES, EVENING, &[Deed::Backup]] {
            day.play(deeds)?;
        }
        let left = image::read(folder.path())?;
        let (copies, spent) = (store::backups_folder(&day.path()), day.ledger.spent(usize::MAX));
        day.stop();
        let files = if killed { left } else { image::read(folder.path())? };
        let copy = image::read(&copies)?.into_values().next().ok_or_else(|| broken(PROMISE, "não há cópia"))?;
        Ok(Worn { files, copy, spent })
    }

    /// Damages the database in so many ways, each time anew, and opens it.
    ///
    /// # Errors
    /// The first that broke a promise, with the seed that makes it again.
    pub fn open_damaged(&self, times: u32, seed: u64) -> Result<Report, Broken> {
        let mut report = Report { files: times, ..Report::default() };
        for nth in 0..u64::from(times) {
            let mut files = self.files.clone();
            damage(files.entry(FILE.into()).or_default(), &mut Dice::new(seed << 20 | nth));
            let end = self
                .open(&files)
                .map_err(|one| Broken { what: format!("semente {seed}, {nth}: {}", one.what), ..one })?;
            *match end {
                End::Refused => &mut report.refused,
                End::Stopped => &mut report.stopped,
                End::Worked => &mut report.worked,
            } += 1;
        }
        Ok(report)
    }

    /// Damages the copy in so many ways and asks whether it can be taken, and for it to be taken. Returns how many were
    /// refused.
    ///
    /// # Errors
    /// One that was refused at the choice replaced the data all the same, or was changed, or broke the program.
    pub fn restore_damaged(&self, times: u32, seed: u64) -> Result<u32, Broken> {
        let folder = crate::folder()?;
        let (copy, data) = (folder.path().join("copia.sqlite"), folder.path().join("dados"));
        let mut refused = 0;
        for nth in 0..u64::from(times) {
            let mut bytes = self.copy.clone();
            damage(&mut bytes, &mut Dice::new(seed << 20 | nth));
            lay(&self.files, &data)?;
            std::fs::write(&copy, &bytes)?;
            let what = |what: &str| broken(PROMISE, format!("semente {seed}, {nth}: {what}"));
            let chosen = guarded(|| store::check_copy(&copy))?;
            let Err(error) = chosen else { continue };
            refused += 1;
            sentence(&error.to_string())?;
            if guarded(|| store::restore(&copy, &data.join(FILE), minute(AFTERWARDS)))?.is_ok() {
                return Err(what("recusada na escolha e restaurada na partida"));
            }
            if std::fs::read(&copy)? != bytes || image::read(&data)? != self.files {
                return Err(what("a recusa mudou um arquivo"));
            }
        }
        Ok(refused)
    }

    fn open(&self, files: &Files) -> Result<End, Broken> {
        let folder = crate::folder()?;
        lay(files, folder.path())?;
        let options = Options { checkpoint: CheckpointMode::Inline, ..Options::new(folder.path().join(FILE)) };
        let db = match guarded(|| Database::open(options))? {
            Ok(db) => db,
            Err(error) => {
                sentence(&error.to_string())?;
                return self.left_alone(folder.path(), files).map(|()| End::Refused);
            }
        };
        let now = minute(AFTERWARDS);
        let handed = guarded(|| -> Result<_, Refusal> {
            let mut core = Core::open(db, now, 7)?;
            Ok(handed_out(&mut core, now))
        })?;
        match handed {
            Ok(Ok(keys)) => match keys.intersection(&self.spent).next() {
                Some(key) => Err(broken("R1 nunca duas vezes", format!("{key} é entregue de novo"))),
                None => Ok(End::Worked),
            },
            Ok(Err(_)) => Ok(End::Stopped),
            Err(refusal) => sentence(&refusal.message).map(|()| End::Stopped),
        }
    }

    fn left_alone(&self, folder: &Path, files: &Files) -> Result<(), Broken> {
        let mut found = image::read(folder)?;
        // An empty log says nothing.
        found.retain(|_, bytes| !bytes.is_empty());
        match found == *files {
            true => Ok(()),
            false => Err(broken(PROMISE, "a recusa mudou um arquivo")),
        }
    }
}

enum End {
    Refused,
    Stopped,
    Worked,
}

fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let at = dice.below(bytes.len());
    match dice.below(4) {
        0 | 1 => bytes[at] ^= 1 << dice.below(8),
        2 => {
            // A write of another page that came down here.
            let sectors = bytes.len() / SECTOR;
            let (from, to) = (dice.below(sectors) * SECTOR, dice.below(sectors) * SECTOR);
            bytes.copy_within(from..from + SECTOR, to);
        }
        _ => bytes.truncate(at),
    }
}

fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Broken> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let said = panic.downcast_ref::<String>().cloned();
        broken("nenhum pânico", said.unwrap_or_default())
    })
}

/// What a person is told is a sentence in Portuguese.
fn sentence(said: &str) -> Result<(), Broken> {
    let starts = ["O banco", "Este banco", "Não foi possível", "Não encontrado", "O disco", "Falha no banco"];
    match starts.iter().any(|start| said.starts_with(start)) {
        true => Ok(()),
        false => Err(broken("o que falha se diz", said)),
    }
}
