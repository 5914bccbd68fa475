//! The board: one column a page at a time, longest wait first, and how much each column holds. Also all tickets as one
//! list.

use std::collections::{BTreeMap, BinaryHeap};

use engine::{FunnelId, Moment, StageId, Status, TagId, Ticket};
use rusqlite::{named_params, params};

use super::card::{self, WIDTH, card_columns, card_joins};
use super::filter::{Conditions, TicketFilter};
use super::{CardRow, END, Key, Page, START, bounded};
use crate::Result;
use crate::sqlite::Reader;
use crate::sqlite::cell::moment;
use crate::sqlite::error::to_json;

/// Up to here the contacts of a tag are walked; beyond, the column is.
const RARE_TAG_CONTACTS_MAX: u32 = 2_000;

/// A column of the board. Each ticket is in exactly one: closed before Sem Interação before its stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Closed,
    NoInteraction,
    NoStage,
    Stage(StageId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnCount {
    pub column: Column,
    pub tickets: u32,
    pub cents: i64,
    /// Since when they are in it, on the average, to the second.
    pub since: Moment,
}

impl Column {
    /// What the generated column `place` says of the same ticket.
    pub(crate) fn of_ticket(ticket: &Ticket) -> Column {
        match (ticket.status, ticket.entered_at, ticket.stage) {
            (Status::Closed, _, _) => Column::Closed,
            (Status::Open | Status::Pending, Some(_), _) => Column::NoInteraction,
            (Status::Open | Status::Pending, None, None) => Column::NoStage,
            (Status::Open | Status::Pending, None, Some(stage)) => Column::Stage(stage),
        }
    }

    fn place(self) -> i64 {
        match self {
            Column::Closed => -2,
            Column::NoInteraction => -1,
            Column::NoStage => 0,
            Column::Stage(stage) => stage.0,
        }
    }

    fn of(place: i64) -> Column {
        match place {
            -2 => Column::Closed,
            -1 => Column::NoInteraction,
            0 => Column::NoStage,
            stage => Column::Stage(StageId(stage)),
        }
    }
}

macro_rules! by_wait {
    () => {
        "AND coalesce(t.anchor, t.last_at) >= :at AND (coalesce(t.anchor, t.last_at) > :at OR t.id > :id)
         ORDER BY coalesce(t.anchor, t.last_at), t.id LIMIT :limit"
    };
}

fn column_by_wait(filter: &str) -> String {
    let open = concat!(
        card_columns!(),
        "FROM ticket t INDEXED BY ticket_board ",
        card_joins!(),
        "WHERE t.place = :place AND t.status <> 'closed'",
    );
    [open, filter, by_wait!()].concat()
}

/// Starts from the few contacts that carry the tag.
fn column_of_rare_tag(filter: &str) -> String {
    let open = concat!(
        card_columns!(),
        "FROM (SELECT DISTINCT contact FROM contact_tag WHERE tag IN (SELECT value FROM json_each(:tags))) tagged
         CROSS JOIN ticket t INDEXED BY ticket_contact ON t.contact = tagged.contact ",
        card_joins!(),
        "WHERE t.place = :place AND t.status <> 'closed'",
    );
    [open, filter, by_wait!()].concat()
}

fn closed(filter: &str) -> String {
    let closed = concat!(
        card_columns!(),
        ", t.closed_at FROM ticket t INDEXED BY ticket_closed ",
        card_joins!(),
        "WHERE t.closed_at <= :at AND (t.closed_at < :at OR t.id < :id)",
    );
    [closed, filter, "ORDER BY t.closed_at DESC, t.id DESC LIMIT :limit"].concat()
}

fn tickets(filter: &str) -> String {
    let all = concat!(
        card_columns!(),
        "FROM ticket t INDEXED BY ticket_last ",
        card_joins!(),
        "WHERE t.last_at <= :at AND (t.last_at < :at OR t.id < :id)",
    );
    [all, filter, "ORDER BY t.last_at DESC, t.id DESC LIMIT :limit"].concat()
}

/// Every ticket once, in the order of the disk: what a filter leaves has no index, and to go by one that is not about it
/// costs four times as much for each ticket. What the filter asks comes first, because most tickets end there.
pub(crate) const EVERY: &str = "SELECT t.place, t.value_cents,
        CASE t.place WHEN -2 THEN -t.closed_at ELSE coalesce(t.anchor, t.last_at) END,
        CASE t.place WHEN -2 THEN -t.id ELSE t.id END, t.stage_since / 1000
     FROM ticket t NOT INDEXED WHERE TRUE";
const OF_FUNNEL: &str = "AND (t.place <= 0 OR t.place IN (SELECT id FROM stage WHERE funnel = :funnel))
     AND (t.status <> 'closed' OR t.closed_at IS NOT NULL)";

pub(crate) const CARDS: &str = concat!(
    card_columns!(),
    "FROM json_each(:ids) wanted CROSS JOIN ticket t ON t.id = wanted.value ",
    card_joins!(),
    "ORDER BY wanted.key"
);

/// A column as a board shows it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnStart {
    pub count: ColumnCount,
    pub page: Page<CardRow>,
}

