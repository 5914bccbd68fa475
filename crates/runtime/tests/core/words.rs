//! What a rule says, and what people say about that.

use channels::{Class, Outcome};
use engine::*;

use crate::{World, minute, refused, reminder, silent_since};

#[test]
fn whether_words_are_a_farewell_is_said_by_the_version_that_said_them() {
    for closes in [true, false] {
        let mut world = silent_since(minute(0));
        let by = world.bruno;
        let farewell = Rule { actions: vec![reminder().actions[0].clone(), Action::Close], ..reminder() };
        let (before, after) = if closes { (farewell, reminder()) } else { (reminder(), farewell) };
        let id = world.core.change(minute(1), |turn| turn.save_rule(before, false, by)).unwrap();
        let send = world.core.step(minute(60)).unwrap().sends.remove(0);
        assert!(world.core.confirm(minute(60), send.outbox).unwrap());
        world
            .core
            .change(minute(60), |turn| {
                if !closes {
                    turn.close(TicketId(1), by)?;
                }
                turn.save_rule(Rule { id, ..after }, false, by)
            })
            .unwrap();
        world.core.sent(minute(60), send.outbox, Outcome::Accepted { external_id: "x".into() }).unwrap();
        assert_eq!(world.ticket().status == Status::Closed, closes);
    }
}

/// What a person says about the next step of a rule.
type Act = fn(&mut runtime::Turn<'_>, RuleId, UserId) -> runtime::Result<()>;

#[test]
fn what_a_rule_has_yet_to_say_can_be_left_out_put_off_and_taken_back() {
    let said_at = |acts: &[(i64, Act)]| {
        let mut world = silent_since(minute(0));
        let by = world.bruno;
        let twice =
            [reminder().actions[0].clone(), Action::Note { text: "Cobrado".into() }, reminder().actions[0].clone()];
        let rule = Rule { actions: twice.to_vec(), ..reminder() };
        let rule = world.core.change(minute(1), |turn| turn.save_rule(rule, false, by)).unwrap();
        let before = world.accepted.len();
        let mut found = vec![];
        for at in 10..300 {
            world.run(minute(at));
            if let Some((_, act)) = acts.iter().find(|(when, _)| *when == at) {
                world.core.change(minute(at), |turn| act(turn, rule, by)).unwrap();
                world.run(minute(at));
            }
            (before + found.len()..world.accepted.len()).for_each(|_| found.push(at));
        }
        found
    };
    let skip: Act = |turn, rule, by| turn.skip_step(rule, TicketId(1), by).map(|_| ());
    let later =
        |turn: &mut runtime::Turn<'_>, rule, by| turn.postpone_step(rule, TicketId(1), minute(200), by).map(|_| ());
    let back: Act = |turn, rule, by| turn.resume_step(rule, TicketId(1), None, by);
    assert_eq!(said_at(&[]), [60, 120]);
    assert_eq!(said_at(&[(90, skip)]), [60]);
    assert_eq!(said_at(&[(90, skip), (100, back)]), [60, 120]);
    assert_eq!(said_at(&[(90, later)]), [60, 200]);
    assert_eq!(said_at(&[(90, later), (130, back)]), [60, 130]);
}

#[test]
fn taking_back_a_skip_in_the_tray_puts_what_was_missed_back_into_it() {
    let says = |times: usize| vec![reminder().actions[0].clone(); times];
    // Never tried; could not be handed over; the second of two.
    for (actions, tried, said) in [(says(1), false, 0), (says(1), true, 0), (says(2), true, 1)] {
        let mut world = silent_since(minute(0));
        let (by, before) = (world.bruno, world.accepted.len());
        let rule = Rule { actions, ..reminder() };
        let rule = world.core.change(minute(11), |turn| turn.save_rule(rule, false, by)).unwrap();
        if said == 1 {
            world.run(minute(60));
        } else if tried {
            let send = world.core.step(minute(60)).unwrap().sends.remove(0);
            assert!(world.core.confirm(minute(60), send.outbox).unwrap());
            world.core.sent(minute(60), send.outbox, Outcome::NotSent(refused(Class::Transient))).unwrap();
        }
        world.run(minute(500));
        let tray = |world: &World| {
            let reader = world.core.database().reader().unwrap();
            assert_eq!(reader.strays().unwrap(), [], "tried: {tried}, said: {said}");
            let rows = reader.missed_steps(None, 50).unwrap().rows;
            rows.iter().map(|row| row.execution).collect::<Vec<_>>()
        };
        let missed = tray(&world);
        assert_eq!(missed, [ExecutionId(1)]);
        world.core.change(minute(501), |turn| turn.skip_missed(ExecutionId(1), by)).unwrap();
        assert_eq!(tray(&world), []);
        world.core.change(minute(502), |turn| turn.resume_step(rule, TicketId(1), None, by)).unwrap();
        assert_eq!(tray(&world), if tried { missed.clone() } else { vec![] }, "what was never tried is judged first");
        world.run(minute(502));
        let again = tray(&world);
        assert_eq!((again.len(), world.accepted.len() - before), (1, said), "only a person sends it now");
        world.core.change(minute(504), |turn| turn.send_missed(again[0], by, Span::seconds(5))).unwrap();
        world.run(minute(504));
        assert_eq!(world.accepted.len() - before, said, "it can still be taken back");
        world.run(minute(504).plus(Span::seconds(5)));
        assert_eq!((tray(&world), world.accepted.len() - before), (vec![], said + 1));
    }
}
