//! A file of secrets under a passphrase: argon2id makes the key, XChaCha20-Poly1305 seals the whole map at once, with
//! the parameters as associated data. Replaced whole and atomically; there is no plain copy, not even a temporary one.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::port::SecretsError;

const FORMAT: u32 = 1;
const KEY_BYTES: usize = 32;
const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 24;
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// A file that asks for more than this was not written by us; obeying it would exhaust the machine.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
const PASSES_MAX: u32 = 16;

type Values = BTreeMap<String, Zeroizing<String>>;

/// The file, open or not.
pub(super) struct LockedFile {
    path: PathBuf,
    open: Option<Open>,
}

struct Open {
    head: Head,
    key: Zeroizing<[u8; KEY_BYTES]>,
    values: Values,
}

/// What is needed to make the key again; readable, but not changeable without notice.
#[derive(Clone, Serialize, Deserialize)]
struct Head {
    format: u32,
    memory_kib: u32,
    passes: u32,
    salt: String,
}

#[derive(Serialize, Deserialize)]
struct Sheet {
    #[serde(flatten)]
    head: Head,
    nonce: String,
    sealed: String,
}

impl LockedFile {
    pub(super) fn at(path: &Path) -> Self {
        LockedFile { path: path.to_owned(), open: None }
    }

    pub(super) fn exists(&self) -> bool {
        self.path.exists()
    }

    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub(super) fn get(&self, name: &str) -> Result<Option<String>, SecretsError> {
        let open = self.open.as_ref().ok_or(SecretsError::Locked)?;
        Ok(open.values.get(name).map(|value| value.to_string()))
    }

    pub(super) fn put(&mut self, name: &str, value: &str) -> Result<(), SecretsError> {
        self.change(|values| {
            values.insert(name.to_owned(), Zeroizing::new(value.to_owned()));
        })
    }

    pub(super) fn delete(&mut self, name: &str) -> Result<(), SecretsError> {
        self.change(|values| {
            values.remove(name);
        })
    }

    pub(super) fn unlock(&mut self, passphrase: &str) -> Result<(), SecretsError> {
        let text = fs::read_to_string(&self.path).map_err(|error| unavailable(&error))?;
        let sheet: Sheet = serde_json::from_str(&text).map_err(|_| damaged())?;
        let key = sheet.head.key(passphrase)?;
        let values = sheet.open(&key)?;
        self.open = Some(Open { head: sheet.head, key, values });
        Ok(())
    }

    pub(super) fn found(&mut self, passphrase: &str) -> Result<(), SecretsError> {
        if passphrase.is_empty() {
            return Err(SecretsError::WrongPassphrase);
        }
        let salt = hex(&random::<SALT_BYTES>()?);
        let head = Head { format: FORMAT, memory_kib: MEMORY_KIB, passes: PASSES, salt };
        let key = head.key(passphrase)?;
        let open = Open { head, key, values: Values::new() };
        write(&self.path, &open.sealed()?)?;
        self.open = Some(open);
        Ok(())
    }

    /// The disk first, then the memory: a failed write changes neither.
    fn change(&mut self, edit: impl FnOnce(&mut Values)) -> Result<(), SecretsError> {
        let open = self.open.as_mut().ok_or(SecretsError::Locked)?;
        let mut values = open.values.clone();
        edit(&mut values);
        let next = Open { head: open.head.clone(), key: open.key.clone(), values };
        write(&self.path, &next.sealed()?)?;
        *open = next;
        Ok(())
    }
}

impl Open {
    fn sealed(&self) -> Result<String, SecretsError> {
        let plain = Zeroizing::new(
            serde_json::to_vec(
                &self.values.iter().map(|(name, value)| (name, value.as_str())).collect::<BTreeMap<_, _>>(),
            )
            .map_err(|_| damaged())?,
        );
        let nonce = random::<NONCE_BYTES>()?;
        let sealed = cipher(&self.key)
            .encrypt(&XNonce::from(nonce), Payload { msg: &plain, aad: self.head.bound().as_bytes() })
            .map_err(|_| damaged())?;
        let sheet = Sheet { head: self.head.clone(), nonce: hex(&nonce), sealed: hex(&sealed) };
        serde_json::to_string(&sheet).map_err(|_| damaged())
    }
}

impl Sheet {
    /// A wrong key and a changed file look the same from here; the passphrase is by far the likelier of the two.
    fn open(&self, key: &[u8; KEY_BYTES]) -> Result<Values, SecretsError> {
        let nonce: [u8; NONCE_BYTES] = unhex(&self.nonce).and_then(|raw| raw.try_into().ok()).ok_or_else(damaged)?;
        let sealed = unhex(&self.sealed).ok_or_else(damaged)?;
        let plain = cipher(key)
            .decrypt(&XNonce::from(nonce), Payload { msg: &sealed, aad: self.head.bound().as_bytes() })
            .map_err(|_| SecretsError::WrongPassphrase)?;
        let plain = Zeroizing::new(plain);
        let values: BTreeMap<String, String> = serde_json::from_slice(&plain).map_err(|_| damaged())?;
        Ok(values.into_iter().map(|(name, value)| (name, Zeroizing::new(value))).collect())
    }
}

impl Head {
    fn key(&self, passphrase: &str) -> Result<Zeroizing<[u8; KEY_BYTES]>, SecretsError> {
        if self.format != FORMAT || self.memory_kib > MEMORY_KIB_MAX || self.passes > PASSES_MAX {
            return Err(damaged());
        }
        let salt = unhex(&self.salt).ok_or_else(damaged)?;
        let params = Params::new(self.memory_kib, self.passes, 1, Some(KEY_BYTES)).map_err(|_| damaged())?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &salt, key.as_mut())
            .map_err(|_| damaged())?;
        Ok(key)
    }

    /// What the seal also covers.
    fn bound(&self) -> String {
        format!("retorno secrets {} argon2id {} {} {}", self.format, self.memory_kib, self.passes, self.salt)
    }
}

fn cipher(key: &[u8; KEY_BYTES]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

/// Replaces `path` so that a reader, or a power cut, finds the old text or the new one and nothing between.
pub(super) fn write(path: &Path, text: &str) -> Result<(), SecretsError> {
    let aside = path.with_extension("new");
    let run = || {
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&aside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&aside, path)?;
        #[cfg(unix)]
        if let Some(dir) = path.parent() {
            fs::File::open(dir)?.sync_all()?;
        }
        Ok(())
    };
    run().map_err(|error: std::io::Error| unavailable(&error))
}

pub(super) fn random<const N: usize>() -> Result<[u8; N], SecretsError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| SecretsError::Unavailable(error.to_string()))?;
    Ok(bytes)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high * 16 + low).collect())
}

fn unavailable(error: &std::io::Error) -> SecretsError {
    SecretsError::Unavailable(error.to_string())
}

fn damaged() -> SecretsError {
    SecretsError::Unavailable("o arquivo secrets.locked está danificado".to_owned())
}
