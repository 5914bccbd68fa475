//! Promises about the outbox, the queue Sem Interação and the end of the day.

use engine::*;

use super::world::*;
use super::{Backend, keeps};
use crate::*;

keeps!(
    every_field_of_an_outgoing_comes_back,
    a_key_is_used_once_for_ever,
    ready_rows_come_in_order_and_only_when_due,
    a_connection_s_pace_holds_its_rows_back,
    what_was_put_off_for_a_reason_is_brought_forward_in_order,
    one_message_of_a_ticket_is_on_its_way_at_a_time,
    a_claim_succeeds_once,
    a_claim_put_back_leaves_no_trace,
    an_outgoing_only_climbs_and_a_retry_waits,
    an_answer_finds_what_it_cancels,
    the_messages_of_one_execution_come_oldest_first,
    what_ended_after_a_word_is_found_by_its_silence,
    sends_of_rules_are_counted_for_the_caps,
    entering_the_queue_happens_once_an_anchor,
    those_inside_come_by_time_of_entry,
    a_day_run_is_resumable,
);

fn every_field_of_an_outgoing_comes_back(db: &dyn Backend) {
    let house = house(db);
    let ticket = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let id = planned(db, &house, &ticket, Origin::Rule, "k1", minute(5));
    let row = say(db, |store| store.outgoing(id)).expect("planned");
    let expected = OutgoingRow {
        id,
        key: "k1".into(),
        ticket: ticket.id,
        contact: ticket.contact,
        connection: house.shop,
        message: row.message,
        origin: Origin::Rule,
        rule: Some(house.rule),
        execution: None,
        text: "texto de k1".into(),
        anchor: Some(minute(2)),
        state: SendState::Planned,
        due_at: minute(5),
        on_time_at: minute(5),
        attempts: 0,
        created_at: minute(5),
        fault: String::new(),
        claimed_at: None,
    };
    assert_eq!(row, expected);
    assert_eq!(say(db, |store| store.outgoing_of_message(expected.message)), Some(expected));
    assert_eq!(say(db, |store| store.outgoing(OutboxId(99))), None);
}

fn a_key_is_used_once_for_ever(db: &dyn Backend) {
    let house = house(db);
    let ticket = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let id = planned(db, &house, &ticket, Origin::Rule, "k1", minute(5));
    let row = say(db, |store| store.outgoing(id)).expect("planned");
    let again = NewOutgoing {
        key: row.key,
        ticket: row.ticket,
        contact: row.contact,
        connection: row.connection,
        message: row.message,
        origin: row.origin,
        rule: row.rule,
        execution: row.execution,
        text: row.text,
        anchor: row.anchor,
        due_at: row.due_at,
        created_at: row.created_at,
    };
    assert!(matches!(refuse(db, |store| store.plan(&again)), StoreError::Sql(_)));
}

fn ids(rows: Vec<OutgoingRow>) -> Vec<OutboxId> {
    rows.into_iter().map(|row| row.id).collect()
}

fn ready_rows_come_in_order_and_only_when_due(db: &dyn Backend) {
    let house = house(db);
    let tickets = ["Ana", "Bia", "Caio"].map(|name| silent(db, &house, ticket(db, &house, name), minute(1), minute(2)));
    let [ana, bia, caio] = &tickets;
    let late = planned(db, &house, ana, Origin::Rule, "k1", minute(9));
    let first = planned(db, &house, bia, Origin::Person, "k2", minute(5));
    let second = planned(db, &house, caio, Origin::Entry, "k3", minute(5));
    let ready = |at, limit| ids(say(db, |store| store.ready(at, limit)));
    assert_eq!(say(db, |store| store.next_ready()), Some(minute(5)));
    assert_eq!(ready(minute(4), 10), []);
    assert_eq!(ready(minute(5), 10), [first, second]);
    assert_eq!(ready(minute(9), 10), [first, second, late]);
    assert_eq!(ready(minute(9), 2), [first, second]);
}

