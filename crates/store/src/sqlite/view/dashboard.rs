//! The numbers and plots of the Painel, of all or of one team. Every range is bounded by its caller and by [`EDGES_MAX`]
//! and [`ROWS_MAX`]; what an hour or a weekday is depends on the zone, so the caller brings the edges or takes quarter
//! hours.

use std::collections::BTreeMap;

use engine::{Moment, RuleId, Span, TeamId, UserId};
use rusqlite::params;

use super::filter::{attended, of_teams};
use super::indexed::section;
use crate::Result;
use crate::sqlite::Reader;
use crate::sqlite::cell::{moment, number, number_opt};

/// Most intervals of one plot.
pub const EDGES_MAX: usize = 1_000;
/// Most rows one aggregate walks.
pub const ROWS_MAX: u32 = 100_000;
/// Within this an answer is credited to the message before it.
const ANSWER_WITHIN: Span = Span::hours(24);
const QUARTER_HOUR: i64 = 900_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// Now: open with a technician, whose turn it is.
    pub attending: u32,
    /// Now: the customer owes an answer, in Sem Interação or not.
    pub waiting_customer: u32,
    pub no_interaction: u32,
    /// In the period: the customer's answer took it out of Sem Interação.
    pub returned: u32,
    /// In the period: closed by the end of the day.
    pub closed_by_silence: u32,
    /// In the period: median stay of those that came back.
    pub median_return: Option<Span>,
}

/// One interval of the plot of Sem Interação.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    pub from: Moment,
    pub entered: u32,
    /// The customer answered.
    pub returned: u32,
    /// Closed by the end of the day, as in [`Numbers::closed_by_silence`].
    pub closed: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TechnicianRow {
    pub user: UserId,
    pub name: String,
    /// In the period: entries of their tickets into Sem Interação, and how those ended.
    pub entered: u32,
    pub returned: u32,
    pub closed: u32,
    /// Now: theirs and not closed, and of those the ones where the customer waits.
    pub open: u32,
    pub waits_for_us: u32,
    /// In the period: what they wrote.
    pub messages: u32,
}

/// What followed a rule's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    pub rule: RuleId,
    pub executed: u32,
    /// The customer answered within 24 hours.
    pub answered: u32,
    /// Median time to the answer of those who answered.
    pub median: Option<Span>,
}

/// How many silences began, or entered Sem Interação, in this quarter of an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quarter {
    pub at: Moment,
    pub silences: u32,
}

/// The parameters of the three lists below.
macro_rules! period {
    ($from:expr, $to:expr, $team:expr) => {
        rusqlite::named_params! { ":from": $from.0, ":to": $to.0, ":team": $team, ":rows": ROWS_MAX }
    };
}

/// `ticket t` is one of the team `:team`; all are of none.
macro_rules! of_team {
    () => {
        concat!(" (:team IS NULL OR", of_teams!("= :team"), ") ")
    };
}

pub(crate) const ATTENDING: &str = concat!(
    "SELECT count(*) FILTER (WHERE ",
    attended!(),
    "), count(*) FILTER (WHERE t.anchor IS NOT NULL), count(*) FILTER (WHERE t.entered_at IS NOT NULL)
     FROM ticket t INDEXED BY ticket_board WHERE t.status <> 'closed' AND",
    of_team!()
);
pub(crate) const ENTERED: &str = concat!(
    "SELECT q.entered_at FROM queue_entry q INDEXED BY queue_entry_entered CROSS JOIN ticket t ON t.id = q.ticket
     WHERE q.entered_at >= :from AND q.entered_at < :to AND",
    of_team!(),
    "ORDER BY q.entered_at LIMIT :rows"
);
pub(crate) const RETURNED: &str = concat!(
    "SELECT q.left_at, q.left_at - q.entered_at FROM queue_entry q INDEXED BY queue_entry_left CROSS JOIN ticket t ON t.id = q.ticket
     WHERE q.left_at >= :from AND q.left_at < :to AND q.how = 'answered' AND",
    of_team!(),
    "ORDER BY q.left_at LIMIT :rows"
);
pub(crate) const CLOSED: &str = concat!(
    "SELECT t.closed_at, t.close_reason = 'no_interaction' FROM ticket t INDEXED BY ticket_closed
     WHERE t.closed_at >= :from AND t.closed_at < :to AND",
    of_team!(),
    "ORDER BY t.closed_at LIMIT :rows"
);

