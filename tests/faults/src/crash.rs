//! Power cuts: a day is played once and its every change of a file recorded; then, for a cut after each change and for
//! many ways a disk may look by then, the program is opened on what is left. It must find exactly the state of some moment
//! between the last thing it had confirmed and the cut, whole, and hand out nothing a second time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use engine::Moment;
use engine::plant::{Bug, plant};
use runtime::Core;
use rusqlite::Connection;
use store::{CheckpointMode, Database, Options};

use crate::day::{Day, Deed, FILE};
use crate::disk::Change;
use crate::house::{self, KIND, minute};
use crate::image::{self, Files, Winder, lay};
use crate::ledger::{Ledger, Look};
use crate::{Broken, broken, disk, vfs, whole};

/// Beyond every deed of a day: when the images are opened.
const AFTERWARDS: i64 = 620;
/// Images drawn after one change; many of them are the same.
const ROUNDS_MAX: u64 = 1 << 12;

/// A day as the disk saw it.
pub struct Recording {
    before: Files,
    tape: disk::Tape,
    ledger: Ledger,
}

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    pub changes: usize,
    /// Images that differ from each other, each opened.
    pub images: usize,
    /// Moments the program could be found in.
    pub states: usize,
}

/// An image that breaks a promise: enough to make it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub cut: usize,
    pub seed: u64,
    pub broken: Broken,
}

impl std::fmt::Display for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "corte depois da mudança {}, semente {}: {}", self.cut, self.seed, self.broken)
    }
}

impl Recording {
    /// Plays these deeds on a furnished house, with a planted bug or none.
    ///
    /// # Errors
    /// The day itself went wrong.
    pub fn of_day(deeds: &[Deed], bug: Option<Bug>) -> Result<Recording, Broken> {
        vfs::install();
        let folder = crate::folder()?;
        let mut day = Day::on(folder.path(), None);
        day.start()?;
        drop(day);
        Self::of(folder.path(), bug, |day| {
            day.start()?;
            day.play(deeds)
        })
    }

    /// Plays anything on what lies in the folder.
    ///
    /// # Errors
    /// It went wrong by itself.
    pub fn of(
        folder: &Path,
        bug: Option<Bug>,
        play: impl FnOnce(&mut Day) -> Result<(), Broken>,
    ) -> Result<Recording, Broken> {
        Self::of_later(folder, &Day::on(folder, None), bug, play)
    }

    /// The same after a day whose files these are.
    ///
    /// # Errors
    /// It went wrong by itself.
    pub fn of_later(
        folder: &Path,
        earlier: &Day,
        bug: Option<Bug>,
        play: impl FnOnce(&mut Day) -> Result<(), Broken>,
    ) -> Result<Recording, Broken> {
        let before = image::read(folder)?;
        let mut day = Day::resumed(folder, Some(vfs::install()), earlier);
        plant(bug);
        disk::record();
        let played = play(&mut day);
        let tape = disk::tape();
        plant(None);
        played?;
        if let Some(refusal) = day.refused.take() {
            return Err(refusal.into());
        }
        Ok(Recording { before, tape, ledger: day.ledger.clone() })
    }

    #[must_use]
    pub fn changes(&self) -> usize {
        self.tape.changes.len()
    }

    /// Whether everything of one file, its last sync too, came before anything of the database.
    #[must_use]
    pub fn is_done_before_the_database(&self, name: &str) -> bool {
        let of = |change: &Change| self.tape.names[change.file() as usize].as_str();
        let last = self.tape.changes.iter().rposition(|change| of(change) == name);
        let first = self.tape.changes.iter().position(|change| of(change).starts_with(FILE));
        let synced = last.is_some_and(|last| matches!(self.tape.changes[last], Change::Sync { .. }));
        synced && last < Some(first.unwrap_or(usize::MAX))
    }

    /// Opens so many images that differ from each other, drawn from `seed`, on so many threads: one after every change, then
    /// another after every change, and so on. Fewer if the tape has no more to give.
    ///
    /// # Errors
    /// The first image that breaks a promise.
    pub fn look_at_images(&self, wanted: usize, seed: u64, threads: usize) -> Result<Report, Found> {
        let moments = Moments::of(self, threads)?;
        let seen = Mutex::new(moments.seen.clone());
        for round in 0..ROUNDS_MAX {
            if locked(&seen).sums.len() >= wanted {
                break;
            }
            on_threads(threads, &|next, stop| self.round(&moments, next, stop, &seen, (wanted, seed, round)))?;
        }
        Ok(Report { changes: self.changes(), images: taken(seen).sums.len(), states: moments.count() })
    }

    /// One more image after every change, or after as many as are still wanted.
    fn round(
        &self,
        moments: &Moments,
        next: &AtomicUsize,
        stop: &AtomicBool,
        seen: &Mutex<Seen>,
        (wanted, seed, round): (usize, u64, u64),
    ) -> Result<(), Found> {
        let drawn = (seed << 16).wrapping_add(round);
        let at = |cut| move |broken| Found { cut, seed: drawn, broken };
        let folder = crate::folder().map_err(|error| at(0)(error.into()))?;
        let mut winder = Winder::new(&self.tape, &self.before);
        loop {
            let cut = next.fetch_add(1, Ordering::Relaxed);
            if cut > self.changes() || stop.load(Ordering::Relaxed) || locked(seen).sums.len() >= wanted {
                return Ok(());
            }
            while winder.at() < cut && winder.step() {}
            let files = winder.crashed(drawn);
            let content = self.opened(folder.path(), &files, seen, |_| Ok(())).map_err(at(cut))?;
            moments.allow(cut, content).map_err(at(cut))?;
            self.sends_nothing_again(cut, content, seen).map_err(at(cut))?;
        }
    }

