//! What the operating system must have, and what to do when it has not. On Debian and Ubuntu the missing packages are
//! installed; elsewhere the exact command is printed. Nothing is guessed: each need is probed for the thing itself (a
//! program, a library), never for a package's name.

use std::path::Path;

use crate::apt;
use crate::shell::{Done, Failure, command, exists, output};

/// One thing the machine must have, with the packages that bring it.
pub struct Need {
    pub what: &'static str,
    probe: Probe,
    pub apt: &'static str,
    dnf: &'static str,
    pacman: &'static str,
    brew: &'static str,
}

enum Probe {
    /// Any one of these programs.
    Program(&'static [&'static str]),
    /// A library with its headers.
    Headers(&'static str),
    /// Any one of these files.
    File(&'static [&'static str]),
}

/// Packages of other systems are named where we know them; an empty name means the system brings it or cannot have it.
const fn need(what: &'static str, probe: Probe, names: [&'static str; 4]) -> Need {
    let [apt, dnf, pacman, brew] = names;
    Need { what, probe, apt, dnf, pacman, brew }
}

/// To compile the backend.
pub const COMPILER: &[Need] =
    &[need("um compilador C", Probe::Program(&["cc", "gcc", "clang"]), ["build-essential", "gcc", "base-devel", ""])];

/// To compile and open the window.
pub const WINDOW: &[Need] = &[
    need("pkg-config", Probe::Program(&["pkg-config", "pkgconf"]), ["pkg-config", "pkgconf-pkg-config", "pkgconf", ""]),
    need(
        "WebKitGTK 4.1",
        Probe::Headers("webkit2gtk-4.1"),
        ["libwebkit2gtk-4.1-dev", "webkit2gtk4.1-devel", "webkit2gtk-4.1", ""],
    ),
];

/// What the tool that makes packages looks for. The program itself loads no such library on Linux.
pub const PACKAGE: &[Need] = &[need(
    "AppIndicator",
    Probe::Headers("ayatana-appindicator3-0.1"),
    ["libayatana-appindicator3-dev", "libayatana-appindicator-gtk3-devel", "libayatana-appindicator", ""],
)];

/// A real mail server, for the tests of the e-mail channel.
pub const MAIL: &[Need] = &[
    need(
        "Dovecot com IMAP",
        Probe::File(&["/usr/lib/dovecot/imap", "/usr/libexec/dovecot/imap"]),
        ["dovecot-imapd", "dovecot", "dovecot", "dovecot"],
    ),
    need(
        "Dovecot com LMTP",
        Probe::File(&["/usr/lib/dovecot/lmtp", "/usr/libexec/dovecot/lmtp"]),
        ["dovecot-lmtpd", "dovecot", "dovecot", "dovecot"],
    ),
    need("Postfix", Probe::Program(&["postfix"]), ["postfix", "postfix", "postfix", ""]),
];

/// A browser, for the tests of the page.
pub const BROWSER: &[Need] = &[
    need(
        "Chromium",
        Probe::Program(&["chromium", "chromium-browser", "google-chrome"]),
        ["chromium", "chromium", "chromium", "--cask chromium"],
    ),
    need("fontes DejaVu", Probe::File(DEJAVU), ["fonts-dejavu-core", "dejavu-sans-fonts", "ttf-dejavu", ""]),
];

/// A desktop without a screen, for the tests of the real window.
pub const DESKTOP: &[Need] = &[
    need("Xvfb", Probe::Program(&["Xvfb"]), ["xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", ""]),
    need("xvfb-run", Probe::Program(&["xvfb-run"]), ["xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", ""]),
    need("xauth", Probe::Program(&["xauth"]), ["xauth", "xauth", "xorg-xauth", ""]),
    need("D-Bus", Probe::Program(&["dbus-send"]), ["dbus", "dbus-tools", "dbus", ""]),
    need("dbus-run-session", Probe::Program(&["dbus-run-session"]), ["dbus-daemon", "dbus-daemon", "dbus", ""]),
    need("o driver do WebKit", Probe::Program(&["WebKitWebDriver"]), ["webkit2gtk-driver", "", "webkit2gtk-4.1", ""]),
    need("ImageMagick", Probe::Program(&["import"]), ["imagemagick", "ImageMagick", "imagemagick", ""]),
    need("fontes DejaVu", Probe::File(DEJAVU), ["fonts-dejavu-core", "dejavu-sans-fonts", "ttf-dejavu", ""]),
    need(
        "gnome-keyring",
        Probe::Program(&["gnome-keyring-daemon"]),
        ["gnome-keyring", "gnome-keyring", "gnome-keyring", ""],
    ),
    need("secret-tool", Probe::Program(&["secret-tool"]), ["libsecret-tools", "libsecret", "libsecret", ""]),
    need("xdotool", Probe::Program(&["xdotool"]), ["xdotool", "xdotool", "xdotool", ""]),
    need("wmctrl", Probe::Program(&["wmctrl"]), ["wmctrl", "wmctrl", "wmctrl", ""]),
    need("openbox", Probe::Program(&["openbox"]), ["openbox", "openbox", "openbox", ""]),
    need("dunst", Probe::Program(&["dunst"]), ["dunst", "dunst", "dunst", ""]),
];

