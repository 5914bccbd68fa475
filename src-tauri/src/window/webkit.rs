//! The WebKit this process has loaded, perhaps weeks ago. If an update puts another in its place, the processes that a page
//! needs would be of the new one, and two versions do not understand each other.

use std::fs::{Metadata, metadata, read_to_string};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::SystemTime;

/// What was loaded, as soon as it has been looked for: a process that is told to open at once has not waited, and need not know.
#[derive(Default)]
pub struct Waited(OnceLock<Option<Loaded>>);

impl Waited {
    /// Looks what this process has loaded. Takes a millisecond, so whoever opens a window does not wait for it.
    pub fn look(&self) {
        let maps = if cfg!(target_os = "linux") { read_to_string("/proc/self/maps").ok() } else { None };
        self.0.get_or_init(|| maps.as_deref().and_then(|maps| maps.lines().find_map(file_of)).map(Loaded::of));
    }

    /// The file of that name is no longer the one that was loaded.
    pub fn found_another_webkit(&self) -> bool {
        self.0.get().is_some_and(|loaded| loaded.as_ref().is_some_and(Loaded::is_replaced))
    }
}

/// A library, and by what its file was known when it was loaded; nothing if the file was gone already.
struct Loaded {
    file: PathBuf,
    stamp: Option<Stamp>,
}

/// Length and time of its last change: packages bring files with their own times, and put them in place by renaming.
type Stamp = (u64, Option<SystemTime>);

impl Loaded {
    fn of(file: &Path) -> Self {
        Loaded { file: file.to_owned(), stamp: stamp(file) }
    }

    fn is_replaced(&self) -> bool {
        self.stamp.is_none() || self.stamp != stamp(&self.file)
    }
}

fn stamp(file: &Path) -> Option<Stamp> {
    metadata(file).ok().map(|found: Metadata| (found.len(), found.modified().ok()))
}

/// The file of a line of `/proc/self/maps`, if it is WebKit's.
fn file_of(line: &str) -> Option<&Path> {
    let file = line.get(line.find('/')?..)?;
    file.contains("/libwebkit2gtk-").then(|| Path::new(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_all_that_is_loaded_only_webkit_is_looked_at() {
        let webkit = "/usr/lib/x86_64-linux-gnu/libwebkit2gtk-4.1.so.0.21.9";
        let table = [
            (format!("7f00-7f01 r-xp 0 fe:00 7 {webkit}"), Some(webkit.to_owned())),
            // Replaced before it was looked at: a file of this name does not exist.
            (format!("7f00-7f01 r-xp 0 fe:00 7 {webkit} (deleted)"), Some(format!("{webkit} (deleted)"))),
            ("7f00-7f01 r--p 0 fe:00 7 /usr/share/mime/mime.cache (deleted)".into(), None),
            ("7f00-7f01 rw-s 0 00:01 7 /memfd:WebKitSharedMemory (deleted)".into(), None),
            ("7f00-7f01 rw-p 0 00:00 0".into(), None),
        ];
        for (line, file) in table {
            assert_eq!(file_of(&line), file.as_deref().map(Path::new), "{line}");
        }
    }

    #[test]
    fn a_file_that_was_replaced_or_is_gone_is_another() {
        let folder = tempfile::tempdir().expect("a system has a place for temporary files");
        let [file, newer] = ["libwebkit2gtk-4.1.so.0", "newer"].map(|name| folder.path().join(name));
        std::fs::write(&file, "one").expect("the folder is ours");
        let loaded = Loaded::of(&file);
        assert!(!loaded.is_replaced());
        std::fs::write(&newer, "another").expect("the folder is ours");
        std::fs::rename(&newer, &file).expect("both are in one folder");
        assert!(loaded.is_replaced());
        std::fs::remove_file(&file).expect("it is there");
        assert!(loaded.is_replaced());
        assert!(Loaded::of(&file).is_replaced());
    }

    #[test]
    fn a_process_that_has_not_waited_opens() {
        let waited = Waited::default();
        assert!(!waited.found_another_webkit());
        waited.look();
        assert!(!waited.found_another_webkit());
    }
}
