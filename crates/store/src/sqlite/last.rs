//! Last words: what a ticket's card and the list of connections show. A word that was just added waits here for the write
//! of the ticket's clock that nearly always follows it, so that both are one; in any other case it is written by itself,
//! before the next word and before COMMIT at the latest.

use std::collections::BTreeMap;

use engine::{ConnectionId, MessageId, Moment, Silence, Ticket, TicketId};
use rusqlite::{Connection, params};

use super::cell::Word;
use super::message::LAST_TEXT_CHARS_MAX;
use crate::{MessageSide, NewMessage, Result};

/// The word a ticket's card is to show, unless a later one stands there. Its own message is parameter 5; the word that
/// opened a ticket was said before we opened it.
macro_rules! newer {
    () => {
        "(last_at <= ?2 OR NOT EXISTS (SELECT 1 FROM message m WHERE m.ticket = ?1 AND m.id <> ?5
                                       AND m.side NOT IN ('note', 'system')))"
    };
}

/// What is still to be written in this transaction.
#[derive(Default)]
pub(crate) struct LastWords {
    word: Option<LastWord>,
    came_in: BTreeMap<ConnectionId, Moment>,
    went_out: BTreeMap<ConnectionId, Moment>,
}

struct LastWord {
    ticket: TicketId,
    message: MessageId,
    at: Moment,
    side: MessageSide,
    text: String,
}

impl LastWords {
    /// Takes note of a message that was just added, once the word before it is written; notes and our own remarks are no
    /// words.
    pub(crate) fn said(&mut self, new: &NewMessage, message: MessageId) {
        let side = match new.side {
            MessageSide::Note | MessageSide::System => return,
            MessageSide::Customer => &mut self.came_in,
            MessageSide::Human | MessageSide::Automation => &mut self.went_out,
        };
        let last = side.entry(new.connection).or_insert(new.at);
        *last = new.at.max(*last);
        let text = new.text.chars().take(LAST_TEXT_CHARS_MAX).collect();
        self.word = Some(LastWord { ticket: new.ticket, message, at: new.at, side: new.side, text });
    }

    /// Writes the waiting word by itself.
    pub(crate) fn write(&mut self, db: &Connection) -> Result<()> {
        let Some(LastWord { ticket, message, at, side, text }) = self.word.take() else { return Ok(()) };
        db.prepare_cached(concat!(
            "UPDATE ticket SET last_at = ?2, last_side = ?3, last_text = ?4 WHERE id = ?1 AND ",
            newer!()
        ))?
        .execute(params![ticket.0, at.0, side.text(), text, message.0])?;
        Ok(())
    }

    /// Writes the clock of a ticket, with the waiting word if it is this ticket's.
    pub(crate) fn write_with_clock(&mut self, db: &Connection, ticket: &Ticket) -> Result<bool> {
        let Some(LastWord { message, at, side, text, .. }) = self.word.take_if(|word| word.ticket == ticket.id) else {
            return Ok(false);
        };
        let Silence { turn, customer_at, human_at } = ticket.silence;
        db.prepare_cached(concat!(
            "UPDATE ticket SET turn = ?6, customer_at = ?7, human_at = ?8, last_attendant = ?9, anchor = ?10,
                 last_side = iif(",
            newer!(),
            ", ?3, last_side), last_text = iif(",
            newer!(),
            ", ?4, last_text), last_at = iif(",
            newer!(),
            ", ?2, last_at) WHERE id = ?1"
        ))?
        .execute(params![
            ticket.id.0,
            at.0,
            side.text(),
            text,
            message.0,
            turn,
            customer_at.map(|at| at.0),
            human_at.map(|at| at.0),
            ticket.last_attendant.map(|user| user.0),
            ticket.anchor().map(|at| at.0)
        ])?;
        Ok(true)
    }

    /// Everything that still waits, before COMMIT.
    pub(crate) fn finish(mut self, db: &Connection) -> Result<()> {
        self.write(db)?;
        for (side, sql) in [
            (
                &self.came_in,
                "UPDATE connection SET last_in_at = ?2 WHERE id = ?1 AND (last_in_at IS NULL OR last_in_at < ?2)",
            ),
            (
                &self.went_out,
                "UPDATE connection SET last_out_at = ?2 WHERE id = ?1 AND (last_out_at IS NULL OR last_out_at < ?2)",
            ),
        ] {
            for (connection, at) in side {
                db.prepare_cached(sql)?.execute([connection.0, at.0])?;
            }
        }
        Ok(())
    }
}