/// What one look at every ticket finds of a column: how much, and the first few in the column's order.
#[derive(Debug, Default)]
struct Pile {
    tickets: u32,
    cents: i64,
    since_seconds: i64,
    /// The last of the first on top.
    first: BinaryHeap<(i64, i64)>,
}

impl Pile {
    fn count(&self, place: i64) -> ColumnCount {
        let since = average(self.since_seconds, self.tickets);
        ColumnCount { column: Column::of(place), tickets: self.tickets, cents: self.cents, since }
    }

    fn put(&mut self, cents: i64, since_seconds: i64, at: (i64, i64), room: usize) {
        self.tickets += 1;
        self.cents += cents;
        self.since_seconds += since_seconds;
        if self.first.len() < room {
            self.first.push(at);
        } else if let Some(mut last) = self.first.peek_mut()
            && at < *last
        {
            *last = at;
        }
    }
}

impl Reader {
    /// Tickets of a column: longest wait first, of the closed the last closed first.
    ///
    /// # Errors
    /// When the database cannot be read; so of every question below.
    pub fn board_column(
        &self,
        column: Column,
        filter: &TicketFilter,
        after: Option<Key>,
        limit: u32,
    ) -> Result<Page<CardRow>> {
        if column == Column::Closed {
            return self.closed(filter, after, limit);
        }
        let after = after.unwrap_or(START);
        let wanted = Conditions::of(filter)?;
        let statement = if self.tags_are_rare(&filter.tags)? { column_of_rare_tag } else { column_by_wait };
        let (place, rows) = (column.place(), bounded(limit));
        let values = wanted.with(&[(":place", &place), (":at", &after.at.0), (":id", &after.id), (":limit", &rows)]);
        Ok(Page::of(self.list(&statement(&wanted.sql), &*values, card::of)?, limit, CardRow::key))
    }

    fn closed(&self, filter: &TicketFilter, before: Option<Key>, limit: u32) -> Result<Page<CardRow>> {
        let before = before.unwrap_or(END);
        let wanted = Conditions::of(filter)?;
        let rows = bounded(limit);
        let values = wanted.with(&[(":at", &before.at.0), (":id", &before.id), (":limit", &rows)]);
        let rows = self.list(&closed(&wanted.sql), &*values, |row| Ok((card::of(row)?, moment(row, WIDTH)?)))?;
        let Page { rows, next } = Page::of(rows, limit, |(card, at)| Key { at: *at, id: card.id.0 });
        Ok(Page { rows: rows.into_iter().map(|(card, _)| card).collect(), next })
    }

    /// All tickets, newest word first.
    pub fn tickets(&self, filter: &TicketFilter, before: Option<Key>, limit: u32) -> Result<Page<CardRow>> {
        let before = before.unwrap_or(END);
        let wanted = Conditions::of(filter)?;
        let rows = bounded(limit);
        let values = wanted.with(&[(":at", &before.at.0), (":id", &before.id), (":limit", &rows)]);
        Ok(Page::of(self.list(&tickets(&wanted.sql), &*values, card::of)?, limit, |row| Key {
            at: row.last_at,
            id: row.id.0,
        }))
    }

