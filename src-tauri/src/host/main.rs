//! The program a person starts. No logic: it opens the desk, carries the window's calls into the one table of commands and
//! changes back, shows bubbles and the icon by the clock, and lives on without a window so that no deadline is missed. The
//! window itself is a process of its own (docs/decisions/0005-the-window-is-a-process.md).

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

#[cfg(target_os = "linux")]
mod bus;
mod computer;
#[cfg(target_os = "linux")]
mod environment;
mod events;
mod house;
mod life;
mod login;
mod notify;
mod options;
#[cfg(target_os = "linux")]
mod screen;
#[cfg_attr(target_os = "linux", path = "system_linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "system_tauri.rs")]
mod system;
mod tray;
mod window;
mod words;

use std::sync::Arc;
use std::sync::mpsc::Sender;

use tokio::runtime::{Handle, Runtime};

use crate::options::Options;

/// The name the system knows the program by.
const IDENTIFIER: &str = "br.com.retorno.desktop";

/// What the rooms of the program share.
struct Program {
    house: house::House,
    computer: computer::Computer,
    window: window::Window,
    bubbles: notify::Bubbles,
    tray: tray::Tray,
    tasks: Handle,
    told: Sender<Told>,
}

/// What reaches the program from outside its window.
enum Told {
    /// It was started again, with these arguments.
    Again(Options),
    /// To end, by the person or by the system.
    End,
}

impl Program {
    fn tell(&self, told: Told) {
        // Nobody listens any more: it is ending.
        let _ending = self.told.send(told);
    }

    /// A second start, or a click on what such a start could have said.
    fn again(self: &Arc<Self>, options: &Options) {
        if options.quit { self.tell(Told::End) } else { self.show(options.path.as_deref()) }
    }

    /// Brings the window up; with a path, at that place of the page.
    fn show(self: &Arc<Self>, path: Option<&str>) {
        window::show(self, path);
    }

    /// Ends what was begun, in order.
    fn close(&self) {
        self.window.let_go();
        self.house.close();
        self.window.wait();
    }
}

fn main() -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    system::run(Options::read(std::env::args_os().skip(1)))
}

/// The program begins: the window first, because it takes longest, then the desk beside it. By the time the page asks, it
/// is usually open.
fn begin(options: &Options, tasks: &Runtime, told: Sender<Told>) -> Arc<Program> {
    let program = Arc::new(Program {
        computer: computer::Computer::of(&options.data_dir()),
        house: house::House::at(options.data_dir()),
        window: window::Window::default(),
        bubbles: notify::Bubbles::default(),
        tray: tray::Tray::default(),
        tasks: tasks.handle().clone(),
        told,
    });
    if !options.hidden {
        program.show(options.path.as_deref());
    }
    let opener = program.clone();
    std::thread::spawn(move || {
        if let Err(failure) = opener.house.desk(&opener) {
            eprintln!("{failure}");
        }
    });
    let listener = program.clone();
    tasks.spawn(async move {
        told_to_end().await;
        listener.tell(Told::End);
    });
    program
}

/// Ctrl+C, or the polite signal of the system when it shuts down.
async fn told_to_end() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut terminated) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = interrupted => {}
            _ = terminated.recv() => {}
        }
        return;
    }
    let _gone = interrupted.await;
}
