//! Promises about people, connections, contacts, tickets, messages and settings.

use engine::*;

use super::world::*;
use super::{Backend, keeps};
use crate::*;

keeps!(
    settings_and_values_come_back_as_they_were_put,
    the_small_tables_come_back_whole,
    a_person_is_away_until_they_are_there_again,
    changing_what_is_not_there_is_refused,
    a_failed_transaction_leaves_nothing,
    a_connection_keeps_what_the_loop_knows_when_a_person_changes_it,
    a_contact_is_found_by_its_address_and_named_once,
    a_contact_is_what_the_engine_asks_about,
    every_field_of_a_ticket_comes_back_and_the_anchor_follows,
    a_ticket_is_in_its_place_since_the_change_that_put_it_there,
    a_ticket_has_a_protocol_of_its_day_and_number,
    the_newest_ticket_of_a_contact_is_by_connection,
    a_message_is_stored_once_however_often_it_comes,
    every_field_of_a_message_comes_back,
    the_last_word_of_a_ticket_is_the_newest_and_no_note,
    a_sent_message_only_climbs,
    an_external_id_that_an_echo_holds_stays_with_it,
    the_latest_human_word_is_one_that_counts,
    a_message_that_a_person_sent_from_a_tray_says_where_it_lay,
    a_thread_is_found_by_any_of_its_references,
    holidays_are_kept_by_date,
);

