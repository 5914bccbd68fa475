//! Which messages of a folder are new: the marks kept between pulls, the first look, what came since, and the look back
//! after a server has renumbered everything. It decides; `imap` carries.

use async_imap::types::Mailbox;
use mail_parser::DateTime;
use serde::{Deserialize, Serialize};

use super::imap::{Head, Session};
use super::wire::{self, Raw, Shelf};
use crate::{Fault, Incoming, PULL_MAX, RAW_BYTES_MAX};

/// Most messages of the past that the first look shows.
const FIRST_MESSAGES_MAX: u32 = 50;
/// How far back the first look and a look back after renumbering go.
const BACK_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Most messages one sweep takes from one of the two folders.
const SWEEP_MESSAGES_MAX: usize = PULL_MAX / 2;
/// Most bytes one sweep downloads, so that a slow link makes progress; one message may exceed it.
const SWEEP_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Most bytes downloaded with one command.
const GROUP_BYTES_MAX: usize = 8 * 1024 * 1024;
/// What is downloaded of a message above [`RAW_BYTES_MAX`]: its headers and, nearly always, its words.
pub(super) const BEGINNING_BYTES: usize = 256 * 1024;

/// Where both folders were left; what a [`crate::Cursor`] of this channel is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Marks {
    pub(super) inbox: Option<Mark>,
    pub(super) sent: Option<Mark>,
}

/// Where one folder was left.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Empty: there was no such folder yet, so whatever it holds once it exists is new.
    folder: String,
    uidvalidity: u32,
    last_uid: u32,
    /// The newest message there was when the connection was made: what arrived before it is history.
    floor_ms: i64,
    /// Set while looking back after renumbering: older mail is left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<String>,
}

impl Mark {
    pub(super) fn of_no_folder() -> Mark {
        Mark::default()
    }
}

impl Marks {
    /// An empty cursor is the first look; so is one that cannot be read.
    pub(super) fn parse(cursor: &str) -> Marks {
        if cursor.is_empty() {
            return Marks::default();
        }
        serde_json::from_str(cursor).unwrap_or_else(|_| {
            tracing::warn!("the cursor of a mailbox cannot be read; looking at it as for the first time");
            Marks::default()
        })
    }

    pub(super) fn to_cursor(&self) -> String {
        serde_json::to_string(self).expect("two plain structs are always JSON")
    }
}

pub(super) struct Swept {
    pub(super) events: Vec<Incoming>,
    pub(super) mark: Mark,
    /// Nothing was left for the next sweep.
    pub(super) complete: bool,
}

/// Takes what is new in a folder of the mailbox `address`.
pub(super) async fn sweep(
    session: &mut Session,
    address: &str,
    folder: &str,
    shelf: Shelf,
    mark: Option<&Mark>,
) -> Result<Swept, Fault> {
    let mailbox = session.examine(folder).await?;
    let uidvalidity = mailbox.uid_validity.unwrap_or(0);
    let start = match mark {
        Some(mark) if mark.folder == folder && mark.uidvalidity == uidvalidity => mark.clone(),
        Some(mark) if mark.folder == folder || mark.folder.is_empty() => {
            let since = newest(session, mailbox.exists).await?.map(|ms| imap_date(ms.saturating_sub(BACK_MS)));
            Mark { folder: folder.to_string(), uidvalidity, last_uid: 0, floor_ms: mark.floor_ms, since }
        }
        Some(_) | None => {
            return first(session, address, shelf, folder, &mailbox).await;
        }
    };
    follow(session, address, shelf, start).await
}

/// The first look: some of the past, all of it history.
async fn first(
    session: &mut Session,
    address: &str,
    shelf: Shelf,
    folder: &str,
    mailbox: &Mailbox,
) -> Result<Swept, Fault> {
    let heads = match mailbox.exists {
        0 => Vec::new(),
        exists => session.last_heads(exists, FIRST_MESSAGES_MAX).await?,
    };
    let floor_ms = heads.iter().map(|head| head.said_at_ms).max().unwrap_or(0);
    let last_uid = heads.last().map_or(mailbox.uid_next.unwrap_or(1).saturating_sub(1), |head| head.uid);
    let recent: Vec<Head> = heads.into_iter().filter(|head| head.said_at_ms >= floor_ms - BACK_MS).collect();
    let events = download(session, address, shelf, &recent, |_| true).await?;
    let uidvalidity = mailbox.uid_validity.unwrap_or(0);
    let mark = Mark { folder: folder.to_string(), uidvalidity, last_uid, floor_ms, since: None };
    Ok(Swept { events, mark, complete: true })
}

