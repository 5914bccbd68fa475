//! Which tickets a list is about, as conditions of a statement. Values are bound, never written into it.

use engine::{ConnectionId, Moment, QueueId, Status, TagId, TeamId, UserId};
use rusqlite::types::Value;
use rusqlite::{ToSql, params};

use super::search::full_text;
use crate::Result;
use crate::sqlite::Reader;
use crate::sqlite::error::to_json;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitsFor {
    /// The customer owes an answer. Nobody waits in a closed ticket.
    Customer,
    /// The customer spoke last.
    Us,
    /// A technician has it, and the customer owes nothing: what the Painel counts as being attended.
    Technician,
}

/// An empty list does not filter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TicketFilter {
    /// Words of the contact's name or of a message, or a part of protocol or subject.
    pub text: String,
    pub statuses: Vec<Status>,
    pub queues: Vec<QueueId>,
    /// Theirs now, or to go back to them from Sem Interação.
    pub technicians: Vec<UserId>,
    /// Those nobody has, beside the technicians listed.
    pub unassigned: bool,
    /// Of one of their queues, also from Sem Interação, or with one of their members, who may have left it.
    pub teams: Vec<TeamId>,
    pub connections: Vec<ConnectionId>,
    /// The contact has any of these.
    pub tags: Vec<TagId>,
    pub wallets: Vec<UserId>,
    pub waits_for: Option<WaitsFor>,
    /// Nobody said a word after this.
    pub idle_since: Option<Moment>,
    /// The customer's answer took it out of Sem Interação at this instant or later.
    pub returned_since: Option<Moment>,
    /// Closed for want of an answer at this instant or later.
    pub lapsed_since: Option<Moment>,
}

/// The last word typed finds messages by its beginning from this many letters on: fewer begin half of all words, and
/// one looks while the next letter is typed.
const BEGINNING_CHARS_MIN: usize = 4;

/// A query of the full-text index that finds nothing.
const NOTHING: &str = "\"\"";

/// What a filter asks of `ticket t`, for the end of a WHERE: only what it does ask, because a walk through all tickets
/// pays for every condition at every one of them.
pub(super) struct Conditions {
    /// Each begins with AND. Lists are bound as JSON arrays.
    pub(super) sql: String,
    values: Vec<(&'static str, Value)>,
}

/// Where a filter's text is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextBy {
    /// In each ticket that comes by.
    Ticket,
    /// First, and then only the tickets are read that have it.
    Words,
}

impl Conditions {
    pub(super) fn of(filter: &TicketFilter, text_by: TextBy) -> Result<Conditions> {
        let TicketFilter {
            text,
            statuses,
            queues,
            technicians,
            unassigned,
            teams,
            connections,
            tags,
            wallets,
            waits_for,
            idle_since,
            returned_since,
            lapsed_since,
        } = filter;
        let mut all = Conditions { sql: String::from(" "), values: Vec::new() };
        all.list(STATUSES, ":statuses", statuses)?;
        all.list(QUEUES, ":queues", queues)?;
        match (*unassigned, technicians.is_empty()) {
            (false, _) => all.list(TECHNICIANS, ":technicians", technicians)?,
            (true, true) => all.sql += UNASSIGNED,
            (true, false) => all.list(TECHNICIANS_OR_NOBODY, ":technicians", technicians)?,
        }
        all.list(TEAMS, ":teams", teams)?;
        all.list(CONNECTIONS, ":connections", connections)?;
        all.list(TAGS, ":tags", tags)?;
        all.list(WALLETS, ":wallets", wallets)?;
        match waits_for {
            None => {}
            Some(WaitsFor::Customer) => all.sql += WAITS_FOR_CUSTOMER,
            Some(WaitsFor::Us) => all.sql += WAITS_FOR_US,
            Some(WaitsFor::Technician) => all.sql += WAITS_FOR_TECHNICIAN,
        }
        all.since(IDLE, ":idle", *idle_since);
        all.since(RETURNED, ":returned", *returned_since);
        all.since(LAPSED, ":lapsed", *lapsed_since);
        all.text(text, text_by);
        Ok(all)
    }

