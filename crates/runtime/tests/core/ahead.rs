//! What is said ahead of time is what will happen.

use engine::evaluate::{DeferWhy, Outcome, Part};
use engine::*;
use runtime::Planned;

use crate::{local, reminder, world};

#[test]
fn a_message_whose_time_comes_in_the_quiet_hours_is_foretold_for_the_morning() {
    let mut world = world();
    let (bruno, said) = (world.bruno, local(19).plus(Span::minutes(30)));
    let night = local(20).plus(Span::minutes(30));
    let morning = local(24 + 8);
    world.customer(said.minus(Span::minutes(2)), "Meu sistema parou");
    world.core.change(said, |turn| turn.take(TicketId(1), bruno)).unwrap();
    world.core.change(said, |turn| turn.write(TicketId(1), bruno, "Pode reiniciar?")).unwrap();
    world.run(said);
    let actions = vec![Action::Note { text: "Cobrado".into() }, reminder().actions[0].clone()];
    let rule = Rule { actions, quiet_hours: true, ..reminder() };
    let (ahead, tried) = world
        .core
        .change(said, |turn| {
            let saved = turn.save_rule(rule.clone(), false, bruno)?;
            let ahead = turn.forecast(TicketId(1))?;
            turn.skip_step(saved, TicketId(1), bruno)?;
            turn.resume_step(saved, TicketId(1), None, bruno)?;
            assert_eq!(turn.forecast(TicketId(1))?, ahead, "planned again as it was");
            Ok((ahead, turn.dry_run(&rule)?.found))
        })
        .unwrap();
    let steps: Vec<(Part, Moment, Outcome)> = ahead
        .into_iter()
        .filter_map(|one| match one.planned {
            Planned::Rule { part, outcome, .. } => Some((part, one.at, outcome)),
            Planned::Enter | Planned::DayEnd => None,
        })
        .collect();
    let waits = Outcome::Defer { until: Some(morning), why: DeferWhy::QuietHours };
    let foretold = [(Part::Internal, night, Outcome::NotYet { at: night }), (Part::Message, morning, waits)];
    assert_eq!(steps, foretold);
    assert_eq!(
        tried.iter().map(|one| (one.part, one.at)).collect::<Vec<_>>(),
        foretold.map(|(part, at, _)| (part, at))
    );

    world.run(night);
    let before = world.accepted.len();
    world.run(morning.minus(Span(1)));
    assert_eq!(world.accepted.len(), before, "and so it is");
    world.run(morning);
    assert_eq!(world.accepted.len(), before + 1);
}

#[test]
fn what_a_person_sends_from_the_tray_in_the_quiet_hours_goes_when_they_end_and_that_is_said() {
    let mut world = world();
    let (bruno, night, morning) = (world.bruno, local(20).plus(Span::minutes(30)), local(24 + 8));
    world.customer(local(9), "Meu sistema parou");
    world.core.change(local(9), |turn| turn.take(TicketId(1), bruno)).unwrap();
    world.core.change(local(9), |turn| turn.save_rule(Rule { quiet_hours: true, ..reminder() }, false, bruno)).unwrap();
    world.core.change(local(10), |turn| turn.write(TicketId(1), bruno, "Pode reiniciar?")).unwrap();
    world.run(local(10));
    world.run(local(19));
    let before = world.accepted.len();
    let goes = world.core.change(night, |turn| turn.send_missed(ExecutionId(1), bruno, Span::seconds(5))).unwrap();
    assert_eq!(goes.at, morning);
    world.run(night);
    world.run(morning.minus(Span(1)));
    assert_eq!(world.accepted.len(), before);
    world.run(morning);
    assert_eq!(world.accepted.last().map(|sent| sent.text.as_str()), Some("Conseguiu ver?"));
}
