//! What a disk may hold after the power went. From a tape of changes and a point on it: everything synced is there; of the
//! rest each write may be there, missing, or torn between sectors, in any combination, as disks and systems reorder them.
//! Drawn from a seed, so that an image can be made again.

use std::collections::BTreeMap;
use std::path::Path;

use crate::disk::{Change, Tape};

/// What a disk writes whole.
const SECTOR: usize = 512;

/// The files of a folder, by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Reads the files of a folder that belong to the database.
///
/// # Errors
/// One of them cannot be read.
pub fn read(folder: &Path) -> std::io::Result<Files> {
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && !name.ends_with("-shm") {
            files.insert(name, std::fs::read(entry.path())?);
        }
    }
    Ok(files)
}

/// Lays the files into a folder and removes what else lay there.
///
/// # Errors
/// The folder cannot be written.
pub fn lay(files: &Files, folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() && !files.contains_key(entry.file_name().to_string_lossy().as_ref()) {
            std::fs::remove_file(entry.path())?;
        }
    }
    for (name, bytes) in files {
        std::fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

/// The content as one number.
#[must_use]
pub fn sum(files: &Files) -> u64 {
    let mut sum = Sum::default();
    for (name, bytes) in files {
        sum.bytes(name.as_bytes());
        sum.bytes(bytes);
    }
    sum.number()
}

/// Many bytes as one number: eight at a time, because half a megabyte is summed for every image.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sum(u64);

impl Sum {
    pub fn word(&mut self, word: u64) {
        self.0 = (self.0 ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.word(bytes.len() as u64);
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.word(u64::from_le_bytes(*word)));
        rest.iter().for_each(|byte| self.word(u64::from(*byte)));
    }

    #[must_use]
    pub fn number(self) -> u64 {
        Dice::new(self.0).draw()
    }
}

/// One file as it was made once under its name.
#[derive(Debug, Clone, Default)]
struct Inode {
    /// On the disk for sure; `None`: not even the name.
    durable: Option<Vec<u8>>,
    /// Not on the disk for sure, in order. `false`: it will not be, whatever is synced later.
    pending: Vec<(bool, Change)>,
}

/// A name, and the files it has stood for that may still be there: all but the last were deleted.
type Shelf = Vec<Inode>;

/// Winds a tape forward and shows what a crash would leave at each point.
pub struct Winder<'t> {
    tape: &'t Tape,
    at: usize,
    shelves: BTreeMap<u32, Shelf>,
}

