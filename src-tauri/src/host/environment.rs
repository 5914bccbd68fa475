//! What a window's process is told before it starts, in the words that WebKitGTK and the loader of programs have for it.
//! Who has set one of them knows better. The figures and how they were taken are in docs/bench.md.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where there is no graphics card WebKit would play one on the processor, which takes about ten times as long for a frame as
/// drawing by the processor outright.
const BY_PROCESSOR: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// And to find out which card to draw by, it would load all that plays one into the window's own process, too, where it is asked
/// nothing more: 13 ms before the page's first file is given out. A card that is named is not looked for.
const CARD_TO_USE: &str = "WEBKIT_WEB_RENDER_DEVICE_FILE";
const CARDS: &str = "/dev/dri";
const CARD: &str = "renderD";
const NO_CARD: &str = "none";

/// Twice a minute WebKit adds up all the memory of its page, to let go of what it has put by if that is much. It costs more than
/// all else that an open window does while nobody touches it, and ours shows one page without pictures.
const NO_MEMORY_WATCH: &str = "WEBKIT_DISABLE_MEMORY_PRESSURE_MONITOR";

/// The loader looks for each of some 72,000 names in one library after the other, in the order in which they came; WebKitGTK brings
/// 165. Most of the names are in two that come late: those of a voice of flite, by which pages can be read aloud, and of the
/// engine for scripts. With these two in front a process is loaded in 34 ms instead of 44, and a window is three of them.
const LOADED_FIRST: &str = "LD_PRELOAD";
const ASKED_MOST: [&str; 2] = ["libflite_cmu_time_awb.so.1", "libjavascriptcoregtk-4.1.so.0"];

/// Tells a window that is about to start.
pub fn suit(window: &mut Command) {
    window.envs(words(Path::new(CARDS), &library_folders(), |name| std::env::var_os(name)));
}

/// What is said where the cards and the libraries lie there, and some words are `set` already. Who wants a card to be played all
/// the same has it looked for, too.
fn words(cards: &Path, libraries: &[PathBuf], set: impl Fn(&str) -> Option<OsString>) -> Vec<(&'static str, OsString)> {
    let mut words = vec![(NO_MEMORY_WATCH, "1".into())];
    if !has_card(cards) && set(BY_PROCESSOR).is_none_or(|set| set != "0") {
        words.extend([(BY_PROCESSOR, "1".into()), (CARD_TO_USE, cards.join(NO_CARD).into())]);
    }
    words.extend(found_in(libraries).map(|files| (LOADED_FIRST, files)));
    words.retain(|(name, _)| set(name).is_none());
    words
}

fn has_card(cards: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(cards) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(CARD))
}

/// Where systems keep their libraries.
fn library_folders() -> [PathBuf; 3] {
    let arch = std::env::consts::ARCH;
    [format!("/usr/lib/{arch}-linux-gnu"), "/usr/lib64".into(), "/usr/lib".into()].map(PathBuf::from)
}

/// All of `ASKED_MOST` from one folder, as the loader wants them named. None where no folder has them all: a WebKit that was
/// built without voices brings none. Where flite is there for another reason, its voice is loaded for nothing.
fn found_in(folders: &[PathBuf]) -> Option<OsString> {
    let all_of = |folder: &PathBuf| ASKED_MOST.map(|name| folder.join(name));
    let files = folders.iter().map(all_of).find(|files| files.iter().all(|file| file.exists()))?;
    Some(files.each_ref().map(|file| file.as_os_str()).join(":".as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_put_first_only_where_all_of_them_are() {
        let folder = tempfile::tempdir().expect("a system has a place for temporary files");
        let [other, libraries] = ["other", "libraries"].map(|name| folder.path().join(name));
        for place in [&other, &libraries] {
            std::fs::create_dir(place).expect("the folder is ours");
            std::fs::write(place.join(ASKED_MOST[1]), "").expect("the folder is ours");
        }
        let both = [other, libraries.clone()];
        assert_eq!(found_in(&both), None);
        std::fs::write(libraries.join(ASKED_MOST[0]), "").expect("the folder is ours");
        let [one, two] = ASKED_MOST.map(|name| libraries.join(name));
        assert_eq!(found_in(&both), Some(format!("{}:{}", one.display(), two.display()).into()));
    }

    #[test]
    fn without_a_card_none_is_looked_for() {
        let folder = tempfile::tempdir().expect("a system has a place for temporary files");
        let cards = folder.path().join("dri");
        let said = || words(&cards, &[], |_| None);
        let no_file = cards.join("none").into_os_string();
        let without = [(NO_MEMORY_WATCH, "1".into()), (BY_PROCESSOR, "1".into()), (CARD_TO_USE, no_file)];
        assert_eq!(said(), without);
        std::fs::create_dir(&cards).expect("the folder is ours");
        // A screen alone is no card.
        std::fs::write(cards.join("card0"), "").expect("the folder is ours");
        assert_eq!(said(), without);
        std::fs::write(cards.join("renderD128"), "").expect("the folder is ours");
        assert_eq!(said(), [(NO_MEMORY_WATCH, "1".into())]);
    }

    #[test]
    fn who_has_set_a_word_is_left_alone() {
        let nowhere = Path::new("/nowhere");
        let said = |name: &'static str, value: &'static str| -> Vec<&'static str> {
            let set = |asked: &str| (asked == name).then(|| value.into());
            words(nowhere, &[], set).into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(said(NO_MEMORY_WATCH, "0"), [BY_PROCESSOR, CARD_TO_USE]);
        assert_eq!(said(BY_PROCESSOR, "1"), [NO_MEMORY_WATCH, CARD_TO_USE]);
        assert_eq!(said(BY_PROCESSOR, "0"), [NO_MEMORY_WATCH], "the card that is played is looked for");
        assert_eq!(said(CARD_TO_USE, "/dev/dri/renderD129"), [NO_MEMORY_WATCH, BY_PROCESSOR]);
    }

    #[test]
    fn a_window_is_told() {
        let mut window = Command::new("true");
        suit(&mut window);
        let told: Vec<_> = window.get_envs().map(|(name, _)| name.to_owned()).collect();
        assert!(
            told.iter().any(|name| name == NO_MEMORY_WATCH) || std::env::var_os(NO_MEMORY_WATCH).is_some(),
            "{told:?}"
        );
    }
}
