//! The window's process: started, told, listened to and ended. It is this program's child and speaks over its pipes only.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use api::Failure;
use retorno_wire::{Broken, Call, Closed, ToHost, ToWindow, read, write};
use runtime::{Changed, Refusal, RefusalCode};
use serde_json::value::{RawValue, to_raw_value};

use crate::life::{End, Life, Pipe, Wanted};
use crate::words::Phrase;
use crate::{Program, house, notify};

/// Lies beside this program.
const PROGRAM: &str = if cfg!(windows) { "retorno-window.exe" } else { "retorno-window" };
/// A closed window is kept for so long, hidden, because who closes it by mistake wants it back at once.
const KEPT_SECONDS: u64 = 60;
/// While no window is kept, a process that only has to make one waits in its place. Only where it was looked at that nobody
/// sees it: elsewhere whoever has loaded a toolkit may stand in a dock.
const KEEPS_READY: bool = cfg!(target_os = "linux");
/// Longest that the end of the program waits for the end of its windows, which end themselves by force before.
const ENDING_MAX: Duration = Duration::from_secs(5);

/// The window over the whole run of the program.
#[derive(Default)]
pub struct Window {
    life: Mutex<Life>,
    /// Processes that have not ended; more than one while an old one is ending.
    alive: Mutex<usize>,
    ended: Condvar,
}

/// Brings the window to the front, starting it if there is none; with a path, at that place of the page.
pub fn show(program: &Arc<Program>, path: Option<&str>) {
    let mut life = program.window.life();
    match life.wanted(path) {
        Wanted::Nothing => {}
        Wanted::Start => open_anew(program, &mut life),
        Wanted::Tell(pipe, path) => {
            drop(life);
            // If it cannot hear, it is dying, and will be opened anew where it is wanted.
            let _gone = tell(&pipe, &ToWindow::Open { path });
        }
    }
}

/// Starts a process that waits for the first wish, unless there is one already.
fn make_ready(program: &Arc<Program>) {
    let mut life = program.window.life();
    if KEEPS_READY && life.lacks() {
        start(program, &mut life, command().map(without_the_launch));
    }
}

impl Window {
    /// Carries what changed to the page.
    pub fn changed(&self, batch: Option<&Changed>) {
        let Some(pipe) = self.life().pipe() else { return };
        match to_raw_value(&batch) {
            // One that is gone needs no word: its end is heard elsewhere.
            Ok(batch) => tell(&pipe, &ToWindow::Changed(batch)).unwrap_or(()),
            Err(error) => tracing::error!(%error, "a change could not be written"),
        }
    }

    /// The program ends: no window comes any more, and the one there is ends.
    pub fn let_go(&self) {
        self.life().over();
    }

    /// Until every window has ended.
    pub fn wait(&self) {
        let alive = locked(&self.alive);
        let (alive, _) = self
            .ended
            .wait_timeout_while(alive, ENDING_MAX, |alive| *alive > 0)
            .unwrap_or_else(PoisonError::into_inner);
        if *alive > 0 {
            tracing::warn!("a window has not ended");
        }
    }

    fn life(&self) -> MutexGuard<'_, Life> {
        locked(&self.life)
    }
}

/// Starts a window at the place where it was last seen.
fn open_anew(program: &Arc<Program>, life: &mut Life) {
    start(program, life, command());
    if let Some((pipe, path)) = life.up() {
        // The first frame of a pipe finds room in it: nobody is waited for.
        let _gone = tell(&pipe, &ToWindow::Open { path });
    }
}

/// Starts a process that will be a window once it is told to open.
fn start(program: &Arc<Program>, life: &mut Life, command: io::Result<Command>) {
    let begun = command.and_then(|mut command| {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let nth = life.begun(Arc::new(Mutex::new(Box::new(to))));
        *locked(&program.window.alive) += 1;
        let program = program.clone();
        std::thread::Builder::new().name("retorno-window".into()).spawn(move || hear(&program, nth, child, from))
    });
    if let Err(error) = begun {
        tracing::error!(%error, "the window could not be started");
    }
}

