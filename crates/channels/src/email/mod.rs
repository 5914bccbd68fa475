//! E-mail: IMAP in, SMTP out. This file is the channel itself; the pure reading and writing of messages is in `wire`, the
//! sockets are in `imap` and `smtp`. It never retries a send and never sends a password over an open line.

mod account;
mod fault;
mod wire;

use std::time::Duration;

use async_trait::async_trait;

use crate::{AccountInfo, Caps, Channel, Class, Cursor, Fault, Found, Outcome, Outgoing, Part, Pulled, Settings};

use account::Account;
pub(crate) use account::fields;

/// One mailbox with its way out.
pub struct Email {
    account: Account,
}

impl Email {
    /// Checks the settings, touches no network.
    ///
    /// # Errors
    /// `Fault { class: Config }` naming the first bad field.
    pub fn open(settings: &Settings, secret: &str) -> Result<Email, Fault> {
        Ok(Email { account: Account::read(settings, secret)? })
    }

    fn not_yet(&self) -> Fault {
        Fault {
            class: Class::Config,
            part: Part::Other,
            code: "building".to_string(),
            detail: format!("A conexão de {} ainda está em construção.", self.account.address),
            retry_after: None,
        }
    }
}

#[async_trait]
impl Channel for Email {
    fn caps(&self) -> Caps {
        Caps {
            pulls: true,
            dedupes_by_key: false,
            can_start: true,
            window: None,
            text_chars_max: 20_000,
            gap_min: Duration::from_secs(2),
        }
    }

    async fn probe(&self) -> Result<AccountInfo, Fault> {
        Err(self.not_yet())
    }

    async fn pull(&self, _cursor: &Cursor, _wait: Duration) -> Result<Pulled, Fault> {
        Err(self.not_yet())
    }

    async fn send(&self, _out: &Outgoing) -> Outcome {
        Outcome::NotSent(self.not_yet())
    }

    async fn find(&self, _key: &str) -> Found {
        Found::CannotTell
    }
}
