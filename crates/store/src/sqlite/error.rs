//! SQLite's errors, told apart as far as somebody acts on the difference.

use rusqlite::ErrorCode;

use crate::StoreError;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Corrupt(error.to_string()),
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                StoreError::Unwritable { path: "banco de dados".into(), why: error.to_string() }
            }
            Some(ErrorCode::SystemIoFailure) => StoreError::Disk(error.to_string()),
            // Everything else is a defect of ours, and is shown as it is.
            Some(_) | None => StoreError::Sql(error.to_string()),
        }
    }
}

impl StoreError {
    /// The same error with the place it happened in, where that was not known below.
    pub(crate) fn at(self, path: &std::path::Path) -> Self {
        match self {
            StoreError::Unwritable { path: _, why } => StoreError::Unwritable { path: path.display().to_string(), why },
            other @ (StoreError::Newer
            | StoreError::Corrupt(_)
            | StoreError::Full
            | StoreError::Disk(_)
            | StoreError::Swapped(_)
            | StoreError::Busy
            | StoreError::Missing(_)
            | StoreError::Sql(_)) => other,
        }
    }
}

/// A value that should always become JSON.
pub(crate) fn to_json(value: &impl serde::Serialize) -> crate::Result<String> {
    serde_json::to_string(value).map_err(|e| StoreError::Sql(e.to_string()))
}

/// The file system's refusal to write at this place.
pub(crate) fn unwritable(path: &std::path::Path, error: &std::io::Error) -> StoreError {
    if error.kind() == std::io::ErrorKind::StorageFull {
        return StoreError::Full;
    }
    StoreError::Unwritable { path: path.display().to_string(), why: error.to_string() }
}
