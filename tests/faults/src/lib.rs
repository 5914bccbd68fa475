//! Disks that fail, power that goes, processes that are killed: what of the program's word stands afterwards. A VFS of
//! our own lies below the real SQLite, the real store and the real core; what the world outside knows is kept in a ledger
//! beside them and compared. Shared by the tests of every run and by `cargo xtask torture`.

pub mod crash;
pub mod damage;
pub mod day;
pub mod disk;
pub mod house;
pub mod image;
pub mod ledger;
pub mod older;
pub mod sweep;
pub mod vfs;
pub mod whole;

/// A promise that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub promise: &'static str,
    pub what: String,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.promise, self.what)
    }
}

impl std::error::Error for Broken {}

pub(crate) fn broken(promise: &'static str, what: impl Into<String>) -> Broken {
    Broken { promise, what: what.into() }
}

impl From<rusqlite::Error> for Broken {
    fn from(error: rusqlite::Error) -> Self {
        broken("o banco se deixa ler", error.to_string())
    }
}

impl From<runtime::Refusal> for Broken {
    fn from(refusal: runtime::Refusal) -> Self {
        broken("o programa não falha por si", format!("{:?}: {refusal}", refusal.code))
    }
}

impl From<store::StoreError> for Broken {
    fn from(error: store::StoreError) -> Self {
        broken("o programa não falha por si", format!("{error:?}"))
    }
}

impl From<std::io::Error> for Broken {
    fn from(error: std::io::Error) -> Self {
        broken("o disco do próprio teste", error.to_string())
    }
}

/// A folder in memory where the system has such a place: nothing here waits for a real disk.
///
/// # Errors
/// It cannot be made.
pub fn folder() -> std::io::Result<tempfile::TempDir> {
    let shm = std::path::Path::new("/dev/shm");
    let place = if shm.is_dir() { shm.to_path_buf() } else { std::env::temp_dir() };
    tempfile::Builder::new().prefix("retorno-faults-").tempdir_in(place)
}