/// Of the tickets that are not closed only those are read that may wait for us.
pub(crate) const TECHNICIANS: &str = concat!(
    "WITH entries AS (SELECT coalesce(t.returns_user, t.last_attendant) AS user, q.how
              FROM queue_entry q INDEXED BY queue_entry_entered CROSS JOIN ticket t ON t.id = q.ticket
              WHERE q.entered_at >= ?1 AND q.entered_at < ?2 LIMIT ?3),
          spoken AS (SELECT author FROM message INDEXED BY message_human
              WHERE side = 'human' AND counts = 1 AND at >= ?1 AND at < ?2 LIMIT ?3),
          entry_sums AS (SELECT user, count(*) AS entered, count(*) FILTER (WHERE how = 'answered') AS returned,
                        count(*) FILTER (WHERE how = 'closed') AS closed FROM entries GROUP BY user),
          spoken_sums AS (SELECT author, count(*) AS messages FROM spoken GROUP BY author)
     SELECT u.id, u.name, coalesce(entry_sums.entered, 0), coalesce(entry_sums.returned, 0), coalesce(entry_sums.closed, 0),
            (SELECT count(*) FROM ticket t INDEXED BY ticket_technician WHERE t.assignee = u.id AND ",
    section!(),
    " > 0),
            (SELECT count(*) FROM ticket t INDEXED BY ticket_technician WHERE t.assignee = u.id AND ",
    section!(),
    " IN (1, 2, 4) AND t.anchor IS NULL AND t.customer_at IS NOT NULL AND t.hold <> 'on'),
            coalesce(spoken_sums.messages, 0)
     FROM user u LEFT JOIN entry_sums ON entry_sums.user = u.id LEFT JOIN spoken_sums ON spoken_sums.author = u.id
     WHERE ?4 IS NULL OR u.id IN (SELECT user FROM team_member WHERE team = ?4) ORDER BY u.name"
);

/// One row a message of a rule: which, when it was decided, and when its customer answered, if within the time.
pub(crate) const EFFECTS: &str = concat!(
    "SELECT e.rule, e.at, (SELECT m.at FROM message m WHERE m.ticket = e.ticket AND m.at > e.at AND m.at <= e.at + :within
                              AND m.side = 'customer' AND m.counts = 1 ORDER BY m.at LIMIT 1)
     FROM execution e INDEXED BY execution_at CROSS JOIN ticket t ON t.id = e.ticket
     WHERE e.at >= :from AND e.at < :to AND e.part = 'message' AND e.outcome = 'executed' AND (:rule IS NULL OR e.rule = :rule) AND",
    of_team!(),
    "ORDER BY e.at LIMIT :rows"
);

/// A human word is the start of a silence if no other human word follows before the customer's next or the end.
pub(crate) const SILENCES: &str = "SELECT (spoken.at / ?3) * ?3 AS quarter, count(*)
     FROM (SELECT at, ticket, id FROM message INDEXED BY message_human
            WHERE side = 'human' AND counts = 1 AND at >= ?1 AND at < ?2 ORDER BY at LIMIT ?4) spoken
     WHERE coalesce((SELECT n.side FROM message n WHERE n.ticket = spoken.ticket AND n.at >= spoken.at
                        AND (n.at > spoken.at OR n.id > spoken.id) AND n.counts = 1 AND n.side IN ('customer', 'human')
                     ORDER BY n.at, n.id LIMIT 1), 'customer') <> 'human'
     GROUP BY quarter ORDER BY quarter";

