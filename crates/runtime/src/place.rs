//! Where the data folder lies. SQLite's write-ahead log needs memory shared between processes and locks that hold, which
//! a folder of another computer does not give; a program that keeps a folder the same on several computers swaps files
//! while they are open.

use std::fs::File;
use std::path::{Component, Path, PathBuf};

use crate::Result;
use crate::refusal::{Refusal, RefusalCode};

const LOCK_FILE: &str = "retorno.lock";
/// Kinds of file system, as the kernel names them, whose files lie on another computer.
const NETWORK: [&str; 11] =
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2"];
/// Folders that some program keeps the same on several computers, as they are named on disk.
const SYNCED: [(&str, &str); 11] = [
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("meu drive", "Google Drive"),
    ("iclouddrive", "iCloud Drive"),
    ("com~apple~clouddocs", "iCloud Drive"),
    // Above it, and above the folders of programs that keep theirs there.
    ("mobile documents", "iCloud Drive"),
    ("syncthing", "Syncthing"),
    ("nextcloud", "Nextcloud"),
    ("pclouddrive", "pCloud"),
];

/// What such a program leaves in the folder that it keeps the same, whatever that is named.
const MARKS: [(&str, &str); 3] =
    [(".stfolder", "Syncthing"), (".dropbox.cache", "Dropbox"), (".tmp.driveupload", "Google Drive")];
/// Where macOS lists the folders of such programs, each with an account behind its name.
const CLOUD_FOLDERS: &str = "cloudstorage";

/// Refuses a folder of another computer.
///
/// # Errors
/// It is one; nothing was touched.
pub(crate) fn require_own_disk(dir: &Path) -> Result<()> {
    let Some(kind) = network(&nearest(dir), &mounts()) else { return Ok(()) };
    let text = format!(
        "A pasta de dados {} fica em outro computador ({kind}), onde o banco de dados não é seguro. Escolha uma pasta \
         deste computador.",
        dir.display()
    );
    Err(Refusal::new(RefusalCode::Unwritable, text))
}

/// One program per data folder.
///
/// # Errors
/// Another has it, or it cannot be written.
pub(crate) fn lock(dir: &Path) -> Result<File> {
    let unwritable = |error: std::io::Error| {
        Refusal::from(store::StoreError::Unwritable { path: dir.display().to_string(), why: error.to_string() })
    };
    std::fs::create_dir_all(dir).map_err(unwritable)?;
    let file =
        File::options().create(true).truncate(false).write(true).open(dir.join(LOCK_FILE)).map_err(unwritable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            let text = format!("O Retorno já está aberto com os dados de {}.", dir.display());
            Err(Refusal::new(RefusalCode::AlreadyRunning, text))
        }
        Err(std::fs::TryLockError::Error(error)) => Err(unwritable(error)),
    }
}

/// Who keeps this folder the same on several computers, by its name or by what lies in it or above it.
pub(crate) fn synced_by(dir: &Path) -> Option<&'static str> {
    let dir = nearest(dir);
    synced(&dir).or_else(|| marked(&dir, |mark| mark.exists()))
}

/// What is said of it, with the way out.
pub(crate) fn synced_warning(dir: &Path) -> Option<String> {
    let program = synced_by(dir)?;
    Some(format!(
        "A pasta de dados {} é mantida igual em outros computadores pelo {program}, que pode trocar arquivos em uso. Feche o \
         Retorno, leve a pasta para fora dele e abra com --data e o novo caminho.",
        dir.display()
    ))
}

fn synced(dir: &Path) -> Option<&'static str> {
    let mut above = String::new();
    dir.components().find_map(|part| {
        let Component::Normal(name) = part else { return None };
        let name = name.to_string_lossy().to_lowercase();
        let listed = std::mem::replace(&mut above, name.clone()) == CLOUD_FOLDERS;
        let is = |folder: &str| {
            let rest = name.strip_prefix(folder);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" - ") || (listed && rest.starts_with('-')))
        };
        SYNCED.iter().find(|(folder, _)| is(folder)).map(|(_, program)| *program)
    })
}

