//! An answer that crossed an automatic message of ours: the message was on its way, or had just gone, when the customer
//! wrote. Nothing can be taken back then. It is said, so that nobody who reads the conversation thinks that we wrote over
//! an answer we had.

use engine::*;
use serde_json::json;
use store::{ExecutionOutcome, Origin, OutgoingRow, SendState};

use crate::Result;
use crate::change::Topic;
use crate::turn::{Said, Turn};

/// Stands as the reason of an execution whose message crossed the answer.
const CROSSED: &str = "crossed";

/// A send came to an end that may have reached the customer. The last look before the network found no answer; one that is
/// there now came while it was on its way.
pub(crate) fn ended(turn: &mut Turn<'_>, row: &OutgoingRow) -> Result<()> {
    let (Some(anchor), SendState::Sending) = (row.anchor, row.state) else { return Ok(()) };
    if row.origin == Origin::Person {
        return Ok(());
    }
    let wrote = turn.store.contact(row.contact)?.wrote_at;
    if wrote.is_some_and(|at| at >= anchor) { note(turn, row) } else { Ok(()) }
}

/// The customer ended the silence since `anchor` with a word of `at`: what had ended after that went before we had it.
pub(crate) fn answered(turn: &mut Turn<'_>, ticket: TicketId, anchor: Moment, at: Moment) -> Result<()> {
    turn.store.ended_after(ticket, anchor, at)?.iter().try_for_each(|row| note(turn, row))
}

fn note(turn: &mut Turn<'_>, row: &OutgoingRow) -> Result<()> {
    let said = Said { event: CROSSED, user: None, rule: row.rule, detail: json!({ "message": row.message }) };
    turn.say(row.ticket, said)?;
    let Some(id) = row.execution else { return Ok(()) };
    if turn.store.execution(id)?.is_some_and(|it| it.outcome == ExecutionOutcome::Executed && it.why.is_empty()) {
        turn.store.set_execution(id, ExecutionOutcome::Executed, CROSSED)?;
        turn.changed.touch(Topic::Executions);
    }
    Ok(())
}
