//! The icon by the clock: how many wait in Sem Interação, half an hour of quiet, and the way out. What it says and does
//! is here; how it gets on the screen is each system's own. Without a place for icons the program goes on without it: a
//! second start brings the window back and `--quit` ends the program.

#[cfg_attr(target_os = "linux", path = "tray_linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "tray_tauri.rs")]
mod icon;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use crate::words::{Language, Phrase};
use crate::{Program, Told, login};

const QUIET: Duration = Duration::from_secs(30 * 60);
const WAITING_PATH: &str = "/sem-interacao";
const TITLE: &str = "Retorno";

const CALM: &[u8] = include_bytes!("../../../icons/tray.png");
const WAITING: &[u8] = include_bytes!("../../../icons/tray-waiting.png");
const PAUSED: &[u8] = include_bytes!("../../../icons/tray-paused.png");

/// The icon over the whole run of the program.
#[derive(Default)]
pub struct Tray {
    face: Mutex<Face>,
    icon: OnceLock<icon::Icon>,
}

/// What the icon and its menu show.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Face {
    waiting: u32,
    quiet: bool,
    at_login: bool,
    language: Language,
    /// Which half hour of quiet is running, so that the end of an old one does not end a new one.
    quiet_turn: u32,
}

/// A line of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Open,
    Waiting,
    Quiet,
    Login,
    Quit,
    Line,
}

/// From above.
const MENU: [Entry; 7] =
    [Entry::Open, Entry::Waiting, Entry::Line, Entry::Quiet, Entry::Login, Entry::Line, Entry::Quit];

impl Face {
    /// A PNG.
    fn picture(self) -> &'static [u8] {
        match self {
            Face { quiet: true, .. } => PAUSED,
            Face { waiting: 0, .. } => CALM,
            Face { .. } => WAITING,
        }
    }

    fn words(self, entry: Entry) -> String {
        let says = |phrase| self.language.says(phrase);
        match entry {
            Entry::Open => says(Phrase::Open).into(),
            Entry::Waiting => format!("{}: {}", says(Phrase::Waiting), self.waiting),
            Entry::Quiet => says(Phrase::Quiet).into(),
            Entry::Login => says(Phrase::AtLogin).into(),
            Entry::Quit => says(Phrase::Quit).into(),
            Entry::Line => String::new(),
        }
    }

    /// The tick before an entry that has one.
    fn ticked(self, entry: Entry) -> Option<bool> {
        match entry {
            Entry::Quiet => Some(self.quiet),
            Entry::Login => Some(self.at_login),
            Entry::Open | Entry::Waiting | Entry::Quit | Entry::Line => None,
        }
    }
}

/// Puts the icon up if this desktop can.
pub fn put_up(program: &Arc<Program>) {
    let first = {
        let mut face = face(program);
        look_at(program, &mut face);
        *face
    };
    match icon::put_up(program, first) {
        Ok(icon) => {
            let _twice = program.tray.icon.set(icon);
            // Something may have been counted meanwhile.
            draw(program, *face(program));
        }
        Err(error) => tracing::warn!(%error, "no icon by the clock"),
    }
}

/// Says how many wait in Sem Interação.
pub fn count(program: &Arc<Program>, waiting: u32) {
    change(program, |face| face.waiting = waiting);
}

/// Shows what belongs to this computer as it is now.
pub fn look_again(program: &Arc<Program>) {
    change(program, |face| look_at(program, face));
}

/// Whether half an hour of quiet is running.
pub fn is_quiet(program: &Arc<Program>) -> bool {
    face(program).quiet
}

/// Begins half an hour of quiet, or ends one. One that runs goes on as it was.
pub fn set_quiet(program: &Arc<Program>, quiet: bool) {
    if is_quiet(program) != quiet {
        toggle_quiet(program);
    }
}

/// Does what the person chose. Draws anew, so it is not for the thread that draws.
fn chosen(program: &Arc<Program>, entry: Entry) {
    match entry {
        Entry::Open => program.show(None),
        Entry::Waiting => program.show(Some(WAITING_PATH)),
        Entry::Quiet => toggle_quiet(program),
        Entry::Login => toggle_login(program),
        Entry::Quit => program.tell(Told::End),
        Entry::Line => {}
    }
}

/// The icon, the tick in the menu and the bubbles say the same.
fn toggle_quiet(program: &Arc<Program>) {
    let now = change(program, |face| {
        face.quiet = !face.quiet;
        face.quiet_turn += 1;
    });
    program.bubbles.set_quiet(now.quiet);
    if !now.quiet {
        return;
    }
    let ender = program.clone();
    program.tasks.spawn(async move {
        tokio::time::sleep(QUIET).await;
        if face(&ender).quiet_turn == now.quiet_turn {
            toggle_quiet(&ender);
        }
    });
}

fn toggle_login(program: &Arc<Program>) {
    let wanted = !face(program).at_login;
    if let Err(error) = login::set(wanted) {
        tracing::warn!(%error, "start at login could not be changed");
    }
    // As it is, whatever was wanted: the menu may have ticked the entry already.
    look_again(program);
}

fn look_at(program: &Arc<Program>, face: &mut Face) {
    face.at_login = login::is_on();
    face.language = program.computer.kept().language;
}

/// Changes what is shown, and draws it; gives it back.
fn change(program: &Arc<Program>, change: impl FnOnce(&mut Face)) -> Face {
    let mut face = face(program);
    change(&mut face);
    let now = *face;
    drop(face);
    draw(program, now);
    now
}

fn draw(program: &Arc<Program>, now: Face) {
    if let Some(icon) = program.tray.icon.get() {
        icon.draw(now);
    }
}

fn face(program: &Arc<Program>) -> MutexGuard<'_, Face> {
    program.tray.face.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hides_who_waits_and_the_menu_still_counts_them() {
        let calm = Face::default();
        let waiting = Face { waiting: 3, ..calm };
        let quiet = Face { quiet: true, ..waiting };
        assert_eq!([calm, waiting, quiet].map(Face::picture), [CALM, WAITING, PAUSED]);
        assert_eq!(quiet.words(Entry::Waiting), "Sem Interação: 3");
        assert_eq!(Face { language: Language::English, ..quiet }.words(Entry::Waiting), "No Interaction: 3");
        assert_eq!(MENU.map(|entry| quiet.ticked(entry)), [None, None, None, Some(true), Some(false), None, None]);
    }
}
