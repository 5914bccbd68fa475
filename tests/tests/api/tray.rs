//! The trays, as a person decides there: who may, and what a decision would do besides, is said before; what is sent again
//! can be taken back.

use engine::*;
use serde_json::{Value, json};
use store::{
    ExecutionOutcome, MessageChange, MessageSide, MessageState, NewExecution, NewMessage, NewOutgoing, Origin,
    SendState,
};

use crate::world::{LEADER, OTHER_TECHNICIAN, SUPERVISOR, TECHNICIAN, VIEWER, World, draft, id};

/// A message of a rule about the silence of the ticket, tried so long ago, which the channel took without a word of its own.
fn uncertain(world: &World, ticket: TicketId, rule: RuleId, ago: Span) -> OutboxId {
    uncertain_of(world, ticket, Some(rule), ago)
}

/// The same; of no rule: the technician's.
fn uncertain_of(world: &World, ticket: TicketId, rule: Option<RuleId>, ago: Span) -> OutboxId {
    let (side, origin, author) = match rule {
        Some(_) => (MessageSide::Automation, Origin::Rule, None),
        None => (MessageSide::Human, Origin::Person, Some(TECHNICIAN)),
    };
    world
        .desk
        .ask(move |turn| {
            let (now, on) = (turn.now, turn.store.ticket(ticket)?.unwrap());
            let text = "Deu certo?".to_owned();
            let message = NewMessage {
                ticket,
                connection: on.connection,
                external_id: None,
                side,
                author,
                subject: String::new(),
                text: text.clone(),
                attachments: "[]".into(),
                counts: false,
                history: false,
                said_at: now,
                received_at: now,
                at: now,
                state: MessageState::Planned,
            };
            let message = turn.store.add_message(&message)?.unwrap();
            let plan = NewOutgoing {
                key: format!("chave-{}", ticket.0),
                ticket,
                contact: on.contact,
                connection: on.connection,
                message,
                origin,
                rule,
                execution: None,
                text,
                anchor: rule.and(on.anchor()),
                due_at: now,
                created_at: now,
            };
            let send = turn.store.plan(&plan)?;
            turn.store.claim(send, now.minus(ago))?;
            turn.store.set_outgoing(send, SendState::Unknown, now, "sem resposta")?;
            let (state, detail) = (MessageState::Unknown, Some("sem resposta".to_owned()));
            let change = MessageChange { state, external_id: None, at: None, counts: None, detail };
            turn.store.set_message_state(message, &change)?;
            Ok(send)
        })
        .unwrap()
}

/// A message of a rule about the silence of the ticket that was too late to go by itself.
fn late(world: &World, ticket: TicketId, rule: RuleId) -> ExecutionId {
    world
        .desk
        .ask(move |turn| {
            let (now, on) = (turn.now, turn.store.ticket(ticket)?.unwrap());
            let execution = NewExecution {
                rule,
                version: 1,
                ticket,
                contact: on.contact,
                turn: on.silence.turn,
                silence: Moment(0),
                part: Part::Message,
                anchor: on.anchor().unwrap(),
                deadline: now,
                at: now,
                outcome: ExecutionOutcome::Missed,
                why: String::new(),
                detail: "{}".into(),
            };
            Ok(turn.store.record(&execution)?.unwrap())
        })
        .unwrap()
}

fn row(world: &World, send: OutboxId) -> Option<Value> {
    let page = world.must(SUPERVISOR, "unknown", json!({}));
    page["rows"].as_array().unwrap().iter().find(|row| row["send"] == json!(send)).cloned()
}

