//! The end of the day where it is moved, or where the day itself is another.

use engine::*;

use crate::{World, local, silent_since};

/// Moves the end of the day to this hour of the wall.
fn ends_at(world: &mut World, now: Moment, hour: u16) {
    let by = world.bruno;
    world
        .core
        .change(now, |turn| {
            let mut settings = turn.house.settings.clone();
            settings.queue.day_end.minute = hour * 60;
            turn.save_settings(&settings, by)
        })
        .unwrap();
    world.run(now);
}

#[test]
fn an_end_of_the_day_moved_to_later_comes_at_its_new_hour() {
    let mut world = silent_since(local(19));
    // The cut of six o'clock has passed.
    ends_at(&mut world, local(19).plus(Span::minutes(30)), 20);
    world.run(local(20).minus(Span(1)));
    assert_eq!(world.ticket().status, Status::Open);
    assert_eq!(world.core.wake().unwrap().at, local(20));
    world.run(local(20));
    assert_eq!(world.ticket().status, Status::Closed);
    let digests =
        |world: &World| world.bubbles.iter().filter(|bubble| bubble.title == "Fim do dia em Sem Interação").count();
    let (closed, told) = (world.accepted.len(), digests(&world));
    ends_at(&mut world, local(21), 22);
    world.run(local(23));
    assert_eq!((world.accepted.len(), digests(&world)), (closed, told), "the second cut of the day closed nobody");
}

#[test]
fn an_end_of_the_day_moved_into_the_past_waits_for_the_next_day() {
    for before in [18, 20] {
        let mut world = silent_since(local(15));
        ends_at(&mut world, local(15).plus(Span::minutes(20)), before);
        let now = local(17);
        ends_at(&mut world, now, 16);
        world.run(local(23));
        assert_eq!(world.ticket().status, Status::Open, "from {before} to 16 at 17");
        world.run(local(40));
        assert_eq!(world.ticket().status, Status::Closed, "from {before} to 16 at 17");
    }
}

#[test]
fn a_holiday_taken_back_after_its_hour_does_not_end_the_day_at_once() {
    let mut world = silent_since(local(15));
    let by = world.bruno;
    world.core.change(local(15), |turn| turn.save_holiday("2026-03-02", "Inventário", by)).unwrap();
    world.run(local(19));
    assert_eq!(world.ticket().status, Status::Open, "a holiday has no end");
    world.core.change(local(19), |turn| turn.drop_holiday("2026-03-02", by)).unwrap();
    world.run(local(23));
    assert_eq!(world.ticket().status, Status::Open);
    world.run(local(42));
    assert_eq!(world.ticket().status, Status::Closed);
}

#[test]
fn a_zone_whose_evening_has_passed_does_not_end_the_day_at_once() {
    let mut world = silent_since(local(14));
    let by = world.bruno;
    world.run(local(16));
    world
        .core
        .change(local(16), |turn| {
            let mut settings = turn.house.settings.clone();
            settings.zone = "Europe/Lisbon".into();
            turn.save_settings(&settings, by)
        })
        .unwrap();
    world.run(local(17));
    assert_eq!(world.ticket().status, Status::Open);
}
