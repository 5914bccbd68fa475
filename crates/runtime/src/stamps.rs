//! Whether our own clock can be believed, by the stamps the providers put on what they bring (`engine::stamp`). While one
//! of them shows that it cannot, everything automatic waits as it does for a sync (domain.md 3.8). Kept in memory only: a
//! start and a jump of the clock make all of it void, for the clock may be another one since.

use std::collections::{BTreeMap, VecDeque};

use channels::{Incoming, Message, Side};
use engine::stamp::{ClockIs, Evidence, Heard, Stamp};
use engine::*;

use crate::Result;
use crate::house::{House, Marks};
use crate::turn::Turn;

/// Sends whose copies may still come back with a stamp; older ones are forgotten.
const SENDS_KEPT: usize = 256;

/// Our clock and a provider's are too far apart for anything automatic to reach a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// The connection whose provider shows it; of several the one that shows most.
    pub connection: ConnectionId,
    /// How far our clock is ahead; negative: behind.
    pub ahead: Span,
    pub since: Moment,
}

/// When we handed each of the last sends over.
#[derive(Debug, Default)]
pub(crate) struct HandedOver(VecDeque<(OutboxId, Moment)>);

impl HandedOver {
    pub fn add(&mut self, outbox: OutboxId, at: Moment) {
        if self.0.len() == SENDS_KEPT {
            self.0.pop_front();
        }
        self.0.push_back((outbox, at));
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    fn at(&self, outbox: OutboxId) -> Option<Moment> {
        self.0.iter().find(|(id, _)| *id == outbox).map(|(_, at)| *at)
    }
}

/// What is believed at `now`. A connection nobody can hear from any more says nothing.
pub(crate) fn doubt(house: &House, marks: &Marks, now: Moment) -> Option<Doubt> {
    let heard = |on: &store::Connection| on.enabled && !on.archived && crate::turn::waited_for(on.state);
    let doubts = house.connections.iter().filter(|on| heard(on)).filter_map(|on| {
        let evidence = marks.stamps.get(&on.id).filter(|evidence| evidence.doubts(now))?;
        let ahead = match evidence.says {
            ClockIs::Right => return None,
            ClockIs::Behind { by } => Span(-by.0),
            ClockIs::Ahead { by } => by,
        };
        Some(Doubt { connection: on.id, ahead, since: evidence.heard_at })
    });
    doubts.max_by_key(|doubt| doubt.ahead.0.abs())
}

/// Takes what a report says about our clock. A report that says nothing leaves what was believed.
pub(crate) fn hear(turn: &mut Turn<'_>, connection: ConnectionId, events: &[Incoming]) -> Result<()> {
    let kind = turn.house.connection(connection).map(|on| on.kind.as_str());
    if !kind.and_then(|kind| turn.machine.caps.get(kind)).is_some_and(|caps| caps.own_clock) {
        return Ok(());
    }
    let mut heard = Heard::default();
    for event in events {
        if let Incoming::Message(message) = event
            && let Some(stamp) = stamp(turn, connection, message)?
        {
            heard.add(stamp);
        }
    }
    let Some(says) = heard.says() else { return Ok(()) };
    turn.marks.stamps.insert(connection, Evidence { says, heard_at: turn.now });
    Ok(())
}

/// What our people wrote in another program may carry that computer's time, so of our own only what we sent ourselves
/// counts.
fn stamp(turn: &mut Turn<'_>, connection: ConnectionId, message: &Message) -> Result<Option<Stamp>> {
    if message.history || message.said_at_ms <= 0 {
        return Ok(None);
    }
    let (theirs, heard_at) = (Moment(message.said_at_ms), turn.now);
    let sent_at = match message.side {
        Side::Customer => None,
        Side::Ours | Side::Automation => {
            let row = match turn.store.message_by_external(connection, &message.external_id)? {
                Some(known) => turn.store.outgoing_of_message(known.id)?,
                None => turn.store.unsettled(connection, &message.external_id)?,
            };
            match row.and_then(|row| turn.machine.handed_over.at(row.id)) {
                Some(sent_at) => Some(sent_at),
                None => return Ok(None),
            }
        }
    };
    Ok(Some(Stamp { theirs, heard_at, sent_at }))
}

/// Forgets what nothing has renewed for too long.
pub(crate) fn expire(turn: &mut Turn<'_>) -> Result<()> {
    let now = turn.now;
    let stale = |evidence: &Evidence| evidence.says != ClockIs::Right && !evidence.doubts(now);
    if !turn.marks.stamps.values().any(stale) {
        return Ok(());
    }
    turn.marks.stamps.retain(|_, evidence| !stale(evidence));
    if turn.barred() { Ok(()) } else { crate::scheduler::barrier_lifted(turn) }
}

/// When the first of what is believed ends by itself.
pub(crate) fn next_end(marks: &Marks) -> Option<Moment> {
    let wrong = marks.stamps.values().filter(|evidence| evidence.says != ClockIs::Right);
    wrong.map(|evidence| evidence.ends_at().plus(Span(1))).min()
}

/// What each connection has shown last.
pub(crate) type Stamps = BTreeMap<ConnectionId, Evidence>;
