//! How WebKit draws on this machine. Where there is no graphics card it would play one on the processor, which takes about
//! ten times as long for a frame as drawing by the processor outright (docs/bench.md). It is told by the environment, and
//! a program cannot safely change its own, so this one starts anew in its own place.

use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// WebKitGTK's own word for it. Who has set it knows better.
const BY_PROCESSOR: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
const CARDS: &str = "/dev/dri";
const CARD: &str = "renderD";

/// Before anything else; does not come back if the program starts anew.
pub fn suit_the_machine() {
    if std::env::var_os(BY_PROCESSOR).is_some() || has_card() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut args = std::env::args_os();
    let mut again = Command::new(&program);
    if let Some(name) = args.next() {
        again.arg0(name);
    }
    let error = again.args(args).env(BY_PROCESSOR, "1").exec();
    tracing::warn!(%error, "the page will be drawn slowly");
}

fn has_card() -> bool {
    let Ok(entries) = std::fs::read_dir(CARDS) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(CARD))
}
