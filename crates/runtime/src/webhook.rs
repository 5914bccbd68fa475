//! What a rule's webhook says. Programs outside read it, so every field is named here: a change of the engine's own types
//! is none of theirs.

use engine::{Moment, Rule, Ticket};
use serde_json::json;

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
