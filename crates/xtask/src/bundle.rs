//! `cargo xtask bundle`: the package for Debian and Ubuntu, optimised, with the page inside. Other packages are made on
//! their own systems.

use std::fs;

use crate::node;
use crate::shell::{self, Done, Failure, command, io, root};
use crate::system;

pub fn bundle() -> Done {
    if !cfg!(target_os = "linux") {
        return Err(Failure("O pacote .deb só é gerado no Linux.".into()));
    }
    system::ensure(&[system::COMPILER, system::WINDOW, system::PACKAGE])?;
    node::ensure_page()?;
    let cli = root().join("ui/node_modules/@tauri-apps/cli/tauri.js");
    if !cli.is_file() {
        return Err(Failure("Falta @tauri-apps/cli em ui/package.json.".into()));
    }
    let mut build = command("node");
    // Its feature for other systems makes the tool look for a library of tray icons, and depend on it; told which.
    build.arg(cli).args(["build", "--bundles", "deb"]).env("TAURI_LINUX_AYATANA_APPINDICATOR", "1");
    shell::run(&mut build)?;
    let binaries = shell::binaries();
    let folder = binaries.parent().unwrap_or(&binaries).join("release/bundle/deb");
    for entry in fs::read_dir(&folder).map_err(io("Não foi possível ler", &folder))? {
        let path = entry.map_err(io("Não foi possível ler", &folder))?.path();
        if path.extension().is_some_and(|ending| ending == "deb") {
            let bytes = fs::metadata(&path).map_err(io("Não foi possível ler", &path))?.len();
            println!("{} ({} kB)", path.display(), bytes / 1000);
        }
    }
    Ok(())
}
