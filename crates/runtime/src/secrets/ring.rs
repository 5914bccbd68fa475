//! The operating system's keyring, asked from a thread of its own: behind a question there may be a window waiting for
//! the person, and nobody of ours waits for that. A list of the names kept there lies in the data folder, because a
//! locked keyring answers "there is none" and must not be taken for an empty one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use keyring::v1::{Entry, Error};

use super::file::{hex, random, write};
use crate::guard::locked;
use crate::port::SecretsError;

const SERVICE: &str = "br.com.retorno";
const QUESTIONS_MAX: usize = 64;
const PROBE: &str = "probe";

/// One question to a keyring, by the full name of the entry.
pub(super) enum Ask {
    Get(String),
    Put(String, String),
    Delete(String),
}

/// What a keyring says when it did not fail; `Absent` also where there is nothing to say.
pub(super) enum Said {
    Value(String),
    Absent,
}

type Answer = Result<Said, SecretsError>;

/// The keyring as one data folder sees it.
pub(super) struct Ring {
    questions: Option<SyncSender<(Ask, SyncSender<Answer>)>>,
    wait: Duration,
    names: Mutex<Names>,
    probe: Mutex<Option<Receiver<Answer>>>,
    usable: OnceLock<bool>,
}

impl Ring {
    /// Starts the thread and the question whether the keyring works at all.
    pub(super) fn start(dir: &Path, keyring: impl FnMut(Ask) -> Answer + Send + 'static, wait: Duration) -> Self {
        let Ok(names) = Names::read(dir) else { return Self::absent() };
        let (questions, asked) = sync_channel::<(Ask, SyncSender<Answer>)>(QUESTIONS_MAX);
        let (told, probe) = sync_channel(1);
        let probe_name = names.entry(PROBE);
        let spawned = thread::Builder::new().name("keyring".to_owned()).spawn(move || {
            let mut keyring = keyring;
            // Only a value written, read and removed again shows that a default collection exists and is open.
            let works = keyring(Ask::Put(probe_name.clone(), PROBE.to_owned()))
                .and_then(|_| keyring(Ask::Get(probe_name.clone())))
                .and_then(|said| keyring(Ask::Delete(probe_name)).map(|_| said));
            // The asker may have given up waiting.
            let _gone = told.send(works);
            for (ask, back) in asked {
                let _gone = back.send(keyring(ask));
            }
        });
        let questions = spawned.is_ok().then_some(questions);
        Ring { questions, wait, names: Mutex::new(names), probe: Mutex::new(Some(probe)), usable: OnceLock::new() }
    }

    pub(super) fn absent() -> Self {
        let names = Names { path: None, folder: String::new(), kept: BTreeSet::new() };
        let usable = OnceLock::from(false);
        Ring { questions: None, wait: Duration::ZERO, names: Mutex::new(names), probe: Mutex::new(None), usable }
    }

    /// Whether secrets belong here. Once something was kept here they do, even while the keyring is locked.
    pub(super) fn usable(&self) -> bool {
        *self.usable.get_or_init(|| {
            let probe = self.probe.lock().ok().and_then(|mut probe| probe.take());
            let works = probe.is_some_and(|probe| match probe.recv_timeout(self.wait) {
                Ok(Ok(Said::Value(value))) => value == PROBE,
                Ok(Ok(Said::Absent) | Err(_)) | Err(_) => false,
            });
            works || !self.names().kept.is_empty()
        })
    }

    pub(super) fn get(&self, name: &str) -> Result<Option<String>, SecretsError> {
        let entry = self.names().entry(name);
        match self.ask(Ask::Get(entry))? {
            Said::Value(value) => Ok(Some(value)),
            Said::Absent if self.names().kept.contains(name) => Err(SecretsError::Locked),
            Said::Absent => Ok(None),
        }
    }

