//! [`Core`] on a thread of its own, with the computer's clock and real channels. [`Desk`] is the handle every shell
//! holds: ask, read, subscribe. What can wake the thread is the closed list [`Event`]; what it does then is in
//! [`worker`].

mod attachment;
mod worker;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;

use channels::{AccountInfo, Class, Fault, Incoming, Kind, Outcome, Part};
use engine::*;
use store::{Database, Options, Reader};
use tokio::sync::{Semaphore, broadcast};

use crate::change::Changed;
use crate::clock::{Clock, SystemClock};
use crate::copies::Copy;
use crate::core::{Brought, Core};
use crate::guard::locked;
use crate::house::House;
use crate::lines::Lines;
use crate::port::{Notifier, Secrets, SecretsState};
use crate::readers::Readers;
use crate::refusal::{Refusal, RefusalCode};
use crate::reserve::Reserve;
use crate::stamps::Doubt;
use crate::turn::Turn;
use crate::{Result, founding};
use worker::Worker;

/// Events waiting for the thread; beyond it askers wait.
const MAILBOX_MAX: usize = 4_096;
/// Changes kept for a slow subscriber.
const CHANGES_KEPT: usize = 1_024;
/// Name of the database file in the data folder.
pub const DATABASE_FILE: &str = "retorno.db";

/// What a shell brings.
pub struct DeskOptions {
    /// The data folder; made if absent.
    pub dir: PathBuf,
    pub notifier: Box<dyn Notifier>,
    pub secrets: Box<dyn Secrets>,
}

/// Something to do with the machine at the instant it is taken up. What it returns gives the answer, after everybody has
/// been told what changed: who asks again at once sees the house as it left it.
pub(crate) type Job = Box<dyn FnOnce(&mut Core, Moment) -> Reply + Send>;
pub(crate) type Reply = Box<dyn FnOnce()>;

/// What a channel brought, and who waits to hear that it is stored.
pub(crate) struct Intake {
    pub connection: ConnectionId,
    pub events: Vec<Incoming>,
    pub cursor: Option<String>,
    pub synced_at: Option<Moment>,
    pub kept: Box<dyn FnOnce(Result<()>) + Send>,
}

impl Intake {
    fn brought(&self) -> Brought<'_> {
        Brought {
            connection: self.connection,
            events: &self.events,
            cursor: self.cursor.as_deref(),
            synced_at: self.synced_at,
        }
    }
}

/// Everything that can wake the thread.
pub(crate) enum Event {
    Ask(Job),
    Intake(Intake),
    PullFailed {
        connection: ConnectionId,
        fault: Fault,
    },
    Confirm {
        outbox: OutboxId,
        /// The monotonic hand at the look that claimed it.
        looked_ms: i64,
        go: tokio::sync::oneshot::Sender<bool>,
    },
    Sent {
        outbox: OutboxId,
        outcome: Outcome,
    },
    Hooked {
        id: i64,
        ended: std::result::Result<(), String>,
    },
    /// Close every connection and open them anew (a password changed).
    Reconnect(ConnectionId),
    Speed(u32),
    ShowWall,
    Stop,
}

/// The handle. Clones share one desk; the last [`Desk::stop`] ends it in order.
#[derive(Clone)]
pub struct Desk {
    shared: Arc<Shared>,
}

struct Shared {
    dir: PathBuf,
    mailbox: SyncSender<Event>,
    changes: broadcast::Sender<Changed>,
    house: RwLock<Arc<House>>,
    readers: Arc<Readers>,
    clock: Arc<SystemClock>,
    secrets: Arc<dyn Secrets>,
    thread: Mutex<Option<JoinHandle<()>>>,
    io: Arc<tokio::runtime::Runtime>,
    /// Room for the attachments that are being brought; others wait their turn.
    attachments: Semaphore,
    next_wake: Mutex<Option<Moment>>,
    last_error: Mutex<Option<String>>,
    held: Mutex<Held>,
    doubt: Mutex<Option<Doubt>>,
    _lock: File,
}

