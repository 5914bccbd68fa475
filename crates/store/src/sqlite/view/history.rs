//! The past as a backtest reads it: ticket by ticket, who said when, in order. No texts.

use engine::{Contact, Moment, Ticket, TicketId};
use rusqlite::params;

use super::bounded;
use crate::sqlite::Reader;
use crate::sqlite::cell::{moment, word};
use crate::sqlite::contact::{self, contact_columns};
use crate::sqlite::ticket::{self, ticket_columns};
use crate::{MessageSide, Result};

/// Words of one ticket that are read; of a longer one the newest.
pub const TICKET_WORDS_MAX: u32 = 2_000;

/// A word that counts for the silence clock: the customer's or a human attendant's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub side: MessageSide,
    pub at: Moment,
}

/// A ticket as it is today, and all that was said on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    pub ticket: Ticket,
    pub contact: Contact,
    pub said: Vec<Said>,
}

pub(crate) const TICKETS: &str = concat!(
    "SELECT ",
    ticket_columns!(),
    ", ",
    contact_columns!(),
    " FROM ticket t CROSS JOIN contact c ON c.id = t.contact WHERE t.id > ?1 AND t.last_at >= ?2 ORDER BY t.id LIMIT ?3"
);

pub(crate) const WORDS: &str = "SELECT side, at FROM message
     WHERE ticket = ?1 AND counts = 1 AND side IN ('customer', 'human') ORDER BY at DESC, id DESC LIMIT ?2";

impl Reader {
    /// Tickets after this one in which something was said since then, by their number. Each comes with all its words, so
    /// that a silence begun before `since` is seen.
    pub fn history(&self, after: TicketId, since: Moment, limit: u32) -> Result<Vec<HistoryRow>> {
        let mut rows = self.list(TICKETS, params![after.0, since.0, bounded(limit)], |row| {
            Ok(HistoryRow { ticket: ticket::of(row, 0)?, contact: contact::of(row, ticket::WIDTH)?, said: vec![] })
        })?;
        for row in &mut rows {
            row.said = self.said(row.ticket.id)?;
        }
        Ok(rows)
    }

    /// The counting words of one ticket, oldest first.
    pub fn said(&self, ticket: TicketId) -> Result<Vec<Said>> {
        let mut said = self.list(WORDS, params![ticket.0, TICKET_WORDS_MAX], |row| {
            Ok(Said { side: word(row, 0)?, at: moment(row, 1)? })
        })?;
        said.reverse();
        Ok(said)
    }
}
