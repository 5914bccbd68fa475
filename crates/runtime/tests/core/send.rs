//! What happens while a message is at the provider, and what comes of one that did not go.

use channels::{Class, Outcome};
use engine::*;

use crate::{World, caps, claimed, minute, refused, reminder, silent_since};

/// A rule that writes after an hour, its message handed to the provider, and what a supervisor does before the provider
/// says that it could not take it; whether it is tried again.
fn tried_again_after(meanwhile: impl Fn(&mut runtime::Turn<'_>, Rule, UserId) -> runtime::Result<()>) -> bool {
    let mut world = silent_since(minute(0));
    let by = world.bruno;
    let rule = world
        .core
        .change(minute(1), |turn| {
            let id = turn.save_rule(reminder(), false, by)?;
            Ok(turn.store.rule(id)?.unwrap().rule)
        })
        .unwrap();
    let send = world.core.step(minute(60)).unwrap().sends.remove(0);
    assert!(world.core.confirm(minute(60), send.outbox).unwrap());
    world.core.change(minute(60), |turn| meanwhile(turn, rule.clone(), by)).unwrap();
    world.core.sent(minute(60), send.outbox, Outcome::NotSent(refused(Class::Transient))).unwrap();
    let before = world.accepted.len();
    (60..180).for_each(|at| world.run(minute(at)));
    world.accepted.len() > before
}

#[test]
fn what_could_not_be_handed_over_is_not_tried_again_once_its_rule_is_off_or_another() {
    assert!(tried_again_after(|_, _, _| Ok(())));
    assert!(tried_again_after(|turn, rule, by| turn.set_rule_state(rule.id, RuleState::Paused, false, by)));
    for state in [RuleState::Off, RuleState::Shadow, RuleState::Archived] {
        assert!(!tried_again_after(|turn, rule, by| turn.set_rule_state(rule.id, state, false, by)), "{state:?}");
    }
    assert!(!tried_again_after(|turn, rule, by| {
        let wait = Span::hours(5);
        turn.save_rule(Rule { wait, ..rule }, false, by).map(|_| ())
    }));
}

/// A rule that writes after an hour, what happens while its message is at the provider, and how that ends: the lines of the
/// timeline and the reason of the execution that say whether it crossed an answer.
fn crossing(answers: bool, outcome: Outcome) -> (usize, String) {
    let mut world = silent_since(minute(0));
    let by = world.bruno;
    world.core.change(minute(1), |turn| turn.save_rule(reminder(), false, by)).unwrap();
    let send = world.core.step(minute(60)).unwrap().sends.remove(0);
    assert!(world.core.confirm(minute(60), send.outbox).unwrap());
    if answers {
        world.customer(minute(60), "Vi agora");
    }
    world.core.sent(minute(60), send.outbox, outcome).unwrap();
    if !answers {
        world.customer(minute(61), "Vi depois");
    }
    crossed(&mut world)
}

fn crossed(world: &mut World) -> (usize, String) {
    let why = world.core.change(minute(90), |turn| Ok(turn.store.execution(ExecutionId(1))?.unwrap().why)).unwrap();
    let reader = world.core.database().reader().unwrap();
    let lines = reader.timeline(TicketId(1), None, 50).unwrap().rows;
    (lines.iter().filter(|line| line.event == "crossed" && line.rule == Some(RuleId(1))).count(), why)
}

#[test]
fn an_answer_stored_while_a_message_is_at_the_provider_is_said_to_have_crossed_it() {
    let accepted = || Outcome::Accepted { external_id: "x".into() };
    let unknown = || Outcome::Unknown { note: "sem resposta".into() };
    assert_eq!(crossing(true, accepted()), (1, "crossed".into()));
    assert_eq!(crossing(true, unknown()), (1, "crossed".into()), "it may have gone out");
    assert_eq!(crossing(false, accepted()), (0, String::new()), "who answers afterwards answers it");
    assert_eq!(crossing(false, unknown()), (0, String::new()));
}

#[test]
fn an_answer_stored_before_the_last_look_is_not_crossed_but_heeded() {
    let mut world = silent_since(minute(0));
    let by = world.bruno;
    world.core.change(minute(1), |turn| turn.save_rule(reminder(), false, by)).unwrap();
    let send = world.core.step(minute(60)).unwrap().sends.remove(0);
    world.customer(minute(60), "Vi agora");
    assert!(!world.core.confirm(minute(60), send.outbox).unwrap());
    assert_eq!(crossed(&mut world).0, 0);
}

#[test]
fn a_send_held_back_by_the_last_look_is_as_it_was_and_costs_no_try() {
    let (mut world, _, send) = claimed(minute(0));
    let row = |world: &mut World| {
        world.core.change(minute(0), |turn| Ok(turn.store.outgoing(send.outbox)?.unwrap())).unwrap()
    };
    assert!(world.core.confirm(minute(60), send.outbox).unwrap());
    world.core.sent(minute(60), send.outbox, Outcome::NotSent(refused(Class::Transient))).unwrap();
    let tried = row(&mut world);
    assert_eq!((tried.state, tried.attempts), (store::SendState::Planned, 1));

    let now = tried.due_at;
    assert_eq!(world.core.step(now).unwrap().sends.len(), 1);
    world.core.jumped(now).unwrap();
    assert!(!world.core.confirm(now, send.outbox).unwrap());
    assert_eq!(row(&mut world), tried);
    let message = world.core.change(now, |turn| Ok(turn.store.message(tried.message)?.unwrap().state)).unwrap();
    assert_eq!(message, store::MessageState::Planned);
    assert_eq!(world.core.step(now).unwrap().sends, []);

    world.core.receive(now, world.ana, &[], None, Some(now)).unwrap();
    assert_eq!(world.core.step(now).unwrap().sends.first(), Some(&send));
    assert!(world.core.confirm(now, send.outbox).unwrap());
    world.core.sent(now, send.outbox, Outcome::NotSent(refused(Class::Transient))).unwrap();
    let again = row(&mut world);
    assert_eq!(again.attempts, 2);
    let wait = again.due_at.since(now);
    assert!(Span::minutes(1) <= wait && wait < Span::seconds(72), "the second wait, not the third: {wait:?}");
}

#[test]
fn a_text_is_refused_that_is_empty_once_zeros_are_out_or_longer_than_the_channel_takes() {
    let mut world = silent_since(minute(0));
    let by = world.bruno;
    let said = |world: &mut World, text: &str| world.core.change(minute(1), |turn| turn.write(TicketId(1), by, text));
    for text in ["", " ", "\0", " \0\0 "] {
        assert_eq!(said(&mut world, text).unwrap_err().problems[0].field, "text", "{text:?}");
    }
    let longest = "á".repeat(caps().text_chars_max);
    assert_eq!(said(&mut world, &format!("{longest}á")).unwrap_err().problems[0].field, "text");
    said(&mut world, &longest).unwrap();
    let message = said(&mut world, "\0 Ol\0á ").unwrap();
    let kept = world.core.change(minute(1), |turn| Ok(turn.store.message(message)?.unwrap().text)).unwrap();
    assert_eq!(kept, "Olá");
}
