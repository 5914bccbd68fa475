//! The board of a funnel: one column a page at a time, longest wait first, and how much each column holds. Every ticket is
//! on one funnel's board: its stage's, else the first's. Also all tickets as one list.

use std::collections::{BTreeMap, BinaryHeap};

use engine::{FunnelId, Moment, StageId, Status, TagId, Ticket};
use rusqlite::{ToSql, named_params, params};

use super::card::{self, WIDTH, card_columns, card_joins};
use super::filter::{Conditions, TextBy, TicketFilter};
use super::indexed::{order, place};
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

/// The funnel that new tickets start in.
macro_rules! first_funnel {
    () => {
        "(SELECT id FROM funnel ORDER BY archived, position, id LIMIT 1)"
    };
}

/// The stages whose tickets are on the board of `:funnel`, 0 for those without one. What an archived funnel still holds is on
/// the first's.
macro_rules! stages_of_funnel {
    () => {
        concat!(
            "(SELECT stage.id FROM stage JOIN funnel ON funnel.id = stage.funnel WHERE :funnel = iif(funnel.archived, ",
            first_funnel!(),
            ", funnel.id) UNION ALL SELECT 0 WHERE :funnel = ",
            first_funnel!(),
            ") "
        )
    };
}

const OF_FUNNEL: &str = concat!("AND coalesce(t.stage, 0) IN ", stages_of_funnel!());

const COUNTS: &str = concat!(
    "SELECT place, sum(tickets), sum(cents), sum(since_seconds) FROM place_count WHERE tickets > 0 AND stage IN ",
    stages_of_funnel!(),
    "GROUP BY place ORDER BY place"
);

macro_rules! by_wait {
    () => {
        "AND coalesce(t.anchor, t.customer_at, t.last_at) >= :at AND (coalesce(t.anchor, t.customer_at, t.last_at) > :at OR t.id > :id)
         ORDER BY coalesce(t.anchor, t.customer_at, t.last_at), t.id LIMIT :limit"
    };
}

fn column_by_wait(wanted: &Conditions, text_by: TextBy) -> String {
    let open = concat!(card_joins!(), "WHERE t.place = :place AND t.status <> 'closed' ");
    let from = from("INDEXED BY ticket_board ", text_by);
    [card_columns!(), &from, open, OF_FUNNEL, &wanted.sql, by_wait!()].concat()
}

/// A list goes through the tickets in its own order, unless those with the text are found first.
fn from(order: &str, text_by: TextBy) -> String {
    let by = match text_by {
        TextBy::Ticket => order,
        TextBy::Words => "NOT INDEXED ",
    };
    ["FROM ticket t ", by].concat()
}

/// Starts from the few contacts that carry the tag.
fn column_of_rare_tag(filter: &str) -> String {
    let open = concat!(
        card_columns!(),
        "FROM (SELECT DISTINCT contact FROM contact_tag WHERE tag IN (SELECT value FROM json_each(:tags))) tagged
         CROSS JOIN ticket t INDEXED BY ticket_contact ON t.contact = tagged.contact ",
        card_joins!(),
        "WHERE t.place = :place AND t.status <> 'closed' ",
    );
    [open, OF_FUNNEL, filter, by_wait!()].concat()
}

fn closed(wanted: &Conditions, text_by: TextBy) -> String {
    let closed = concat!(card_joins!(), "WHERE t.closed_at <= :at AND (t.closed_at < :at OR t.id < :id) ");
    let order = "ORDER BY t.closed_at DESC, t.id DESC LIMIT :limit";
    let from = from("INDEXED BY ticket_closed ", text_by);
    [card_columns!(), ", t.closed_at ", &from, closed, OF_FUNNEL, &wanted.sql, order].concat()
}

fn tickets(wanted: &Conditions, text_by: TextBy) -> String {
    let all = concat!(card_joins!(), "WHERE t.last_at <= :at AND (t.last_at < :at OR t.id < :id)");
    let order = "ORDER BY t.last_at DESC, t.id DESC LIMIT :limit";
    [card_columns!(), &from("INDEXED BY ticket_last ", text_by), all, &wanted.sql, order].concat()
}

macro_rules! in_piles {
    () => {
        concat!("SELECT ", place!(), ", t.value_cents, ", order!(), ", t.id, t.stage_since / 1000 FROM ticket t ")
    };
}

/// Every ticket once, in the order of the disk: what a filter leaves has no index, and to go by one that is not about it
/// costs four times as much for each ticket. What the filter asks comes first, because most tickets end there.
pub(crate) const EVERY: &str = concat!(in_piles!(), "NOT INDEXED WHERE TRUE");
/// Whose a ticket is has an index that holds all a pile needs. No ticket is in two of these lists.
const OF_TECHNICIANS: &str = concat!(
    in_piles!(),
    "INDEXED BY ticket_technician WHERE t.assignee IN (SELECT value FROM json_each(:technicians))"
);
const OF_NOBODY: &str = concat!(in_piles!(), "INDEXED BY ticket_technician WHERE t.assignee IS NULL");
macro_rules! back_to_technicians {
    () => {
        concat!(
            in_piles!(),
            "INDEXED BY ticket_returns WHERE t.returns_user IN (SELECT value FROM json_each(:technicians)) AND "
        )
    };
}
const BACK_TO_TECHNICIANS: &str = concat!(
    back_to_technicians!(),
    "(t.assignee IS NULL OR t.assignee NOT IN (SELECT value FROM json_each(:technicians)))"
);
const BACK_FROM_OTHERS: &str =
    concat!(back_to_technicians!(), "t.assignee NOT IN (SELECT value FROM json_each(:technicians))");