    /// The name is listed before the value is kept: a crash between leaves a name without value, never the reverse.
    pub(super) fn put(&self, name: &str, value: &str) -> Result<(), SecretsError> {
        let entry = self.names().entry(name);
        let new = self.names().list(name)?;
        let kept = self.ask(Ask::Put(entry, value.to_owned()));
        if kept.is_err() && new {
            self.names().strike(name)?;
        }
        kept.map(|_| ())
    }

    pub(super) fn delete(&self, name: &str) -> Result<(), SecretsError> {
        let entry = self.names().entry(name);
        self.ask(Ask::Delete(entry))?;
        self.names().strike(name)
    }

    fn ask(&self, ask: Ask) -> Answer {
        let slow = || SecretsError::Unavailable("o chaveiro do sistema não respondeu a tempo".to_owned());
        let (back, answer) = sync_channel(1);
        let questions = self.questions.as_ref().ok_or_else(slow)?;
        questions.try_send((ask, back)).map_err(|error| match error {
            TrySendError::Full(_) | TrySendError::Disconnected(_) => slow(),
        })?;
        answer.recv_timeout(self.wait).map_err(|_| slow())?
    }

    fn names(&self) -> std::sync::MutexGuard<'_, Names> {
        locked(&self.names)
    }
}

/// The real keyring, as a closure so that the thread owns all of it.
pub(super) fn system() -> impl FnMut(Ask) -> Answer + Send + 'static {
    |ask| match ask {
        Ask::Get(name) => match Entry::new(SERVICE, &name).and_then(|entry| entry.get_password()) {
            Ok(value) => Ok(Said::Value(value)),
            Err(Error::NoEntry) => Ok(Said::Absent),
            Err(error) => Err(told(&error)),
        },
        Ask::Put(name, value) => Entry::new(SERVICE, &name)
            .and_then(|entry| entry.set_password(&value))
            .map(|()| Said::Absent)
            .map_err(|error| told(&error)),
        Ask::Delete(name) => match Entry::new(SERVICE, &name).and_then(|entry| entry.delete_credential()) {
            Ok(()) | Err(Error::NoEntry) => Ok(Said::Absent),
            Err(error) => Err(told(&error)),
        },
    }
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the enum is non-exhaustive")]
fn told(error: &Error) -> SecretsError {
    match error {
        Error::NoStorageAccess(_) => SecretsError::Locked,
        other => SecretsError::Unavailable(other.to_string()),
    }
}

/// The names kept in the keyring for this data folder, and the folder's own mark: two folders share one keyring.
struct Names {
    path: Option<PathBuf>,
    folder: String,
    kept: BTreeSet<String>,
}

impl Names {
    fn read(dir: &Path) -> Result<Self, SecretsError> {
        let path = dir.join("secrets.names");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let mut lines = text.lines().map(str::to_owned);
        let folder = lines.next().map_or_else(|| random::<16>().map(|mark| hex(&mark)), Ok)?;
        Ok(Names { path: Some(path), folder, kept: lines.collect() })
    }

    fn entry(&self, name: &str) -> String {
        format!("{}/{name}", self.folder)
    }

    /// True if the name is new.
    fn list(&mut self, name: &str) -> Result<bool, SecretsError> {
        let mut kept = self.kept.clone();
        if !kept.insert(name.to_owned()) {
            return Ok(false);
        }
        self.keep(kept).map(|()| true)
    }

    fn strike(&mut self, name: &str) -> Result<(), SecretsError> {
        let mut kept = self.kept.clone();
        if kept.remove(name) { self.keep(kept) } else { Ok(()) }
    }

    fn keep(&mut self, kept: BTreeSet<String>) -> Result<(), SecretsError> {
        if let Some(path) = &self.path {
            let mut text = format!("{}\n", self.folder);
            for name in &kept {
                text.push_str(name);
                text.push('\n');
            }
            write(path, &text)?;
        }
        self.kept = kept;
        Ok(())
    }
}