fn a_connection_s_pace_holds_its_rows_back(db: &dyn Backend) {
    let house = house(db);
    let ana = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let slow = planned(db, &house, &ana, Origin::Rule, "k1", minute(5));
    let second = say(db, |store| store.put_connection(&connection(house.support)));
    let bia = silent(db, &house, ticket(db, &house, "Bia"), minute(1), minute(2));
    let bia = Ticket { connection: second, ..bia };
    say(db, |store| store.put_ticket(&bia, NOON));
    let quick = planned(db, &house, &bia, Origin::Rule, "k2", minute(6));
    say(db, |store| store.set_resume_at(house.shop, minute(8)));
    let ready = |at| ids(say(db, |store| store.ready(at, 10)));
    assert_eq!(ready(minute(7)), [quick]);
    assert_eq!(ready(minute(8)), [slow, quick]);
    assert_eq!(say(db, |store| store.next_ready()), Some(minute(6)));
    say(db, |store| store.set_outgoing(quick, SendState::Cancelled, minute(7), ""));
    assert_eq!(say(db, |store| store.next_ready()), Some(minute(8)));
    let sent = |day| say(db, |store| store.sent_on(house.shop, day));
    assert_eq!(sent("2026-03-02"), 0);
    say(db, |store| store.sends(house.shop, "2026-03-02", minute(8)));
    say(db, |store| store.sends(house.shop, "2026-03-02", minute(9)));
    assert_eq!((sent("2026-03-02"), sent("2026-03-03")), (2, 0));
    assert_eq!(ready(minute(8)), [], "each send says when the next may be");
    say(db, |store| store.unsends(house.shop, "2026-03-02"));
    assert_eq!(sent("2026-03-02"), 1);
    say(db, |store| store.sends(house.shop, "2026-03-03", minute(8)));
    assert_eq!((sent("2026-03-02"), sent("2026-03-03")), (0, 1), "only the last day is kept");
    say(db, |store| store.unsends(house.shop, "2026-03-02"));
    assert_eq!(sent("2026-03-03"), 1, "what did not go yesterday gives today nothing back");
    (0..2).for_each(|_| say(db, |store| store.unsends(house.shop, "2026-03-03")));
    assert_eq!(sent("2026-03-03"), 0);
    let off = Connection { enabled: false, ..say(db, |store| store.connections())[0].clone() };
    say(db, |store| store.put_connection(&off));
    assert_eq!(ready(minute(9)), [], "a connection that is switched off sends nothing");
    assert_eq!(say(db, |store| store.next_ready()), None);
}

fn what_was_put_off_for_a_reason_is_brought_forward_in_order(db: &dyn Backend) {
    let house = house(db);
    let rows = ["k1", "k2", "k3", "k4"].map(|key| {
        let ticket = silent(db, &house, ticket(db, &house, key), minute(1), minute(2));
        planned(db, &house, &ticket, Origin::Rule, key, minute(5))
    });
    let reasons = [(minute(91), "noite"), (minute(92), "cheio"), (minute(90), "cheio"), (minute(90), "cheio")];
    for (id, (until, why)) in rows.into_iter().zip(reasons) {
        say(db, |store| store.put_off(id, until, why));
    }
    let second = say(db, |store| store.put_connection(&connection(house.support)));
    let row = |id| say(db, |store| store.outgoing(id)).map(|row| (row.due_at, row.on_time_at, row.fault));
    let brought = |connection, now, rows_max| {
        say(db, |store| store.bring_forward(connection, "cheio", "lugar", now, rows_max));
        ids(say(db, |store| store.ready(minute(89), 10)))
    };
    assert_eq!(brought(second, minute(6), 9), [], "those of another connection");
    assert_eq!(brought(house.shop, minute(6), 1), [rows[2]]);
    assert_eq!(row(rows[2]), Some((minute(6), minute(6), "lugar".into())));
    assert_eq!(brought(house.shop, minute(7), 0), [rows[2]], "no room, no row");
    assert_eq!(brought(house.shop, minute(91), 9), [rows[2]], "what is due by then is left as it is");
    assert_eq!(row(rows[1]), Some((minute(91), minute(91), "lugar".into())), "and what is not comes at once");
}

