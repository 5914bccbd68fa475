//! Scenarios: a day at the desk, written in Portuguese, played through the real engine, runtime, outbox and a real SQLite
//! file in a temporary folder. Only the clock, the channels and the notifier are stand-ins, and they keep a ledger of
//! what they were handed. No sleeping: time is wound forward from one due instant to the next.

mod build;
mod check;
mod day;
mod deeds;
mod provider;
mod read;
mod script;
mod seen;
mod token;

use std::cell::RefCell;
use std::fmt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use day::Miss;
use engine::witness::witness;
use script::{Does, Event, Script, Step, What};

use crate::decision::made_again;

/// A scenario that does not hold, or cannot be read.
#[derive(Debug)]
pub struct Failure {
    pub file: PathBuf,
    pub line: usize,
    /// Only of what cannot be read.
    pub column: Option<usize>,
    pub expected: String,
    pub found: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let column = self.column.map(|column| format!(":{column}")).unwrap_or_default();
        write!(f, "FALHOU {}:{}{column}", self.file.display(), self.line)?;
        write!(f, "\n  esperado:   {}\n  encontrado: {}", self.expected, self.found)
    }
}

/// Plays one file.
///
/// # Errors
/// What cannot be read, the first expectation that does not hold, or the first event that was refused.
pub fn run_file(file: &Path) -> Result<(), Failure> {
    let failure = |line, column, expected: String, found: String| Failure {
        file: file.to_owned(),
        line,
        column,
        expected,
        found,
    };
    let text = std::fs::read_to_string(file)
        .map_err(|error| failure(1, None, "um arquivo de texto em UTF-8".into(), error.to_string()))?;
    let script = read::script(&text).map_err(|error| {
        failure(error.line, Some(error.column), "uma linha da linguagem dos cenários".into(), error.message)
    })?;
    play(&script).map_err(|(line, miss)| failure(line, None, miss.expected, miss.found))
}

/// The scenario files of a folder, by name; none if there is no such folder.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|it| it == "txt")).collect();
    files.sort();
    files
}

/// What `ok` names a file by.
#[must_use]
pub fn name(file: &Path) -> String {
    file.file_stem().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}

/// Every judgement of the day is made once more from its line in a log (R20).
fn play(script: &Script) -> Result<(), (usize, Miss)> {
    let differs: Rc<RefCell<Option<String>>> = Rc::default();
    let seen = Rc::clone(&differs);
    witness(Some(Box::new(move |judgement| {
        if let Err(what) = made_again(judgement) {
            *seen.borrow_mut() = Some(what);
        }
    })));
    let played = steps(script);
    witness(None);
    match differs.take() {
        Some(what) => Err((1, Miss::new("a mesma decisão, refeita do registro", what))),
        None => played,
    }
}

fn steps(script: &Script) -> Result<(), (usize, Miss)> {
    let mut day = build::open(&script.world)?;
    for (index, step) in script.steps.iter().enumerate() {
        let at = |miss| (step.line, miss);
        match &step.what {
            What::Time(time) => day.wind(time).map_err(at)?,
            What::Event(event) => {
                day.answered_at_once = answered_at_once(event, &script.steps[index + 1..]);
                deeds::happen(&mut day, event).map_err(at)?;
            }
            What::Expect(expect) => check::hold(&mut day, expect).map_err(at)?,
        }
        day.adds_up().map_err(at)?;
    }
    Ok(())
}

/// Whether one of ours writes to this customer later in the same instant. The lines of an instant happen in order, so the
/// customer's word must carry the earlier stamp of the two.
fn answered_at_once(event: &Event, rest: &[Step]) -> bool {
    let Event::Customer { contact, .. } = event else { return false };
    rest.iter().take_while(|step| !matches!(step.what, What::Time(_))).any(|step| match &step.what {
        What::Event(Event::Person { does: Does::Writes { to, .. }, .. }) => to.contact == *contact,
        What::Event(_) | What::Expect(_) | What::Time(_) => false,
    })
}