#[test]
fn each_row_says_whether_it_is_theirs_to_decide_and_the_rail_counts_those() {
    let world = World::new();
    let (connection, rule) = (world.connection(), world.rule(24));
    let team = json!({ "name": "Vendas", "leader": SUPERVISOR, "members": [SUPERVISOR] });
    let team = world.must(SUPERVISOR, "save_team", team)["id"].clone();
    let far = json!({ "name": "Vendas", "team": team, "archived": false });
    let far = world.must(SUPERVISOR, "save_queue", far)["id"].clone();
    let by = |who: UserId, name: &str| {
        let ticket = world.ticket(connection, who, &format!("{name}@exemplo.invalid"));
        world.silent(ticket, who, Span::hours(25));
        (ticket, late(&world, ticket, rule), uncertain(&world, ticket, rule, Span(0)))
    };
    // What the technician does not even see comes first, and is more than a page.
    let unseen: Vec<_> = ["x", "y", "z"].map(|name| by(SUPERVISOR, name).0).to_vec();
    world.must(SUPERVISOR, "transfer", json!({ "tickets": unseen, "queue": far }));
    let (mine, others) = (by(TECHNICIAN, "a"), by(OTHER_TECHNICIAN, "b"));
    for (who, expected, to_decide) in [
        (SUPERVISOR, vec![(mine, true), (others, true)], 5),
        (LEADER, vec![(mine, true), (others, true)], 2),
        (TECHNICIAN, vec![(mine, true), (others, false)], 1),
        (OTHER_TECHNICIAN, vec![(mine, false), (others, true)], 1),
        (VIEWER, vec![(mine, false), (others, false)], 5),
    ] {
        let seen = if to_decide == 5 { 5 } else { 2 };
        let status = world.must(who, "status", json!({}));
        assert_eq!((&status["missed"], &status["unknown"]), (&json!(to_decide), &json!(to_decide)), "{who}");
        for (tray, key) in [("missed", "execution"), ("unknown", "send")] {
            let page = world.must(who, tray, json!({ "limit": 2 }));
            assert_eq!((page["rows"].as_array().unwrap().len(), &page["total"]), (2, &json!(seen)), "{tray} of {who}");
            let page = world.must(who, tray, json!({}));
            let rows = page["rows"].as_array().unwrap();
            assert_eq!(rows.len(), seen, "{tray} of {who}");
            let found: Vec<_> = rows[seen - 2..].iter().map(|row| (&row[key], &row["may_act"])).collect();
            let id = |(_, execution, send): &(_, ExecutionId, OutboxId)| match tray {
                "missed" => json!(execution),
                _ => json!(send),
            };
            let expected: Vec<_> = expected.iter().map(|(one, may)| (id(one), json!(may))).collect();
            assert_eq!(found, expected.iter().map(|(id, may)| (id, may)).collect::<Vec<_>>(), "{tray} of {who}");
        }
    }
    // And it is the rule that refuses the act.
    for ((_, execution, send), refused) in [(others, true), (mine, false)] {
        for (command, args) in
            [("skip_missed", json!({ "executions": [execution] })), ("unknown_was_sent", json!({ "sends": [send] }))]
        {
            let done = world.call(TECHNICIAN, command, args);
            assert_eq!(done.is_err(), refused, "{command}: {done:?}");
        }
    }
}

#[test]
fn whoever_says_that_it_went_knows_before_whether_that_reopens_the_ticket() {
    let world = World::new();
    let connection = world.connection();
    let rule = world.rule(24);
    for (closed, reopens) in [("before", true), ("after", false), ("never", false), ("before, and answered", false)] {
        let address = format!("{}@exemplo.invalid", closed.replace([' ', ','], "-"));
        let ticket = world.ticket(connection, TECHNICIAN, &address);
        world.silent(ticket, TECHNICIAN, Span::hours(25));
        let close = || world.must(SUPERVISOR, "close_tickets", json!({ "tickets": [ticket] }));
        if closed.starts_with("before") {
            close();
        }
        // What is closed in the same millisecond counts as closed before.
        let ago = if closed == "after" { Span::seconds(1) } else { Span(0) };
        let send = uncertain(&world, ticket, rule, ago);
        if closed == "after" {
            close();
        }
        if closed.ends_with("answered") {
            // Too late for this ticket: in another.
            let wrote = move |turn: &mut runtime::Turn<'_>| {
                let contact = turn.store.ticket(ticket)?.unwrap().contact;
                Ok(turn.store.contact_wrote(contact, turn.now)?)
            };
            world.desk.ask(wrote).unwrap();
        }
        assert_eq!(row(&world, send).unwrap()["reopens"], json!(reopens), "closed {closed}");
        let status =
            |world: &World| world.must(SUPERVISOR, "ticket", json!({ "ticket": ticket }))["card"]["status"].take();
        let before = status(&world);
        world.must(SUPERVISOR, "unknown_was_sent", json!({ "sends": [send] }));
        assert_eq!(status(&world) != before, reopens, "closed {closed}");
    }
}

