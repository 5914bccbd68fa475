//! Search: contacts by the beginning of any word of their name or of their address, tickets by protocol, messages by
//! words. What the user typed is never syntax.

use engine::{ContactId, Moment, Status, TicketId};
use rusqlite::{Row, params};

use super::bounded;
use crate::Result;
use crate::sqlite::Reader;
use crate::sqlite::cell::{moment, number, word};

/// Words of a query that count.
const WORDS_MAX: usize = 8;
const QUERY_CHARS_MAX: usize = 200;
/// Hits looked at for each ticket wanted: several messages may be of one ticket, and open tickets come before closed ones.
const HITS_PER_TICKET: u32 = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchWhere {
    Protocol,
    Name,
    Address,
    Message,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchHit {
    pub ticket: TicketId,
    pub protocol: String,
    pub status: Status,
    pub contact: ContactId,
    pub contact_name: String,
    pub found_in: SearchWhere,
    /// The words around the hit, or the address; empty where name or protocol say it.
    pub excerpt: String,
    pub at: Moment,
}

macro_rules! hit_columns {
    () => {
        "SELECT t.id, t.protocol, t.status, t.contact, c.name, t.last_at, "
    };
}

pub(crate) const BY_PROTOCOL: &str = concat!(
    hit_columns!(),
    "'' FROM ticket t CROSS JOIN contact c ON c.id = t.contact
     WHERE t.protocol >= ?1 AND t.protocol < ?1 || ':' ORDER BY t.protocol DESC LIMIT ?2"
);

pub(crate) const BY_NAME: &str = concat!(
    hit_columns!(),
    "'' FROM contact_text x CROSS JOIN contact c ON c.id = x.rowid CROSS JOIN ticket t INDEXED BY ticket_contact ON t.contact = c.id
     WHERE contact_text MATCH ?1 ORDER BY x.rowid DESC LIMIT ?2"
);

pub(crate) const BY_ADDRESS: &str = concat!(
    hit_columns!(),
    "i.address FROM identity i CROSS JOIN contact c ON c.id = i.contact CROSS JOIN ticket t INDEXED BY ticket_contact ON t.contact = c.id
     WHERE i.address >= ?1 AND i.address < ?1 || char(1114111) ORDER BY i.address LIMIT ?2"
);

pub(crate) const BY_MESSAGE: &str =
    "SELECT t.id, t.protocol, t.status, t.contact, c.name, m.at, snippet(message_text, 0, '', '', '…', 12)
     FROM message_text x CROSS JOIN message m ON m.id = x.rowid CROSS JOIN ticket t ON t.id = m.ticket
     CROSS JOIN contact c ON c.id = t.contact WHERE message_text MATCH ?1 ORDER BY x.rowid DESC LIMIT ?2";

impl Reader {
    /// At most `limit` tickets, each once, the surest kind of hit first; of one kind the open ones first, then the newest.
    pub fn search(&self, typed: &str, limit: u32) -> Result<Vec<SearchHit>> {
        let limit = bounded(limit);
        let typed: String = typed.trim().chars().take(QUERY_CHARS_MAX).collect();
        let wide = limit.saturating_mul(HITS_PER_TICKET);
        let mut hits: Vec<SearchHit> = vec![];
        if typed.is_empty() {
            return Ok(hits);
        }
        if typed.chars().all(|c| c.is_ascii_digit() || c == '-') {
            let found = self.list(BY_PROTOCOL, params![typed, limit], |row| of(row, SearchWhere::Protocol))?;
            add_new(&mut hits, found, limit);
        }
        if let Some(words) = full_text(&typed) {
            let found = self.list(BY_NAME, params![words, wide], |row| of(row, SearchWhere::Name))?;
            add_new(&mut hits, found, limit);
        }
        let address = typed.to_lowercase();
        let found = self.list(BY_ADDRESS, params![address, wide], |row| of(row, SearchWhere::Address))?;
        add_new(&mut hits, found, limit);
        if let Some(words) = full_text(&typed) {
            let found = self.list(BY_MESSAGE, params![words, wide], |row| of(row, SearchWhere::Message))?;
            add_new(&mut hits, found, limit);
        }
        Ok(hits)
    }
}

fn add_new(hits: &mut Vec<SearchHit>, mut found: Vec<SearchHit>, limit: u32) {
    found.sort_by_key(|hit| hit.status == Status::Closed);
    for hit in found {
        if hits.len() < limit as usize && !hits.iter().any(|known| known.ticket == hit.ticket) {
            hits.push(hit);
        }
    }
}

/// A query of the full-text index for all of the words, the last one by its beginning. Each word is quoted, so nothing in
/// it is an operator; `None` when no word has a letter or digit.
pub(super) fn full_text(typed: &str) -> Option<String> {
    let words: Vec<String> = typed
        .split(|c: char| c.is_whitespace() || c == '\0')
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(WORDS_MAX)
        .map(|word| format!("\"{}\"", word.replace('"', "\"\"")))
        .collect();
    if words.is_empty() { None } else { Some(format!("{} *", words.join(" "))) }
}

fn of(row: &Row, found_in: SearchWhere) -> rusqlite::Result<SearchHit> {
    Ok(SearchHit {
        ticket: number(row, 0, TicketId)?,
        protocol: row.get(1)?,
        status: word(row, 2)?,
        contact: number(row, 3, ContactId)?,
        contact_name: row.get(4)?,
        found_in,
        excerpt: row.get(6)?,
        at: moment(row, 5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::full_text;

    #[test]
    fn what_is_typed_is_words_and_never_syntax() {
        assert_eq!(full_text("joão sil"), Some("\"joão\" \"sil\" *".into()));
        assert_eq!(full_text("a\"b OR NEAR( x"), Some("\"a\"\"b\" \"OR\" \"NEAR(\" \"x\" *".into()));
        assert_eq!(full_text("\" * ( ) - :"), None);
        assert_eq!(full_text("a\0b"), Some("\"a\" \"b\" *".into()));
    }
}