/// How the desk is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskStatus {
    pub now: Moment,
    /// When something next happens by itself.
    pub next_wake: Option<Moment>,
    /// Why the last step failed, in Portuguese; `None` while all is well.
    pub problem: Option<String>,
    pub secrets: SecretsState,
    pub speed: u32,
    pub held: Held,
    /// A provider shows that this computer's clock is wrong: everything automatic waits.
    pub doubt: Option<Doubt>,
}

/// Everything automatic waits until these connections have synced.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held {
    pub by: Vec<ConnectionId>,
    /// Absent: nothing is waited for.
    pub since: Option<Moment>,
}

impl Desk {
    /// Opens the data folder and starts the thread and the channels.
    ///
    /// # Errors
    /// Another program has the folder, it cannot be written, or the database is newer or damaged; files are untouched.
    pub fn open(options: DeskOptions) -> Result<Desk> {
        let DeskOptions { dir, notifier, secrets } = options;
        crate::place::require_own_disk(&dir)?;
        let lock = crate::place::lock(&dir)?;
        let path = dir.join(DATABASE_FILE);
        let clock = Arc::new(SystemClock::new());
        let now = clock.read().wall;
        crate::copies::fulfil(&dir, &path, now)?;
        let db = Database::open(Options::new(&path)).map_err(|error| crate::copies::refused(&dir, error))?;
        let db = Arc::new(db);
        if let Some(told) = told_by_example(&db)? {
            clock.go_on_from(told);
        }
        let now = clock.read().wall;
        let mut core = Core::open(db.clone(), now, seed_of(now))?;
        core.change(now, founding::found)?;
        if let Some(warning) = crate::place::synced_warning(&dir) {
            core.change(now, |turn| turn.tell_of_folder(&warning))?;
        }
        let io = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("retorno-io")
            .enable_all()
            .build()
            .map_err(|error| Refusal::new(RefusalCode::Internal, format!("Não foi possível iniciar: {error}")))?;
        let reserve = Reserve::of(&dir, now);
        let (mailbox, events) = sync_channel(MAILBOX_MAX);
        let (changes, _) = broadcast::channel(CHANGES_KEPT);
        let shared = Arc::new(Shared {
            dir,
            mailbox,
            changes,
            house: RwLock::new(core.house().clone()),
            readers: Readers::new(Box::new(move || db.reader())),
            clock,
            secrets: Arc::from(secrets),
            thread: Mutex::new(None),
            io: Arc::new(io),
            attachments: Semaphore::new(attachment::AT_ONCE_MAX),
            next_wake: Mutex::new(None),
            last_error: Mutex::new(None),
            held: Mutex::new(Held::default()),
            doubt: Mutex::new(None),
            _lock: lock,
        });
        let desk = Desk { shared: shared.clone() };
        let lines = Lines::new(
            shared.io.handle().clone(),
            shared.mailbox.clone(),
            shared.secrets.clone(),
            shared.clock.clone(),
        );
        let mut worker = Worker::new(core, lines, notifier, Arc::downgrade(&shared), reserve);
        let thread = std::thread::Builder::new()
            .name("retorno-desk".into())
            .spawn(move || worker.run(&events))
            .map_err(|error| Refusal::new(RefusalCode::Internal, format!("Não foi possível iniciar: {error}")))?;
        *locked(&shared.thread) = Some(thread);
        Ok(desk)
    }