#[test]
fn whoever_sends_from_a_tray_knows_before_whether_that_reopens_the_ticket() {
    let world = World::new();
    let connection = world.connection();
    let rule = world.rule(24);
    let mut farewell = draft(48);
    farewell["actions"].as_array_mut().unwrap().push(json!({ "type": "close" }));
    let farewell = world.must(SUPERVISOR, "save_rule", json!({ "rule": farewell, "state": "active" }));
    let farewell = id(&farewell["rule"]["id"]).into_id();
    // A word of a person goes whatever happened since; what a rule says, only while the silence it is about lasts.
    for (n, (of, closed, answered, reopens)) in [
        (Some(rule), false, false, false),
        (Some(rule), true, false, true),
        (Some(rule), true, true, false),
        (Some(farewell), true, false, false),
        (None, false, false, false),
        (None, true, false, true),
        (None, true, true, true),
    ]
    .into_iter()
    .enumerate()
    {
        let ticket = world.ticket(connection, TECHNICIAN, &format!("c{n}@exemplo.invalid"));
        world.silent(ticket, TECHNICIAN, Span::hours(50));
        let send = uncertain_of(&world, ticket, of, Span::minutes(1));
        let execution = of.map(|rule| late(&world, ticket, rule));
        if closed {
            world.must(SUPERVISOR, "close_tickets", json!({ "tickets": [ticket] }));
        }
        if answered {
            // Too late for this ticket: in another.
            let wrote = move |turn: &mut runtime::Turn<'_>| {
                let contact = turn.store.ticket(ticket)?.unwrap().contact;
                Ok(turn.store.contact_wrote(contact, turn.now)?)
            };
            world.desk.ask(wrote).unwrap();
        }
        let told = row(&world, send).unwrap()["resend_reopens"].take();
        assert_eq!(told, json!(reopens), "uncertain, {of:?}, closed: {closed}, answered: {answered}");
        if let Some(execution) = execution {
            let page = world.must(SUPERVISOR, "missed", json!({}));
            let rows = page["rows"].as_array().unwrap();
            let row = rows.iter().find(|row| row["execution"] == json!(execution)).unwrap();
            assert_eq!(row["reopens"], json!(reopens), "missed, {of:?}, closed: {closed}, answered: {answered}");
        }
    }
}

#[test]
fn what_is_sent_again_waits_and_called_off_lies_in_the_tray_as_before() {
    let world = World::new();
    let ticket = world.ticket(world.connection(), TECHNICIAN, "a@exemplo.invalid");
    world.silent(ticket, TECHNICIAN, Span::hours(25));
    let send = uncertain(&world, ticket, world.rule(24), Span(0));
    let before = row(&world, send).unwrap();
    let result = world.must(SUPERVISOR, "unknown_resend", json!({ "sends": [send] }))["results"][0].take();
    assert!(result["goes_at"].as_i64().unwrap() > world.desk.now().0, "it has no time to be taken back");
    assert_eq!(row(&world, send), None);
    let back = world.must(SUPERVISOR, "cancel_send", json!({ "message": result["message"] }));
    assert_eq!(back["text"], json!(null), "it is for no box");
    assert_eq!(row(&world, send).unwrap(), before);
}
