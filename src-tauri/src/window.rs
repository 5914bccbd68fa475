//! The one window: made when wanted, gone when closed. The program and its clock live on without it, and it comes back
//! at the place, on the screen and in the page, where it was.

use std::sync::Mutex;

use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Emitter, Manager, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_window_state::{AppHandleExt, StateFlags};

use crate::notify;

pub const LABEL: &str = "main";

/// What of the window is kept from run to run.
pub const KEPT: StateFlags = StateFlags::SIZE.union(StateFlags::POSITION).union(StateFlags::MAXIMIZED);

/// The place in the page where the window was closed.
#[derive(Default)]
pub struct LastPlace(Mutex<Option<String>>);

/// Brings the window to the front, making it if there is none; with a path, at that place.
pub fn show(app: &AppHandle, path: Option<&str>) {
    let shown = match app.get_webview_window(LABEL) {
        Some(window) => (|| {
            if let Some(path) = path {
                window.emit("open", path)?;
            }
            window.unminimize()?;
            window.show()?;
            window.set_focus()
        })(),
        None => make(app, path),
    };
    if let Err(error) = shown {
        tracing::error!(%error, "the window could not be shown");
    }
}

fn make(app: &AppHandle, path: Option<&str>) -> tauri::Result<()> {
    let config = app.config().app.windows.iter().find(|window| window.label == LABEL);
    let mut config = config.ok_or(tauri::Error::WindowNotFound)?.clone();
    let last = app.state::<LastPlace>().0.lock().ok().and_then(|place| place.clone());
    if let Some(place) = path.or(last.as_deref()) {
        config.url = WebviewUrl::App(format!("index.html#{place}").into());
    }
    let window = WebviewWindowBuilder::from_config(app, &config)?
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    let app = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::CloseRequested { .. } = event {
            closing(&app);
        }
    });
    // Only now, at its old place: nobody sees it jump.
    window.show()
}

fn closing(app: &AppHandle) {
    let Some(window) = app.get_webview_window(LABEL) else { return };
    let place = window.url().ok().and_then(|url| url.fragment().map(str::to_owned));
    if let Ok(mut last) = app.state::<LastPlace>().0.lock() {
        *last = place;
    }
    let first = app.path().app_config_dir().is_ok_and(|dir| !dir.join(app.filename()).exists());
    if first {
        let text = "Os prazos seguem contando. Abra-o de novo pelo ícone; para sair, use Encerrar o Retorno.";
        notify::show(app, "O Retorno continua ligado".to_owned(), text.to_owned(), None);
    }
    if let Err(error) = app.save_window_state(KEPT) {
        tracing::warn!(%error, "the window's place could not be kept");
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
