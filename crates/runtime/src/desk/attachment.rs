//! Attachments, on demand: brought from the provider for whoever asks and handed on. Like "Testar" this is no work of the
//! machine: no transaction, nothing stored, and a slow provider keeps only the asker waiting.

use std::time::Duration;

use channels::{ATTACHMENT_BYTES_MAX, Class, Fault, File, NotBrought, Part, Settings};
use store::Connection;

use super::Desk;
use crate::lines::{BROKE, kind_of};

/// Attachments brought at the same time; each may need a hundred megabytes while it is read.
pub(super) const AT_ONCE_MAX: usize = 2;
/// Longest wait for one, its turn included.
const BRING_MAX: Duration = Duration::from_secs(180);

impl Desk {
    /// One attachment of a message of this connection, by its place in the message's list.
    ///
    /// # Errors
    /// Why the provider did not give it; faults are in Portuguese.
    pub fn attachment(
        &self,
        on: &Connection,
        external_id: &str,
        position: usize,
    ) -> std::result::Result<File, NotBrought> {
        let kind = kind_of(&on.kind)?;
        let settings: Settings = serde_json::from_str(&on.settings).unwrap_or_default();
        let secret = self.secret(on.id).map_err(|refusal| Fault::new(Class::Auth, Part::Password, refusal.message))?;
        let channel = channels::open(kind, &settings, &secret)?;
        let bring = async {
            let _turn = self.shared.attachments.acquire().await;
            channel.attachment(external_id, position, ATTACHMENT_BYTES_MAX).await
        };
        let brought = self.carried(async { tokio::time::timeout(BRING_MAX, bring).await });
        match brought {
            Some(Ok(brought)) => brought,
            Some(Err(_)) => Err(transient("O provedor não respondeu a tempo.").into()),
            None => Err(transient(BROKE).into()),
        }
    }
}

fn transient(detail: &str) -> Fault {
    Fault::new(Class::Transient, Part::Other, detail)
}
