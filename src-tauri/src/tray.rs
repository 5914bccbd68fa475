//! The icon by the clock: how many wait in Sem Interação, half an hour of quiet, and the way out. Without a place for
//! icons the program goes on without it: a second start brings the window back and `--quit` ends the program.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tauri::image::Image;
use tauri::menu::{CheckMenuItem, Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, Wry};
use tauri_plugin_autostart::ManagerExt;

use crate::notify::Bubbles;
use crate::window;

const QUIET: Duration = Duration::from_secs(30 * 60);
const WAITING_PATH: &str = "/sem-interacao";

const CALM: &[u8] = include_bytes!("../../icons/tray.png");
const WAITING: &[u8] = include_bytes!("../../icons/tray-waiting.png");
const PAUSED: &[u8] = include_bytes!("../../icons/tray-paused.png");

/// The icon and the parts of its menu that change.
pub struct Tray {
    icon: TrayIcon<Wry>,
    waiting: MenuItem<Wry>,
    quiet: CheckMenuItem<Wry>,
    count: AtomicU32,
    /// Which half hour of quiet is running, so that the end of an old one does not end a new one.
    quiet_turn: AtomicU32,
}

/// Puts the icon up if this desktop can: the library behind it is looked for only then, and panics if it is missing.
pub fn build(app: &AppHandle) -> Option<Tray> {
    match catch_unwind(AssertUnwindSafe(|| try_build(app))) {
        Ok(Ok(tray)) => Some(tray),
        Ok(Err(error)) => {
            tracing::warn!(%error, "no icon by the clock");
            None
        }
        Err(_) => {
            tracing::warn!("no icon by the clock: libayatana-appindicator3 is not installed");
            None
        }
    }
}

fn try_build(app: &AppHandle) -> tauri::Result<Tray> {
    let open = MenuItem::with_id(app, "open", "Abrir Retorno", true, None::<&str>)?;
    let waiting = MenuItem::with_id(app, "waiting", waiting_text(0), true, None::<&str>)?;
    let quiet = CheckMenuItem::with_id(app, "quiet", "Não perturbar por 30 min", true, false, None::<&str>)?;
    let at_login = app.autolaunch().is_enabled().unwrap_or(false);
    let login = CheckMenuItem::with_id(app, "login", "Iniciar com o computador", true, at_login, None::<&str>)?;
    let quit = MenuItem::with_id(app, "quit", "Sair", true, None::<&str>)?;
    let line = || PredefinedMenuItem::separator(app);
    let menu = Menu::with_items(app, &[&open, &waiting, &line()?, &quiet, &login, &line()?, &quit])?;
    let icon = TrayIconBuilder::with_id("main")
        .icon(Image::from_bytes(CALM)?)
        .tooltip("Retorno")
        .menu(&menu)
        .on_menu_event(move |app, event| match event.id().as_ref() {
            "open" => window::show(app, None),
            "waiting" => window::show(app, Some(WAITING_PATH)),
            "quiet" => toggle_quiet(app),
            "login" => toggle_login(app, &login),
            "quit" => app.exit(0),
            _ => {}
        })
        .build(app)?;
    let (count, quiet_turn) = (AtomicU32::new(0), AtomicU32::new(0));
    Ok(Tray { icon, waiting, quiet, count, quiet_turn })
}

/// Says how many wait in Sem Interação.
pub fn count(app: &AppHandle, waiting: u32) {
    if let Some(tray) = app.try_state::<Tray>()
        && tray.count.swap(waiting, Ordering::Relaxed) != waiting
    {
        warn(tray.waiting.set_text(waiting_text(waiting)));
        tray.draw();
    }
}

impl Tray {
    fn draw(&self) {
        let quiet = self.quiet.is_checked().unwrap_or(false);
        let waiting = self.count.load(Ordering::Relaxed) > 0;
        let face = if quiet {
            PAUSED
        } else if waiting {
            WAITING
        } else {
            CALM
        };
        warn(Image::from_bytes(face).and_then(|image| self.icon.set_icon(Some(image))));
    }

    /// The icon, the box in the menu and the bubbles say the same.
    fn set_quiet(&self, app: &AppHandle, quiet: bool) {
        warn(self.quiet.set_checked(quiet));
        app.state::<Bubbles>().set_quiet(quiet);
        self.draw();
    }
}

fn toggle_quiet(app: &AppHandle) {
    let Some(tray) = app.try_state::<Tray>() else { return };
    // The desktop has already ticked or cleared the box.
    let quiet = tray.quiet.is_checked().unwrap_or(false);
    let turn = tray.quiet_turn.fetch_add(1, Ordering::Relaxed) + 1;
    tray.set_quiet(app, quiet);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(QUIET).await;
        if let Some(tray) = app.try_state::<Tray>()
            && tray.quiet_turn.load(Ordering::Relaxed) == turn
        {
            tray.set_quiet(&app, false);
        }
    });
}

fn toggle_login(app: &AppHandle, item: &CheckMenuItem<Wry>) {
    let starter = app.autolaunch();
    let wanted = item.is_checked().unwrap_or(false);
    if let Err(error) = if wanted { starter.enable() } else { starter.disable() } {
        tracing::warn!(%error, "start at login could not be changed");
        warn(item.set_checked(!wanted));
    }
}

fn waiting_text(waiting: u32) -> String {
    format!("Sem Interação: {waiting}")
}

fn warn(done: tauri::Result<()>) {
    if let Err(error) = done {
        tracing::warn!(%error, "the icon by the clock could not be changed");
    }
}
