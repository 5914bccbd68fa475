//! How WebKit draws on this machine. Where there is no graphics card it would play one on the processor, which takes about
//! ten times as long for a frame as drawing by the processor outright (docs/bench.md).

use std::process::Command;

/// WebKitGTK's own word for it. Who has set it knows better.
const BY_PROCESSOR: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
const CARDS: &str = "/dev/dri";
const CARD: &str = "renderD";

/// Tells a window that is about to start.
pub fn suit_the_machine(window: &mut Command) {
    if std::env::var_os(BY_PROCESSOR).is_none() && !has_card() {
        window.env(BY_PROCESSOR, "1");
    }
}

fn has_card() -> bool {
    let Ok(entries) = std::fs::read_dir(CARDS) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with(CARD))
}