fn one_message_of_a_ticket_is_on_its_way_at_a_time(db: &dyn Backend) {
    let house = house(db);
    let ana = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let first = planned(db, &house, &ana, Origin::Person, "k1", minute(5));
    let second = planned(db, &house, &ana, Origin::Rule, "k2", minute(6));
    let ready = || ids(say(db, |store| store.ready(minute(9), 10)));
    assert_eq!(ready(), [first]);
    assert!(say(db, |store| store.claim(first, minute(9))));
    assert_eq!(ready(), []);
    assert_eq!(say(db, |store| store.next_ready()), None, "nothing wakes the loop until it is done");
    assert!(!say(db, |store| store.claim(second, minute(9))));
    say(db, |store| store.set_outgoing(first, SendState::Sent, minute(9), ""));
    assert_eq!(ready(), [second]);
}

fn a_claim_succeeds_once(db: &dyn Backend) {
    let house = house(db);
    let ana = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let id = planned(db, &house, &ana, Origin::Rule, "k1", minute(5));
    assert_eq!(say(db, |store| store.sending()), []);
    assert!(say(db, |store| store.claim(id, minute(5))));
    assert!(!say(db, |store| store.claim(id, minute(5))));
    assert_eq!(ids(say(db, |store| store.sending())), [id]);
    say(db, |store| store.set_outgoing(id, SendState::Unknown, minute(6), "sem resposta"));
    assert_eq!(say(db, |store| store.sending()), []);
    let unknown = say(db, |store| store.unsettled(ana.connection, "<k1@loja>"));
    assert_eq!(unknown.map(|row| (row.id, row.fault)), Some((id, "sem resposta".to_owned())));
    assert_eq!(say(db, |store| store.unsettled(ana.connection, "<outra@loja>")), None);
    assert!(!say(db, |store| store.claim(id, minute(7))), "what is unknown is never claimed again");
    let cancelled = planned(db, &house, &ana, Origin::Rule, "k2", minute(5));
    say(db, |store| store.set_outgoing(cancelled, SendState::Cancelled, minute(6), ""));
    assert!(!say(db, |store| store.claim(cancelled, minute(7))));
}

fn a_claim_put_back_leaves_no_trace(db: &dyn Backend) {
    let house = house(db);
    let ana = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let id = planned(db, &house, &ana, Origin::Rule, "k1", minute(5));
    say(db, |store| store.retry(id, minute(9), "ocupado"));
    let before = say(db, |store| store.outgoing(id));
    say(db, |store| store.put_back(id));
    assert_eq!(say(db, |store| store.outgoing(id)), before, "only what is on its way comes back");
    assert!(say(db, |store| store.claim(id, minute(9))));
    say(db, |store| store.put_back(id));
    assert_eq!(say(db, |store| store.outgoing(id)), before);
    assert_eq!(say(db, |store| store.ready(minute(8), 10)), []);
    assert!(say(db, |store| store.claim(id, minute(9))), "it can go again, when it could before");
}