    /// All but whose the tickets are; the technicians are bound.
    pub(super) fn beside_technicians(filter: &TicketFilter) -> Result<Conditions> {
        let others = TicketFilter { technicians: vec![], unassigned: false, ..filter.clone() };
        let mut all = Conditions::of(&others, TextBy::Ticket)?;
        all.list("", ":technicians", &filter.technicians)?;
        Ok(all)
    }

    fn list<T: serde::Serialize>(&mut self, sql: &str, name: &'static str, ids: &[T]) -> Result<()> {
        if !ids.is_empty() {
            self.sql += sql;
            self.values.push((name, to_json(&ids)?.into()));
        }
        Ok(())
    }

    fn since(&mut self, sql: &str, name: &'static str, at: Option<Moment>) {
        if let Some(at) = at {
            self.sql += sql;
            self.values.push((name, at.0.into()));
        }
    }

    fn text(&mut self, text: &str, by: TextBy) {
        let Some(text) = typed(text) else { return };
        self.sql += match by {
            TextBy::Ticket if is_number(&text) => TEXT_OR_PROTOCOL,
            TextBy::Ticket => TEXT,
            TextBy::Words => TICKETS_OF_TEXT,
        };
        self.values.push((":like", like_part(&text).into()));
        self.values.push((":words", full_text(&text).unwrap_or_else(|| NOTHING.into()).into()));
        self.values.push((":said", said(&text).unwrap_or_else(|| NOTHING.into()).into()));
    }

    /// The filter's values as they are bound, and these.
    pub(super) fn with<'a>(&'a self, others: &[(&'static str, &'a dyn ToSql)]) -> Vec<(&'static str, &'a dyn ToSql)> {
        let own = self.values.iter().map(|(name, value)| (*name, value as &dyn ToSql));
        own.chain(others.iter().copied()).collect()
    }
}

/// `ticket t` is being attended: it is a technician's turn.
macro_rules! attended {
    () => {
        "t.status = 'open' AND t.assignee IS NOT NULL AND t.anchor IS NULL AND t.hold <> 'on' AND t.entered_at IS NULL"
    };
}
pub(super) use attended;

/// `ticket t` belongs to a team that this is true of. A list and a number about a team mean the same tickets.
macro_rules! of_teams {
    ($chosen:literal) => {
        concat!(
            " (coalesce(t.returns_queue, t.queue) IN (SELECT id FROM queue WHERE team ",
            $chosen,
            ")
               OR coalesce(t.returns_user, t.assignee, t.last_attendant) IN (SELECT user FROM team_member WHERE team ",
            $chosen,
            ")) "
        )
    };
}
pub(super) use of_teams;

const STATUSES: &str = "AND t.status IN (SELECT value FROM json_each(:statuses)) ";
const QUEUES: &str = "AND t.queue IN (SELECT value FROM json_each(:queues)) ";
const TECHNICIANS: &str = "AND (t.assignee IN (SELECT value FROM json_each(:technicians))
     OR t.returns_user IN (SELECT value FROM json_each(:technicians))) ";
const UNASSIGNED: &str = "AND t.assignee IS NULL ";
const TECHNICIANS_OR_NOBODY: &str = "AND (t.assignee IS NULL
     OR t.assignee IN (SELECT value FROM json_each(:technicians))
     OR t.returns_user IN (SELECT value FROM json_each(:technicians))) ";
const TEAMS: &str = concat!("AND", of_teams!("IN (SELECT value FROM json_each(:teams))"));
const CONNECTIONS: &str = "AND t.connection IN (SELECT value FROM json_each(:connections)) ";
const TAGS: &str = "AND EXISTS (SELECT 1 FROM contact_tag w WHERE w.contact = t.contact
     AND w.tag IN (SELECT value FROM json_each(:tags))) ";
const WALLETS: &str =
    "AND (SELECT wallet_owner FROM contact WHERE id = t.contact) IN (SELECT value FROM json_each(:wallets)) ";
const WAITS_FOR_CUSTOMER: &str = "AND t.anchor IS NOT NULL AND t.status <> 'closed' ";
const WAITS_FOR_US: &str =
    "AND t.anchor IS NULL AND t.customer_at IS NOT NULL AND t.hold <> 'on' AND t.status <> 'closed' ";
