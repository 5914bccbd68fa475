//! Starting with the computer, without a window: the entry the system keeps for it.

use std::path::PathBuf;

use auto_launch::{AutoLaunch, AutoLaunchBuilder};

/// As the entry is called, and has been since the first version that could write it.
const NAME: &str = "Retorno";

/// Whether the system starts the program at login.
pub fn is_on() -> bool {
    entry().and_then(|entry| Ok(entry.is_enabled()?)).unwrap_or(false)
}

/// Writes the entry or takes it away.
///
/// # Errors
/// The system did not take it.
pub fn set(on: bool) -> anyhow::Result<()> {
    let entry = entry()?;
    Ok(if on { entry.enable() } else { entry.disable() }?)
}

fn entry() -> anyhow::Result<AutoLaunch> {
    // An AppImage is started by its own file and not by what lies in it for as long as it runs.
    let image = std::env::var_os("APPIMAGE").filter(|_| cfg!(target_os = "linux")).map(PathBuf::from);
    let program = image.map_or_else(std::env::current_exe, Ok)?;
    let mut builder = AutoLaunchBuilder::new();
    builder.set_app_name(NAME).set_app_path(&program.to_string_lossy()).set_args(&["--hidden"]);
    Ok(builder.build()?)
}