const IN_ORDER: &str = concat!("AND ", order!(), " IS NOT NULL");

fn lists(filter: &TicketFilter) -> &'static [&'static str] {
    match (filter.unassigned, filter.technicians.is_empty()) {
        (false, true) => &[EVERY],
        (true, true) => &[OF_NOBODY],
        (false, false) => &[OF_TECHNICIANS, BACK_TO_TECHNICIANS],
        (true, false) => &[OF_TECHNICIANS, OF_NOBODY, BACK_FROM_OTHERS],
    }
}

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
        funnel: FunnelId,
        column: Column,
        filter: &TicketFilter,
        after: Option<Key>,
        limit: u32,
    ) -> Result<Page<CardRow>> {
        if column == Column::Closed {
            return self.closed(funnel, filter, after, limit);
        }
        let after = after.unwrap_or(START);
        let text_by = self.text_by(&filter.text)?;
        let wanted = Conditions::of(filter, text_by)?;
        let statement = match text_by {
            TextBy::Ticket if self.tags_are_rare(&filter.tags)? => column_of_rare_tag(&wanted.sql),
            TextBy::Ticket | TextBy::Words => column_by_wait(&wanted, text_by),
        };
        let (place, rows) = (column.place(), bounded(limit));
        let own: [(&str, &dyn ToSql); 5] =
            [(":funnel", &funnel.0), (":place", &place), (":at", &after.at.0), (":id", &after.id), (":limit", &rows)];
        let values = wanted.with(&own);
        Ok(Page::of(self.list(&statement, &*values, card::of)?, limit, CardRow::key))
    }

    fn closed(
        &self,
        funnel: FunnelId,
        filter: &TicketFilter,
        before: Option<Key>,
        limit: u32,
    ) -> Result<Page<CardRow>> {
        let before = before.unwrap_or(END);
        let text_by = self.text_by(&filter.text)?;
        let wanted = Conditions::of(filter, text_by)?;
        let rows = bounded(limit);
        let own: [(&str, &dyn ToSql); 4] =
            [(":funnel", &funnel.0), (":at", &before.at.0), (":id", &before.id), (":limit", &rows)];
        let values = wanted.with(&own);
        let rows = self.list(&closed(&wanted, text_by), &*values, |row| Ok((card::of(row)?, moment(row, WIDTH)?)))?;
        let Page { rows, next } = Page::of(rows, limit, |(card, at)| Key { at: *at, id: card.id.0 });
        Ok(Page { rows: rows.into_iter().map(|(card, _)| card).collect(), next })
    }

    /// All tickets, newest word first.
    pub fn tickets(&self, filter: &TicketFilter, before: Option<Key>, limit: u32) -> Result<Page<CardRow>> {
        let before = before.unwrap_or(END);
        let text_by = self.text_by(&filter.text)?;
        let wanted = Conditions::of(filter, text_by)?;
        let rows = bounded(limit);
        let values = wanted.with(&[(":at", &before.at.0), (":id", &before.id), (":limit", &rows)]);
        Ok(Page::of(self.list(&tickets(&wanted, text_by), &*values, card::of)?, limit, |row| Key {
            at: row.last_at,
            id: row.id.0,
        }))
    }

    /// How many tickets each column of a funnel holds and what they are worth; columns that hold none are left out.
    pub fn board_counts(&self, funnel: FunnelId, filter: &TicketFilter) -> Result<Vec<ColumnCount>> {
        if *filter == TicketFilter::default() {
            return self.list(COUNTS, named_params! { ":funnel": funnel.0 }, count_of);
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
        let text_by = self.text_by(&filter.text)?;
        let (lists, wanted) = match text_by {
            TextBy::Ticket => (lists(filter), Conditions::beside_technicians(filter)?),
            TextBy::Words => (&[EVERY][..], Conditions::of(filter, text_by)?),
        };
        let each: Vec<String> = lists.iter().map(|list| [list, &*wanted.sql, OF_FUNNEL, IN_ORDER].concat()).collect();
        let mut piles: BTreeMap<i64, Pile> = BTreeMap::new();
        let mut statement = self.db.prepare_cached(&each.join(" UNION ALL "))?;
        let mut rows = statement.query(&*wanted.with(&[(":funnel", &funnel.0)]))?;
        while let Some(row) = rows.next()? {
            let (place, order, id): (i64, i64, i64) = (row.get(0)?, row.get(2)?, row.get(3)?);
            let id = if Column::of(place) == Column::Closed { -id } else { id };
            piles.entry(place).or_default().put(row.get(1)?, row.get(4)?, (order, id), room);
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
