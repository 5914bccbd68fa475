//! The page itself: the files that were built into the program, or those of a folder, read once. A request is looked
//! up by name in that list and never touches the disk.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

const BUILT_IN: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/page.rs"));
const INDEX: &str = "index.html";
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;
const MISSING: &str =
    "A página não foi incluída neste programa. Construa-a com `cargo xtask run --hub` ou indique-a com --ui.\n";

pub struct Page(BTreeMap<String, Cow<'static, [u8]>>);

impl Page {
    #[must_use]
    pub fn built_in() -> Self {
        Page(BUILT_IN.iter().map(|(name, bytes)| ((*name).to_owned(), Cow::Borrowed(*bytes))).collect())
    }

    /// # Errors
    /// The folder or a file in it cannot be read.
    pub fn from_dir(dir: &Path) -> anyhow::Result<Self> {
        let mut files = BTreeMap::new();
        let mut folders = vec![dir.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let entry = entry?;
                let (kind, path) = (entry.file_type()?, entry.path());
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_file() && entry.metadata()?.len() <= FILE_BYTES_MAX {
                    let name = path.strip_prefix(dir)?.to_string_lossy().replace('\\', "/");
                    files.insert(name, Cow::Owned(std::fs::read(path)?));
                }
            }
        }
        Ok(Page(files))
    }

    #[must_use]
    pub fn answer(&self, path: &str) -> Response {
        let name = path.strip_prefix('/').filter(|name| !name.is_empty()).unwrap_or(INDEX);
        let Some(bytes) = self.0.get(name) else {
            let said = if name == INDEX { MISSING } else { "Não há nada neste endereço.\n" };
            return (StatusCode::NOT_FOUND, said).into_response();
        };
        // Names under assets/ carry the hash of their content.
        let keep = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        let headers = [(header::CONTENT_TYPE, kind(name)), (header::CACHE_CONTROL, keep)];
        (headers, bytes.clone().into_owned()).into_response()
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_served_by_name_and_nothing_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let page = dir.path().join("page");
        std::fs::create_dir_all(page.join("assets")).unwrap();
        std::fs::write(page.join("index.html"), "<p>").unwrap();
        std::fs::write(page.join("assets/a.js"), "1").unwrap();
        std::fs::write(dir.path().join("secret"), "x").unwrap();
        let page = Page::from_dir(&page).unwrap();
        let table = [
            ("/", 200, "text/html; charset=utf-8"),
            ("/assets/a.js", 200, "text/javascript; charset=utf-8"),
            ("/../secret", 404, "text/plain; charset=utf-8"),
            ("/%2e%2e/secret", 404, "text/plain; charset=utf-8"),
            ("//etc/passwd", 404, "text/plain; charset=utf-8"),
            ("/assets", 404, "text/plain; charset=utf-8"),
        ];
        for (path, status, kind) in table {
            let answer = page.answer(path);
            assert_eq!(answer.status(), status, "{path}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], kind, "{path}");
        }
    }
}
