//! The most a connection may send in a local day: what counts, and who goes when somebody did not.

use channels::{Class, Outcome};
use engine::*;
use runtime::Send;

use crate::{World, claimed, minute, refused, reminder, world};

fn sent_on(world: &mut World, day: &str) -> u32 {
    let ana = world.ana;
    world.core.change(minute(0), |turn| Ok(turn.store.sent_on(ana, day)?)).unwrap()
}

/// What stops a send before the network.
type Stops = fn(&mut World, RuleId);

#[test]
fn what_surely_did_not_go_does_not_count_for_the_day_of_its_connection() {
    let today = "2026-03-02";
    let ends: [(&str, Stops); 3] = [
        ("answered", |world, _| world.customer(minute(60), "Vi agora")),
        ("called off", |world, rule| {
            let by = world.bruno;
            world.core.change(minute(60), |turn| turn.set_rule_state(rule, RuleState::Off, false, by)).unwrap();
        }),
        ("put back", |world, _| world.core.jumped(minute(60)).unwrap()),
    ];
    for (case, end) in ends {
        let (mut world, rule, send) = claimed(minute(0));
        let on_its_way = sent_on(&mut world, today);
        end(&mut world, rule);
        assert!(!world.core.confirm(minute(60), send.outbox).unwrap(), "{case}");
        assert_eq!(sent_on(&mut world, today), on_its_way - 1, "{case}");
    }
    let outcomes = [
        (0, Outcome::NotSent(refused(Class::Transient))),
        (0, Outcome::Rejected(refused(Class::Recipient))),
        (1, Outcome::Unknown { note: "sem resposta".into() }),
        (1, Outcome::Accepted { external_id: "x".into() }),
    ];
    for (counted, outcome) in outcomes {
        let (mut world, _, send) = claimed(minute(0));
        let on_its_way = sent_on(&mut world, today);
        assert!(world.core.confirm(minute(60), send.outbox).unwrap());
        let case = format!("{outcome:?}");
        world.core.sent(minute(60), send.outbox, outcome).unwrap();
        assert_eq!(sent_on(&mut world, today), on_its_way - 1 + counted, "{case}");
    }
}

#[test]
fn a_send_of_yesterday_that_did_not_go_gives_today_nothing_back() {
    // Claimed a minute before midnight in São Paulo.
    let (mut world, _, send) = claimed(minute(899));
    let bruno = world.bruno;
    world.from("bia", minute(960), "Parou", vec![]);
    world.core.change(minute(961), |turn| turn.take(TicketId(2), bruno)).unwrap();
    world.core.change(minute(961), |turn| turn.write(TicketId(2), bruno, "Pode reiniciar?")).unwrap();
    world.run(minute(961));
    assert_eq!(sent_on(&mut world, "2026-03-03"), 1);
    world.customer(minute(962), "Vi agora");
    assert!(!world.core.confirm(minute(962), send.outbox).unwrap());
    assert_eq!(sent_on(&mut world, "2026-03-03"), 1);
}

/// These have each been answered, and each is owed a reminder an hour later; the day has room for two of them.
fn crowded(contacts: &[&str]) -> (World, Vec<Send>) {
    let mut world = world();
    let bruno = world.bruno;
    for (id, from) in (1..).zip(contacts) {
        world.from(from, minute(0), "Parou", vec![]);
        world.core.change(minute(1), |turn| turn.take(TicketId(id), bruno)).unwrap();
        world.core.change(minute(1), |turn| turn.write(TicketId(id), bruno, "Pode reiniciar?")).unwrap();
    }
    let mut settings = world.core.change(minute(1), |turn| Ok(turn.house.settings.clone())).unwrap();
    let room = u32::try_from(contacts.len()).unwrap() + 2;
    (settings.queue.on, settings.limits.per_connection_day) = (false, Some(room));
    world.core.change(minute(1), |turn| turn.save_settings(&settings, bruno)).unwrap();
    world.core.change(minute(1), |turn| turn.save_rule(reminder(), false, bruno)).unwrap();
    world.run(minute(1));
    let sends = world.core.step(minute(61)).unwrap().sends;
    assert_eq!(sends.len(), 2, "the day is full");
    (world, sends)
}

/// To whom a look at this minute sends.
fn sends_to(world: &mut World, at: Moment) -> Vec<String> {
    world.core.step(at).unwrap().sends.into_iter().map(|send| send.outgoing.to.address).collect()
}

#[test]
fn what_a_full_day_made_wait_goes_today_once_an_answer_makes_room() {
    let (mut world, sends) = crowded(&["ana", "bia", "caio"]);
    world.customer(minute(61), "Vi agora");
    assert!(!world.core.confirm(minute(61), sends[0].outbox).unwrap());
    assert_eq!(sends_to(&mut world, minute(61)), ["caio"]);
}