/// Everything beyond the mark, oldest first, at most one sweep's worth.
async fn follow(session: &mut Session, address: &str, shelf: Shelf, mark: Mark) -> Result<Swept, Fault> {
    let since = mark.since.as_ref().map_or(String::new(), |since| format!(" SINCE {since}"));
    let found = session.search(&format!("UID {}:*{since}", u64::from(mark.last_uid) + 1)).await?;
    // `n:*` names the last message even when it is older than n.
    let mut uids: Vec<u32> = found.into_iter().filter(|&uid| uid > mark.last_uid).collect();
    let mut complete = uids.len() <= SWEEP_MESSAGES_MAX;
    uids.truncate(SWEEP_MESSAGES_MAX);
    let mut heads = session.heads(&uids).await?;
    let mut bytes = 0;
    let fits = heads.iter().take_while(|head| {
        let first = bytes == 0;
        bytes += head.bytes.min(RAW_BYTES_MAX);
        first || bytes <= SWEEP_BYTES_MAX
    });
    let taken = fits.count();
    let mut last_uid = uids.last().copied().unwrap_or(mark.last_uid);
    if taken < heads.len() {
        heads.truncate(taken);
        last_uid = heads.last().map_or(mark.last_uid, |head| head.uid);
        complete = false;
    }
    let floor_ms = mark.floor_ms;
    let events = download(session, address, shelf, &heads, |head| head.said_at_ms < floor_ms).await?;
    let since = if complete { None } else { mark.since };
    Ok(Swept { events, mark: Mark { last_uid, since, ..mark }, complete })
}

async fn download(
    session: &mut Session,
    address: &str,
    shelf: Shelf,
    heads: &[Head],
    is_history: impl Fn(&Head) -> bool,
) -> Result<Vec<Incoming>, Fault> {
    let mut events = Vec::with_capacity(heads.len());
    for group in groups(heads) {
        let uids: Vec<u32> = group.iter().map(|head| head.uid).collect();
        let size: usize = group.iter().map(|head| head.bytes).sum();
        let too_large = size > RAW_BYTES_MAX;
        let first_bytes = too_large.then_some(BEGINNING_BYTES);
        let bodies = session.bodies(&uids, if too_large { BEGINNING_BYTES } else { size }, first_bytes).await?;
        for head in group {
            let Some((_, bytes)) = bodies.iter().find(|(uid, _)| *uid == head.uid) else {
                continue;
            };
            let raw = Raw {
                bytes,
                shelf,
                said_at_ms: head.said_at_ms,
                history: is_history(head),
                cut_from: too_large.then_some(head.bytes),
            };
            events.push(guarded(address, &raw));
        }
    }
    Ok(events)
}

/// A message that makes the parser panic must not stop those behind it.
fn guarded(address: &str, raw: &Raw<'_>) -> Incoming {
    std::panic::catch_unwind(|| wire::read(address, raw)).unwrap_or_else(|_| wire::unreadable(raw.bytes))
}

/// Cuts a list so that no group is too large; a message that is too large by itself stands alone.
fn groups(heads: &[Head]) -> Vec<&[Head]> {
    let mut groups = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (at, head) in heads.iter().enumerate() {
        if at > start && bytes + head.bytes > GROUP_BYTES_MAX {
            groups.push(&heads[start..at]);
            (start, bytes) = (at, 0);
        }
        bytes += head.bytes;
    }
    if start < heads.len() {
        groups.push(&heads[start..]);
    }
    groups
}

/// When the newest message of a folder arrived.
async fn newest(session: &mut Session, exists: u32) -> Result<Option<i64>, Fault> {
    if exists == 0 {
        return Ok(None);
    }
    Ok(session.last_heads(exists, 1).await?.last().map(|head| head.said_at_ms))
}

/// A day as IMAP writes it, one day early: servers count days in their own time zone.
fn imap_date(ms: i64) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let date = DateTime::from_timestamp(ms.div_euclid(1000) - 24 * 60 * 60);
    let month = MONTHS[usize::from(date.month.clamp(1, 12)) - 1];
    format!("{}-{month}-{:04}", date.day, date.year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_being_written_and_garbage_is_a_first_look() {
        let mark = Mark { folder: "INBOX".to_string(), uidvalidity: 7, last_uid: 12, floor_ms: 99, since: None };
        let marks = Marks { inbox: Some(mark), sent: Some(Mark::of_no_folder()) };
        assert_eq!(Marks::parse(&marks.to_cursor()), marks);
        for garbage in ["", "x", "{}", "[]"] {
            assert_eq!(Marks::parse(garbage), Marks::default(), "{garbage}");
        }
    }

    #[test]
    fn groups_keep_order_and_size() {
        let mega = 1024 * 1024;
        let heads: Vec<Head> = [1, 3, 5, 30, 2, 6, 1]
            .iter()
            .zip(1..)
            .map(|(&size, uid)| Head { uid, said_at_ms: 0, bytes: size * mega })
            .collect();
        let found: Vec<Vec<u32>> =
            groups(&heads).iter().map(|group| group.iter().map(|head| head.uid).collect()).collect();
        assert_eq!(found, [vec![1, 2], vec![3], vec![4], vec![5, 6], vec![7]]);
        assert!(groups(&[]).is_empty());
    }

    #[test]
    fn days_are_written_as_imap_wants_them_and_one_early() {
        assert_eq!(imap_date(1_790_000_000_000), "20-Sep-2026");
        assert_eq!(imap_date(1_767_225_600_000), "31-Dec-2025");
    }
}
