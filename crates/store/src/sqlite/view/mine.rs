//! "Meus atendimentos": what came back, who waits for me, for whom I wait.

use engine::{Span, TicketId, UserId};
use rusqlite::{OptionalExtension, params};

use super::card::{self, card_columns, card_joins};
use super::indexed::{order, section};
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

impl MineSection {
    fn number(self) -> i64 {
        match self {
            MineSection::Returned => 1,
            MineSection::WaitsForMe => 2,
            MineSection::WaitsForCustomer => 3,
        }
    }
}

const MINE: &str = concat!(
    card_columns!(),
    "FROM ticket t INDEXED BY ticket_technician ",
    card_joins!(),
    "WHERE t.assignee = ?1 AND ",
    section!(),
    " = ?2 AND ",
    order!(),
    " >= ?3 AND (",
    order!(),
    " > ?3 OR t.id > ?4) ORDER BY ",
    order!(),
    ", t.id LIMIT ?5"
);

impl Reader {
    /// Open and pending tickets of a technician, longest wait first. What the keeper holds for Sem Interação is that
    /// queue's, not his own.
    pub fn mine(&self, user: UserId, section: MineSection, after: Option<Key>, limit: u32) -> Result<Page<CardRow>> {
        let after = after.unwrap_or(START);
        let rows =
            self.list(MINE, params![user.0, section.number(), after.at.0, after.id, bounded(limit)], card::of)?;
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
