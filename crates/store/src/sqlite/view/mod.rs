//! What the screens ask, as methods of [`Reader`]: read-only, a page at a time by key, never more than [`PAGE_MAX`] rows.
//! Rows carry ids and what only a join knows; names of the small tables (queues, stages, tags) the asker has already.

pub(crate) mod board;
mod card;
pub(crate) mod check;
#[cfg(test)]
mod check_tests;
pub(crate) mod contact;
mod dashboard;
mod day;
mod execution;
mod filter;
#[cfg(test)]
mod filter_tests;
mod history;
mod indexed;
pub(crate) mod judgement;
mod mine;
#[cfg(test)]
pub(crate) mod morning;
mod notice;
mod search;
mod status;
#[cfg(test)]
mod tests;
mod ticket;
mod tray;
mod waiting;

use engine::Moment;
use rusqlite::{Params, Row};

pub use board::{Column, ColumnCount, ColumnStart};
pub use card::CardRow;
pub use check::Tally;
pub use contact::TagContacts;
pub use dashboard::{EDGES_MAX, Effect, Flow, Numbers, Quarter, ROWS_MAX, TechnicianRow};
pub use day::{ClosingView, DayRunView};
pub use execution::{ExecutionFilter, ExecutionView, RuleCount, RuleOutcome, RuleVersionView};
pub use filter::{TicketFilter, WaitsFor};
pub use history::{HistoryRow, Said, TICKET_WORDS_MAX};
pub use judgement::JudgementRow;
pub use mine::MineSection;
pub use notice::{AuditView, NoticeView};

pub use search::{SearchHit, SearchWhere};
pub use status::{ConnectionView, Counts};
pub use ticket::{Identity, MessageView, OtherTicket, PlannedView, TicketDetail, TimelineView};
pub use tray::{InTrays, MissedStep, TraySend};
pub use waiting::{CustomerTold, QueueRow, UserTold};

use super::Reader;
use crate::Result;

/// Most rows of one answer.
pub const PAGE_MAX: u32 = 500;

/// Where a page ended: the order of the list and, between equals, the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub at: Moment,
    pub id: i64,
}

/// One page; `next` is there if rows may follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub next: Option<Key>,
}

impl<T> Page<T> {
    fn of(rows: Vec<T>, limit: u32, key: impl Fn(&T) -> Key) -> Page<T> {
        let next = if rows.len() < bounded(limit) as usize { None } else { rows.last().map(key) };
        Page { rows, next }
    }
}

fn bounded(limit: u32) -> u32 {
    limit.clamp(1, PAGE_MAX)
}

/// Before every row of an ascending list.
const START: Key = Key { at: Moment::MIN, id: i64::MIN };
/// After every row of a descending list.
const END: Key = Key { at: Moment::MAX, id: i64::MAX };

impl Reader {
    fn list<T>(&self, sql: &str, params: impl Params, of: impl FnMut(&Row) -> rusqlite::Result<T>) -> Result<Vec<T>> {
        Ok(self.db.prepare_cached(sql)?.query_map(params, of)?.collect::<rusqlite::Result<_>>()?)
    }

    fn count(&self, sql: &str, params: impl Params) -> Result<u32> {
        Ok(self.db.prepare_cached(sql)?.query_row(params, |row| row.get(0))?)
    }
}
