//! The place for passwords and tokens: the operating system's keyring, or, where there is none, a file under a
//! passphrase. Never plain text and never a silent change from one to the other. It knows names and values, not what
//! they are for.

mod file;
mod ring;

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use crate::guard::locked;
use crate::port::{Secrets, SecretsError, SecretsState};
use file::LockedFile;
use ring::Ring;

/// Longest wait for the keyring. Behind it there may be a window that asks the person to unlock it.
const RING_WAIT: Duration = Duration::from_secs(10);

/// The secrets of one data folder.
pub struct Vault {
    file: Mutex<LockedFile>,
    ring: Ring,
}

impl Vault {
    /// Returns at once: whether there is a keyring is found out beside the caller, and awaited by the first question.
    #[must_use]
    pub fn open(dir: &Path) -> Self {
        Self::over(dir, Ring::start(dir, ring::system(), RING_WAIT))
    }

    /// Only the file under a passphrase, for where no keyring may be asked.
    #[must_use]
    pub fn without_keyring(dir: &Path) -> Self {
        Self::over(dir, Ring::absent())
    }

    fn over(dir: &Path, ring: Ring) -> Self {
        Vault { file: Mutex::new(LockedFile::at(&dir.join("secrets.locked"))), ring }
    }

    fn file(&self) -> std::sync::MutexGuard<'_, LockedFile> {
        // A panic while it was held cannot have left half a change: the map is replaced whole after the disk has it.
        locked(&self.file)
    }
}

impl Secrets for Vault {
    fn get(&self, name: &str) -> Result<Option<String>, SecretsError> {
        match self.state() {
            SecretsState::Keyring => self.ring.get(name),
            // Nothing was ever kept here, so there is nothing to unlock first.
            SecretsState::FileNew => Ok(None),
            SecretsState::FileOpen | SecretsState::FileLocked => self.file().get(name),
        }
    }

    fn put(&self, name: &str, value: &str) -> Result<(), SecretsError> {
        match self.state() {
            SecretsState::Keyring => self.ring.put(name, value),
            SecretsState::FileOpen | SecretsState::FileLocked | SecretsState::FileNew => self.file().put(name, value),
        }
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        match self.state() {
            SecretsState::Keyring => self.ring.delete(name),
            SecretsState::FileNew => Ok(()),
            SecretsState::FileOpen | SecretsState::FileLocked => self.file().delete(name),
        }
    }

    /// A founded file stays the place even if a keyring appears later: what was put is found again.
    fn state(&self) -> SecretsState {
        let file = self.file();
        if file.is_open() {
            SecretsState::FileOpen
        } else if file.exists() {
            SecretsState::FileLocked
        } else if self.ring.usable() {
            SecretsState::Keyring
        } else {
            SecretsState::FileNew
        }
    }