    /// One transaction on the desk's thread. Blocks the caller until it is committed.
    ///
    /// # Errors
    /// Those of `f`, the store's, or that the desk has stopped.
    pub fn ask<T: Send + 'static>(&self, f: impl FnOnce(&mut Turn<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.with_core(move |core, now| core.change(now, f))?
    }

    /// Something with the machine itself, on its thread.
    pub(crate) fn with_core<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Core, Moment) -> T + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = sync_channel(1);
        let job: Job = Box::new(move |core: &mut Core, now: Moment| {
            let done = f(core, now);
            Box::new(move || {
                let _ = answer.send(done);
            })
        });
        self.shared.mailbox.send(Event::Ask(job)).map_err(|_| Refusal::stopping())?;
        answered.recv().map_err(|_| Refusal::stopping())
    }

    /// What a provider pushed. It is committed when this returns, so a provider that is told "2xx" need not push it again;
    /// what arrives together is committed together.
    ///
    /// # Errors
    /// The store's, or that the desk has stopped; nothing was kept.
    pub fn receive(&self, connection: ConnectionId, events: Vec<Incoming>) -> Result<()> {
        let (answer, answered) = sync_channel(1);
        let kept = Box::new(move |done| {
            // Nobody waits any more.
            let _gone = answer.send(done);
        });
        let intake = Intake { connection, events, cursor: None, synced_at: None, kept };
        self.shared.mailbox.send(Event::Intake(intake)).map_err(|_| Refusal::stopping())?;
        answered.recv().map_err(|_| Refusal::stopping())?
    }

    /// A question on a read-only connection: it sees the last commit and never waits for the writer.
    ///
    /// # Errors
    /// The store's.
    pub fn read<T>(&self, f: impl FnOnce(&Reader) -> store::Result<T>) -> Result<T> {
        self.shared.readers.ask(self.shared.io.handle(), f)
    }

    /// The clock as the desk shows it: in the demonstration it may run faster.
    #[must_use]
    pub fn now(&self) -> Moment {
        self.shared.clock.read().wall
    }

    /// The house as last committed.
    #[must_use]
    pub fn house(&self) -> Arc<House> {
        self.shared.house.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What each commit from now on makes stale. Who is too slow loses the oldest, and is told so.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Changed> {
        self.shared.changes.subscribe()
    }

    #[must_use]
    pub fn status(&self) -> DeskStatus {
        DeskStatus {
            now: self.now(),
            next_wake: *locked(&self.shared.next_wake),
            problem: locked(&self.shared.last_error).clone(),
            secrets: self.shared.secrets.state(),
            speed: self.shared.clock.speed(),
            held: locked(&self.shared.held).clone(),
            doubt: *locked(&self.shared.doubt),
        }
    }

    /// "Testar": logs in with these settings and says what it found. `secret: None` uses the stored one of `connection`.
    ///
    /// # Errors
    /// Which part failed, in Portuguese.
    pub fn probe(
        &self,
        kind: Kind,
        settings: &channels::Settings,
        secret: Option<&str>,
        connection: Option<ConnectionId>,
    ) -> std::result::Result<AccountInfo, Fault> {
        let secret = match (secret, connection) {
            (Some(secret), _) => secret.to_owned(),
            (None, Some(id)) => {
                self.secret(id).map_err(|refusal| Fault::new(Class::Auth, Part::Password, refusal.message))?
            }
            (None, None) => String::new(),
        };
        let channel = channels::open(kind, settings, &secret)?;
        self.carried(channel.probe())
            .unwrap_or_else(|| Err(Fault::new(Class::Config, Part::Other, "O teste não terminou.")))
    }

    /// Waits for what a channel does; `None`: it broke. The caller may itself stand on an async thread that must not block.
    fn carried<T: Send>(&self, work: impl Future<Output = T> + Send) -> Option<T> {
        std::thread::scope(|scope| scope.spawn(|| self.shared.io.block_on(work)).join().ok())
    }

    /// Keeps the secret of a connection and signs in with it.
    ///
    /// # Errors
    /// The place for secrets is locked or gone; nothing was kept.
    pub fn put_secret(&self, connection: ConnectionId, secret: &str) -> Result<()> {
        self.shared
            .secrets
            .put(&secret_name(connection), secret)
            .map_err(|error| Refusal::new(RefusalCode::Unavailable, error.to_string()))?;
        self.shared.mailbox.send(Event::Reconnect(connection)).map_err(|_| Refusal::stopping())
    }

    fn secret(&self, connection: ConnectionId) -> Result<String> {
        let found = self.shared.secrets.get(&secret_name(connection));
        found.map(Option::unwrap_or_default).map_err(|error| Refusal::new(RefusalCode::Unavailable, error.to_string()))
    }

    /// Opens the passphrase file of the secrets, then every connection anew.
    ///
    /// # Errors
    /// The passphrase does not fit.
    pub fn unlock_secrets(&self, passphrase: &str) -> Result<()> {
        self.shared.secrets.unlock(passphrase).map_err(|error| Refusal::field("passphrase", error.to_string()))?;
        for connection in &self.house().connections {
            self.shared.mailbox.send(Event::Reconnect(connection.id)).map_err(|_| Refusal::stopping())?;
        }
        Ok(())
    }

    /// The demonstration's clock: 1, 10 or 60 times as fast. Comes back once it runs so.
    ///
    /// # Errors
    /// The desk has stopped.
    pub fn set_speed(&self, speed: u32) -> Result<()> {
        self.shared.mailbox.send(Event::Speed(speed)).map_err(|_| Refusal::stopping())?;
        self.ask(|_| Ok(()))
    }

    /// The demonstration is over: the clock shows the wall again. Comes back once it does.
    ///
    /// # Errors
    /// The desk has stopped.
    pub fn show_wall(&self) -> Result<()> {
        self.shared.mailbox.send(Event::ShowWall).map_err(|_| Refusal::stopping())?;
        self.ask(|_| Ok(()))
    }

    /// A verified copy into the data folder's backups, now. Returns the file.
    ///
    /// # Errors
    /// The store's.
    pub fn backup_now(&self) -> Result<PathBuf> {
        self.with_core(|core, now| core.backup(now))?
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.shared.dir
    }

    /// The program that keeps the data folder the same on several computers, judged by its name and by what lies
    /// in it: it may swap files that are in use.
    #[must_use]
    pub fn synced_by(&self) -> Option<&'static str> {
        crate::place::synced_by(self.folder())
    }

    /// What is said of that, with the way out.
    #[must_use]
    pub fn synced_warning(&self) -> Option<String> {
        crate::place::synced_warning(self.folder())
    }

    /// The copies in the data folder, newest first, and the one chosen for the next start.
    #[must_use]
    pub fn copies(&self) -> (Vec<Copy>, Option<String>) {
        (crate::copies::list(self.folder()), crate::copies::wished(self.folder()))
    }

    /// Chooses the copy that takes the place of the data at the next start, or none. What a restored copy still had to
    /// send is not sent: it waits in the tray.
    ///
    /// # Errors
    /// There is no such copy, it is not sound, or the folder cannot be written.
    pub fn restore_at_next_start(&self, name: Option<&str>) -> Result<()> {
        crate::copies::wish(self.folder(), name)
    }

    /// Ends in order: no new work, what is in flight is left to be settled at the next start.
    pub fn stop(&self) {
        let _ = self.shared.mailbox.send(Event::Stop);
        if let Some(thread) = locked(&self.shared.thread).take() {
            let _ = thread.join();
        }
        // Who still holds a handle holds no database with it: only a closed one says that the next start need not look it
        // through.
        self.shared.readers.stop();
    }
}

/// The name under which a connection's secret is kept.
pub(crate) fn secret_name(connection: ConnectionId) -> String {
    format!("connection:{connection}")
}

fn seed_of(now: Moment) -> u64 {
    now.0.unsigned_abs() ^ u64::from(std::process::id()).rotate_left(40)
}

/// Up to where an example has been told; its clock may have been ahead of the wall. Of a house without one nothing.
fn told_by_example(db: &Database) -> Result<Option<Moment>> {
    let reader = db.reader()?;
    let demo = reader.read(|store| store.settings())?.demo;
    Ok(if demo { reader.last_told()? } else { None })
}
