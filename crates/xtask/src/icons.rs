//! `cargo xtask icons`: every size of the mark, drawn again from `icons/*.svg` at that size (a 16 px icon shrunk from a
//! large one would be a smudge). What it writes is committed, so nobody needs these tools to build.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{self, Done, command, io, own_folder, root};
use crate::system;

/// What the bundle names in its configuration.
const SIZES: [(&str, u32); 4] = [("32x32.png", 32), ("128x128.png", 128), ("128x128@2x.png", 256), ("icon.png", 1024)];
/// Below this edge, in pixels, the drawing without fine lines is used.
const FINE_FROM: u32 = 48;
/// Sizes inside the Windows icon.
const ICO_SIZES: [u32; 6] = [16, 24, 32, 48, 64, 256];
/// Sizes inside the macOS icon with the four letters that name each.
const ICNS_SIZES: [(&[u8; 4], u32); 7] =
    [(b"icp4", 16), (b"icp5", 32), (b"icp6", 64), (b"ic07", 128), (b"ic08", 256), (b"ic09", 512), (b"ic10", 1024)];
/// The tray's three states; 64 px because panels scale down and never up.
const TRAY: [&str; 3] = ["tray", "tray-waiting", "tray-paused"];
const TRAY_EDGE: u32 = 64;

pub fn draw() -> Done {
    system::ensure(&[system::ICONS])?;
    let icons = root().join("icons");
    for (name, edge) in SIZES {
        render(&mark(edge), edge, &icons.join(name))?;
    }
    for name in TRAY {
        render(&icons.join(format!("{name}.svg")), TRAY_EDGE, &icons.join(format!("{name}.png")))?;
    }
    // A browser tab shows the page's icon at 16 px.
    let (small, page) = (icons.join("app-small.svg"), root().join("ui/public/icon.svg"));
    fs::copy(&small, &page).map_err(io("Não foi possível copiar para", &page))?;
    let work = own_folder().join("icons");
    fs::create_dir_all(&work).map_err(io("Não foi possível criar", &work))?;
    ico(&work, &icons.join("icon.ico"))?;
    icns(&work, &icons.join("icon.icns"))
}

fn mark(edge: u32) -> PathBuf {
    root().join(if edge < FINE_FROM { "icons/app-small.svg" } else { "icons/app.svg" })
}

fn render(svg: &Path, edge: u32, png: &Path) -> Done {
    let edge = edge.to_string();
    let mut convert = command("rsvg-convert");
    shell::run(convert.args(["--width", &edge, "--height", &edge, "--output"]).arg(png).arg(svg))
}

fn ico(work: &Path, file: &Path) -> Done {
    let mut convert = command("convert");
    for edge in ICO_SIZES {
        let png = work.join(format!("ico-{edge}.png"));
        render(&mark(edge), edge, &png)?;
        convert.arg(png);
    }
    shell::run(convert.arg(file))
}

/// The container is a header and the PNGs one after the other, each behind its name and length.
fn icns(work: &Path, file: &Path) -> Done {
    let mut body = Vec::new();
    for (name, edge) in ICNS_SIZES {
        let png = work.join(format!("icns-{edge}.png"));
        render(&mark(edge), edge, &png)?;
        let bytes = fs::read(&png).map_err(io("Não foi possível ler", &png))?;
        body.extend_from_slice(name);
        body.extend_from_slice(&length(bytes.len() + 8));
        body.extend_from_slice(&bytes);
    }
    let mut whole = b"icns".to_vec();
    whole.extend_from_slice(&length(body.len() + 8));
    whole.extend_from_slice(&body);
    fs::write(file, whole).map_err(io("Não foi possível gravar", file))
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).expect("an icon is far below 4 GiB").to_be_bytes()
}
