//! Which tickets a list is about, as conditions of a statement. Values are bound, never written into it.

use engine::{ConnectionId, Moment, QueueId, Status, TagId, TeamId, UserId};
use rusqlite::ToSql;

use super::search::full_text;
use crate::Result;
use crate::sqlite::error::to_json;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitsFor {
    /// The customer owes an answer.
    Customer,
    /// The customer spoke last.
    Us,
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
    /// In one of their queues, or with one of their members.
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

/// The filter on `ticket t`; lists are JSON arrays. Of the messages with the words the newest few thousand count, so that
/// a word everybody says costs no more than a rare one.
macro_rules! ticket_filter {
    () => {
        " AND (:statuses = '[]' OR t.status IN (SELECT value FROM json_each(:statuses)))
          AND (:queues = '[]' OR t.queue IN (SELECT value FROM json_each(:queues)))
          AND ((:technicians = '[]' AND NOT :unassigned) OR (:unassigned AND t.assignee IS NULL)
               OR t.assignee IN (SELECT value FROM json_each(:technicians))
               OR t.returns_user IN (SELECT value FROM json_each(:technicians)))
          AND (:teams = '[]'
               OR t.queue IN (SELECT id FROM queue WHERE team IN (SELECT value FROM json_each(:teams)))
               OR t.returns_queue IN (SELECT id FROM queue WHERE team IN (SELECT value FROM json_each(:teams)))
               OR coalesce(t.returns_user, t.assignee) IN
                  (SELECT user FROM team_member WHERE team IN (SELECT value FROM json_each(:teams))))
          AND (:connections = '[]' OR t.connection IN (SELECT value FROM json_each(:connections)))
          AND (:tags = '[]' OR EXISTS (SELECT 1 FROM contact_tag w WHERE w.contact = t.contact
                                          AND w.tag IN (SELECT value FROM json_each(:tags))))
          AND (:wallets = '[]' OR (SELECT wallet_owner FROM contact WHERE id = t.contact) IN (SELECT value FROM json_each(:wallets)))
          AND (:waits = '' OR (:waits = 'customer' AND t.anchor IS NOT NULL)
               OR (:waits = 'us' AND t.anchor IS NULL AND t.customer_at IS NOT NULL AND t.hold <> 'on'))
          AND (:idle IS NULL OR t.last_at <= :idle)
          AND (:returned IS NULL OR EXISTS (SELECT 1 FROM queue_entry b
                                             WHERE b.ticket = t.id AND b.how = 'answered' AND b.left_at >= :returned))
          AND (:lapsed IS NULL OR (t.close_reason = 'no_interaction' AND t.closed_at >= :lapsed))
          AND (:like = '%%' OR t.contact IN (SELECT rowid FROM contact_text WHERE contact_text MATCH :words)
               OR t.protocol LIKE :like ESCAPE '!' OR t.subject LIKE :like ESCAPE '!'
               OR t.id IN (SELECT ticket FROM message WHERE id IN
                           (SELECT rowid FROM message_text WHERE message_text MATCH :said ORDER BY rowid DESC LIMIT 2000))) "
    };
}
pub(super) use ticket_filter;

/// The filter's values as they are bound.
pub(super) struct Bound {
    statuses: String,
    queues: String,
    technicians: String,
    unassigned: bool,
    teams: String,
    connections: String,
    tags: String,
    wallets: String,
    waits: &'static str,
    idle: Option<i64>,
    returned: Option<i64>,
    lapsed: Option<i64>,
    like: String,
    words: String,
    said: String,
}

impl Bound {
    pub(super) fn of(filter: &TicketFilter) -> Result<Bound> {
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
        let text = text.replace('\0', " ");
        let text = text.trim();
        Ok(Bound {
            statuses: to_json(statuses)?,
            queues: to_json(queues)?,
            technicians: to_json(technicians)?,
            unassigned: *unassigned,
            teams: to_json(teams)?,
            connections: to_json(connections)?,
            tags: to_json(tags)?,
            wallets: to_json(wallets)?,
            waits: match waits_for {
                None => "",
                Some(WaitsFor::Customer) => "customer",
                Some(WaitsFor::Us) => "us",
            },
            idle: idle_since.map(|at| at.0),
            returned: returned_since.map(|at| at.0),
            lapsed: lapsed_since.map(|at| at.0),
            like: like_part(text),
            words: full_text(text).unwrap_or_else(|| NOTHING.into()),
            said: said(text).unwrap_or_else(|| NOTHING.into()),
        })
    }

    /// All parameters of `ticket_filter!`, and these.
    pub(super) fn with<'a>(&'a self, others: &[(&'static str, &'a dyn ToSql)]) -> Vec<(&'static str, &'a dyn ToSql)> {
        let mut all: Vec<(&'static str, &dyn ToSql)> = vec![
            (":statuses", &self.statuses),
            (":queues", &self.queues),
            (":technicians", &self.technicians),
            (":unassigned", &self.unassigned),
            (":teams", &self.teams),
            (":connections", &self.connections),
            (":tags", &self.tags),
            (":wallets", &self.wallets),
            (":waits", &self.waits),
            (":idle", &self.idle),
            (":returned", &self.returned),
            (":lapsed", &self.lapsed),
            (":like", &self.like),
            (":words", &self.words),
            (":said", &self.said),
        ];
        all.extend_from_slice(others);
        all
    }
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