/// To draw the icons from their SVG.
pub const ICONS: &[Need] = &[
    need("rsvg-convert", Probe::Program(&["rsvg-convert"]), ["librsvg2-bin", "librsvg2-tools", "librsvg", "librsvg"]),
    need("ImageMagick", Probe::Program(&["convert"]), ["imagemagick", "ImageMagick", "imagemagick", "imagemagick"]),
];

const DEJAVU: &[&str] = &[
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
];

/// The shell in which a person installs things here.
enum Installer {
    Apt,
    Dnf,
    Pacman,
    Brew,
    /// We know the machine lacks something and not how it installs things.
    Unknown,
}

/// Leaves the machine with everything in `groups`, or says what is missing and how to get it.
pub fn ensure(groups: &[&[Need]]) -> Done {
    let missing: Vec<&Need> = groups.iter().flat_map(|group| group.iter()).filter(|need| !need.is_there()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Falta nesta máquina: {}.", list(missing.iter().map(|need| need.what)));
    let (start, of): (&str, fn(&Need) -> &'static str) = match installer() {
        Installer::Apt => return install_with_apt(&missing),
        Installer::Dnf => ("sudo dnf install", |need| need.dnf),
        Installer::Pacman => ("sudo pacman -S --needed", |need| need.pacman),
        Installer::Brew => ("brew install", |need| need.brew),
        Installer::Unknown => ("", |_| ""),
    };
    Err(Failure(by_hand(start, &missing, of)))
}

/// What to type to get Node on this machine.
pub fn node_by_hand() -> &'static str {
    match installer() {
        Installer::Apt => "sudo apt-get install nodejs npm",
        Installer::Dnf => "sudo dnf install nodejs npm",
        Installer::Pacman => "sudo pacman -S --needed nodejs npm",
        Installer::Brew => "brew install node",
        Installer::Unknown if cfg!(windows) => "winget install OpenJS.NodeJS.LTS",
        Installer::Unknown => "instale o Node 22 pelo seu sistema",
    }
}

/// Whether someone could see a window opened from here.
pub fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

pub fn has_apt() -> bool {
    exists("apt-get") && exists("dpkg")
}

impl Need {
    fn is_there(&self) -> bool {
        // These name Linux libraries; macOS and Windows bring their own webview.
        let linux_only = !cfg!(target_os = "linux");
        match self.probe {
            Probe::Program(names) => names.iter().any(|name| exists(name)),
            Probe::Headers(name) => linux_only || output(command("pkg-config").args(["--exists", name])).is_some(),
            Probe::File(paths) => paths.iter().any(|path| Path::new(path).exists()),
        }
    }
}

fn installer() -> Installer {
    match () {
        () if has_apt() => Installer::Apt,
        () if exists("dnf") => Installer::Dnf,
        () if exists("pacman") => Installer::Pacman,
        () if exists("brew") => Installer::Brew,
        () => Installer::Unknown,
    }
}

fn install_with_apt(missing: &[&Need]) -> Done {
    apt::install(&packages(missing, |need| need.apt))?;
    let still: Vec<&str> = missing.iter().filter(|need| !need.is_there()).map(|need| need.what).collect();
    if still.is_empty() {
        return Ok(());
    }
    Err(Failure(format!("Ainda falta, mesmo depois do apt-get: {}.", list(still.into_iter()))))
}

/// The exact command for what has a package on this system, and by name what has none.
fn by_hand(start: &str, missing: &[&Need], of: fn(&Need) -> &'static str) -> String {
    let names = packages(missing, of);
    let mut text = String::new();
    if !names.is_empty() {
        text = format!("Instale com o comando abaixo e repita:\n\n  {start} {}\n", names.join(" "));
    }
    let without: Vec<&str> = missing.iter().filter(|need| of(need).is_empty()).map(|need| need.what).collect();
    if !without.is_empty() {
        text +=
            &format!("Sem pacote conhecido neste sistema, instale por conta própria: {}.", list(without.into_iter()));
    }
    text
}

fn packages(missing: &[&Need], of: fn(&Need) -> &'static str) -> Vec<&'static str> {
    let mut names: Vec<&str> = missing.iter().map(|need| of(need)).filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.dedup();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_does_not_exist_is_missed_and_its_package_is_named_once() {
        let nowhere = need("nada", Probe::Program(&["retorno-nowhere"]), ["nowhere", "", "", ""]);
        assert!(!nowhere.is_there());
        assert_eq!(packages(&[&nowhere, &nowhere], |need| need.apt), ["nowhere"]);
    }

    #[test]
    fn what_has_no_package_here_is_named_apart_from_the_command() {
        let (one, two) =
            (need("um", Probe::File(&[]), ["", "pacote-um", "", ""]), need("dois", Probe::File(&[]), [""; 4]));
        assert_eq!(
            by_hand("sudo dnf install", &[&one, &two], |need| need.dnf),
            "Instale com o comando abaixo e repita:\n\n  sudo dnf install pacote-um\n\
             Sem pacote conhecido neste sistema, instale por conta própria: dois."
        );
    }

    #[test]
    fn every_need_has_a_debian_package_because_build_machines_install_it_from_there() {
        let without: Vec<&str> = [COMPILER, WINDOW, MAIL, BROWSER, DESKTOP, ICONS]
            .iter()
            .flat_map(|group| group.iter())
            .filter(|need| need.apt.is_empty())
            .map(|need| need.what)
            .collect();
        assert!(without.is_empty(), "{without:?}");
    }
}
