//! Node, the page's packages and the page itself: each is made only when what it is made from has changed.

use std::process::Command;

use crate::apt;
use crate::shell::{self, Done, Failure, command, output, own_folder, root};
use crate::stamp;
use crate::system;

/// Oldest Node that Vite 8 runs on.
const NODE_MIN: (u32, u32) = (20, 19);
/// What is borrowed from the package registry when the machine's own is missing or older.
const BORROWED: [&str; 2] = ["node@22", "npm@11"];

/// The page's packages, installed exactly as the lock file says.
pub fn ensure_packages() -> Done {
    ensure_node()?;
    let lock = root().join("ui/package-lock.json");
    if !lock.is_file() {
        return Err(Failure("Não encontrei ui/package-lock.json: a página ainda não está nesta árvore.".into()));
    }
    let node = output(command("node").arg("--version")).unwrap_or_default();
    let fingerprint = format!("{} {node}", stamp::of_file(&lock)?);
    // npm notes what it installed; a note newer than the lock file is an install by hand.
    let note = root().join("ui/node_modules/.package-lock.json");
    if note.is_file() && (stamp::is_fresh("npm", &fingerprint) || stamp::is_newer(&note, &lock)) {
        return Ok(());
    }
    let mut install = npm(&["ci", "--no-audit", "--no-fund", "--prefer-offline"]);
    shell::run(install.current_dir(root().join("ui")))?;
    stamp::write("npm", &fingerprint)
}

/// The built page in `ui/dist`, which the window embeds and the hub serves.
pub fn ensure_page() -> Done {
    ensure_packages()?;
    let sources = stamp::of_folder(&root().join("ui"))?;
    if page_fingerprint(&sources).is_some_and(|fingerprint| stamp::is_fresh("page", &fingerprint)) {
        return Ok(());
    }
    shell::run(&mut npx(&["vite", "build"]))?;
    let fingerprint = page_fingerprint(&sources);
    let absent = || Failure("O Vite terminou sem deixar ui/dist/index.html.".into());
    stamp::write("page", &fingerprint.ok_or_else(absent)?)
}

/// A program of `ui/node_modules`, run in `ui`; never fetched from the network.
pub fn npx(args: &[&str]) -> Command {
    let mut command = command(if cfg!(windows) { "npx.cmd" } else { "npx" });
    command.current_dir(root().join("ui")).arg("--no").arg("--").args(args);
    quiet(&mut command);
    command
}

fn npm(args: &[&str]) -> Command {
    let mut command = command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(args);
    quiet(&mut command);
    command
}

fn quiet(command: &mut Command) {
    command.env("npm_config_update_notifier", "false").env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
}

/// Sources and product together, so that a page built by hand is noticed too.
fn page_fingerprint(sources: &str) -> Option<String> {
    let built = std::fs::metadata(root().join("ui/dist/index.html")).and_then(|meta| meta.modified()).ok()?;
    Some(format!("{sources} {built:?}"))
}

/// A new enough Node in PATH: the machine's, or one borrowed from the registry into our own folder.
pub fn ensure_node() -> Done {
    let borrowed = own_folder().join("node");
    let bin = borrowed.join("node_modules/.bin");
    if own_node().is_some_and(|version| version >= NODE_MIN) && shell::exists("npm") {
        return Ok(());
    }
    if !bin.join("npm").exists() {
        if !shell::exists("npm") {
            if !system::has_apt() {
                let by_hand = system::node_by_hand();
                return Err(Failure(format!("Falta o Node. Instale e repita o comando:\n\n  {by_hand}")));
            }
            println!("Falta nesta máquina: Node.");
            apt::install(&["nodejs", "npm"])?;
        }
        if own_node().is_some_and(|version| version >= NODE_MIN) {
            return Ok(());
        }
        println!("O Node desta máquina é antigo; usando um mais novo, guardado só nesta árvore.");
        let folder = borrowed.to_string_lossy().into_owned();
        std::fs::create_dir_all(&borrowed).map_err(shell::io("Não foi possível criar", &borrowed))?;
        let mut install = npm(&["install", "--no-audit", "--no-fund", "--prefix", &folder]);
        shell::run(install.args(BORROWED))?;
    }
    shell::borrow_bin(bin);
    match own_node() {
        Some(version) if version >= NODE_MIN => Ok(()),
        Some((major, minor)) => Err(Failure(format!(
            "O Node é {major}.{minor}; é preciso {}.{} ou mais novo:\n\n  {}",
            NODE_MIN.0,
            NODE_MIN.1,
            system::node_by_hand()
        ))),
        None => Err(Failure(format!("Falta o Node. Instale e repita o comando:\n\n  {}", system::node_by_hand()))),
    }
}

fn own_node() -> Option<(u32, u32)> {
    parse_version(&output(command("node").arg("--version"))?)
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().trim_start_matches('v').split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number_not_by_text() {
        let parsed = ["v20.19.0", "v9.11.2", "v22.3.1\n", "nothing"].map(parse_version);
        assert_eq!(parsed, [Some((20, 19)), Some((9, 11)), Some((22, 3)), None]);
        assert!(parse_version("v9.11.2") < Some(NODE_MIN));
    }
}
