//! The centre of notices of one user, and the audit trail.

use engine::{Moment, NoticeEvent, NoticeId, TicketId, UserId};
use rusqlite::{Row, params};

use super::{END, Key, Page, bounded};
use crate::Result;
use crate::sqlite::Reader;
use crate::sqlite::cell::{moment, moment_opt, number, number_opt, word};
use crate::sqlite::error::to_json;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeView {
    pub id: NoticeId,
    pub at: Moment,
    pub event: NoticeEvent,
    pub ticket: Option<TicketId>,
    pub title: String,
    pub text: String,
    pub read_at: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditView {
    pub id: i64,
    pub at: Moment,
    pub user: Option<UserId>,
    pub user_name: Option<String>,
    pub what: String,
    /// JSON.
    pub before: String,
    /// JSON.
    pub after: String,
}

pub(crate) const NOTICES: &str = "SELECT id, at, event, ticket, title, text, read_at FROM notice INDEXED BY notice_user
     WHERE user = ?1 AND id < ?2 AND (NOT ?3 OR read_at IS NULL)
       AND (?4 = '[]' OR event IN (SELECT value FROM json_each(?4))) ORDER BY id DESC LIMIT ?5";

pub(crate) const UNREAD: &str = "SELECT count(*) FROM notice WHERE user = ?1 AND read_at IS NULL";

impl Reader {
    /// Newest first; of these events only, if any are given.
    pub fn notices(
        &self,
        user: UserId,
        unread_only: bool,
        events: &[NoticeEvent],
        before: Option<Key>,
        limit: u32,
    ) -> Result<Page<NoticeView>> {
        let before = before.unwrap_or(END);
        let rows =
            self.list(NOTICES, params![user.0, before.id, unread_only, to_json(&events)?, bounded(limit)], of)?;
        Ok(Page::of(rows, limit, |row| Key { at: row.at, id: row.id.0 }))
    }

    pub fn unread(&self, user: UserId) -> Result<u32> {
        self.count(UNREAD, [user.0])
    }

    /// Changes of configuration, newest first.
    pub fn audit(&self, before: Option<Key>, limit: u32) -> Result<Page<AuditView>> {
        let before = before.unwrap_or(END);
        let rows = self.list(
            "SELECT a.id, a.at, a.user, u.name, a.what, a.before, a.after FROM audit a LEFT JOIN user u ON u.id = a.user
             WHERE a.id < ?1 ORDER BY a.id DESC LIMIT ?2",
            params![before.id, bounded(limit)],
            audit_of,
        )?;
        Ok(Page::of(rows, limit, |row| Key { at: row.at, id: row.id }))
    }
}

fn of(row: &Row) -> rusqlite::Result<NoticeView> {
    Ok(NoticeView {
        id: number(row, 0, NoticeId)?,
        at: moment(row, 1)?,
        event: word(row, 2)?,
        ticket: number_opt(row, 3, TicketId)?,
        title: row.get(4)?,
        text: row.get(5)?,
        read_at: moment_opt(row, 6)?,
    })
}

fn audit_of(row: &Row) -> rusqlite::Result<AuditView> {
    Ok(AuditView {
        id: row.get(0)?,
        at: moment(row, 1)?,
        user: number_opt(row, 2, UserId)?,
        user_name: row.get(3)?,
        what: row.get(4)?,
        before: row.get(5)?,
        after: row.get(6)?,
    })
}