    /// How many tickets each column of a funnel holds and what they are worth; columns that hold none are left out.
    pub fn board_counts(&self, funnel: FunnelId, filter: &TicketFilter) -> Result<Vec<ColumnCount>> {
        if *filter == TicketFilter::default() {
            return self.list(
                "SELECT place, tickets, cents, since_seconds FROM place_count WHERE tickets > 0
                     AND (place <= 0 OR place IN (SELECT id FROM stage WHERE funnel = ?1)) ORDER BY place",
                params![funnel.0],
                count_of,
            );
        }
        let piles = self.piles(funnel, filter, 0)?;
        Ok(piles.iter().map(|(place, pile)| pile.count(*place)).collect())
    }

    /// What a filter leaves in each column of a funnel, with the first tickets of each; columns in which it leaves none are
    /// left out.
    pub fn board_starts(&self, funnel: FunnelId, filter: &TicketFilter, limit: u32) -> Result<Vec<ColumnStart>> {
        let piles = self.piles(funnel, filter, bounded(limit) as usize)?;
        let mut wanted = Vec::new();
        let mut starts = Vec::new();
        for (place, pile) in piles {
            let count = pile.count(place);
            // The closed go downwards.
            let sign = if count.column == Column::Closed { -1 } else { 1 };
            let key = |(at, id): (i64, i64)| Key { at: Moment(at * sign), id: id * sign };
            let first: Vec<Key> = pile.first.into_sorted_vec().into_iter().map(key).collect();
            wanted.extend(first.iter().map(|key| key.id));
            starts.push((count, first));
        }
        let mut cards = self.list(CARDS, named_params! { ":ids": to_json(&wanted)? }, card::of)?.into_iter();
        let start = |(count, first): (ColumnCount, Vec<Key>)| {
            let rows = cards.by_ref().take(first.len()).collect();
            let next = first.last().copied().filter(|_| first.len() >= bounded(limit) as usize);
            ColumnStart { count, page: Page { rows, next } }
        };
        Ok(starts.into_iter().map(start).collect())
    }

    fn piles(&self, funnel: FunnelId, filter: &TicketFilter, room: usize) -> Result<BTreeMap<i64, Pile>> {
        let wanted = Conditions::of(filter)?;
        let mut piles: BTreeMap<i64, Pile> = BTreeMap::new();
        let mut statement = self.db.prepare_cached(&[EVERY, &wanted.sql, OF_FUNNEL].concat())?;
        let mut rows = statement.query(&*wanted.with(&[(":funnel", &funnel.0)]))?;
        while let Some(row) = rows.next()? {
            let place: i64 = row.get(0)?;
            piles.entry(place).or_default().put(row.get(1)?, row.get(4)?, (row.get(2)?, row.get(3)?), room);
        }
        Ok(piles)
    }

    fn tags_are_rare(&self, tags: &[TagId]) -> Result<bool> {
        if tags.is_empty() {
            return Ok(false);
        }
        let contacts = self.count(
            "SELECT count(*) FROM (SELECT 1 FROM contact_tag WHERE tag IN (SELECT value FROM json_each(?1)) LIMIT ?2)",
            params![to_json(&tags)?, RARE_TAG_CONTACTS_MAX + 1],
        )?;
        Ok(contacts <= RARE_TAG_CONTACTS_MAX)
    }
}

fn count_of(row: &rusqlite::Row) -> rusqlite::Result<ColumnCount> {
    let tickets = row.get(1)?;
    let since = average(row.get(3)?, tickets);
    Ok(ColumnCount { column: Column::of(row.get(0)?), tickets, cents: row.get(2)?, since })
}

fn average(since_seconds: i64, tickets: u32) -> Moment {
    Moment(since_seconds / i64::from(tickets.max(1)) * 1_000)
}
