//! Why the runtime refused: a closed code, a sentence for a person, and the field it is about. Nothing was changed.

use store::StoreError;

/// What kind of refusal it is: each shell behaves by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalCode {
    NotFound,
    Invalid,
    Forbidden,
    Conflict,
    Unavailable,
    AlreadyRunning,
    NewerDatabase,
    Unwritable,
    /// The disk is full.
    Full,
    /// Damaged, and no whole copy is at hand.
    Corrupt,
    /// Damaged, and [`crate::choose_newest_copy`] mends it.
    Restorable,
    Internal,
}

/// One field of a draft and what is wrong with it, in Portuguese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub field: String,
    pub message: String,
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    pub code: RefusalCode,
    pub message: String,
    pub problems: Vec<Problem>,
}

impl Refusal {
    #[must_use]
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Refusal { code, message: message.into(), problems: vec![] }
    }

    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(RefusalCode::NotFound, format!("{what} não existe mais. Atualize a tela."))
    }

    #[must_use]
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(RefusalCode::Conflict, message)
    }

    /// The desk takes no more questions.
    pub(crate) fn stopping() -> Self {
        Self::new(RefusalCode::Unavailable, "O Retorno está encerrando.")
    }

    /// A draft with at least one problem.
    #[must_use]
    pub fn invalid(problems: Vec<Problem>) -> Self {
        let message = problems.first().map_or_else(|| "Dados inválidos.".to_owned(), |first| first.message.clone());
        Refusal { code: RefusalCode::Invalid, message, problems }
    }

    #[must_use]
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::invalid(vec![Problem { field: field.to_owned(), message: message.into() }])
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Unwritable { .. } => RefusalCode::Unwritable,
            StoreError::Newer => RefusalCode::NewerDatabase,
            StoreError::Corrupt(_) => RefusalCode::Corrupt,
            StoreError::Full => RefusalCode::Full,
            StoreError::Disk(_) | StoreError::Swapped(_) | StoreError::Busy => RefusalCode::Unavailable,
            StoreError::Missing(_) => RefusalCode::NotFound,
            StoreError::Sql(_) => RefusalCode::Internal,
        };
        Refusal::new(code, error.to_string())
    }
}