const WAITS_FOR_TECHNICIAN: &str = concat!("AND ", attended!(), " ");
const IDLE: &str = "AND t.last_at <= :idle ";
const RETURNED: &str = "AND EXISTS (SELECT 1 FROM queue_entry b
     WHERE b.ticket = t.id AND b.how = 'answered' AND b.left_at >= :returned) ";
const LAPSED: &str = "AND t.close_reason = 'no_interaction' AND t.closed_at >= :lapsed ";

/// Of the messages with the words the newest few thousand count, so that a word everybody says costs no more than a rare
/// one.
macro_rules! text {
    () => {
        "AND (t.contact IN (SELECT rowid FROM contact_text WHERE contact_text MATCH :words)
             OR t.id IN (SELECT ticket FROM message WHERE id IN
                         (SELECT rowid FROM message_text WHERE message_text MATCH :said ORDER BY rowid DESC LIMIT 2000))
             OR t.subject LIKE :like ESCAPE '!'"
    };
}
const TEXT: &str = concat!(text!(), ") ");
const TEXT_OR_PROTOCOL: &str = concat!(text!(), " OR t.protocol LIKE :like ESCAPE '!') ");
/// The same tickets as [`TEXT`] leaves, each source by its own index.
const TICKETS_OF_TEXT: &str = "AND t.id IN (
         SELECT f.id FROM contact_text x CROSS JOIN ticket f INDEXED BY ticket_contact ON f.contact = x.rowid
         WHERE contact_text MATCH :words
         UNION ALL SELECT ticket FROM message WHERE id IN
             (SELECT rowid FROM message_text WHERE message_text MATCH :said ORDER BY rowid DESC LIMIT 2000)
         UNION ALL SELECT id FROM ticket INDEXED BY ticket_subject WHERE subject <> '' AND subject LIKE :like ESCAPE '!') ";

/// Up to here the contacts with the words are found first; beyond, all tickets are walked: that many one by one cost more.
const FOUND_CONTACTS_MAX: u32 = 2_000;

impl Reader {
    /// The cheaper way to the tickets with this text.
    pub(super) fn text_by(&self, text: &str) -> Result<TextBy> {
        let Some(text) = typed(text).filter(|text| !is_number(text)) else { return Ok(TextBy::Ticket) };
        let Some(words) = full_text(&text) else { return Ok(TextBy::Words) };
        let contacts = self.count(
            "SELECT count(*) FROM (SELECT 1 FROM contact_text WHERE contact_text MATCH ?1 LIMIT ?2) named",
            params![words, FOUND_CONTACTS_MAX + 1],
        )?;
        Ok(if contacts <= FOUND_CONTACTS_MAX { TextBy::Words } else { TextBy::Ticket })
    }
}

/// What was typed, if anything was.
fn typed(text: &str) -> Option<String> {
    let text = text.replace('\0', " ").trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}

/// A protocol is made of digits and a dash: nothing else that is typed can be a part of one. Any part of it counts, which
/// no index finds.
fn is_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// The query of the messages: whole words, but for a last one that is long enough.
fn said(text: &str) -> Option<String> {
    let query = full_text(text)?;
    let last = text.split_whitespace().next_back().unwrap_or_default();
    let whole = query.strip_suffix(" *").filter(|_| last.chars().count() < BEGINNING_CHARS_MIN).map(str::to_owned);
    Some(whole.unwrap_or(query))
}

/// A LIKE pattern for this text anywhere.
fn like_part(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::{like_part, said};

    #[test]
    fn wildcards_that_were_typed_are_letters() {
        assert_eq!(like_part("50%_a!"), "%50!%!_a!!%");
        assert_eq!(like_part(""), "%%");
    }

    #[test]
    fn a_short_beginning_is_a_word_of_its_own() {
        assert_eq!(said("segunda via"), Some("\"segunda\" \"via\"".into()));
        assert_eq!(said("segun"), Some("\"segun\" *".into()));
        assert_eq!(said("?"), None);
    }
}
