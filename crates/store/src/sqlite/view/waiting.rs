//! The live view of Sem Interação, and who is about to enter it.

use engine::{Moment, QueueId, TicketId, UserId};
use rusqlite::{Row, params};

use super::card::{self, WIDTH, card_columns, card_joins};
use super::filter::{Conditions, TextBy, TicketFilter};
use super::{CardRow, Key, Page, START, bounded};
use crate::sqlite::Reader;
use crate::sqlite::cell::{moment, moment_opt, number, number_opt, word};
use crate::sqlite::rule::queue_watermark;
use crate::{Result, SendState};

/// Notices of one entry that are shown.
const TOLD_MAX: u32 = 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// Its assignee is the keeper of the queue, `returns_to` the original technician.
    pub card: CardRow,
    pub returns_queue: Option<QueueId>,
    pub by_hand: bool,
    /// The notice to the customer, of this entry or an earlier one of the episode.
    pub customer_told: Option<CustomerTold>,
    /// Our people who were told of this entry.
    pub told: Vec<UserTold>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerTold {
    /// When it went, or is to go.
    pub at: Moment,
    pub state: SendState,
    pub fault: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserTold {
    pub user: UserId,
    pub at: Moment,
    pub shown_at: Option<Moment>,
    pub read_at: Option<Moment>,
}

const INSIDE: &str = concat!(
    card_columns!(),
    ", t.returns_queue,
     coalesce((SELECT e.by_hand FROM queue_entry e WHERE e.ticket = t.id ORDER BY e.anchor DESC LIMIT 1), 0),
     coalesce(o.done_at, o.due_at), o.state, o.fault FROM ticket t INDEXED BY ticket_in_queue ",
    card_joins!(),
    "LEFT JOIN outbox o ON o.id = (SELECT max(y.id) FROM outbox y WHERE y.ticket = t.id AND y.origin = 'entry'
                                      AND y.created_at > coalesce(t.customer_at, 0))
     WHERE t.entered_at >= :at AND (t.entered_at > :at OR t.id > :id)"
);
const BY_ENTRY: &str = "ORDER BY t.entered_at, t.id LIMIT :limit";

/// A put-off closing moves the ticket's own instant ahead; the entry keeps when it really was.
pub(crate) const TOLD: &str = "SELECT user, at, shown_at, read_at FROM notice
     WHERE ticket = ?1 AND event = 'entered'
       AND at >= coalesce((SELECT min(e.entered_at, ?2) FROM queue_entry e WHERE e.ticket = ?1 ORDER BY e.anchor DESC LIMIT 1), ?2)
     ORDER BY id LIMIT ?3";

/// The queue is the shorter list, whatever else is asked.
const COUNT: &str = "SELECT count(*) FROM ticket t INDEXED BY ticket_in_queue WHERE t.entered_at IS NOT NULL";

pub(crate) const ARRIVING: &str = concat!(
    card_columns!(),
    "FROM ticket t ",
    card_joins!(),
    "WHERE t.anchor > ?1 AND t.anchor <= ?2 AND t.status = 'open' AND t.assignee IS NOT NULL AND t.entered_at IS NULL
     ORDER BY t.anchor, t.id LIMIT ?3"
);

impl Reader {
    /// Tickets in Sem Interação by time of entry.
    pub fn no_interaction(&self, filter: &TicketFilter, after: Option<Key>, limit: u32) -> Result<Page<QueueRow>> {
        let after = after.unwrap_or(START);
        let wanted = Conditions::of(filter, TextBy::Ticket)?;
        let rows = bounded(limit);
        let values = wanted.with(&[(":at", &after.at.0), (":id", &after.id), (":limit", &rows)]);
        let mut rows = self.list(&[INSIDE, &wanted.sql, BY_ENTRY].concat(), &*values, of)?;
        for row in &mut rows {
            row.told = self.told(row.card.id, entered(row))?;
        }
        Ok(Page::of(rows, limit, |row| Key { at: entered(row), id: row.card.id.0 }))
    }

    pub fn no_interaction_count(&self, filter: &TicketFilter) -> Result<u32> {
        let wanted = Conditions::of(filter, TextBy::Ticket)?;
        self.count(&[COUNT, &wanted.sql].concat(), &*wanted.with(&[]))
    }

    /// Open tickets with a technician whose silence began up to this anchor and has not been judged yet: those that enter
    /// next, if the policy lets them.
    pub fn arriving(&self, upto: Moment, limit: u32) -> Result<Vec<CardRow>> {
        let judged = queue_watermark(&self.db)?;
        self.list(ARRIVING, params![judged.0, upto.0, bounded(limit)], card::of)
    }

    fn told(&self, ticket: TicketId, since: Moment) -> Result<Vec<UserTold>> {
        self.list(TOLD, params![ticket.0, since.0, TOLD_MAX], |row| {
            Ok(UserTold {
                user: number(row, 0, UserId)?,
                at: moment(row, 1)?,
                shown_at: moment_opt(row, 2)?,
                read_at: moment_opt(row, 3)?,
            })
        })
    }
}

fn entered(row: &QueueRow) -> Moment {
    row.card.entered_at.unwrap_or(Moment::MIN)
}

fn of(row: &Row) -> rusqlite::Result<QueueRow> {
    let customer_told = match moment_opt(row, WIDTH + 2)? {
        Some(at) => Some(CustomerTold { at, state: word(row, WIDTH + 3)?, fault: row.get(WIDTH + 4)? }),
        None => None,
    };
    Ok(QueueRow {
        card: card::of(row)?,
        returns_queue: number_opt(row, WIDTH, QueueId)?,
        by_hand: row.get(WIDTH + 1)?,
        customer_told,
        told: vec![],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::view::morning::{morning, open};
    use crate::suite::world::*;

    #[test]
    fn who_was_told_stands_when_the_closing_is_put_off() {
        let (_folder, db) = open();
        let m = morning(&db);
        let told = || {
            let page = db.reader().unwrap().no_interaction(&TicketFilter::default(), None, 50).unwrap();
            page.rows.into_iter().find(|row| row.card.id == m.ana).unwrap().told
        };
        let before = told();
        assert_eq!(before.len(), 2);
        let mut ana = say(&db, |store| store.ticket(m.ana)).unwrap();
        ana.entered_at = Some(minute(600));
        say(&db, |store| store.put_ticket(&ana, minute(40)));
        assert_eq!(told(), before);
    }
}
