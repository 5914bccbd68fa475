//! "Meus atendimentos": what came back, who waits for me, for whom I wait.

use engine::{Span, TicketId, UserId};
use rusqlite::{OptionalExtension, params};

use super::card::{self, card_columns, card_joins};
use super::{CardRow, Key, Page, START, bounded};
use crate::Result;
use crate::sqlite::Reader;
use crate::sqlite::cell::number;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MineSection {
    /// Came back to me and I have not opened it since.
    Returned,
    /// The customer waits for me.
    WaitsForMe,
    /// I wait for the customer, or it is on hold.
    WaitsForCustomer,
}

pub(crate) const MINE: &str = concat!(
    card_columns!(),
    "FROM ticket t ",
    card_joins!(),
    "WHERE t.assignee = ?1 AND t.status <> 'closed'
       AND CASE ?2 WHEN 'returned' THEN t.returned_at IS NOT NULL
                   WHEN 'me' THEN t.returned_at IS NULL AND t.anchor IS NULL AND t.hold <> 'on'
                   ELSE t.returned_at IS NULL AND (t.anchor IS NOT NULL OR t.hold = 'on') END
       AND coalesce(t.anchor, t.last_at) >= ?3 AND (coalesce(t.anchor, t.last_at) > ?3 OR t.id > ?4)
     ORDER BY coalesce(t.anchor, t.last_at), t.id LIMIT ?5"
);

impl Reader {
    /// Open and pending tickets of a technician, longest wait first.
    pub fn mine(&self, user: UserId, section: MineSection, after: Option<Key>, limit: u32) -> Result<Page<CardRow>> {
        let after = after.unwrap_or(START);
        let section = match section {
            MineSection::Returned => "returned",
            MineSection::WaitsForMe => "me",
            MineSection::WaitsForCustomer => "customer",
        };
        let rows = self.list(MINE, params![user.0, section, after.at.0, after.id, bounded(limit)], card::of)?;
        Ok(Page::of(rows, limit, CardRow::key))
    }

    /// How long the ticket had been in Sem Interação when it last left.
    pub fn last_stay(&self, ticket: TicketId) -> Result<Option<Span>> {
        Ok(self
            .db
            .prepare_cached(
                "SELECT left_at - entered_at FROM queue_entry WHERE ticket = ?1 AND left_at IS NOT NULL
                 ORDER BY anchor DESC LIMIT 1",
            )?
            .query_row([ticket.0], |row| number(row, 0, Span))
            .optional()?)
    }
}
