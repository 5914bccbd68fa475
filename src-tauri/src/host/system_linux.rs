//! Linux: no toolkit is loaded here, which would cost more than the desk (docs/decisions/0005-the-window-is-a-process.md).
//! The first start owns a name on the session bus and hears the others there.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use tokio::runtime::Builder;
use zbus::blocking::{Connection, connection};

use crate::options::Options;
use crate::{IDENTIFIER, Program, Told, begin, screen, tray};

const INTERFACE: &str = "org.SingleInstance.DBus";
/// Calls of the window and bubbles wait more than they work; what works runs on threads for blocking.
const WORKERS: usize = 2;

/// Runs the program to its end, or hands this start to the one that is running.
pub fn run(options: Options) -> anyhow::Result<()> {
    let (told, inbox) = channel();
    let only = match first(&options, told.clone()) {
        Ok(only) => Some(only),
        Err(zbus::Error::NameTaken) => {
            return match hand_over(&options) {
                // The other one ended before it could answer: what was wanted.
                Err(_) if options.quit => Ok(()),
                handed => Ok(handed?),
            };
        }
        Err(error) => {
            tracing::warn!(%error, "without a session bus a second start cannot find this one");
            None
        }
    };
    if options.quit {
        return Ok(());
    }
    let tasks = Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
    let program = begin(&options, &tasks, told.clone());
    screen::watch(told);
    tray::put_up(&program);
    serve(&program, &inbox);
    program.close();
    // A call that waits for a provider is not waited for.
    tasks.shutdown_background();
    drop(only);
    Ok(())
}

fn serve(program: &Arc<Program>, inbox: &Receiver<Told>) {
    while let Ok(Told::Again(options)) = inbox.recv() {
        program.again(&options);
    }
}

/// What a second start calls.
struct Door(Sender<Told>);

#[zbus::interface(name = "org.SingleInstance.DBus")]
impl Door {
    fn execute_callback(&self, argv: Vec<String>, _folder: String) {
        let options = Options::read(argv.into_iter().skip(1).map(Into::into));
        let _ending = self.0.send(Told::Again(options));
    }
}

/// Takes the name, for as long as the connection is kept.
fn first(options: &Options, told: Sender<Told>) -> zbus::Result<Connection> {
    let name = bus_name(options);
    connection::Builder::session()?
        .name(name.as_str())?
        .replace_existing_names(false)
        .allow_name_replacements(false)
        .serve_at(path(&name), Door(told))?
        .build()
}

fn hand_over(options: &Options) -> zbus::Result<()> {
    let name = bus_name(options);
    let argv: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let folder = std::env::current_dir().unwrap_or_default().to_string_lossy().into_owned();
    let connection = Connection::session()?;
    let said = (argv, folder);
    connection.call_method(Some(name.as_str()), path(&name).as_str(), Some(INTERFACE), "ExecuteCallback", &said)?;
    Ok(())
}

fn bus_name(options: &Options) -> String {
    format!("{}.SingleInstance", options.bus_name(IDENTIFIER))
}

fn path(name: &str) -> String {
    format!("/{}", name.replace('.', "/").replace('-', "_"))
}
