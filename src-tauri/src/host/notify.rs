//! Bubbles on the desktop. Each is a task of its own with a limit of time, so that a desktop that never answers holds
//! nothing up; a click opens the ticket. What is not shown is not lost: the notice centre in the page has it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use runtime::Bubble;

use crate::Program;

const SHOW_WAIT: Duration = Duration::from_secs(5);

/// The bubbles of this run.
#[derive(Default)]
pub struct Bubbles {
    quiet: AtomicBool,
    #[cfg(target_os = "linux")]
    bus: crate::bus::Bus,
}

impl Bubbles {
    /// "Não perturbar".
    pub fn set_quiet(&self, quiet: bool) {
        self.quiet.store(quiet, Ordering::Relaxed);
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn bus(&self) -> &crate::bus::Bus {
        &self.bus
    }
}

/// What the runtime is lent.
pub struct Desktop(pub Arc<Program>);

impl runtime::port::Notifier for Desktop {
    fn show(&self, bubble: &Bubble) {
        let path = bubble.ticket.map(|ticket| format!("/atendimento/{ticket}"));
        show(&self.0, bubble.title.clone(), bubble.text.clone(), path);
    }
}

/// Shows one bubble; a click leads to `path`.
pub fn show(program: &Arc<Program>, title: String, text: String, path: Option<String>) {
    if program.bubbles.quiet.load(Ordering::Relaxed) {
        return;
    }
    let shower = program.clone();
    program.tasks.spawn(async move {
        let shown = tokio::time::timeout(SHOW_WAIT, carry(&shower, &title, &text, path)).await;
        match shown {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the desktop took no bubble"),
            Err(_late) => tracing::warn!("the desktop did not answer for a bubble"),
        }
    });
}

#[cfg(target_os = "linux")]
async fn carry(program: &Arc<Program>, title: &str, text: &str, path: Option<String>) -> anyhow::Result<()> {
    Ok(program.bubbles.bus().show(program, title, text, path).await?)
}

/// Elsewhere the desktop keeps the click to itself.
#[cfg(not(target_os = "linux"))]
async fn carry(program: &Arc<Program>, title: &str, text: &str, _path: Option<String>) -> anyhow::Result<()> {
    let mut notification = notify_rust::Notification::new();
    notification.appname("Retorno").summary(title).body(text);
    if program.computer.kept().sound {
        notification.sound_name("Default");
    }
    let notification = notification.finalize();
    tokio::task::spawn_blocking(move || notification.show().map(drop)).await??;
    Ok(())
}
