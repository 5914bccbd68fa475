//! What a shell lends to the runtime: a way to show bubbles and a place for secrets. Traits and plain values only.

use engine::{NoticeEvent, NoticeId, TicketId, UserId};

/// One desktop bubble for whoever sits there; several notices may share it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bubble {
    /// Each with whom it is for.
    pub notices: Vec<(UserId, NoticeId)>,
    /// What a click opens; `None` for a group of several tickets.
    pub ticket: Option<TicketId>,
    /// What it tells; `None` for a group.
    pub event: Option<NoticeEvent>,
    pub title: String,
    pub text: String,
}

/// Shows bubbles. Must return at once and never fail loudly: the notice centre has them all anyway.
pub trait Notifier: Send + Sync {
    fn show(&self, bubble: &Bubble);
}

/// A notifier for where there is nobody to show anything to.
#[derive(Debug, Clone, Copy)]
pub struct NoNotifier;

impl Notifier for NoNotifier {
    fn show(&self, _bubble: &Bubble) {}
}

/// Why a secret cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretsError {
    #[error("O cofre de senhas está trancado. Desbloqueie-o para usar esta conexão.")]
    Locked,
    #[error("A senha-mestra não confere.")]
    WrongPassphrase,
    #[error("O cofre de senhas não respondeu: {0}.")]
    Unavailable(String),
}

/// Where secrets are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretsState {
    /// The operating system's keyring.
    Keyring,
    /// A file under a passphrase, open for this run.
    FileOpen,
    /// The same file, waiting for its passphrase.
    FileLocked,
    /// No keyring, and no passphrase chosen yet.
    FileNew,
}

/// A place for secrets, by name. Never plain text on disk.
pub trait Secrets: Send + Sync {
    /// # Errors
    /// Locked or unreachable; an absent name is `Ok(None)`.
    fn get(&self, name: &str) -> Result<Option<String>, SecretsError>;
    /// # Errors
    /// Locked or unreachable; nothing was kept.
    fn put(&self, name: &str, value: &str) -> Result<(), SecretsError>;
    /// # Errors
    /// Locked or unreachable.
    fn delete(&self, name: &str) -> Result<(), SecretsError>;
    fn state(&self) -> SecretsState;
    /// Opens (or, in state `FileNew`, founds) the passphrase file.
    ///
    /// # Errors
    /// The passphrase does not fit.
    fn unlock(&self, passphrase: &str) -> Result<(), SecretsError>;
}