fn settings_and_values_come_back_as_they_were_put(db: &dyn Backend) {
    assert_eq!(say(db, |store| store.settings()), Settings::default());
    let mine = Settings { company: "Padaria".into(), zone: "America/Manaus".into(), demo: true, ..Settings::default() };
    say(db, |store| store.put_settings(&mine));
    say(db, |store| store.put_value("lease", r#"{"holder":"eu"}"#));
    assert_eq!(say(db, |store| store.settings()), mine);
    assert_eq!(say(db, |store| store.value("lease")).as_deref(), Some(r#"{"holder":"eu"}"#));
    assert_eq!(say(db, |store| store.value("outra")), None);
    say(db, |store| store.drop_value("lease"));
    assert_eq!(say(db, |store| store.value("lease")), None);
    say(db, |store| store.put_value("settings", "1"));
    assert_eq!(say(db, |store| store.settings()), mine, "a value cannot reach the settings");
    assert_eq!(say(db, |store| store.queue_watermark()), Moment::MIN);
    say(db, |store| store.set_queue_watermark(NOON));
    assert_eq!(say(db, |store| store.queue_watermark()), NOON);
    say(db, |store| store.audit(NOON, None, "settings", "null", "{}"));
}

fn the_small_tables_come_back_whole(db: &dyn Backend) {
    let house = house(db);
    let people = say(db, |store| store.people());
    let names = |ids: Vec<&str>| ids.into_iter().map(String::from).collect::<Vec<_>>();
    assert_eq!(
        people.users.iter().map(|u| u.name.clone()).collect::<Vec<_>>(),
        names(vec!["Alison", "Bruno", "Carla"])
    );
    let team = Team { members: vec![house.alison], leader: None, ..people.teams[0].clone() };
    assert_eq!(people.teams[0].id, house.team);
    assert_eq!(people.teams[0].members, vec![house.bruno, house.carla]);
    assert_eq!(people.queues[1].kind, QueueKind::NoInteraction);
    assert_eq!(people.stages.len(), 2);
    assert_eq!(people.funnels[0].id, house.funnel);
    assert_eq!(people.tags[1].kind, TagKind::DoNotDisturb);
    say(db, |store| {
        store.put_team(&team)?;
        store.put_user(&User { active: false, role: Role::Viewer, ..people.users[1].clone() })?;
        store.put_queue(&Queue { archived: true, name: "Velha".into(), ..people.queues[0].clone() })?;
        store.put_funnel(&Funnel { position: 9, ..people.funnels[0].clone() })?;
        store.put_stage(&Stage { locked: true, limit_max: None, archived: true, ..people.stages[1].clone() })?;
        store.put_tag(&Tag { archived: true, ..people.tags[0].clone() })
    });
    let after = say(db, |store| store.people());
    assert_eq!(after.teams, vec![team]);
    assert_eq!((after.users[1].active, after.users[1].role), (false, Role::Viewer));
    assert_eq!((after.queues[0].archived, after.queues[0].name.as_str()), (true, "Velha"));
    assert_eq!(after.funnels[0].position, 9);
    assert_eq!((after.stages[1].locked, after.stages[1].limit_max, after.stages[1].archived), (true, None, true));
    assert!(after.tags[0].archived);
}

fn a_person_is_away_until_they_are_there_again(db: &dyn Backend) {
    let house = house(db);
    let bruno = || say(db, |store| store.people()).users.into_iter().find(|one| one.id == house.bruno).expect("laid");
    assert_eq!(bruno().absence, None);
    let lunch = Absence { since: NOON, note: "Almoço".into() };
    say(db, |store| store.set_absence(house.bruno, Some(&lunch)));
    assert_eq!(bruno().absence, Some(lunch.clone()));
    let renamed = User { name: "Bruno B.".into(), absence: None, ..bruno() };
    say(db, |store| store.put_user(&renamed));
    assert_eq!((bruno().name.as_str(), bruno().absence), ("Bruno B.", Some(lunch)), "a new name brings nobody back");
    say(db, |store| store.set_absence(house.bruno, None));
    assert_eq!(bruno().absence, None);
    let long = Absence { since: NOON, note: "x".repeat(61) };
    assert!(matches!(refuse(db, |store| store.set_absence(house.bruno, Some(&long))), StoreError::Sql(_)));
}

fn changing_what_is_not_there_is_refused(db: &dyn Backend) {
    let house = house(db);
    let nobody = User { id: UserId(99), name: "Ninguém".into(), role: Role::Viewer, active: true, absence: None };
    assert!(matches!(refuse(db, |store| store.put_user(&nobody)), StoreError::Missing("usuário")));
    assert!(matches!(refuse(db, |store| store.set_absence(UserId(99), None)), StoreError::Missing("usuário")));
    let nowhere = Connection { id: ConnectionId(99), ..connection(house.support) };
    assert!(matches!(refuse(db, |store| store.put_connection(&nowhere)), StoreError::Missing("conexão")));
    assert!(matches!(refuse(db, |store| store.contact(ContactId(99))), StoreError::Missing("contato")));
    assert!(matches!(refuse(db, |store| store.ticket_extra(TicketId(99))), StoreError::Missing("atendimento")));
    assert_eq!(say(db, |store| store.ticket(TicketId(99))), None);
    let id = ticket(db, &house, "Ana");
    let gone = Ticket { id: TicketId(99), ..say(db, |store| store.ticket(id)).expect("opened") };
    assert!(matches!(refuse(db, |store| store.put_ticket(&gone, NOON)), StoreError::Missing("atendimento")));
}

fn a_failed_transaction_leaves_nothing(db: &dyn Backend) {
    let house = house(db);
    let before = say(db, |store| store.people());
    let failed = refuse(db, |store| {
        store.put_tag(&Tag {
            id: TagId(0),
            name: "Nova".into(),
            colour: "grey".into(),
            kind: TagKind::Normal,
            archived: false,
        })?;
        store.set_watermark(house.rule, NOON)?;
        store.contact(ContactId(99))
    });
    assert!(matches!(failed, StoreError::Missing("contato")));
    assert_eq!(say(db, |store| store.people()), before);
    assert_eq!(say(db, |store| store.rule(house.rule)).expect("it is there").watermark, Moment::MIN);
}

fn a_connection_keeps_what_the_loop_knows_when_a_person_changes_it(db: &dyn Backend) {
    let house = house(db);
    let put = say(db, |store| store.connections())[0].clone();
    assert_eq!(put, Connection { id: house.shop, ..connection(house.support) });
    say(db, |store| {
        store.set_cursor(house.shop, "c7", Some(minute(2)))?;
        store.set_cursor(house.shop, "c8", None)?;
        store.set_cursor(house.shop, "c9", Some(minute(1)))?;
        store.set_connection_state(house.shop, ConnectionState::Auth, "entre de novo")?;
        store.set_resume_at(house.shop, minute(3))
    });
    say(db, |store| store.put_connection(&Connection { name: "Loja 2".into(), enabled: false, ..put.clone() }));
    let expected = Connection {
        name: "Loja 2".into(),
        enabled: false,
        cursor: "c9".into(),
        synced_at: minute(2),
        state: ConnectionState::Auth,
        detail: "entre de novo".into(),
        resume_at: minute(3),
        ..put
    };
    assert_eq!(say(db, |store| store.connections()), vec![expected]);
}

fn a_contact_is_found_by_its_address_and_named_once(db: &dyn Backend) {
    let found = |name: &'static str| say(db, |store| store.contact_by_address("email", "ana@exemplo.com", name, NOON));
    let ana = found("");
    assert_eq!(say(db, |store| store.contact_name(ana)), "");
    assert_eq!(found("Ana"), ana);
    assert_eq!(found("Outra"), ana);
    assert_eq!(say(db, |store| store.contact_name(ana)), "Ana");
    let other = say(db, |store| store.contact_by_address("telegram", "ana@exemplo.com", "Ana T", NOON));
    assert_ne!(other, ana, "an address belongs to its kind");
    assert_eq!(say(db, |store| store.address(ana, "email")).as_deref(), Some("ana@exemplo.com"));
    assert_eq!(say(db, |store| store.address(ana, "telegram")), None);
}

fn a_contact_is_what_the_engine_asks_about(db: &dyn Backend) {
    let house = house(db);
    let id = say(db, |store| store.contact_by_address("demo", "ana", "Ana", NOON));
    let plain = Contact {
        id,
        tags: vec![],
        wallet_owner: None,
        opted_out: false,
        do_not_disturb: false,
        group: false,
        erased: false,
        wrote_at: None,
    };
    assert_eq!(say(db, |store| store.contact(id)), plain);
    let (cold, quiet) = (house.cold, house.quiet);
    assert!(say(db, |store| store.add_tag(id, quiet)));
    assert!(say(db, |store| store.add_tag(id, cold)));
    assert!(!say(db, |store| store.add_tag(id, cold)), "a second time changes nothing");
    say(db, |store| {
        store.set_wallet(id, Some(house.alison))?;
        store.set_opted_out(id, Some(NOON))?;
        store.contact_wrote(id, minute(5))?;
        store.contact_wrote(id, minute(4))
    });
    let full = Contact {
        tags: vec![cold, quiet],
        wallet_owner: Some(house.alison),
        opted_out: true,
        do_not_disturb: true,
        wrote_at: Some(minute(5)),
        ..plain.clone()
    };
    assert_eq!(say(db, |store| store.contact(id)), full);
    assert!(say(db, |store| store.remove_tag(id, quiet)));
    assert!(!say(db, |store| store.remove_tag(id, quiet)));
    say(db, |store| {
        store.set_wallet(id, None)?;
        store.set_opted_out(id, None)
    });
    let after = Contact { tags: vec![cold], wrote_at: Some(minute(5)), ..plain };
    assert_eq!(say(db, |store| store.contact(id)), after);
}

fn every_field_of_a_ticket_comes_back_and_the_anchor_follows(db: &dyn Backend) {
    let house = house(db);
    let id = ticket(db, &house, "Ana");
    let opened = say(db, |store| store.ticket(id)).expect("it was opened");
    let expected = Ticket {
        id,
        contact: opened.contact,
        connection: house.shop,
        status: Status::Pending,
        queue: house.support,
        assignee: None,
        stage: Some(house.first),
        silence: Silence::default(),
        hold: Hold::Never,
        entered_at: None,
        returns_to: None,
        closed_at: None,
        close_reason: None,
        last_attendant: None,
    };
    assert_eq!(opened, expected);
    let other = say(db, |store| store.contact_by_address("demo", "bia", "Bia", NOON));
    let second = say(db, |store| store.put_connection(&connection(house.support)));
    let all_different = Ticket {
        id,
        contact: other,
        connection: second,
        status: Status::Closed,
        queue: house.silent,
        assignee: Some(house.alison),
        stage: Some(house.lost),
        silence: Silence { turn: 4, customer_at: Some(minute(1)), human_at: Some(minute(2)) },
        hold: Hold::Released(minute(3)),
        entered_at: Some(minute(4)),
        returns_to: Some(ReturnsTo { user: house.bruno, queue: house.support }),
        closed_at: Some(minute(5)),
        close_reason: Some(CloseReason::NoInteraction),
        last_attendant: Some(house.carla),
    };
    // One field at a time, each way: whatever a write leaves out is seen.
    let mut states = vec![opened.clone()];
    for change in 0..13 {
        let mut next = states[states.len() - 1].clone();
        set_field(&mut next, change, &all_different);
        states.push(next);
    }
    assert_eq!(states[states.len() - 1], all_different);
    states.extend(states.clone().into_iter().rev());
    for state in states {
        say(db, |store| store.put_ticket(&state, NOON));
        assert_eq!(say(db, |store| store.ticket(id)), Some(state.clone()));
        let waits = say(db, |store| store.waiting(Moment::MIN, Moment::MAX, 10));
        let anchors: Vec<Option<Moment>> = waits.iter().map(|(ticket, _)| ticket.anchor()).collect();
        let expected = if state.anchor().is_some() { vec![state.anchor()] } else { vec![] };
        assert_eq!(anchors, expected, "{state:?}");
    }
    let lapsed = Ticket { hold: Hold::Lapsed(minute(3)), ..all_different.clone() };
    say(db, |store| store.put_ticket(&lapsed, NOON));
    assert_eq!(say(db, |store| store.ticket(id)), Some(lapsed));
    assert_eq!(say(db, |store| store.next_released()), None, "its five minutes are settled");
    say(db, |store| store.put_ticket(&Ticket { hold: Hold::On, ..all_different.clone() }, NOON));
    assert_eq!(say(db, |store| store.next_anchor(Moment::MIN)), None, "on hold it leaves the timing queue");
}

fn a_ticket_is_in_its_place_since_the_change_that_put_it_there(db: &dyn Backend) {
    let house = house(db);
    let id = ticket(db, &house, "Ana");
    let home = Home::Technician { user: house.bruno, queue: house.support };
    let returns_to = ReturnsTo { user: house.bruno, queue: house.support };
    let steps = [
        (Fact::Staged { stage: house.first }, 0),
        (Fact::CustomerWrote { at: minute(2) }, 0),
        (Fact::Staged { stage: house.lost }, 3),
        (Fact::Taken { by: house.bruno, at: minute(4) }, 3),
        (Fact::Entered { at: minute(5), queue: house.silent, keeper: house.alison, returns_to }, 5),
        (Fact::Entered { at: minute(600), queue: house.silent, keeper: house.alison, returns_to }, 5),
        (Fact::Staged { stage: house.first }, 5),
        (Fact::Returned { home }, 8),
        (Fact::Closed { at: minute(9), reason: CloseReason::Person }, 9),
        (Fact::Staged { stage: house.lost }, 9),
        (Fact::Reopened { home }, 11),
    ];
    let since = || say(db, |store| store.ticket_extra(id)).stage_since;
    for (at, (fact, expected)) in (1..).zip(steps) {
        let after = apply(&say(db, |store| store.ticket(id)).expect("opened"), &fact);
        say(db, |store| store.put_ticket(&after, minute(at)));
        assert_eq!(since(), minute(expected), "{fact:?}");
    }
    let nowhere = Ticket { stage: None, ..say(db, |store| store.ticket(id)).expect("opened") };
    say(db, |store| store.put_ticket(&nowhere, minute(12)));
    assert_eq!(since(), minute(12));
}

/// Destructured without `..`: a new field of the engine must be added here.
fn set_field(ticket: &mut Ticket, which: usize, from: &Ticket) {
    let Ticket {
        id: _,
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
    } = from;
    match which {
        0 => ticket.contact = *contact,
        1 => ticket.connection = *connection,
        2 => ticket.status = *status,
        3 => ticket.queue = *queue,
        4 => ticket.assignee = *assignee,
        5 => ticket.stage = *stage,
        6 => ticket.silence = *silence,
        7 => ticket.hold = *hold,
        8 => ticket.entered_at = *entered_at,
        9 => ticket.returns_to = *returns_to,
        10 => ticket.closed_at = *closed_at,
        11 => ticket.close_reason = *close_reason,
        _ => ticket.last_attendant = *last_attendant,
    }
}

fn a_ticket_has_a_protocol_of_its_day_and_number(db: &dyn Backend) {
    let house = house(db);
    let first = ticket(db, &house, "Ana");
    let extra = say(db, |store| store.ticket_extra(first));
    let expected = TicketExtra {
        protocol: format!("20260302-{:06}", first.0),
        subject: "Ajuda".into(),
        contact_name: "Ana".into(),
        linked_to: None,
        returned_at: None,
        value_cents: 0,
        created_at: NOON,
        stage_since: NOON,
    };
    assert_eq!(extra, expected);
    say(db, |store| {
        store.set_returned(first, Some(minute(1)))?;
        store.set_value(first, 12_345)
    });
    let after = TicketExtra { returned_at: Some(minute(1)), value_cents: 12_345, ..expected };
    assert_eq!(say(db, |store| store.ticket_extra(first)), after);
}

fn the_newest_ticket_of_a_contact_is_by_connection(db: &dyn Backend) {
    let house = house(db);
    let first = ticket(db, &house, "Ana");
    let second = ticket(db, &house, "Ana");
    let contact = say(db, |store| store.ticket(first)).expect("opened").contact;
    assert_eq!(say(db, |store| store.newest_ticket(contact, house.shop)), Some(second));
    assert_eq!(say(db, |store| store.newest_ticket(contact, ConnectionId(99))), None);
}

fn a_message_is_stored_once_however_often_it_comes(db: &dyn Backend) {
    let house = house(db);
    let id = ticket(db, &house, "Ana");
    let new =
        NewMessage { external_id: Some("m1".into()), ..words(id, &house, MessageSide::Customer, "oi", minute(1)) };
    let stored = say(db, |store| store.add_message(&new));
    assert!(stored.is_some());
    let again = NewMessage { text: "oi de novo".into(), ..new.clone() };
    assert_eq!(say(db, |store| store.add_message(&again)), None);
    let second = say(db, |store| store.put_connection(&connection(house.support)));
    let elsewhere = NewMessage { connection: second, ..new };
    assert!(say(db, |store| store.add_message(&elsewhere)).is_some(), "an id belongs to its connection");
    let nameless = words(id, &house, MessageSide::Customer, "sem id", minute(2));
    assert!(say(db, |store| store.add_message(&nameless)).is_some());
    assert!(say(db, |store| store.add_message(&nameless)).is_some(), "without an id there is nothing to recognise");
}

fn every_field_of_a_message_comes_back(db: &dyn Backend) {
    let house = house(db);
    let ticket = ticket(db, &house, "Ana");
    let new = NewMessage {
        ticket,
        connection: house.shop,
        external_id: Some("m1".into()),
        side: MessageSide::Human,
        author: Some(house.bruno),
        subject: "Re: Ajuda".into(),
        text: "Olá\n\u{1F600}\u{202E}".into(),
        attachments: r#"[{"name":"a.png","mime":"image/png","bytes":3}]"#.into(),
        counts: true,
        history: true,
        said_at: minute(1),
        received_at: minute(2),
        at: minute(1),
        state: MessageState::Delivered,
    };
    let id = say(db, |store| store.add_message(&new)).expect("new");
    let row = say(db, |store| store.message(id)).expect("stored");
    let expected = MessageRow {
        id,
        ticket,
        connection: house.shop,
        external_id: Some("m1".into()),
        side: MessageSide::Human,
        author: Some(house.bruno),
        subject: new.subject,
        text: new.text,
        attachments: new.attachments,
        counts: true,
        history: true,
        said_at: minute(1),
        received_at: minute(2),
        at: minute(1),
        state: MessageState::Delivered,
        detail: String::new(),
    };
    assert_eq!(row, expected);
    assert_eq!(say(db, |store| store.message_by_external(house.shop, "m1")), Some(expected));
    assert_eq!(say(db, |store| store.message_by_external(house.shop, "m2")), None);
}

fn the_last_word_of_a_ticket_is_the_newest_and_no_note(db: &dyn Backend) {
    let house = house(db);
    let id = ticket(db, &house, "Ana");
    let add = |side, text: &str, at| {
        let new = words(id, &house, side, text, at);
        say(db, |store| store.add_message(&new));
        let contact = say(db, |store| store.ticket(id)).expect("opened").contact;
        say(db, |store| store.newest_ticket(contact, house.shop)).expect("it is there");
    };
    add(MessageSide::Customer, "primeira", minute(2));
    add(MessageSide::Note, "nota", minute(9));
    add(MessageSide::System, "sistema", minute(9));
    add(MessageSide::Customer, "atrasada", minute(1));
    add(MessageSide::Human, &"ã".repeat(500), minute(3));
    // The card that shows it is the screens' test; here that nothing of it fails on long and odd texts.
    say(db, |store| {
        store.log(&TimelineEntry {
            ticket: id,
            at: minute(4),
            event: "taken",
            user: Some(house.bruno),
            rule: Some(house.rule),
            detail: "{}".into(),
        })
    });
}

fn a_sent_message_only_climbs(db: &dyn Backend) {
    let house = house(db);
    let ticket = ticket(db, &house, "Ana");
    let new = words(ticket, &house, MessageSide::Automation, "oi", minute(1));
    let id = say(db, |store| store.add_message(&new)).expect("new");
    let set = |state| {
        let change = MessageChange { state, external_id: None, at: None, counts: None, detail: None };
        say(db, |store| store.set_message_state(id, &change));
        say(db, |store| store.message(id)).expect("stored").state
    };
    use MessageState::*;
    let seen: Vec<MessageState> = [Sending, Sent, Read, Delivered, Sent, Failed].into_iter().map(set).collect();
    assert_eq!(seen, [Sending, Sent, Read, Read, Read, Failed]);
    let change = MessageChange {
        state: Sent,
        external_id: Some("x1".into()),
        at: Some(minute(7)),
        counts: Some(true),
        detail: Some("aceita".into()),
    };
    say(db, |store| store.set_message_state(id, &change));
    let row = say(db, |store| store.message_by_external(house.shop, "x1")).expect("it got its id");
    assert_eq!((row.id, row.at, row.counts, row.detail.as_str()), (id, minute(7), true, "aceita"));
    assert!(matches!(
        refuse(db, |store| store.set_message_state(MessageId(99), &change)),
        StoreError::Missing("mensagem")
    ));
}

fn an_external_id_that_an_echo_holds_stays_with_it(db: &dyn Backend) {
    let house = house(db);
    let ticket = ticket(db, &house, "Ana");
    let echo =
        NewMessage { external_id: Some("x1".into()), ..words(ticket, &house, MessageSide::Human, "oi", minute(1)) };
    let echo = say(db, |store| store.add_message(&echo)).expect("new");
    let ours = words(ticket, &house, MessageSide::Human, "oi", minute(1));
    let ours = say(db, |store| store.add_message(&ours)).expect("new");
    let change = MessageChange {
        state: MessageState::Sent,
        external_id: Some("x1".into()),
        at: None,
        counts: None,
        detail: None,
    };
    say(db, |store| store.set_message_state(ours, &change));
    let row = say(db, |store| store.message(ours)).expect("stored");
    assert_eq!((row.state, row.external_id), (MessageState::Sent, None));
    assert_eq!(say(db, |store| store.message_by_external(house.shop, "x1")).map(|row| row.id), Some(echo));
}

fn a_message_that_a_person_sent_from_a_tray_says_where_it_lay(db: &dyn Backend) {
    let house = house(db);
    let (id, other) = (ticket(db, &house, "Ana"), ticket(db, &house, "Bia"));
    let said = |event, detail: &str| {
        let (user, detail) = (Some(house.bruno), detail.to_owned());
        let entry = TimelineEntry { ticket: id, at: minute(1), event, user, rule: None, detail };
        say(db, |store| store.log(&entry));
    };
    said("crossed", r#"{"message":7}"#);
    said("missed_sent", r#"{"rule":1,"message":8}"#);
    said("unknown_resent", r#"{"message":9,"send":4,"why":"sem resposta"}"#);
    let lay = |ticket, message| say(db, |store| store.tray_entry(ticket, MessageId(message)));
    assert_eq!(lay(id, 7), None);
    assert_eq!(lay(id, 8), Some(FromTray::Missed));
    assert_eq!(lay(id, 9), Some(FromTray::Unknown { send: OutboxId(4), fault: "sem resposta".into() }));
    assert_eq!(lay(other, 8), None);
}

fn the_latest_human_word_is_one_that_counts(db: &dyn Backend) {
    let house = house(db);
    let id = ticket(db, &house, "Ana");
    assert_eq!(say(db, |store| store.latest_human(id)), None);
    let add = |side, counts, at| {
        let new = NewMessage { counts, ..words(id, &house, side, "…", at) };
        say(db, |store| store.add_message(&new));
    };
    add(MessageSide::Human, true, minute(2));
    add(MessageSide::Human, true, minute(1));
    add(MessageSide::Human, false, minute(3));
    add(MessageSide::Customer, true, minute(4));
    add(MessageSide::Automation, false, minute(5));
    assert_eq!(say(db, |store| store.latest_human(id)), Some(minute(2)));
}

fn a_thread_is_found_by_any_of_its_references(db: &dyn Backend) {
    let house = house(db);
    let (one, two) = (ticket(db, &house, "Ana"), ticket(db, &house, "Bia"));
    for (n, id) in [(1, one), (2, one), (3, one), (4, two)] {
        let new = NewMessage {
            external_id: Some(format!("m{n}")),
            ..words(id, &house, MessageSide::Customer, "oi", minute(10 - n))
        };
        say(db, |store| store.add_message(&new));
    }
    let refs = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let of = |names: &[&str]| say(db, |store| store.ticket_of_refs(house.shop, &refs(names)));
    assert_eq!(of(&["m9", "m4", "m1"]), Some(two));
    assert_eq!(of(&["m9"]), None);
    assert_eq!(of(&[]), None);
    assert_eq!(say(db, |store| store.refs(one, 2)), refs(&["m2", "m1"]), "the newest two, oldest first");
}

fn holidays_are_kept_by_date(db: &dyn Backend) {
    say(db, |store| {
        store.put_holiday("2026-09-08", "Aniversário da cidade")?;
        store.put_holiday("2026-01-25", "Cidade")?;
        store.put_holiday("2026-01-25", "Aniversário de São Paulo")?;
        store.put_holiday("2026-05-05", "Engano")?;
        store.drop_holiday("2026-05-05")
    });
    let expected = [("2026-01-25", "Aniversário de São Paulo"), ("2026-09-08", "Aniversário da cidade")];
    assert_eq!(say(db, |store| store.holidays()), expected.map(|(date, name)| (date.to_owned(), name.to_owned())));
}
