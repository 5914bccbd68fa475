//! A rule's webhook: what it says, and how it is called until it is heard. Programs outside read it, so every field is named
//! here: a change of the engine's own types is none of theirs.

use engine::{Moment, Rule, Span, Ticket};
use serde_json::json;

use crate::Result;
use crate::core::Hook;
use crate::turn::Turn;

/// Webhook calls claimed in one transaction.
const CALLS_PER_TURN: u32 = 16;
/// Tries of one call before it is given up, and how long one may stay without an answer before it is tried again.
const TRIES_MAX: u32 = 6;
const PATIENCE: Span = Span::minutes(2);
/// Waits after a call that failed, drawn by lot so that many do not come back at once.
const BACKOFF: [Span; 3] = [Span::seconds(30), Span::minutes(1), Span::minutes(5)];

/// One JSON object; what a ticket does not have is `null`.
pub(crate) fn body(rule: &Rule, ticket: &Ticket, at: Moment) -> String {
    let Ticket {
        id,
        contact,
        connection,
        status,
        queue,
        assignee,
        stage,
        silence,
        hold,
        entered_at,
        returns_to,
        closed_at,
        close_reason,
        last_attendant,
    } = ticket;
    let ticket = json!({
        "id": id, "contact": contact, "connection": connection, "status": status, "queue": queue, "assignee": assignee,
        "stage": stage, "silence": silence, "hold": hold, "entered_at": entered_at, "returns_to": returns_to,
        "closed_at": closed_at, "close_reason": close_reason, "last_attendant": last_attendant,
    });
    json!({ "rule": rule.id, "version": rule.version, "ticket": ticket, "at": at }).to_string()
}

/// The calls that are due. An internal step: one whose answer is lost is made again, and its rule, ticket and instant say that
/// it is the same.
pub(crate) fn claim(turn: &mut Turn<'_>) -> Result<Vec<Hook>> {
    let rows = turn.store.webhooks_due(turn.now, CALLS_PER_TURN)?;
    let mut hooks = Vec::new();
    for row in rows {
        if row.attempts >= TRIES_MAX {
            turn.store.webhook_tried(row.id, turn.now, None, "desistimos depois de várias tentativas")?;
            continue;
        }
        turn.store.webhook_tried(row.id, turn.now, Some(turn.now.plus(PATIENCE)), "sem resposta ainda")?;
        hooks.push(Hook { id: row.id, url: row.url, body: row.body });
    }
    Ok(hooks)
}

/// How a call ended.
pub(crate) fn hooked(turn: &mut Turn<'_>, id: i64, ended: std::result::Result<(), String>) -> Result<()> {
    match ended {
        Ok(()) => Ok(turn.store.webhook_tried(id, turn.now, None, "")?),
        Err(why) => {
            let wait = BACKOFF[usize::try_from(turn.draw() % BACKOFF.len() as u64).unwrap_or(0)];
            Ok(turn.store.webhook_tried(id, turn.now, Some(turn.now.plus(wait)), &why)?)
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::*;
    use serde_json::{Value, json};

    #[test]
    fn every_field_is_there_whatever_the_ticket_lacks() {
        let ticket = Ticket {
            id: TicketId(7),
            contact: ContactId(3),
            connection: ConnectionId(1),
            status: Status::Open,
            queue: QueueId(2),
            assignee: None,
            stage: None,
            silence: Silence { turn: 1, customer_at: None, human_at: Some(Moment(5)) },
            hold: Hold::Never,
            entered_at: None,
            returns_to: None,
            closed_at: None,
            close_reason: None,
            last_attendant: None,
        };
        let rule = Rule {
            id: RuleId(4),
            version: 2,
            name: "Avisar".into(),
            description: String::new(),
            wait: Span::hours(1),
            actions: vec![],
            scope: Scope::default(),
            business_hours: false,
            quiet_hours: true,
            lateness_max: None,
            repeat: Repeat::OncePerEpisode,
            position: 0,
            state: RuleState::Active,
        };
        let said: Value = serde_json::from_str(&super::body(&rule, &ticket, Moment(9))).unwrap();
        let expected = json!({
            "rule": 4, "version": 2, "at": 9,
            "ticket": {
                "id": 7, "contact": 3, "connection": 1, "status": "open", "queue": 2, "assignee": null, "stage": null,
                "silence": { "turn": 1, "customer_at": null, "human_at": 5 }, "hold": "never", "entered_at": null,
                "returns_to": null, "closed_at": null, "close_reason": null, "last_attendant": null,
            },
        });
        assert_eq!(said, expected);
    }
}
