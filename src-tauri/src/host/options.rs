//! What the command line and the environment say, and what a second start hands to the first. Parsing only.

use std::ffi::OsString;
use std::path::PathBuf;

const LINK: &str = "retorno://";

/// One start of the program.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub data: Option<PathBuf>,
    /// Ends the program that is running.
    pub quit: bool,
    /// Starts without a window, as at login.
    pub hidden: bool,
    /// A place in the page, from a link.
    pub path: Option<String>,
}

impl Options {
    /// `args` without the program's own name. What is not understood is passed over: a desktop may add its own.
    pub fn read(args: impl IntoIterator<Item = OsString>) -> Self {
        let mut options = Options::default();
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            match arg.to_str() {
                Some("--data") => options.data = args.next().map(PathBuf::from),
                Some("--quit") => options.quit = true,
                Some("--hidden") => options.hidden = true,
                Some(link) => options.path = options.path.or_else(|| place(link)),
                None => {}
            }
        }
        options
    }

    /// The folder asked for, else `RETORNO_DATA`, else the one the system has for programs' data.
    pub fn data_dir(&self) -> PathBuf {
        self.data
            .clone()
            .or_else(|| std::env::var_os("RETORNO_DATA").filter(|dir| !dir.is_empty()).map(PathBuf::from))
            .or_else(|| dirs::data_local_dir().map(|dir| dir.join("retorno")))
            .unwrap_or_else(|| PathBuf::from("retorno-data"))
    }

    /// A folder that is not the usual one is a house of its own: it has its own first start.
    pub fn bus_name(&self, usual: &str) -> String {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let dir = self.data_dir();
        let whole = std::fs::canonicalize(&dir).or_else(|_| std::path::absolute(&dir)).unwrap_or(dir);
        if Some(whole.as_path()) == dirs::data_local_dir().map(|dir| dir.join("retorno")).as_deref() {
            return usual.to_owned();
        }
        let mut hash = DefaultHasher::new();
        whole.hash(&mut hash);
        format!("{usual}.d{:016x}", hash.finish())
    }
}

/// `retorno://atendimento/<number>` and nothing else: a link comes from anywhere.
fn place(link: &str) -> Option<String> {
    let number = link.strip_prefix(LINK)?.strip_prefix("atendimento/")?;
    let number = number.strip_suffix('/').unwrap_or(number);
    let sane = (1..=19).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    sane.then(|| format!("/atendimento/{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Options {
        Options::read(args.iter().map(OsString::from))
    }

    #[test]
    fn flags_are_read_and_the_unknown_is_passed_over() {
        let read = read(&["--data", "/d", "--gapplication-service", "--hidden", "--quit"]);
        assert_eq!(read, Options { data: Some("/d".into()), quit: true, hidden: true, path: None });
    }

    #[test]
    fn only_a_link_to_a_ticket_leads_anywhere() {
        let table = [
            ("retorno://atendimento/17", Some("/atendimento/17")),
            ("retorno://atendimento/17/", Some("/atendimento/17")),
            ("retorno://atendimento/", None),
            ("retorno://atendimento/17?x=1", None),
            ("retorno://atendimento/../configuracoes", None),
            ("retorno://atendimento/1#/x", None),
            ("retorno://atendimento/99999999999999999999", None),
            ("retorno://javascript:alert(1)", None),
            ("https://atendimento/17", None),
        ];
        for (link, path) in table {
            assert_eq!(read(&[link]).path.as_deref(), path, "{link}");
        }
    }
}
