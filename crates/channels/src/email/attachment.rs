//! One attachment, when a person asks for it: the message is looked for anew by its id in the two folders that the
//! connection follows, downloaded without being marked as read, and forgotten. What a message holds is `wire`'s to say.

use super::imap::Session;
use super::sweep::BEGINNING_BYTES;
use super::wire::{self, Shelf};
use super::{Email, INBOX};
use crate::{File, NotBrought};

/// Most messages of a folder that are looked at for the one: its id may be a part of others, or be missing.
const CANDIDATES_MAX: usize = 20;

/// What is looked for.
struct Sought<'a> {
    external_id: &'a str,
    position: usize,
    bytes_max: usize,
}

/// Brings it over a connection of its own; the ones that listen go on listening.
pub(super) async fn bring(
    email: &Email,
    external_id: &str,
    position: usize,
    bytes_max: usize,
) -> Result<File, NotBrought> {
    let sought = Sought { external_id, position, bytes_max };
    let mut session = email.session().await?;
    let brought = in_mailbox(&mut session, email.account.sent_folder.as_deref(), &sought).await;
    // A connection that failed is dropped: it would only be waited for once more.
    if !matches!(brought, Err(NotBrought::Fault(_))) {
        session.log_out().await;
    }
    brought
}

async fn in_mailbox(session: &mut Session, sent: Option<&str>, sought: &Sought<'_>) -> Result<File, NotBrought> {
    match in_folder(session, INBOX, Shelf::Inbox, sought).await {
        Err(NotBrought::MessageGone) => {}
        found => return found,
    }
    match session.sent_folder(sent).await? {
        Some(folder) => in_folder(session, &folder, Shelf::Sent, sought).await,
        None => Err(NotBrought::MessageGone),
    }
}

async fn in_folder(session: &mut Session, folder: &str, shelf: Shelf, sought: &Sought<'_>) -> Result<File, NotBrought> {
    let &Sought { external_id, position, bytes_max } = sought;
    session.examine(folder).await?;
    let found = session.search(&wire::query(external_id, shelf)).await?;
    let newest: Vec<u32> = found.into_iter().rev().take(CANDIDATES_MAX).collect();
    for head in session.heads(&newest).await?.into_iter().rev() {
        let too_large = head.bytes > bytes_max;
        let (bytes, first_bytes) =
            if too_large { (BEGINNING_BYTES, Some(BEGINNING_BYTES)) } else { (head.bytes, None) };
        // One that was deleted in between is absent.
        for (_, raw) in session.bodies(&[head.uid], bytes, first_bytes).await? {
            if !guarded(|| wire::holds(&raw, shelf, external_id)).unwrap_or(false) {
                continue;
            }
            if too_large {
                return Err(NotBrought::TooLarge { bytes: head.bytes });
            }
            return guarded(|| wire::file(&raw, position)).flatten().ok_or(NotBrought::NoSuchAttachment);
        }
    }
    Err(NotBrought::MessageGone)
}

/// A message that makes the parser panic is one that cannot be read.
fn guarded<T>(read: impl FnOnce() -> T + std::panic::UnwindSafe) -> Option<T> {
    std::panic::catch_unwind(read).ok()
}
