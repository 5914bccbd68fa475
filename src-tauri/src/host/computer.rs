//! What belongs to this computer and not to the house: whether the program starts with it, whether bubbles ring, the half
//! hour of quiet, and in which language the icon speaks. Changed in the page or at the icon; what must outlive the program
//! lies in a file beside the house's data.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use api::Failure;
use runtime::{Refusal, RefusalCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::words::Language;
use crate::{Program, login, tray};

const FILE: &str = "computer.json";

/// What is kept, over the whole run of the program.
pub struct Computer {
    file: PathBuf,
    kept: Mutex<Kept>,
}

/// In the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    pub language: Language,
    /// Bubbles ask the desktop for a sound.
    pub sound: bool,
}

/// As the page reads it.
#[derive(Debug, Serialize)]
struct Told {
    at_login: bool,
    quiet: bool,
    sound: bool,
}

/// What the page asks to be changed; what it leaves out stays.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wish {
    at_login: Option<bool>,
    quiet: Option<bool>,
    sound: Option<bool>,
    language: Option<Language>,
}

impl Default for Kept {
    fn default() -> Self {
        Kept { language: Language::default(), sound: true }
    }
}

impl Computer {
    /// Of the house in this folder. A file that cannot be read counts as none: nothing in it is worth a refusal to start.
    pub fn of(dir: &Path) -> Self {
        let file = dir.join(FILE);
        let kept = fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        Computer { file, kept: Mutex::new(kept) }
    }

    pub fn kept(&self) -> Kept {
        *self.locked()
    }

    /// Keeps it, and writes it down if it is another.
    fn keep(&self, language: Option<Language>, sound: Option<bool>) -> std::io::Result<()> {
        let mut kept = self.locked();
        let now = Kept { language: language.unwrap_or(kept.language), sound: sound.unwrap_or(kept.sound) };
        if now == *kept {
            return Ok(());
        }
        *kept = now;
        // Beside it first: what is there is always whole.
        let beside = self.file.with_extension("json.new");
        fs::write(&beside, serde_json::to_vec(&now)?)?;
        fs::rename(&beside, &self.file)
    }

    fn locked(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How things stand, for the page.
pub fn told(program: &Arc<Program>) -> Result<Value, Failure> {
    let (quiet, sound) = (tray::is_quiet(program), program.computer.kept().sound);
    serde_json::to_value(Told { at_login: login::is_on(), quiet, sound }).map_err(|error| not_done(&error))
}

/// Does what the page asks, and tells how things stand then. Blocks.
///
/// # Errors
/// It asks for something else, or the system did not take it; what was done before that stays done.
pub fn change(program: &Arc<Program>, wish: Value) -> Result<Value, Failure> {
    let wish: Wish = serde_json::from_value(wish).map_err(|error| {
        tracing::warn!(%error, "what was to be changed on this computer was not understood");
        Failure::from(Refusal::new(RefusalCode::Invalid, "O Retorno não entendeu o que mudar neste computador."))
    })?;
    program.computer.keep(wish.language, wish.sound).map_err(|error| not_done(&error))?;
    if let Some(on) = wish.at_login {
        login::set(on).map_err(|error| not_done(&error))?;
    }
    if let Some(quiet) = wish.quiet {
        tray::set_quiet(program, quiet);
    }
    tray::look_again(program);
    told(program)
}

fn not_done(error: &dyn std::fmt::Display) -> Failure {
    tracing::warn!(%error, "this computer did not take a change");
    Refusal::new(RefusalCode::Unavailable, format!("O sistema não aceitou a mudança: {error}.")).into()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("retorno-computer-{name}-{}", std::process::id()));
        let _none = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).expect("the system's folder takes one");
        folder
    }

    #[test]
    fn what_is_kept_is_there_at_the_next_start_and_the_rest_stays() {
        let dir = folder("next");
        let computer = Computer::of(&dir);
        assert_eq!(computer.kept(), Kept { language: Language::Portuguese, sound: true });
        computer.keep(Some(Language::Spanish), None).expect("the folder takes a file");
        computer.keep(None, Some(false)).expect("the folder takes a file");
        assert_eq!(Computer::of(&dir).kept(), Kept { language: Language::Spanish, sound: false });
        fs::remove_dir_all(dir).expect("it was made above");
    }

    #[test]
    fn a_file_of_another_version_or_of_nobody_keeps_no_program_from_starting() {
        let dir = folder("odd");
        let table = [
            ("", Kept::default()),
            ("[]", Kept::default()),
            (r#"{"language":"fr"}"#, Kept::default()),
            (r#"{"language":"en","later":1}"#, Kept { language: Language::English, sound: true }),
        ];
        for (text, kept) in table {
            fs::write(dir.join(FILE), text).expect("the folder takes a file");
            assert_eq!(Computer::of(&dir).kept(), kept, "{text}");
        }
        fs::remove_dir_all(dir).expect("it was made above");
    }

    #[test]
    fn a_wish_for_what_there_is_not_is_refused_whole() {
        let read = |wish| serde_json::from_value::<Wish>(wish).ok();
        assert_eq!(read(json!({ "quiet": true })), Some(Wish { quiet: Some(true), ..Wish::default() }));
        assert_eq!(read(json!({ "quiet": true, "loud": 1 })), None);
        assert_eq!(read(json!({ "language": "fr" })), None);
    }
}