impl<'t> Winder<'t> {
    /// At the beginning of the tape, when `before` was on the disk.
    #[must_use]
    pub fn new(tape: &'t Tape, before: &Files) -> Winder<'t> {
        let mut shelves = BTreeMap::new();
        for (number, name) in (0..).zip(&tape.names) {
            let inode = Inode { durable: before.get(name).cloned(), pending: vec![] };
            shelves.insert(number, vec![inode]);
        }
        Winder { tape, at: 0, shelves }
    }

    /// Changes behind.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes over one change. `false`: there is none left.
    pub fn step(&mut self) -> bool {
        let Some(change) = self.tape.changes.get(self.at) else { return false };
        self.at += 1;
        let file = change.file();
        let shelf = self.shelves.entry(file).or_default();
        if shelf.is_empty() {
            shelf.push(Inode::default());
        }
        let now = shelf.last_mut().expect("it was just filled");
        match change {
            Change::Write { .. } | Change::Truncate { .. } => now.pending.push((true, change.clone())),
            Change::SyncLost { .. } => now.pending.iter_mut().for_each(|(can, _)| *can = false),
            Change::Sync { .. } => {
                let is_new = now.durable.is_none();
                let mut bytes = now.durable.take().unwrap_or_default();
                now.pending.iter().filter(|(can, _)| *can).for_each(|(_, change)| apply(&mut bytes, change));
                // What is durable has its name, and whoever had it before is gone.
                *shelf = vec![Inode { durable: Some(bytes), pending: vec![] }];
                if is_new && self.tape.names.get(file as usize).is_some_and(|name| is_journal(name)) {
                    self.sync_folder();
                }
            }
            Change::Delete { folder_synced, .. } => {
                shelf.push(Inode::default());
                if *folder_synced {
                    self.sync_folder();
                }
            }
        }
        true
    }

    /// Nothing that was deleted comes back.
    fn sync_folder(&mut self) {
        for shelf in self.shelves.values_mut() {
            shelf.drain(..shelf.len().saturating_sub(1));
        }
    }

    /// The files if the process had been killed here and the system lived on: everything written is there.
    #[must_use]
    pub fn all_kept(&self) -> Files {
        self.files(|shelf| {
            let now = shelf.last()?;
            if now.durable.is_none() && now.pending.is_empty() {
                return None;
            }
            let mut bytes = now.durable.clone().unwrap_or_default();
            now.pending.iter().for_each(|(_, change)| apply(&mut bytes, change));
            Some(bytes)
        })
    }

    /// One way the disk may look after the power went here.
    #[must_use]
    pub fn crashed(&self, seed: u64) -> Files {
        let mut dice = Dice::new(seed ^ (self.at as u64) << 20);
        let habit = Habit::drawn(&mut dice, seed);
        self.files(|shelf| shelf_after(shelf, habit, &mut dice))
    }

    fn files(&self, mut after: impl FnMut(&Shelf) -> Option<Vec<u8>>) -> Files {
        let mut files = Files::new();
        for (number, shelf) in &self.shelves {
            let name = self.tape.names.get(*number as usize);
            if let (Some(name), Some(bytes)) = (name, after(shelf)) {
                files.insert(name.clone(), bytes);
            }
        }
        files
    }
}

/// SQLite syncs the folder together with the first sync of a new journal or log (os_unix.c, `UNIXFILE_DIRSYNC`).
fn is_journal(name: &str) -> bool {
    name.ends_with("-journal") || name.ends_with("-wal")
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write { at, bytes: written, .. } => put(bytes, place(*at), written),
        Change::Truncate { size, .. } => bytes.truncate(place(*size)),
        Change::Sync { .. } | Change::SyncLost { .. } | Change::Delete { .. } => {}
    }
}

fn place(at: u64) -> usize {
    usize::try_from(at).expect("a test's file fits into memory")
}

fn put(bytes: &mut Vec<u8>, at: usize, written: &[u8]) {
    if bytes.len() < at + written.len() {
        bytes.resize(at + written.len(), 0);
    }
    bytes[at..at + written.len()].copy_from_slice(written);
}

/// How a disk of one image behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Habit {
    /// Nothing unsynced arrives.
    DropsAll,
    /// Everything arrives up to a point, and the write there is torn.
    InOrder,
    /// Each write arrives or not, by chance out of 100, and of those that do so many are torn.
    Reorders { keep: u64, tear: u64 },
}

impl Habit {
    fn drawn(dice: &mut Dice, seed: u64) -> Habit {
        match seed % 8 {
            0 => Habit::DropsAll,
            1 | 2 => Habit::InOrder,
            _ => {
                let keep = [10, 50, 50, 90][dice.below(4)];
                Habit::Reorders { keep, tear: [0, 20, 100][dice.below(3)] }
            }
        }
    }
}

/// Which of the files that stood under the name is found there, and what is in it.
fn shelf_after(shelf: &Shelf, habit: Habit, dice: &mut Dice) -> Option<Vec<u8>> {
    let chosen = match habit {
        Habit::DropsAll => 0,
        Habit::InOrder => shelf.len().checked_sub(1)?,
        Habit::Reorders { .. } => dice.below(shelf.len().max(1)),
    };
    let inode = shelf.get(chosen)?;
    let possible: Vec<&Change> = inode.pending.iter().filter(|(can, _)| *can).map(|(_, change)| change).collect();
    let mut bytes = inode.durable.clone();
    let stop = dice.below(possible.len() + 1);
    for (n, change) in possible.into_iter().enumerate() {
        let (kept, torn) = match habit {
            Habit::DropsAll => (false, false),
            Habit::InOrder => (n <= stop, n == stop),
            Habit::Reorders { keep, tear } => (dice.percent(keep), dice.percent(tear)),
        };
        if !kept {
            continue;
        }
        match change {
            Change::Write { at, bytes: written, .. } if torn => {
                tear(bytes.get_or_insert_default(), place(*at), written, dice);
            }
            Change::Write { .. }
            | Change::Truncate { .. }
            | Change::Sync { .. }
            | Change::SyncLost { .. }
            | Change::Delete { .. } => apply(bytes.get_or_insert_default(), change),
        }
    }
    bytes
}

