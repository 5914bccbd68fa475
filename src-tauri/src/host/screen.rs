//! The screen this was started on. The program itself draws nothing, but it ends when its screen does: one that outlived a
//! logout would answer the next login's start from a desktop that is gone.

use std::io::Read as _;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::mpsc::Sender;

use x11rb::connection::Connection as _;

use crate::Told;

/// Tells the program to end when the screen is gone. Without any there is nothing to wait for.
pub fn watch(told: Sender<Told>) {
    std::thread::spawn(move || {
        if wait() {
            let _ending = told.send(Told::End);
        }
    });
}

/// Until the screen is gone; false if there never was one.
fn wait() -> bool {
    if let Some(mut compositor) = wayland() {
        // It answers only who asks.
        return matches!(compositor.read(&mut [0]), Ok(0) | Err(_));
    }
    let Ok((server, _screen)) = x11rb::connect(None) else { return false };
    while server.wait_for_event().is_ok() {}
    true
}

fn wayland() -> Option<UnixStream> {
    let name = std::env::var_os("WAYLAND_DISPLAY").filter(|name| !name.is_empty())?;
    // A whole path, or a name in the folder of the session.
    let folder = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).unwrap_or_default();
    UnixStream::connect(folder.join(name)).ok()
}
