//! The token that opens the hub. Shown once; only its hash is kept, so the data folder does not open the hub.

use std::fs;
use std::io::Write;
use std::path::Path;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const FILE: &str = "hub.token";
const TOKEN_BYTES: usize = 32;

pub struct Token {
    hash: [u8; 32],
}

impl Token {
    /// The token of this data folder; the text comes along when it was made just now, and never again.
    ///
    /// # Errors
    /// The folder cannot be read or written, or the system gives no random numbers.
    pub fn of(dir: &Path, renew: bool) -> anyhow::Result<(Token, Option<String>)> {
        let path = dir.join(FILE);
        if !renew
            && let Ok(kept) = fs::read_to_string(&path)
            && let Some(hash) = unhex(kept.trim())
        {
            return Ok((Token { hash }, None));
        }
        let mut raw = [0; TOKEN_BYTES];
        getrandom::fill(&mut raw).map_err(|error| anyhow::anyhow!("sem números aleatórios: {error}"))?;
        let text = hex(&raw);
        let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        keep(&path, &hex(&hash))?;
        Ok((Token { hash }, Some(text)))
    }

    /// Takes the same time whatever the guess.
    #[must_use]
    pub fn fits(&self, guess: &str) -> bool {
        let guess: [u8; 32] = Sha256::digest(guess.as_bytes()).into();
        guess.ct_eq(&self.hash).into()
    }
}

fn keep(path: &Path, text: &str) -> std::io::Result<()> {
    let aside = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&aside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&aside, path)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    if text.len() != 2 * hash.len() {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_told_once_opens_and_is_nowhere_in_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let (first, told) = Token::of(dir.path(), false).unwrap();
        let told = told.unwrap();
        assert!(first.fits(&told) && !first.fits("") && !first.fits(&told.to_uppercase()));

        let (again, silent) = Token::of(dir.path(), false).unwrap();
        assert!(again.fits(&told) && silent.is_none());
        assert!(!fs::read_to_string(dir.path().join(FILE)).unwrap().contains(&told));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode() & 0o777, 0o600);
        }

        let (renewed, new) = Token::of(dir.path(), true).unwrap();
        assert!(!renewed.fits(&told) && renewed.fits(&new.unwrap()));
    }

    #[test]
    fn a_damaged_file_opens_to_nobody_old() {
        let dir = tempfile::tempdir().unwrap();
        let (_, told) = Token::of(dir.path(), false).unwrap();
        fs::write(dir.path().join(FILE), "x").unwrap();
        let (token, new) = Token::of(dir.path(), false).unwrap();
        assert!(!token.fits(&told.unwrap()) && token.fits(&new.unwrap()));
    }
}
