//! What a person sends from a tray and takes back, and from when on counts what nobody was sure of.

use channels::{Class, Incoming, Outcome, Receipt};
use engine::*;
use runtime::FromTrayGoes;
use store::view::{MissedStep, TraySend};
use store::{ExecutionRow, MessageState};

use crate::{World, claimed, minute, refused, reminder, silent_since, world};

const REGRET: Span = Span::seconds(5);

type Trays = (Vec<MissedStep>, Vec<TraySend>, Option<ExecutionRow>, Vec<(MessageState, String)>);

/// Both trays as a screen reads them, with the execution of the one rule and what the uncertain messages say.
fn trays(world: &mut World) -> Trays {
    let reader = world.core.database().reader().unwrap();
    assert_eq!(reader.strays().unwrap(), []);
    let missed = reader.missed_steps(None, 50).unwrap().rows;
    let unknown = reader.unknown_sends(None, 50).unwrap().rows;
    let ids: Vec<MessageId> = unknown.iter().map(|send| send.message).collect();
    let (execution, said) = world
        .core
        .change(minute(0), |turn| {
            let mut said = vec![];
            for id in ids {
                let message = turn.store.message(id)?.unwrap();
                said.push((message.state, message.detail));
            }
            Ok((turn.store.execution(ExecutionId(1))?, said))
        })
        .unwrap();
    (missed, unknown, execution, said)
}

/// Sends from a tray and calls it off, with everything as before; then sends again, which goes when the time is over.
fn sent_and_called_off(world: &mut World, now: Moment, send: impl Fn(&mut World, Moment) -> FromTrayGoes) {
    let (before, accepted, by) = (trays(world), world.accepted.len(), world.bruno);
    let goes = send(world, now);
    assert_eq!(goes.at, now.plus(REGRET));
    world.run(now);
    assert_ne!(trays(world), before, "what is on its way is in no tray");
    world.core.change(now, |turn| turn.cancel_send(goes.message, by)).unwrap();
    world.run(now.plus(REGRET));
    assert_eq!((trays(world), world.accepted.len()), (before, accepted), "it lies there again as it lay");

    let goes = send(world, now.plus(REGRET));
    world.run(goes.at.minus(Span(1)));
    assert_eq!(world.accepted.len(), accepted);
    world.run(goes.at);
    assert_eq!(world.accepted.len(), accepted + 1);
    let (missed, unknown, _, _) = trays(world);
    assert_eq!((missed.len(), unknown.len()), (0, 0));
}

#[test]
fn what_was_sent_from_perdidas_and_called_off_lies_there_again() {
    let says = |times: usize| vec![reminder().actions[0].clone(); times];
    // Never tried; could not be handed over; the second of two.
    for (actions, tried) in [(says(1), false), (says(1), true), (says(2), true)] {
        let mut world = silent_since(minute(0));
        let by = world.bruno;
        let several = actions.len() > 1;
        let rule = Rule { actions, ..reminder() };
        world.core.change(minute(11), |turn| turn.save_rule(rule, false, by)).unwrap();
        if several {
            world.run(minute(60));
        } else if tried {
            let send = world.core.step(minute(60)).unwrap().sends.remove(0);
            assert!(world.core.confirm(minute(60), send.outbox).unwrap());
            world.core.sent(minute(60), send.outbox, Outcome::NotSent(refused(Class::Transient))).unwrap();
        }
        world.run(minute(500));
        assert_eq!(trays(&mut world).0.len(), 1, "several: {several}, tried: {tried}");
        sent_and_called_off(&mut world, minute(501), |world, now| {
            world.core.change(now, |turn| turn.send_missed(ExecutionId(1), by, REGRET)).unwrap()
        });
    }
}

