//! Where the data folder lies. SQLite's write-ahead log needs memory shared between processes and locks that hold, which
//! a folder of another computer does not give; a program that keeps a folder the same on several computers swaps files
//! while they are open.

use std::path::{Component, Path, PathBuf};

use crate::Result;
use crate::refusal::{Refusal, RefusalCode};

/// Kinds of file system, as the kernel names them, whose files lie on another computer.
const NETWORK: [&str; 11] =
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs2"];
/// Folders that some program keeps the same on several computers, as they are named on disk.
const SYNCED: [(&str, &str); 9] = [
    ("onedrive", "OneDrive"),
    ("dropbox", "Dropbox"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("meu drive", "Google Drive"),
    ("iclouddrive", "iCloud Drive"),
    ("com~apple~clouddocs", "iCloud Drive"),
    ("nextcloud", "Nextcloud"),
    ("pclouddrive", "pCloud"),
];

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

/// Who keeps this folder the same on several computers, by its name.
pub(crate) fn synced_by(dir: &Path) -> Option<&'static str> {
    synced(&nearest(dir))
}

fn synced(dir: &Path) -> Option<&'static str> {
    dir.components().find_map(|part| {
        let Component::Normal(name) = part else { return None };
        let name = name.to_string_lossy().to_lowercase();
        let is = |folder: &str| name == folder || name.strip_prefix(folder).is_some_and(|rest| rest.starts_with(" - "));
        SYNCED.iter().find(|(folder, _)| is(folder)).map(|(_, program)| *program)
    })
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
            ("/nada/ana/dropbox-antigo/retorno", None),
            ("/nada/ana/retorno", None),
        ] {
            assert_eq!(synced(Path::new(dir)), expected, "{dir}");
        }
    }
}