impl Reader {
    /// Of [from, to) and of now.
    pub fn numbers(&self, from: Moment, to: Moment, team: Option<TeamId>) -> Result<Numbers> {
        let team = team.map(|team| team.0);
        let (attending, waiting_customer, no_interaction) = self
            .db
            .prepare_cached(ATTENDING)?
            .query_row(&[(":team", &team)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let returns = self.returns(from, to, team)?;
        let closings = self.closings(from, to, team)?;
        Ok(Numbers {
            attending,
            waiting_customer,
            no_interaction,
            returned: count(returns.len()),
            closed_by_silence: count(closings.iter().filter(|(_, by_silence)| *by_silence).count()),
            median_return: median(returns.into_iter().map(|(_, stay)| stay).collect()),
        })
    }

    /// Entered, returned and closed in each interval between two neighbours of `edges` (ascending).
    pub fn flow(&self, edges: &[Moment], team: Option<TeamId>) -> Result<Vec<Flow>> {
        let edges = edges.get(..EDGES_MAX).unwrap_or(edges);
        let (Some(first), Some(last)) = (edges.first(), edges.last()) else { return Ok(vec![]) };
        let mut flow: Vec<Flow> = edges[..edges.len() - 1]
            .iter()
            .map(|from| Flow { from: *from, entered: 0, returned: 0, closed: 0 })
            .collect();
        let team = team.map(|team| team.0);
        let interval = |at: Moment| edges.partition_point(|edge| *edge <= at).checked_sub(1);
        let mut add = |at: Moment, field: fn(&mut Flow) -> &mut u32| {
            if let Some(one) = interval(at).and_then(|i| flow.get_mut(i)) {
                *field(one) += 1;
            }
        };
        for at in self.entries(*first, *last, team)? {
            add(at, |one| &mut one.entered);
        }
        for (at, _) in self.returns(*first, *last, team)? {
            add(at, |one| &mut one.returned);
        }
        for (at, _) in self.closings(*first, *last, team)?.into_iter().filter(|(_, by_silence)| *by_silence) {
            add(at, |one| &mut one.closed);
        }
        Ok(flow)
    }

    /// Users (of the team) with what happened to their tickets in [from, to).
    pub fn technicians(&self, from: Moment, to: Moment, team: Option<TeamId>) -> Result<Vec<TechnicianRow>> {
        self.list(TECHNICIANS, params![from.0, to.0, ROWS_MAX, team.map(|team| team.0)], |row| {
            Ok(TechnicianRow {
                user: number(row, 0, UserId)?,
                name: row.get(1)?,
                entered: row.get(2)?,
                returned: row.get(3)?,
                closed: row.get(4)?,
                open: row.get(5)?,
                waits_for_us: row.get(6)?,
                messages: row.get(7)?,
            })
        })
    }

    /// What followed the messages that rules (or this one) decided in [from, to), by rule.
    pub fn effects(&self, from: Moment, to: Moment, rule: Option<RuleId>, team: Option<TeamId>) -> Result<Vec<Effect>> {
        let rows = self.list(
            EFFECTS,
            rusqlite::named_params! {
                ":from": from.0, ":to": to.0, ":within": ANSWER_WITHIN.0, ":rows": ROWS_MAX,
                ":rule": rule.map(|rule| rule.0), ":team": team.map(|team| team.0),
            },
            |row| Ok((number(row, 0, RuleId)?, moment(row, 1)?, number_opt(row, 2, Moment)?)),
        )?;
        let mut by_rule: BTreeMap<RuleId, (u32, Vec<Span>)> = BTreeMap::new();
        for (rule, at, answered_at) in rows {
            let (executed, waits) = by_rule.entry(rule).or_default();
            *executed += 1;
            waits.extend(answered_at.map(|answered| answered.since(at)));
        }
        Ok(by_rule
            .into_iter()
            .map(|(rule, (executed, waits))| Effect {
                rule,
                executed,
                answered: count(waits.len()),
                median: median(waits),
            })
            .collect())
    }

    /// When silences began in [from, to): the human words after which the customer had to answer.
    pub fn silence_starts(&self, from: Moment, to: Moment) -> Result<Vec<Quarter>> {
        self.list(SILENCES, params![from.0, to.0, QUARTER_HOUR, ROWS_MAX], |row| {
            Ok(Quarter { at: moment(row, 0)?, silences: row.get(1)? })
        })
    }

    /// When tickets entered Sem Interação in [from, to).
    pub fn entry_quarters(&self, from: Moment, to: Moment, team: Option<TeamId>) -> Result<Vec<Quarter>> {
        let mut quarters: BTreeMap<i64, u32> = BTreeMap::new();
        for at in self.entries(from, to, team.map(|team| team.0))? {
            *quarters.entry(at.0.div_euclid(QUARTER_HOUR)).or_default() += 1;
        }
        Ok(quarters
            .into_iter()
            .map(|(quarter, silences)| Quarter { at: Moment(quarter * QUARTER_HOUR), silences })
            .collect())
    }

    fn entries(&self, from: Moment, to: Moment, team: Option<i64>) -> Result<Vec<Moment>> {
        self.list(ENTERED, period!(from, to, team), |row| moment(row, 0))
    }

    fn returns(&self, from: Moment, to: Moment, team: Option<i64>) -> Result<Vec<(Moment, Span)>> {
        self.list(RETURNED, period!(from, to, team), |row| Ok((moment(row, 0)?, number(row, 1, Span)?)))
    }

    fn closings(&self, from: Moment, to: Moment, team: Option<i64>) -> Result<Vec<(Moment, bool)>> {
        self.list(CLOSED, period!(from, to, team), |row| Ok((moment(row, 0)?, row.get(1)?)))
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The middle one; of an even number the lower of the two.
fn median(mut spans: Vec<Span>) -> Option<Span> {
    spans.sort();
    spans.get(spans.len().checked_sub(1)? / 2).copied()
}
