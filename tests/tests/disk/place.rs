//! Small disks that really fill up or really turn read-only, mounted where nobody else sees them: the test runs once more
//! inside a mount namespace of its own, and what it mounts there is gone with its last process.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Set for the run inside.
const INSIDE: &str = "RETORNO_OWN_MOUNTS";

/// Who may mount what the test needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Anybody, where the system allows namespaces of one's own.
    Memory,
    /// The system's administrator.
    Loop,
}

/// Runs `body` inside, where it may mount. Where the system lets nobody, nothing is shown: that is said, and a build
/// machine fails.
pub fn in_own_mounts(test: &str, needs: Needs, body: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        return body();
    }
    let administrator = std::fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0);
    let unshared = |args: &[&str]| {
        let mut command = Command::new("unshare");
        command.args((!administrator).then_some("--map-root-user")).arg("--mount").args(args).env(INSIDE, "1");
        command.output()
    };
    let probe = unshared(&["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"]);
    let may = probe.as_ref().is_ok_and(|probe| probe.status.success()) && (administrator || needs == Needs::Memory);
    if !may {
        eprintln!("NÃO PROVADO, {test}: este sistema não deixa montar um disco ({probe:?}).");
        assert!(std::env::var_os("CI").is_none(), "{test} proves nothing on this build machine");
        return;
    }
    let here = std::env::current_exe().unwrap();
    let run = unshared(&[text(&here), "--exact", test, "--nocapture"]).unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(run.status.success(), "{}\n{}", said(&run.stdout), said(&run.stderr));
}

/// A disk in memory with so many megabytes.
pub fn in_memory(at: &Path, megabytes: u32) {
    std::fs::create_dir(at).unwrap();
    system("mount", &["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs", text(at)]);
}

/// A disk of a common kind, kept in a file.
pub fn in_a_file(at: &Path, file: &Path, megabytes: u64) {
    std::fs::create_dir(at).unwrap();
    File::create(file).unwrap().set_len(megabytes * 1024 * 1024).unwrap();
    system("mkfs.ext4", &["-q", "-F", text(file)]);
    system("mount", &["-o", "loop", text(file), text(at)]);
}

/// Nobody may change these any more, not even who has them open.
pub fn lock(paths: &[PathBuf]) {
    paths.iter().for_each(|path| system("chattr", &["+i", text(path)]));
}

pub fn unlock(paths: &[PathBuf]) {
    paths.iter().for_each(|path| system("chattr", &["-i", text(path)]));
}

/// Uses up all the room that is left.
pub fn fill(disk: &Path) {
    let mut ballast = File::create(ballast(disk)).unwrap();
    let full = loop {
        // Byte by byte at the end, so that not even a small row fits.
        if let Err(error) = ballast.write_all(&[0; 512]) {
            break error;
        }
    };
    assert_eq!(full.kind(), ErrorKind::StorageFull, "{full}");
}

/// There is room again.
pub fn empty(disk: &Path) {
    std::fs::remove_file(ballast(disk)).unwrap();
}

/// Runs a tool of the system, which must succeed.
pub fn system(program: &str, args: &[&str]) {
    let run = Command::new(program).args(args).output().unwrap();
    assert!(run.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&run.stderr));
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn ballast(disk: &Path) -> PathBuf {
    disk.join("lastro")
}