/// The word of a technician which the provider took without a word of its own.
fn uncertain_word() -> (World, OutboxId) {
    let mut world = world();
    let bruno = world.bruno;
    world.customer(minute(0), "Meu sistema parou");
    world.core.change(minute(1), |turn| turn.take(TicketId(1), bruno)).unwrap();
    world.core.change(minute(2), |turn| turn.write(TicketId(1), bruno, "Pode reiniciar?")).unwrap();
    let send = world.core.step(minute(2)).unwrap().sends.remove(0);
    assert!(world.core.confirm(minute(2), send.outbox).unwrap());
    world.core.sent(minute(3), send.outbox, Outcome::Unknown { note: "sem resposta".into() }).unwrap();
    (world, send.outbox)
}

#[test]
fn what_was_sent_again_from_incertas_and_called_off_is_uncertain_again() {
    let (mut world, word) = uncertain_word();
    let by = world.bruno;
    sent_and_called_off(&mut world, minute(20), |world, now| {
        world.core.change(now, |turn| turn.unknown_resend(word, by, REGRET)).unwrap()
    });

    let (mut world, _, send) = claimed(minute(0));
    let by = world.bruno;
    assert!(world.core.confirm(minute(60), send.outbox).unwrap());
    world.core.sent(minute(60), send.outbox, Outcome::Unknown { note: "sem resposta".into() }).unwrap();
    sent_and_called_off(&mut world, minute(70), |world, now| {
        world.core.change(now, |turn| turn.unknown_resend(send.outbox, by, REGRET)).unwrap()
    });
}

#[test]
fn what_was_uncertain_counts_from_when_it_was_tried_whoever_says_that_it_went() {
    for by_a_person in [true, false] {
        let (mut world, word) = uncertain_word();
        let (by, ana) = (world.bruno, world.ana);
        assert_eq!(world.ticket().anchor(), None);
        if by_a_person {
            world.core.change(minute(40), |turn| turn.unknown_was_sent(word, by)).unwrap();
        } else {
            let row = world.core.change(minute(40), |turn| Ok(turn.store.outgoing(word)?.unwrap())).unwrap();
            let read = Incoming::Receipt {
                external_id: format!("<{}@loja>", row.key),
                state: Receipt::Read,
                detail: String::new(),
            };
            world.core.receive(minute(40), ana, &[read], None, None).unwrap();
        }
        assert_eq!(world.ticket().anchor(), Some(minute(2)), "by a person: {by_a_person}");
        let row = world.core.change(minute(40), |turn| Ok(turn.store.outgoing(word)?.unwrap())).unwrap();
        let said = world.core.change(minute(40), |turn| Ok(turn.store.message(row.message)?.unwrap())).unwrap();
        assert_eq!((said.at, said.counts), (minute(2), true));
    }
}

/// What lies in a tray.
#[derive(Debug, Clone, Copy)]
enum Lies {
    Missed,
    UnknownOfRule,
    UnknownOfPerson,
}

fn lying(what: Lies) -> World {
    match what {
        Lies::Missed => {
            let mut world = silent_since(minute(0));
            let by = world.bruno;
            world.core.change(minute(11), |turn| turn.save_rule(reminder(), false, by)).unwrap();
            world.run(minute(500));
            world
        }
        Lies::UnknownOfRule => {
            let (mut world, _, send) = claimed(minute(0));
            assert!(world.core.confirm(minute(60), send.outbox).unwrap());
            world.core.sent(minute(60), send.outbox, Outcome::Unknown { note: "sem resposta".into() }).unwrap();
            world
        }
        Lies::UnknownOfPerson => uncertain_word().0,
    }
}

/// Whether sending it from there is said to reopen the ticket.
fn told(world: &mut World, what: Lies) -> bool {
    let reader = world.core.database().reader().unwrap();
    let house = world.core.change(minute(501), |turn| Ok(turn.house.clone())).unwrap();
    let (missed, unknown) = (reader.missed_steps(None, 5).unwrap().rows, reader.unknown_sends(None, 5).unwrap().rows);
    reader
        .read(|store| match what {
            Lies::Missed => {
                let row = store.execution(missed[0].execution)?.unwrap();
                runtime::reopens_if_sent_late(store, &house, &row)
            }
            Lies::UnknownOfRule | Lies::UnknownOfPerson => {
                let row = store.outgoing(unknown[0].outbox)?.unwrap();
                runtime::reopens_if_resent(store, &house, &row)
            }
        })
        .unwrap()
}