fn an_outgoing_only_climbs_and_a_retry_waits(db: &dyn Backend) {
    let house = house(db);
    let ana = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let id = planned(db, &house, &ana, Origin::Rule, "k1", minute(5));
    say(db, |store| store.put_off(id, minute(6), "à noite não"));
    let row = say(db, |store| store.outgoing(id)).expect("planned");
    assert_eq!(
        (row.due_at, row.on_time_at, row.attempts, row.fault.as_str()),
        (minute(6), minute(6), 0, "à noite não")
    );
    say(db, |store| store.claim(id, minute(6)));
    say(db, |store| store.retry(id, minute(7), "tente depois"));
    let row = say(db, |store| store.outgoing(id)).expect("planned");
    assert_eq!(
        (row.state, row.due_at, row.on_time_at, row.attempts, row.fault.as_str()),
        (SendState::Planned, minute(7), minute(6), 1, "tente depois")
    );
    assert!(say(db, |store| store.claim(id, minute(7))));
    let set = |state| {
        say(db, |store| store.set_outgoing(id, state, minute(8), ""));
        say(db, |store| store.outgoing(id)).expect("kept").state
    };
    use SendState::*;
    assert_eq!([Sent, Read, Delivered, Sent].map(set), [Sent, Read, Read, Read]);
    assert!(matches!(
        refuse(db, |store| store.set_outgoing(OutboxId(99), Sent, NOON, "")),
        StoreError::Missing("envio")
    ));
}

fn an_answer_finds_what_it_cancels(db: &dyn Backend) {
    let house = house(db);
    let ana = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let also = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(3));
    let bia = silent(db, &house, ticket(db, &house, "Bia"), minute(1), minute(2));
    let rule = planned(db, &house, &ana, Origin::Rule, "k1", minute(5));
    let entry = planned(db, &house, &ana, Origin::Entry, "k2", minute(5));
    planned(db, &house, &ana, Origin::Person, "k3", minute(5));
    let other = planned(db, &house, &also, Origin::Rule, "k4", minute(5));
    planned(db, &house, &also, Origin::Closing, "k5", minute(5));
    let elsewhere = planned(db, &house, &bia, Origin::Rule, "k6", minute(5));
    let gone = planned(db, &house, &ana, Origin::Rule, "k7", minute(5));
    say(db, |store| store.set_outgoing(gone, SendState::Sent, minute(5), ""));
    assert_eq!(ids(say(db, |store| store.planned_of_ticket(ana.id))), [rule, entry]);
    assert_eq!(ids(say(db, |store| store.planned_of_contact(ana.contact))), [rule, other]);
    assert_eq!(ids(say(db, |store| store.planned_of_rule(house.rule))), [rule, other, elsewhere]);
}

fn the_messages_of_one_execution_come_oldest_first(db: &dyn Backend) {
    let house = house(db);
    let ana = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let bia = silent(db, &house, ticket(db, &house, "Bia"), minute(1), minute(2));
    let new = execution(&house, &ana, ExecutionOutcome::Executed, minute(5));
    let one = say(db, |store| store.record(&new)).expect("the first of its episode");
    let say_it = |key: &str, execution| {
        let first = planned(db, &house, &ana, Origin::Rule, key, minute(5));
        say(db, |store| {
            let row = store.outgoing(first)?.expect("planned");
            store.plan(&NewOutgoing {
                key: format!("{key} outra vez"),
                ticket: row.ticket,
                contact: row.contact,
                connection: row.connection,
                message: row.message,
                origin: row.origin,
                rule: row.rule,
                execution,
                text: row.text,
                anchor: row.anchor,
                due_at: row.due_at,
                created_at: row.created_at,
            })
        })
    };
    let (first, _, second) = (say_it("k1", Some(one)), say_it("k2", None), say_it("k3", Some(one)));
    say(db, |store| store.set_outgoing(first, SendState::Sent, minute(6), ""));
    assert_eq!(ids(say(db, |store| store.outgoing_of_execution(ana.id, one))), [first, second]);
    assert_eq!(ids(say(db, |store| store.outgoing_of_execution(bia.id, one))), []);
}

