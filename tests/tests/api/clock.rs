//! A provider whose stamps show that this computer's clock is wrong: said in the status until newer news agrees.

use channels::{Incoming, Message, Party, Side};
use engine::{ConnectionId, Span};
use serde_json::{Value, json};

use crate::world::{SUPERVISOR, VIEWER, World, mailbox};

/// A customer's word comes, stamped so much after now.
fn arrives(world: &World, on: ConnectionId, number: u32, after: Span) {
    let message = Message {
        external_id: format!("m{number}"),
        side: Side::Customer,
        contact: Party { address: "ana@exemplo.invalid".into(), name: "Ana".into() },
        said_at_ms: world.desk.now().plus(after).0,
        subject: String::new(),
        text: "alguma novidade?".into(),
        refs: vec![],
        attachments: vec![],
        answers: true,
        history: false,
    };
    world.desk.receive(on, vec![Incoming::Message(message)]).unwrap();
    world.published();
}

fn clock(world: &World) -> Value {
    world.must(VIEWER, "status", json!({}))["clock"].take()
}

#[test]
fn a_clock_that_a_provider_shows_to_be_wrong_is_said_until_newer_news_agrees() {
    let world = World::new();
    let on = mailbox(&world);
    arrives(&world, on, 1, Span(0));
    assert_eq!(clock(&world), json!(null));
    arrives(&world, on, 2, Span::hours(3));
    let said = clock(&world);
    assert_eq!(said["connection"], json!(on));
    let behind = -said["ahead"].as_i64().unwrap();
    assert!((Span::minutes(179).0..=Span::hours(3).0).contains(&behind), "{said}");
    // One that was long on its way says nothing.
    arrives(&world, on, 3, Span::hours(-8));
    assert_eq!(clock(&world), said);
    arrives(&world, on, 4, Span(0));
    assert_eq!(clock(&world), json!(null));

    // Who switches the connection off no longer believes it.
    arrives(&world, on, 5, Span::hours(1));
    assert_ne!(clock(&world), json!(null));
    world.must(SUPERVISOR, "enable_connection", json!({ "connection": on, "enabled": false }));
    world.published();
    assert_eq!(clock(&world), json!(null));
}
