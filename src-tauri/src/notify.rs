//! Bubbles on the desktop. Each is a task of its own with a limit of time, so that a desktop that never answers holds
//! nothing up; a click opens the ticket. What is not shown is not lost: the notice centre in the page has it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use notify_rust::{Notification, NotificationResponse};
use runtime::Bubble;
use tauri::{AppHandle, Manager};
use tokio::sync::Notify;

use crate::window;

/// Bubbles whose click is still listened for; one more closes the oldest.
const LIVE_MAX: usize = 20;
const SHOW_WAIT: Duration = Duration::from_secs(5);

/// The bubbles of this run.
#[derive(Default)]
pub struct Bubbles {
    quiet: AtomicBool,
    live: Mutex<VecDeque<Arc<Notify>>>,
}

impl Bubbles {
    /// "Não perturbar".
    pub fn set_quiet(&self, quiet: bool) {
        self.quiet.store(quiet, Ordering::Relaxed);
    }

    fn enter(&self) -> Arc<Notify> {
        let told = Arc::new(Notify::new());
        if let Ok(mut live) = self.live.lock() {
            live.push_back(Arc::clone(&told));
            if live.len() > LIVE_MAX
                && let Some(oldest) = live.pop_front()
            {
                oldest.notify_one();
            }
        }
        told
    }

    fn leave(&self, told: &Arc<Notify>) {
        if let Ok(mut live) = self.live.lock() {
            live.retain(|other| !Arc::ptr_eq(other, told));
        }
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
        if carry(&app.state::<Bubbles>(), &title, &text).await {
            window::show(&app, path.as_deref());
        }
    });
}

/// True if it was clicked.
#[cfg(target_os = "linux")]
async fn carry(bubbles: &Bubbles, title: &str, text: &str) -> bool {
    let notification = Notification::new()
        .appname("Retorno")
        .icon("retorno")
        .hint(notify_rust::Hint::DesktopEntry("Retorno".to_owned()))
        .summary(title)
        .body(&escape(text))
        .action("default", "Abrir")
        .finalize();
    let Ok(Ok(handle)) = tokio::time::timeout(SHOW_WAIT, notification.show_async()).await else {
        tracing::warn!("the desktop took no bubble");
        return false;
    };
    let told = bubbles.enter();
    let mut clicked = false;
    let answer = handle.wait_for_action_async(|response| {
        clicked = match response {
            NotificationResponse::Default | NotificationResponse::Action(_) => true,
            NotificationResponse::Reply(_) | NotificationResponse::Closed(_) => false,
        };
    });
    tokio::select! {
        () = answer => {}
        () = told.notified() => handle.close_async().await,
    }
    bubbles.leave(&told);
    clicked
}

/// Elsewhere the desktop keeps the click to itself.
#[cfg(not(target_os = "linux"))]
async fn carry(_bubbles: &Bubbles, title: &str, text: &str) -> bool {
    let notification = Notification::new().appname("Retorno").summary(title).body(text).finalize();
    let shown = tauri::async_runtime::spawn_blocking(move || notification.show().is_ok());
    let _late = tokio::time::timeout(SHOW_WAIT, shown).await;
    false
}

/// Desktops read a body as markup.
#[cfg(target_os = "linux")]
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn a_customers_text_is_never_markup() {
        assert_eq!(escape("<b>Silva & Filhos</b>"), "&lt;b&gt;Silva &amp; Filhos&lt;/b&gt;");
    }

    #[test]
    fn one_bubble_too_many_ends_the_oldest_only() {
        let bubbles = Bubbles::default();
        let told: Vec<_> = (0..=LIVE_MAX).map(|_| bubbles.enter()).collect();
        let live = bubbles.live.lock().expect("nobody panicked");
        assert_eq!(live.len(), LIVE_MAX);
        assert!(!live.iter().any(|other| Arc::ptr_eq(other, &told[0])));
        assert!(Arc::ptr_eq(&live[0], &told[1]));
    }
}