    /// Starts the program on these files, if they are not known, and has a look at it. Returns its content right after
    /// the start.
    fn opened(
        &self,
        folder: &Path,
        files: &Files,
        seen: &Mutex<Seen>,
        also: impl FnOnce(&Connection) -> Result<(), Broken>,
    ) -> Result<u64, Broken> {
        let sum = image::sum(files);
        if let Some(known) = locked(seen).sums.get(&sum) {
            return Ok(*known);
        }
        lay(files, folder)?;
        let options = Options { checkpoint: CheckpointMode::Inline, ..Options::new(folder.join(FILE)) };
        let now = minute(AFTERWARDS);
        let mut core = Core::open(Database::open(options)?, now, 7)?;
        let db = whole::look(&folder.join(FILE))?;
        whole::sound(&db)?;
        also(&db)?;
        let content = whole::content(&db)?;
        let known = locked(seen).sends.contains_key(&content);
        if !known {
            whole::nothing_half(&db)?;
        }
        drop(db);
        if !known {
            let sends = handed_out(&mut core, now)?;
            locked(seen).sends.entry(content).or_insert(sends);
        }
        locked(seen).sums.insert(sum, content);
        Ok(content)
    }

    /// A state says what is handed out next; none of it may have been handed out before the cut.
    fn sends_nothing_again(&self, cut: usize, content: u64, seen: &Mutex<Seen>) -> Result<(), Broken> {
        let spent = self.ledger.spent(cut);
        let again = locked(seen).sends.get(&content).and_then(|keys| keys.intersection(&spent).next().cloned());
        match again {
            Some(key) => Err(broken("R1 nunca duas vezes", format!("{key} é entregue de novo"))),
            None => Ok(()),
        }
    }
}

/// Keys of all that goes out once the connections have synced.
pub(crate) fn handed_out(core: &mut Core, now: Moment) -> Result<BTreeSet<String>, Broken> {
    core.set_caps(KIND, house::caps());
    let connections: Vec<_> = core.house().connections.iter().map(|on| on.id).collect();
    for on in connections {
        core.receive(now, on, &[], None, Some(now))?;
    }
    Ok(core.step(now)?.sends.into_iter().map(|send| send.outgoing.key).collect())
}

/// What has been opened, so that nothing is opened twice.
#[derive(Debug, Clone, Default)]
struct Seen {
    /// By the sum of the files, the content that was found.
    sums: BTreeMap<u64, u64>,
    /// By content, the keys of what is handed out next.
    sends: BTreeMap<u64, BTreeSet<String>>,
}

/// The states the program went through, by the point of the tape from which each is there.
struct Moments {
    /// Content of the program when everything written up to each point is there.
    contents: Vec<u64>,
    /// The point of the last confirmation before each point.
    confirmed: Vec<usize>,
    /// The images looked at for this.
    seen: Seen,
}

impl Moments {
    /// By killing the process, and not the power, after every change.
    fn of(recording: &Recording, threads: usize) -> Result<Moments, Found> {
        let last = recording.changes();
        let confirmed = recording.ledger.confirmations(last);
        let contents = Mutex::new(vec![0; last + 1]);
        let seen = Mutex::new(Seen::default());
        on_threads(threads, &|next, stop| {
            let at = |cut| move |broken| Found { cut, seed: 0, broken };
            let folder = crate::folder().map_err(|error| at(0)(error.into()))?;
            let mut winder = Winder::new(&recording.tape, &recording.before);
            loop {
                let cut = next.fetch_add(1, Ordering::Relaxed);
                if cut > last || stop.load(Ordering::Relaxed) {
                    return Ok(());
                }
                while winder.at() < cut && winder.step() {}
                let files = winder.all_kept();
                let agrees = |db: &Connection| recording.ledger.check(db, Look { cut, restarted: true });
                let content = recording.opened(folder.path(), &files, &seen, agrees).map_err(at(cut))?;
                recording.sends_nothing_again(cut, content, &seen).map_err(at(cut))?;
                locked(&contents)[cut] = content;
            }
        })?;
        Ok(Moments { contents: taken(contents), confirmed, seen: taken(seen) })
    }

    fn count(&self) -> usize {
        1 + self.contents.windows(2).filter(|pair| pair[0] != pair[1]).count()
    }

    /// What is found after a cut is a state between the last confirmation and the cut.
    fn allow(&self, cut: usize, content: u64) -> Result<(), Broken> {
        let from = self.confirmed[cut];
        if self.contents[from..=cut].contains(&content) {
            return Ok(());
        }
        let what = match self.contents.iter().position(|one| *one == content) {
            Some(older) if older < from => {
                format!("é o estado depois da mudança {older}, mas o que veio até a {from} estava confirmado")
            }
            Some(newer) => format!("é o estado da mudança {newer}, que ainda não tinha acontecido"),
            None => "o estado não é o de nenhum momento".into(),
        };
        Err(broken("R13 nada do que foi confirmado se perde, e nada pela metade fica", what))
    }
}

/// The same work on so many threads, each taking the next piece; the first finding stops them all.
fn on_threads(
    threads: usize,
    work: &(dyn Fn(&AtomicUsize, &AtomicBool) -> Result<(), Found> + Sync),
) -> Result<(), Found> {
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let wrong: Mutex<Option<Found>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                if let Err(found) = work(&next, &stop) {
                    stop.store(true, Ordering::Relaxed);
                    locked(&wrong).get_or_insert(found);
                }
            });
        }
    });
    taken(wrong).map_or(Ok(()), Err)
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn taken<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}