fn command() -> io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?.with_file_name(PROGRAM));
    #[cfg(target_os = "linux")]
    crate::environment::suit(&mut command);
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        // Ctrl+C in a terminal is for the program, which ends its window in order; and desktops know one program only.
        command.process_group(0).arg0("retorno");
    }
    Ok(command)
}

/// What a desktop says to a program that it starts was said to this one, of a click long ago: by that a window which comes up
/// later would be taken for a belated one and stay behind.
fn without_the_launch(mut command: Command) -> Command {
    command.env_remove("DESKTOP_STARTUP_ID").env_remove("XDG_ACTIVATION_TOKEN");
    command
}

/// Does what the window asks until it is gone.
fn hear(program: &Arc<Program>, nth: u64, mut child: Child, mut from: impl Read) {
    loop {
        match read(&mut from) {
            Ok(Some(ToHost::Call(call))) => answer_soon(program, nth, call),
            Ok(Some(ToHost::Closed(said))) => closed(program, nth, said),
            Ok(None) => break,
            Err(error) => {
                tracing::error!(%error, "the window could not be understood");
                let _gone = child.kill();
                break;
            }
        }
    }
    let status = child.wait().map_or_else(|error| error.to_string(), |status| status.to_string());
    *locked(&program.window.alive) -= 1;
    program.window.ended.notify_all();
    let mut life = program.window.life();
    match life.gone(nth) {
        End::Expected => {}
        End::Ready => {
            drop(life);
            make_ready(program);
        }
        End::Again => {
            tracing::error!(%status, "the window died and is opened again");
            open_anew(program, &mut life);
        }
        End::Enough => tracing::error!(%status, "the window died again"),
    }
}

fn closed(program: &Arc<Program>, nth: u64, Closed { place, first }: Closed) {
    let mut life = program.window.life();
    life.seen(nth, place);
    let Some(closing) = life.closed(nth) else { return };
    drop(life);
    if first {
        let [title, text] =
            [Phrase::StaysTitle, Phrase::StaysText].map(|phrase| program.computer.kept().language.says(phrase));
        notify::show(program, title.to_owned(), text.to_owned(), None);
    }
    let keeper = program.clone();
    program.tasks.spawn(async move {
        tokio::time::sleep(Duration::from_secs(KEPT_SECONDS)).await;
        keeper.window.life().enough(closing);
    });
}

/// Calls are done side by side and answered as they end.
fn answer_soon(program: &Arc<Program>, nth: u64, mut call: Call) {
    let Some(pipe) = program.window.life().seen(nth, call.place.take()) else { return };
    let worker = program.clone();
    program.tasks.spawn_blocking(move || {
        let id = call.id;
        let done = catch_unwind(AssertUnwindSafe(|| house::call(&worker, call))).unwrap_or_else(|_| {
            tracing::error!("a command broke");
            Err(refused("O Retorno encontrou um defeito ao fazer isso. Tente de novo."))
        });
        let reply = match done {
            Ok(value) => raw(&value),
            Err(failure) => Err(failure),
        };
        if let Err(Broken::TooLong(_)) = tell(&pipe, &answer(id, reply)) {
            let _gone = tell(&pipe, &answer(id, Err(refused("A resposta é grande demais. Escolha um período menor."))));
        }
    });
}

fn answer(id: u64, reply: Result<Box<RawValue>, Failure>) -> ToWindow {
    let reply = reply.map_err(|failure| to_raw_value(&failure).unwrap_or_else(|_| RawValue::NULL.to_owned()));
    ToWindow::Answer { id, reply }
}

fn raw(value: &serde_json::Value) -> Result<Box<RawValue>, Failure> {
    to_raw_value(value).map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        refused("O Retorno encontrou um defeito ao fazer isso. Tente de novo.")
    })
}

fn refused(said: &str) -> Failure {
    Refusal::new(RefusalCode::Internal, said).into()
}

/// Says something to the window.
fn tell(pipe: &Pipe, frame: &ToWindow) -> Result<(), Broken> {
    write(&mut *locked(pipe), frame)
}

fn locked<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