fn what_ended_after_a_word_is_found_by_its_silence(db: &dyn Backend) {
    let house = house(db);
    let ana = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let ended = |key: &str, origin, state| {
        let id = planned(db, &house, &ana, origin, key, minute(5));
        say(db, |store| store.set_outgoing(id, state, minute(6), ""));
        id
    };
    let sent = ended("k1", Origin::Rule, SendState::Sent);
    ended("k2", Origin::Rule, SendState::Cancelled);
    ended("k3", Origin::Person, SendState::Sent);
    // Given up at six; whether it had gone before the word of five, only its beginning tells.
    let unknown = planned(db, &house, &ana, Origin::Entry, "k4", minute(4));
    assert!(say(db, |store| store.claim(unknown, minute(4))));
    say(db, |store| store.set_outgoing(unknown, SendState::Unknown, minute(6), ""));
    let anchor = say(db, |store| store.outgoing(sent)).and_then(|row| row.anchor).expect("it answers to a silence");
    let found = |anchor, at| ids(say(db, |store| store.ended_after(ana.id, anchor, at)));
    assert_eq!(found(anchor, minute(3)), [sent, unknown]);
    assert_eq!(found(anchor, minute(5)), [sent]);
    assert_eq!(found(anchor, minute(6)), []);
    assert_eq!(found(anchor.plus(engine::Span(1)), minute(5)), []);
}

fn sends_of_rules_are_counted_for_the_caps(db: &dyn Backend) {
    let house = house(db);
    let ana = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    assert_eq!(say(db, |store| store.last_rule_message(ana.id)), None);
    let ids: Vec<OutboxId> =
        (0..5).map(|n| planned(db, &house, &ana, Origin::Rule, &format!("k{n}"), minute(5 + n))).collect();
    planned(db, &house, &ana, Origin::Entry, "aviso", minute(20));
    for (id, state) in ids.iter().zip([SendState::Sent, SendState::Failed, SendState::Cancelled, SendState::Missed]) {
        say(db, |store| store.set_outgoing(*id, state, minute(30), ""));
    }
    let of_contact = |since| say(db, |store| store.contact_sends_since(ana.contact, since));
    let of_rule = |since| say(db, |store| store.rule_sends_since(house.rule, since));
    let went = [0, 6, 10, 31].map(|since| of_contact(minute(since)));
    assert_eq!(went, [2, 2, 1, 0], "by when they went, or are to go");
    assert_eq!((of_rule(minute(0)), of_rule(minute(6)), of_rule(minute(10))), (2, 1, 0));
    assert_eq!(
        say(db, |store| store.last_rule_message(ana.id)),
        Some(minute(30)),
        "when it went, not when it was planned"
    );
    say(db, |store| store.claim(ids[4], minute(31)));
    say(db, |store| store.retry(ids[4], minute(50), ""));
    let both = say(db, |store| Ok((store.last_rule_message(ana.id)?, store.last_rule_message_on_time(ana.id)?)));
    assert_eq!(
        both,
        (Some(minute(50)), Some(minute(30))),
        "tries make the next one wait, and no later than its own time"
    );
}

fn entering_the_queue_happens_once_an_anchor(db: &dyn Backend) {
    let house = house(db);
    let ana = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let enter = |anchor, turn| say(db, |store| store.enter(ana.id, anchor, turn, minute(12), false));
    assert!(!say(db, |store| store.entered_before(ana.id, minute(2))));
    assert_eq!(say(db, |store| store.last_entered_at(ana.id)), None);
    assert!(enter(minute(2), 1));
    assert!(!enter(minute(2), 1));
    assert!(say(db, |store| store.entered_before(ana.id, minute(2))));
    assert_eq!(say(db, |store| store.last_entered_at(ana.id)), Some(minute(12)));
    say(db, |store| store.leave(ana.id, minute(13), Left::Technician));
    assert!(say(db, |store| store.enter_again(ana.id, minute(2))), "as if it had not left");
    assert!(!say(db, |store| store.enter_again(ana.id, minute(2))), "it is inside");
    say(db, |store| store.leave(ana.id, minute(14), Left::Taken));
    assert!(say(db, |store| store.enter(ana.id, minute(2), 1, minute(15), true)), "a person may put it in again");
    assert_eq!(say(db, |store| store.last_entered_at(ana.id)), Some(minute(15)), "since then");
    assert!(!enter(minute(2), 1), "and by itself it does not");
    assert_eq!(say(db, |store| store.last_entered_at(ana.id)), Some(minute(15)));
    say(db, |store| store.leave(ana.id, minute(16), Left::Technician));
    assert!(enter(minute(13), 1), "a new human word arms it again");
    assert_eq!(say(db, |store| store.entries_of_turn(ana.id, 1)), 2);
    assert_eq!(say(db, |store| store.entries_of_turn(ana.id, 2)), 0);
}

