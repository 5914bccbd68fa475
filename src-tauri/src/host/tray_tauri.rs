//! The icon by Tauri, on systems whose toolkit costs nothing extra.

use std::sync::Arc;

use tauri::image::Image;
use tauri::menu::{CheckMenuItem, IsMenuItem, Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Wry};

use super::{Entry, Face, MENU, TITLE, chosen};
use crate::Program;

/// The icon and the parts of its menu that change.
pub struct Icon {
    icon: TrayIcon<Wry>,
    open: MenuItem<Wry>,
    waiting: MenuItem<Wry>,
    quiet: CheckMenuItem<Wry>,
    login: CheckMenuItem<Wry>,
    quit: MenuItem<Wry>,
}

/// Puts the icon up.
///
/// # Errors
/// The system has no place for it.
pub fn put_up(program: &Arc<Program>, face: Face) -> anyhow::Result<Icon> {
    let app = crate::system::app(program).ok_or_else(|| anyhow::anyhow!("there is no event loop"))?;
    let standard = |entry| MenuItem::with_id(app, id(entry), face.words(entry), true, None::<&str>);
    let check = |entry: Entry| {
        let ticked = face.ticked(entry).unwrap_or(false);
        CheckMenuItem::with_id(app, id(entry), face.words(entry), true, ticked, None::<&str>)
    };
    let (open, waiting, quit) = (standard(Entry::Open)?, standard(Entry::Waiting)?, standard(Entry::Quit)?);
    let (quiet, login) = (check(Entry::Quiet)?, check(Entry::Login)?);
    let line = PredefinedMenuItem::separator(app)?;
    let menu = Menu::new(app)?;
    for entry in MENU {
        let item: &dyn IsMenuItem<Wry> = match entry {
            Entry::Open => &open,
            Entry::Waiting => &waiting,
            Entry::Quiet => &quiet,
            Entry::Login => &login,
            Entry::Quit => &quit,
            Entry::Line => &line,
        };
        menu.append(item)?;
    }
    let picker = program.clone();
    let icon = TrayIconBuilder::with_id("main")
        .icon(Image::from_bytes(face.picture())?)
        .tooltip(TITLE)
        .menu(&menu)
        .on_menu_event(move |_: &AppHandle, event| {
            if let Some(entry) = MENU.into_iter().find(|entry| id(*entry) == event.id().as_ref()) {
                let program = picker.clone();
                picker.tasks.spawn_blocking(move || chosen(&program, entry));
            }
        })
        .build(app)?;
    Ok(Icon { icon, open, waiting, quiet, login, quit })
}

impl Icon {
    pub fn draw(&self, face: Face) {
        let drawn = (|| {
            for (item, entry) in [(&self.open, Entry::Open), (&self.waiting, Entry::Waiting), (&self.quit, Entry::Quit)]
            {
                item.set_text(face.words(entry))?;
            }
            self.quiet.set_text(face.words(Entry::Quiet))?;
            self.login.set_text(face.words(Entry::Login))?;
            self.quiet.set_checked(face.quiet)?;
            self.login.set_checked(face.at_login)?;
            self.icon.set_icon(Some(Image::from_bytes(face.picture())?))
        })();
        if let Err(error) = drawn {
            tracing::warn!(%error, "the icon by the clock could not be changed");
        }
    }
}

fn id(entry: Entry) -> &'static str {
    match entry {
        Entry::Open => "open",
        Entry::Waiting => "waiting",
        Entry::Quiet => "quiet",
        Entry::Login => "login",
        Entry::Quit => "quit",
        Entry::Line => "line",
    }
}
