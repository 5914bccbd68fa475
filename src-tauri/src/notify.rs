//! Bubbles on the desktop. Each is a task of its own with a limit of time, so that a desktop that never answers holds
//! nothing up; a click opens the ticket. What is not shown is not lost: the notice centre in the page has it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use runtime::Bubble;
use tauri::{AppHandle, Manager};

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
pub struct Desktop(pub AppHandle);

impl runtime::port::Notifier for Desktop {
    fn show(&self, bubble: &Bubble) {
        let path = bubble.ticket.map(|ticket| format!("/atendimento/{ticket}"));
        show(&self.0, bubble.title.clone(), bubble.text.clone(), path);
    }
}

/// Shows one bubble; a click leads to `path`.
pub fn show(app: &AppHandle, title: String, text: String, path: Option<String>) {
    if app.state::<Bubbles>().quiet.load(Ordering::Relaxed) {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let shown = tokio::time::timeout(SHOW_WAIT, carry(&app, &title, &text, path)).await;
        match shown {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the desktop took no bubble"),
            Err(_late) => tracing::warn!("the desktop did not answer for a bubble"),
        }
    });
}

#[cfg(target_os = "linux")]
async fn carry(app: &AppHandle, title: &str, text: &str, path: Option<String>) -> anyhow::Result<()> {
    Ok(app.state::<Bubbles>().bus().show(app, title, text, path).await?)
}

/// Elsewhere the desktop keeps the click to itself.
#[cfg(not(target_os = "linux"))]
async fn carry(_app: &AppHandle, title: &str, text: &str, _path: Option<String>) -> anyhow::Result<()> {
    let mut notification = notify_rust::Notification::new();
    let notification = notification.appname("Retorno").summary(title).body(text).finalize();
    tauri::async_runtime::spawn_blocking(move || notification.show().map(drop)).await??;
    Ok(())
}