fn those_inside_come_by_time_of_entry(db: &dyn Backend) {
    let house = house(db);
    let tickets = ["Ana", "Bia", "Caio"].map(|name| silent(db, &house, ticket(db, &house, name), minute(1), minute(2)));
    let home = ReturnsTo { user: house.bruno, queue: house.support };
    for (ticket, at) in tickets.iter().zip([minute(14), minute(12), minute(13)]) {
        let entered = Fact::Entered { at, queue: house.silent, keeper: house.alison, returns_to: home };
        say(db, |store| store.put_ticket(&apply(ticket, &entered), at));
    }
    let [ana, bia, caio] = &tickets;
    let inside = |upto, limit| -> Vec<TicketId> {
        say(db, |store| store.inside(upto, limit)).into_iter().map(|ticket| ticket.id).collect()
    };
    assert_eq!(inside(minute(20), 10), [bia.id, caio.id, ana.id]);
    assert_eq!(inside(minute(13), 10), [bia.id, caio.id]);
    assert_eq!(inside(minute(20), 1), [bia.id]);
}

fn a_day_run_is_resumable(db: &dyn Backend) {
    let house = house(db);
    let ana = silent(db, &house, ticket(db, &house, "Ana"), minute(1), minute(2));
    let bia = silent(db, &house, ticket(db, &house, "Bia"), minute(1), minute(2));
    let run = DayRun {
        date: "2026-03-02".into(),
        cut_at: minute(60),
        started_at: minute(61),
        finished_at: None,
        state: DayState::Running,
    };
    let of = |ticket: &Ticket, outbox, state, closed_at| DayClosing {
        date: "2026-03-02".into(),
        ticket: ticket.id,
        outbox,
        state,
        closed_at,
    };
    let text = planned(db, &house, &ana, Origin::Closing, "k1", minute(61));
    let (first, second) =
        (of(&ana, Some(text), ClosingState::Planned, None), of(&bia, None, ClosingState::Closed, Some(minute(61))));
    say(db, |store| {
        store.put_day_run(&DayRun { date: "2026-03-01".into(), ..run.clone() })?;
        store.put_day_run(&run)?;
        store.put_day_closing(&first)?;
        store.put_day_closing(&second)
    });
    assert_eq!(say(db, |store| store.day_run("2026-03-02")), Some(run.clone()));
    assert_eq!(say(db, |store| store.day_closings_open("2026-03-02")), std::slice::from_ref(&first));
    assert_eq!(say(db, |store| store.day_closing("2026-03-02", bia.id)), Some(second));
    assert_eq!(say(db, |store| store.open_closing_of(ana.id)), Some(first));
    assert_eq!(say(db, |store| store.day_closed("2026-03-02", run.cut_at)), [bia.id]);
    let closed = of(&ana, Some(text), ClosingState::Closed, Some(minute(62)));
    let done = DayRun { finished_at: Some(minute(62)), state: DayState::Done, ..run };
    say(db, |store| {
        store.put_day_closing(&closed)?;
        store.put_day_run(&done)
    });
    assert_eq!(say(db, |store| store.open_closing_of(ana.id)), None);
    assert_eq!(say(db, |store| store.day_closings_open("2026-03-02")), []);
    assert_eq!(say(db, |store| store.day_closed("2026-03-02", minute(60))), [ana.id, bia.id]);
    assert_eq!(say(db, |store| store.day_closed("2026-03-02", minute(62))), [ana.id]);
    assert_eq!(say(db, |store| store.day_run("2026-03-02")), Some(done));
}