#[test]
fn the_place_of_who_will_be_tried_again_is_given_to_nobody() {
    let (mut world, sends) = crowded(&["ana", "bia", "caio", "duda"]);
    for send in &sends {
        assert!(world.core.confirm(minute(61), send.outbox).unwrap());
    }
    let again = Outcome::NotSent(refused(Class::Transient));
    world.core.sent(minute(61), sends[0].outbox, again).unwrap();
    world.core.sent(minute(61), sends[1].outbox, Outcome::Rejected(refused(Class::Recipient))).unwrap();
    assert_eq!(sends_to(&mut world, minute(61)), ["caio"]);
}

#[test]
fn more_room_in_a_day_is_for_those_it_made_wait() {
    let (mut world, sends) = crowded(&["ana", "bia", "caio", "duda", "eva"]);
    for send in &sends {
        assert!(world.core.confirm(minute(61), send.outbox).unwrap());
        world.core.sent(minute(61), send.outbox, Outcome::Accepted { external_id: send.outbox.to_string() }).unwrap();
    }
    let limit = |world: &mut World, max: Option<u32>| {
        let mut settings = world.core.change(minute(62), |turn| Ok(turn.house.settings.clone())).unwrap();
        settings.limits.per_connection_day = max;
        let by = world.bruno;
        world.core.change(minute(62), |turn| turn.save_settings(&settings, by)).unwrap();
        sends_to(world, minute(62))
    };
    assert!(limit(&mut world, Some(5)).is_empty(), "less room is for nobody");
    assert!(limit(&mut world, Some(7)).is_empty(), "as much as has gone");
    assert_eq!(limit(&mut world, Some(8)), ["caio"]);
    assert_eq!(limit(&mut world, None), ["duda", "eva"]);
}

/// To whom the last message that was taken went, and what it said.
fn last_sent(world: &World) -> (&str, &str) {
    let last = world.accepted.last().unwrap();
    (&last.to.address, &last.text)
}

#[test]
fn a_place_that_was_given_and_not_used_is_for_the_next() {
    let (mut world, sends) = crowded(&["ana", "bia", "caio", "duda"]);
    world.customer(minute(61), "Vi agora");
    assert!(!world.core.confirm(minute(61), sends[0].outbox).unwrap());
    // The place is Caio's now, who answers before anybody has looked.
    world.from("caio", minute(61), "Eu também", vec![]);
    assert_eq!(last_sent(&world), ("duda", "Conseguiu ver?"));
}

#[test]
fn the_place_of_who_was_to_be_tried_again_is_for_the_next_once_it_is_not_needed() {
    let (mut world, sends) = crowded(&["ana", "bia", "caio", "duda"]);
    assert!(world.core.confirm(minute(61), sends[0].outbox).unwrap());
    world.core.sent(minute(61), sends[0].outbox, Outcome::NotSent(refused(Class::Transient))).unwrap();
    assert!(sends_to(&mut world, minute(61)).is_empty(), "it waits for its next try");
    world.customer(minute(61), "Vi agora");
    assert_eq!(last_sent(&world), ("caio", "Conseguiu ver?"));
}

#[test]
fn a_rule_that_is_switched_off_takes_no_place_with_it() {
    let (mut world, sends) = crowded(&["ana", "bia", "caio", "duda"]);
    let by = world.bruno;
    let mut settings = world.core.change(minute(61), |turn| Ok(turn.house.settings.clone())).unwrap();
    settings.limits.spacing = None;
    world.core.change(minute(61), |turn| turn.save_settings(&settings, by)).unwrap();
    let actions = vec![Action::SendMessage { text: "Ainda por aí?".into(), connection: None }];
    let other = Rule { name: "Outra".into(), wait: Span::minutes(62), actions, ..reminder() };
    world.core.change(minute(61), |turn| turn.save_rule(other, false, by)).unwrap();
    assert!(sends_to(&mut world, minute(63)).is_empty(), "the day is full for the other rule too");
    world.customer(minute(64), "Vi agora");
    assert!(!world.core.confirm(minute(64), sends[0].outbox).unwrap());
    // Caio was given the place, and Duda would be next: neither is reminded any more. Of the other rule he is the first.
    let rule = RuleId(1);
    world.core.change(minute(64), |turn| turn.set_rule_state(rule, RuleState::Off, false, by)).unwrap();
    world.run(minute(64));
    assert_eq!(last_sent(&world), ("caio", "Ainda por aí?"));
}