    fn unlock(&self, passphrase: &str) -> Result<(), SecretsError> {
        match self.state() {
            SecretsState::Keyring | SecretsState::FileOpen => Ok(()),
            SecretsState::FileLocked => self.file().unlock(passphrase),
            SecretsState::FileNew => self.file().found(passphrase),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use ring::{Ask, Said};

    const CANARY: &str = "canário-5f3a9c-senha";

    #[test]
    fn without_a_keyring_nothing_is_kept_until_a_passphrase_is_chosen() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::without_keyring(dir.path());
        assert_eq!(vault.state(), SecretsState::FileNew);
        assert_eq!(vault.get("a"), Ok(None));
        assert_eq!(vault.put("a", CANARY), Err(SecretsError::Locked));
        assert_eq!(vault.unlock(""), Err(SecretsError::WrongPassphrase));
        vault.unlock("frase longa e boa").unwrap();
        vault.put("a", CANARY).unwrap();
        assert_eq!(vault.get("a"), Ok(Some(CANARY.to_owned())));
        assert_eq!(vault.state(), SecretsState::FileOpen);
    }

    #[test]
    fn the_file_opens_again_with_the_same_passphrase_only() {
        let dir = tempfile::tempdir().unwrap();
        let first = Vault::without_keyring(dir.path());
        first.unlock("frase longa e boa").unwrap();
        first.put("a", CANARY).unwrap();
        first.put("b", "outra").unwrap();
        first.delete("b").unwrap();

        let again = Vault::without_keyring(dir.path());
        assert_eq!(again.state(), SecretsState::FileLocked);
        assert_eq!(again.get("a"), Err(SecretsError::Locked));
        assert_eq!(again.unlock("frase errada"), Err(SecretsError::WrongPassphrase));
        assert_eq!(again.state(), SecretsState::FileLocked);
        again.unlock("frase longa e boa").unwrap();
        assert_eq!((again.get("a"), again.get("b")), (Ok(Some(CANARY.to_owned())), Ok(None)));
    }

    #[test]
    fn neither_value_nor_name_lies_readable_in_the_folder_and_only_the_owner_may_read_it() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::without_keyring(dir.path());
        vault.unlock("frase longa e boa").unwrap();
        vault.put("conexão/1/senha", CANARY).unwrap();
        for entry in std::fs::read_dir(dir.path()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            for hidden in [CANARY, "conexão/1/senha", "frase longa"] {
                assert!(!bytes.windows(hidden.len()).any(|part| part == hidden.as_bytes()), "{hidden} in {path:?}");
            }
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            }
        }
    }

    #[test]
    fn a_changed_byte_is_refused_and_the_file_stays_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::without_keyring(dir.path());
        vault.unlock("frase longa e boa").unwrap();
        vault.put("a", CANARY).unwrap();
        let path = dir.path().join("secrets.locked");
        let text = std::fs::read_to_string(&path).unwrap();
        for (from, to) in [("\"memory_kib\":", "\"memory_kib\":9"), ("\"sealed\":\"", "\"sealed\":\"00"), ("{", "")] {
            let broken = text.replacen(from, to, 1);
            assert_ne!(broken, text);
            std::fs::write(&path, &broken).unwrap();
            let again = Vault::without_keyring(dir.path());
            assert!(again.unlock("frase longa e boa").is_err(), "{broken}");
            assert!(again.put("b", "x").is_err());
            assert_eq!(std::fs::read_to_string(&path).unwrap(), broken);
        }
    }

    #[test]
    fn a_keyring_that_works_is_used_and_no_file_is_founded() {
        let dir = tempfile::tempdir().unwrap();
        let kept = Arc::new(Mutex::new(BTreeMap::new()));
        let vault = Vault::over(dir.path(), Ring::start(dir.path(), shelf(&kept), RING_WAIT));
        assert_eq!(vault.state(), SecretsState::Keyring);
        vault.put("a", CANARY).unwrap();
        assert_eq!(vault.get("a"), Ok(Some(CANARY.to_owned())));
        assert_eq!(kept.lock().unwrap().values().collect::<Vec<_>>(), [CANARY]);
        assert!(!dir.path().join("secrets.locked").exists());
        vault.delete("a").unwrap();
        assert_eq!(vault.get("a"), Ok(None));
        assert!(kept.lock().unwrap().is_empty());
    }

    #[test]
    fn two_folders_share_a_keyring_without_touching_each_other() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let kept = Arc::new(Mutex::new(BTreeMap::new()));
        let of = |dir: &Path| Vault::over(dir, Ring::start(dir, shelf(&kept), RING_WAIT));
        of(one.path()).put("a", "um").unwrap();
        of(two.path()).put("a", "dois").unwrap();
        assert_eq!(of(one.path()).get("a"), Ok(Some("um".to_owned())));
        assert_eq!(of(two.path()).get("a"), Ok(Some("dois".to_owned())));
    }

    #[test]
    fn a_keyring_locked_later_is_said_to_be_locked_and_not_taken_for_empty() {
        let dir = tempfile::tempdir().unwrap();
        let kept = Arc::new(Mutex::new(BTreeMap::new()));
        Vault::over(dir.path(), Ring::start(dir.path(), shelf(&kept), RING_WAIT)).put("a", CANARY).unwrap();

        // As the Secret Service does: writing is refused, reading finds nothing.
        let locked = |ask: Ask| match ask {
            Ask::Get(_) => Ok(Said::Absent),
            Ask::Put(..) | Ask::Delete(_) => Err(SecretsError::Locked),
        };
        let vault = Vault::over(dir.path(), Ring::start(dir.path(), locked, RING_WAIT));
        assert_eq!(vault.state(), SecretsState::Keyring);
        assert_eq!(vault.get("a"), Err(SecretsError::Locked));
        assert_eq!(vault.get("never put"), Ok(None));
        assert_eq!(vault.put("b", "x"), Err(SecretsError::Locked));
    }

    #[test]
    fn a_keyring_that_never_answers_keeps_nobody_waiting_for_ever() {
        let dir = tempfile::tempdir().unwrap();
        let (hold, held) = std::sync::mpsc::channel::<()>();
        let stuck = move |_: Ask| held.recv().map(|()| Said::Absent).map_err(|_| SecretsError::Locked);
        let vault = Vault::over(dir.path(), Ring::start(dir.path(), stuck, Duration::from_millis(20)));
        assert_eq!(vault.state(), SecretsState::FileNew);
        assert_eq!(vault.put("a", CANARY), Err(SecretsError::Locked));
        drop(hold);
    }

    fn shelf(kept: &Arc<Mutex<BTreeMap<String, String>>>) -> impl FnMut(Ask) -> Result<Said, SecretsError> + use<> {
        let kept = Arc::clone(kept);
        move |ask| {
            let mut kept = kept.lock().unwrap();
            Ok(match ask {
                Ask::Get(name) => kept.get(&name).map_or(Said::Absent, |value| Said::Value(value.clone())),
                Ask::Put(name, value) => {
                    kept.insert(name, value);
                    Said::Absent
                }
                Ask::Delete(name) => {
                    kept.remove(&name);
                    Said::Absent
                }
            })
        }
    }
}
