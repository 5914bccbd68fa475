//! Runs of the end of the day and what each closed.

use engine::{Moment, TicketId};
use rusqlite::{Row, params};

use super::bounded;
use crate::sqlite::Reader;
use crate::sqlite::cell::{moment, moment_opt, number, word, word_opt};
use crate::{ClosingState, DayState, Result, SendState};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRunView {
    /// Local date, `YYYY-MM-DD`.
    pub date: String,
    pub cut_at: Moment,
    pub started_at: Moment,
    pub finished_at: Option<Moment>,
    pub state: DayState,
    pub planned: u32,
    /// What the run closed, whatever became of it.
    pub closed: u32,
    pub answered: u32,
    /// Of those closed: opened again since.
    pub reopened: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosingView {
    pub ticket: TicketId,
    pub protocol: String,
    pub contact_name: String,
    /// The technician who last had it.
    pub technician_name: Option<String>,
    pub state: ClosingState,
    pub closed_at: Option<Moment>,
    /// How far the closing text got.
    pub send: Option<SendState>,
    pub fault: Option<String>,
}

/// What became of `day_closing k`. Whoever opened `ticket t` again, a person or the customer's answer, the ticket itself says
/// so, even if it was closed once more.
macro_rules! state {
    () => {
        "CASE WHEN k.state = 'closed' AND t.closed_at IS NOT k.closed_at THEN 'reopened' ELSE k.state END"
    };
}

pub(crate) const RUNS: &str = concat!(
    "SELECT runs.date, runs.cut_at, runs.started_at, runs.finished_at, runs.state, count(*) FILTER (WHERE k.state = 'planned'),
        count(*) FILTER (WHERE k.state IN ('closed', 'reopened')), count(*) FILTER (WHERE k.state = 'answered'),
        count(*) FILTER (WHERE ",
    state!(),
    " = 'reopened')
     FROM (SELECT * FROM day_run WHERE date < ?1 ORDER BY date DESC LIMIT ?2) runs
     LEFT JOIN day_closing k ON k.date = runs.date LEFT JOIN ticket t ON t.id = k.ticket
     GROUP BY runs.date ORDER BY runs.date DESC"
);

pub(crate) const CLOSINGS: &str = concat!(
    "SELECT k.ticket, t.protocol, c.name, u.name, ",
    state!(),
    ", k.closed_at, o.state, o.fault
     FROM day_closing k CROSS JOIN ticket t ON t.id = k.ticket CROSS JOIN contact c ON c.id = t.contact
     LEFT JOIN user u ON u.id = t.last_attendant LEFT JOIN outbox o ON o.id = k.outbox
     WHERE k.date = ?1 AND k.ticket > ?2 ORDER BY k.ticket LIMIT ?3"
);

impl Reader {
    /// Runs before this date (`None`: all), newest first.
    pub fn day_runs(&self, before: Option<&str>, limit: u32) -> Result<Vec<DayRunView>> {
        self.list(RUNS, params![before.unwrap_or("9999"), bounded(limit)], run_of)
    }

    /// What one run touched, by ticket.
    pub fn day_closings(&self, date: &str, after: Option<TicketId>, limit: u32) -> Result<Vec<ClosingView>> {
        self.list(CLOSINGS, params![date, after.map_or(0, |ticket| ticket.0), bounded(limit)], closing_of)
    }
}

fn run_of(row: &Row) -> rusqlite::Result<DayRunView> {
    Ok(DayRunView {
        date: row.get(0)?,
        cut_at: moment(row, 1)?,
        started_at: moment(row, 2)?,
        finished_at: moment_opt(row, 3)?,
        state: word(row, 4)?,
        planned: row.get(5)?,
        closed: row.get(6)?,
        answered: row.get(7)?,
        reopened: row.get(8)?,
    })
}

fn closing_of(row: &Row) -> rusqlite::Result<ClosingView> {
    Ok(ClosingView {
        ticket: number(row, 0, TicketId)?,
        protocol: row.get(1)?,
        contact_name: row.get(2)?,
        technician_name: row.get(3)?,
        state: word(row, 4)?,
        closed_at: moment_opt(row, 5)?,
        send: word_opt(row, 6)?,
        fault: row.get(7)?,
    })
}

#[cfg(test)]
mod tests {
    use engine::{CloseReason, Fact, Home, apply};

    use super::*;
    use crate::sqlite::view::morning::{morning, open};
    use crate::suite::world::*;

    #[test]
    fn a_closing_that_was_opened_again_is_told_as_such_and_the_run_still_counts_it() {
        let (_folder, db) = open();
        let m = morning(&db);
        // Of the run: what it closed, what of it was opened again, and each; of the Painel: what is closed still.
        let told = || -> (u32, u32, Vec<ClosingState>, u32) {
            let reader = db.reader().unwrap();
            let closings = reader.day_closings("2026-03-02", None, 5).unwrap();
            let states = closings.into_iter().map(|closing| closing.state).collect();
            let run = reader.day_runs(None, 1).unwrap().remove(0);
            let numbers = reader.numbers(minute(0), minute(90), None).unwrap();
            (run.closed, run.reopened, states, numbers.closed_by_silence)
        };
        assert_eq!(told(), (1, 0, vec![ClosingState::Closed], 1));
        let davi = say(&db, |store| store.ticket(m.davi)).unwrap();
        let home = Home::Technician { user: m.house.bruno, queue: m.house.support };
        say(&db, |store| store.put_ticket(&apply(&davi, &Fact::Reopened { home }), minute(40)));
        let reopened = (1, 1, vec![ClosingState::Reopened], 0);
        assert_eq!(told(), reopened);
        let davi = say(&db, |store| store.ticket(m.davi)).unwrap();
        let again = Fact::Closed { at: minute(50), reason: CloseReason::Person };
        say(&db, |store| store.put_ticket(&apply(&davi, &again), minute(50)));
        assert_eq!(told(), reopened, "closed once more, by somebody");
    }
}