/// Some sectors of a write arrive. The length may have arrived without the content: zeros then.
fn tear(bytes: &mut Vec<u8>, at: usize, written: &[u8], dice: &mut Dice) {
    let end = at + written.len();
    if dice.percent(50) && bytes.len() < end {
        bytes.resize(end, 0);
    }
    let mut from = at;
    while from < end {
        let to = ((from / SECTOR + 1) * SECTOR).min(end);
        if dice.percent(50) {
            put(bytes, from, &written[from - at..to - at]);
        }
        from = to;
    }
}

/// Pseudo-random numbers (splitmix64, Steele et al. 2014).
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    #[must_use]
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Below `n`, which is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.draw() % (n as u64)).unwrap_or(0)
    }

    pub fn percent(&mut self, chance: u64) -> bool {
        self.draw() % 100 < chance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(at: u64, byte: u8, length: usize) -> Change {
        Change::Write { file: 0, at, bytes: vec![byte; length] }
    }

    fn tape(changes: Vec<Change>) -> Tape {
        Tape { names: vec!["a".into()], changes }
    }

    fn wound<'t>(tape: &'t Tape, before: &Files) -> Winder<'t> {
        let mut winder = Winder::new(tape, before);
        while winder.step() {}
        winder
    }

    #[test]
    fn what_was_synced_is_in_every_image_and_the_rest_in_some() {
        let tape = tape(vec![write(0, 1, 1024), Change::Sync { file: 0 }, write(512, 2, 1024)]);
        let winder = wound(&tape, &Files::new());
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..200 {
            let files = winder.crashed(seed);
            let bytes = &files["a"];
            assert_eq!(bytes[..512], [1; 512], "seed {seed}");
            assert!(bytes.len() >= 1024);
            seen.insert((bytes[512], bytes.get(1024).copied(), bytes.len()));
        }
        // Dropped, whole, either sector alone, and the length without the content.
        for wanted in [(1, None, 1024), (2, Some(2), 1536), (2, None, 1024), (1, Some(2), 1536), (1, Some(0), 1536)] {
            assert!(seen.contains(&wanted), "{wanted:?} in {seen:?}");
        }
    }

    #[test]
    fn a_failed_sync_takes_what_was_waiting_for_it() {
        let changes = vec![write(0, 1, 8), Change::SyncLost { file: 0 }, write(8, 2, 8), Change::Sync { file: 0 }];
        let tape = tape(changes);
        let winder = wound(&tape, &Files::new());
        let expected = [[0; 8], [2; 8]].concat();
        assert!((0..50).all(|seed| winder.crashed(seed)["a"] == expected));
    }

    #[test]
    fn a_deleted_file_may_come_back_until_its_successor_is_synced() {
        let before = Files::from([("a".to_owned(), vec![9; 4])]);
        let deleted = Change::Delete { file: 0, folder_synced: false };
        let open = tape(vec![deleted.clone(), write(0, 1, 4)]);
        let seen: std::collections::BTreeSet<Option<u8>> = (0..200)
            .map(|seed| wound(&open, &before).crashed(seed).get("a").and_then(|bytes| bytes.first().copied()))
            .collect();
        assert!(seen.is_superset(&[None, Some(1), Some(9)].into()), "{seen:?}");
        let closed = tape(vec![deleted.clone(), write(0, 1, 4), Change::Sync { file: 0 }]);
        assert!((0..50).all(|seed| wound(&closed, &before).crashed(seed)["a"] == [1; 4]));
        // A new log beside it takes the whole folder along.
        let log = Change::Write { file: 1, at: 0, bytes: vec![5] };
        let beside =
            Tape { names: vec!["a".into(), "b-wal".into()], changes: vec![deleted, log, Change::Sync { file: 1 }] };
        assert!((0..50).all(|seed| !wound(&beside, &before).crashed(seed).contains_key("a")));
    }
}
