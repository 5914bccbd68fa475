//! The one window and its page. Closing it hides it: for a while the program keeps this process, so that it can be back at
//! once, at the same place on the screen and in the page. A hidden page is told so by WebKit, and its timers rest.

use std::sync::Mutex;

use retorno_wire::{Closed, ToHost};
use tauri::webview::NewWindowResponse;
use tauri::{
    AppHandle, Emitter, Manager, PhysicalPosition, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent,
};
use tauri_plugin_window_state::{AppHandleExt, StateFlags};

use crate::line::Line;
use crate::webkit::Waited;

const LABEL: &str = "main";

/// Runs before anything of the page is read: it asks what the first picture asked the last time.
const EARLY: &str = include_str!("../../../ui/src/host/early.js");

/// What of the window is kept from run to run.
pub const KEPT: StateFlags = StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED);

/// Where on the screen the window was when it was closed; none while it is open.
#[derive(Default)]
pub struct Hidden(Mutex<Option<PhysicalPosition<i32>>>);

/// Brings the window to the front, making it the first time; with a path, at that place of the page.
pub fn open(app: &AppHandle, path: Option<String>) {
    let opener = app.clone();
    // Windows are made there; and a second word waits until the first one has been done.
    let asked = app.run_on_main_thread(move || match opener.get_webview_window(LABEL) {
        Some(window) => show(&opener, &window, path.as_deref()),
        None => {
            if opener.state::<Waited>().found_another_webkit() {
                // The program opens another process, which has loaded what is there now.
                std::process::exit(1);
            }
            if let Err(error) = make(&opener, path.as_deref()) {
                tracing::error!(%error, "the window could not be made");
                std::process::exit(1);
            }
        }
    });
    if let Err(error) = asked {
        tracing::error!(%error, "the window could not be opened");
    }
}

/// Makes the window, at a place of the page. Fails where the system has no place for a window.
fn make(app: &AppHandle, place: Option<&str>) -> tauri::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == LABEL);
    let mut config = config.ok_or(tauri::Error::WindowNotFound)?.clone();
    if let Some(place) = place {
        config.url = WebviewUrl::App(format!("index.html#{place}").into());
    }
    let window = WebviewWindowBuilder::from_config(app, &config)?
        .initialization_script(EARLY)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    let app = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
            close(&app);
        }
    });
    // Only now, at its old place: nobody sees it jump.
    window.show()
}

fn show(app: &AppHandle, window: &WebviewWindow, path: Option<&str>) {
    let hidden = app.state::<Hidden>().0.lock().ok().and_then(|mut hidden| hidden.take());
    let shown = (|| {
        if let Some(path) = path {
            window.emit("open", path)?;
        }
        if let Some(position) = hidden {
            // The window manager places a window that comes anew, unless it is told where.
            window.set_position(position)?;
        }
        window.unminimize()?;
        window.show()?;
        window.set_focus()
    })();
    if let Err(error) = shown {
        tracing::error!(%error, "the window could not be shown");
    }
}

fn close(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let first = app.path().app_config_dir().is_ok_and(|dir| !dir.join(app.filename()).exists());
    if let Err(error) = app.save_window_state(KEPT) {
        tracing::warn!(%error, "the window's place could not be kept");
    }
    if let Ok(mut hidden) = app.state::<Hidden>().0.lock() {
        *hidden = Some(window.outer_position().unwrap_or_default());
    }
    if let Err(error) = window.hide() {
        tracing::error!(%error, "the window could not be hidden");
    }
    closed(app, Some((&window, first)));
}

/// Tells the program that the window is closed.
pub fn closed(app: &AppHandle, window: Option<(&WebviewWindow, bool)>) {
    let place = window.and_then(|(window, _)| window.url().ok()).and_then(|url| url.fragment().map(str::to_owned));
    let first = window.is_some_and(|(_, first)| first);
    if let Err(error) = app.state::<Line>().tell(&ToHost::Closed(Closed { place, first })) {
        tracing::warn!(%error, "the program could not be told that the window is closed");
    }
}

/// Ends this process in order. Where a hidden window was has been put down; looked at again it would be elsewhere. A process
/// that has made none knows no place, and puts down none.
pub fn end(app: &AppHandle) {
    let hidden = app.state::<Hidden>().0.lock().is_ok_and(|hidden| hidden.is_some());
    if !hidden && app.get_webview_window(LABEL).is_some() {
        return app.exit(0);
    }
    if let Err(error) = app.run_on_main_thread(|| std::process::exit(0)) {
        tracing::warn!(%error, "the window does not end by itself");
    }
}

/// The page never leads elsewhere, whatever text it shows.
fn is_ours(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_page_is_ever_opened() {
        let table = [
            ("tauri://localhost/index.html#/x", true),
            ("http://tauri.localhost/", true),
            ("tauri://evil/", false),
            ("http://localhost/", false),
            ("https://tauri.localhost.evil.example/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("javascript:alert(1)", false),
            ("about:blank", false),
        ];
        for (url, ours) in table {
            assert_eq!(is_ours(&Url::parse(url).expect("the table holds addresses")), ours, "{url}");
        }
    }
}
