//! The most a connection may send in a local day, and whose a place in it is: of who waits for the next day, of who was
//! given one that became free, and of who had one and is to be tried again.

use engine::{ConnectionId, Moment};
use store::{OutgoingRow, SendState};

use crate::Result;
use crate::turn::Turn;

/// Stands as the fault of a row that waits because the day is full.
pub(super) const DAY_FULL: &str = "a conexão já enviou o máximo deste dia";
/// Stands there in its stead once a place became free: a row that does not use it leaves it to the next.
const PLACE_GIVEN: &str = "há lugar para este envio no limite do dia";

/// When the next local day begins, if the connection has sent all it may in this one.
pub(super) fn day_is_full(turn: &mut Turn<'_>, connection: ConnectionId) -> Result<Option<Moment>> {
    if room(turn, connection)? != Some(0) {
        return Ok(None);
    }
    let calendar = turn.house.company();
    Ok(calendar.local_date(turn.now).succ_opt().map(|tomorrow| calendar.instant(tomorrow, 0)))
}

/// How many more the connection may send in this local day; `None`: as many as there are.
fn room(turn: &mut Turn<'_>, connection: ConnectionId) -> Result<Option<u32>> {
    let Some(max) = turn.house.settings.limits.per_connection_day else { return Ok(None) };
    Ok(Some(max.saturating_sub(turn.store.sent_on(connection, &day_of(turn, turn.now))?)))
}

/// The place of a send that did not go is for the first whom a full day made wait, if it was a place of this day. Others may be
/// free for who is tried again.
pub(super) fn use_room(turn: &mut Turn<'_>, row: &OutgoingRow) -> Result<()> {
    let today = day_of(turn, turn.now);
    if row.claimed_at.is_none_or(|at| day_of(turn, at) != today) {
        return Ok(());
    }
    give_place(turn, row.connection)
}

/// The first whom a full day made wait goes now, if there is room for one.
pub(super) fn give_place(turn: &mut Turn<'_>, connection: ConnectionId) -> Result<()> {
    let Some(room) = room(turn, connection)? else { return Ok(()) };
    Ok(turn.store.bring_forward(connection, DAY_FULL, PLACE_GIVEN, turn.now, room.min(1))?)
}

/// Whether a place of the day is kept for this planned row: it was given one, or had one and is to be tried again. What is
/// stored says so, for the place may have come to it since the row was read.
pub(super) fn holds_place(turn: &mut Turn<'_>, row: &OutgoingRow) -> Result<bool> {
    if row.state != SendState::Planned || turn.house.settings.limits.per_connection_day.is_none() {
        return Ok(false);
    }
    let stored = turn.store.outgoing(row.id)?;
    Ok(stored.is_some_and(|now| now.fault == PLACE_GIVEN || now.attempts > 0))
}

/// A day in which more may be sent than `before` has room for so many more of those whom a full one made wait. Places that
/// were free already may be for who is tried again.
pub(crate) fn use_more_room(turn: &mut Turn<'_>, before: Option<u32>) -> Result<()> {
    let more = match (before, turn.house.settings.limits.per_connection_day) {
        (None, _) => 0,
        (Some(_), None) => u32::MAX,
        (Some(before), Some(now)) => now.saturating_sub(before),
    };
    let connections: Vec<ConnectionId> = turn.house.connections.iter().map(|on| on.id).collect();
    for connection in connections.into_iter().filter(|_| more > 0) {
        let free = room(turn, connection)?.map_or(more, |free| free.min(more));
        turn.store.bring_forward(connection, DAY_FULL, PLACE_GIVEN, turn.now, free)?;
    }
    Ok(())
}

pub(super) fn day_of(turn: &Turn<'_>, at: Moment) -> String {
    turn.house.company().local_date(at).to_string()
}

/// What was claimed and surely did not go counts for no day of its connection.
pub(super) fn uncount(turn: &mut Turn<'_>, row: &OutgoingRow) -> Result<()> {
    let Some(claimed_at) = row.claimed_at else { return Ok(()) };
    Ok(turn.store.unsends(row.connection, &day_of(turn, claimed_at))?)
}