fn marked(dir: &Path, is_there: impl Fn(&Path) -> bool) -> Option<&'static str> {
    let marks =
        |folder: &Path| MARKS.iter().find(|(mark, _)| is_there(&folder.join(mark))).map(|(_, program)| *program);
    dir.ancestors().find_map(marks)
}

/// The kind of network file system the folder lies on, from the kernel's list of mounts (`/proc/self/mountinfo`).
fn network(dir: &Path, mounts: &str) -> Option<String> {
    let text = dir.to_string_lossy();
    if cfg!(windows) && text.starts_with(r"\\") && !text.starts_with(r"\\?\") && !text.starts_with(r"\\.\") {
        return Some("pasta de rede".into());
    }
    let mounted = mounts.lines().filter_map(|line| {
        let (before, after) = line.split_once(" - ")?;
        let point = PathBuf::from(unescaped(before.split(' ').nth(4)?));
        dir.starts_with(&point).then_some((point.components().count(), after.split(' ').next()?))
    });
    // Of two mounts on one point the later hides the earlier.
    let (_, kind) = mounted.max_by_key(|(depth, _)| *depth)?;
    NETWORK.contains(&kind).then(|| kind.to_owned())
}

/// A space, a tab, a line's end and a backslash are written as octal numbers.
fn unescaped(point: &str) -> String {
    [(r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", r"\")]
        .iter()
        .fold(point.to_owned(), |text, (code, letter)| text.replace(code, letter))
}

/// The folder with its links resolved, or the nearest one above it that exists.
fn nearest(dir: &Path) -> PathBuf {
    dir.ancestors().find_map(|folder| folder.canonicalize().ok()).unwrap_or_else(|| dir.to_owned())
}

fn mounts() -> String {
    std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 21 0:40 / /home rw - nfs4 servidor:/home rw,vers=4.2
31 30 8:2 / /home/ana rw - ext4 /dev/sdb1 rw
32 21 0:41 / /mnt/Arquivos\\040da\\040loja rw - cifs //servidor/loja rw
33 21 0:42 / /dados rw - ext4 /dev/sdc1 rw
34 21 0:43 / /dados rw - fuse.sshfs ana@servidor: rw
";

    #[test]
    fn a_folder_of_another_computer_is_known_by_its_mount() {
        for (dir, expected) in [
            ("/var/lib/retorno", None),
            ("/home/bia/.local/share/retorno", Some("nfs4")),
            ("/home/ana/.local/share/retorno", None),
            ("/mnt/Arquivos da loja/retorno", Some("cifs")),
            ("/mnt/Arquivos", None),
            ("/homem", None),
            ("/dados/retorno", Some("fuse.sshfs")),
        ] {
            assert_eq!(network(Path::new(dir), MOUNTS).as_deref(), expected, "{dir}");
        }
        assert_eq!(network(Path::new("/home/bia"), ""), None, "where no list is to be had nothing is refused");
    }

    #[test]
    fn a_synced_folder_is_known_by_its_name() {
        for (dir, expected) in [
            ("/nada/ana/Dropbox/retorno", Some("Dropbox")),
            ("/nada/ana/OneDrive - Loja Azul/retorno", Some("OneDrive")),
            ("/nada/ana/Google Drive/x", Some("Google Drive")),
            ("/Users/ana/Library/CloudStorage/OneDrive-LojaAzul/retorno", Some("OneDrive")),
            ("/Users/ana/Library/CloudStorage/GoogleDrive-ana@exemplo.com/Meu Drive", Some("Google Drive")),
            ("/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/x", Some("iCloud Drive")),
            ("/nada/ana/dropbox-antigo/retorno", None),
            ("/nada/ana/retorno", None),
        ] {
            assert_eq!(synced(Path::new(dir)), expected, "{dir}");
        }
    }

    #[test]
    fn a_synced_folder_of_any_name_is_known_by_what_its_program_leaves_there() {
        let is_there = |mark: &Path| mark == Path::new("/nada/ana/Partilha/.stfolder");
        assert_eq!(marked(Path::new("/nada/ana/Partilha/loja/retorno"), is_there), Some("Syncthing"));
        assert_eq!(marked(Path::new("/nada/ana/retorno"), is_there), None);
    }
}