fn send_it(world: &mut World, now: Moment, what: Lies) -> FromTrayGoes {
    let (by, send) = (world.bruno, trays(world).1.first().map(|send| send.outbox));
    world
        .core
        .change(now, |turn| match what {
            Lies::Missed => turn.send_missed(ExecutionId(1), by, REGRET),
            Lies::UnknownOfRule | Lies::UnknownOfPerson => turn.unknown_resend(send.unwrap(), by, REGRET),
        })
        .unwrap()
}

#[test]
fn what_is_sent_from_a_tray_reopens_its_closed_ticket_when_the_channel_has_it_as_was_said_before() {
    for what in [Lies::Missed, Lies::UnknownOfRule, Lies::UnknownOfPerson] {
        for (closed, closed_again) in [(false, false), (true, false), (true, true)] {
            let mut world = lying(what);
            let by = world.bruno;
            let close = |world: &mut World, now| world.core.change(now, |turn| turn.close(TicketId(1), by)).unwrap();
            if closed {
                close(&mut world, minute(501));
            }
            assert_eq!(told(&mut world, what), closed, "{what:?}");
            let before = world.ticket();
            // Called off, everything is as it was.
            let goes = send_it(&mut world, minute(502), what);
            world.core.change(minute(502), |turn| turn.cancel_send(goes.message, by)).unwrap();
            world.run(minute(503));
            assert_eq!(world.ticket(), before, "{what:?}, closed: {closed}");
            let goes = send_it(&mut world, minute(504), what);
            let last = world.accepted.len();
            assert_eq!(world.ticket().status, before.status, "{what:?}: before the channel has it");
            if closed_again {
                world.core.change(minute(504), |turn| turn.reopen(TicketId(1), by)).unwrap();
                close(&mut world, goes.at.minus(Span(1)));
            }
            world.run(goes.at);
            assert_eq!(world.accepted.len(), last + 1);
            let after = world.ticket();
            match what {
                // Whatever a rule speaks to is open then, whenever it was closed.
                Lies::Missed | Lies::UnknownOfRule => assert!(after.entered_at.is_some(), "{what:?}, {closed}"),
                Lies::UnknownOfPerson if closed_again => assert_eq!(after.status, Status::Closed),
                Lies::UnknownOfPerson => {
                    let expected = (Status::Open, Some(by), Some(goes.at));
                    assert_eq!((after.status, after.assignee, after.anchor()), expected, "closed: {closed}");
                }
            }
        }
    }
}

#[test]
fn a_word_sent_again_to_a_closed_ticket_and_uncertain_again_reopens_it_once_somebody_knows() {
    let (mut world, word) = uncertain_word();
    let by = world.bruno;
    world.core.change(minute(4), |turn| turn.close(TicketId(1), by)).unwrap();
    let goes = world.core.change(minute(5), |turn| turn.unknown_resend(word, by, REGRET)).unwrap();
    let send = world.core.step(goes.at).unwrap().sends.remove(0);
    assert!(world.core.confirm(goes.at, send.outbox).unwrap());
    world.core.sent(goes.at, send.outbox, Outcome::Unknown { note: "sem resposta".into() }).unwrap();
    assert_eq!(world.ticket().status, Status::Closed);
    world.core.change(minute(40), |turn| turn.unknown_was_sent(send.outbox, by)).unwrap();
    let ticket = world.ticket();
    assert_eq!((ticket.status, ticket.assignee, ticket.anchor()), (Status::Open, Some(by), Some(goes.at)));
}
