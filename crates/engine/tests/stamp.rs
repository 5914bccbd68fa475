//! What the stamps of a provider say about our own clock, and how long that is believed.

use engine::stamp::{APART_MIN, ClockIs, Evidence, Heard, STANDS_MAX, Stamp};
use engine::{Moment, Span};
use proptest::prelude::*;

const NOW: Moment = Moment(1_772_449_200_000);

fn heard(stamps: &[Stamp]) -> Option<ClockIs> {
    let mut heard = Heard::default();
    stamps.iter().for_each(|stamp| heard.add(*stamp));
    heard.says()
}

/// A customer's word, stamped so much after the moment we heard it (negative: before).
fn word(after: Span) -> Stamp {
    Stamp { theirs: NOW.plus(after), heard_at: NOW, sent_at: None }
}

/// The copy of our own send, heard a minute after it and stamped so much after it.
fn copy(after: Span) -> Stamp {
    let sent_at = NOW.minus(Span::minutes(1));
    Stamp { theirs: sent_at.plus(after), heard_at: NOW, sent_at: Some(sent_at) }
}

#[test]
fn a_word_from_later_than_now_shows_a_clock_that_is_behind() {
    let just = APART_MIN.0;
    for (after, says) in [
        (Span(just + 1), Some(ClockIs::Behind { by: Span(just + 1) })),
        (Span::hours(3), Some(ClockIs::Behind { by: Span::hours(3) })),
        (Span(just), Some(ClockIs::Right)),
        (Span(0), Some(ClockIs::Right)),
        (Span(-just), Some(ClockIs::Right)),
    ] {
        assert_eq!(heard(&[word(after)]), says, "{after:?}");
    }
}

#[test]
fn an_old_word_says_nothing_for_it_may_have_been_long_on_its_way() {
    assert_eq!(heard(&[word(Span(-APART_MIN.0 - 1))]), None);
    assert_eq!(heard(&[word(Span::hours(-3))]), None);
    assert_eq!(heard(&[]), None);
}

#[test]
fn a_copy_of_our_own_send_stamped_before_it_shows_a_clock_that_is_ahead() {
    let just = APART_MIN.0;
    for (after, says) in [
        (Span(-just - 1), Some(ClockIs::Ahead { by: Span(just + 1) })),
        (Span::hours(-3), Some(ClockIs::Ahead { by: Span::hours(3) })),
        (Span(-just), Some(ClockIs::Right)),
        (Span(0), Some(ClockIs::Right)),
        (Span::minutes(6), Some(ClockIs::Right)),
        (Span::hours(3), Some(ClockIs::Behind { by: Span::minutes(3 * 60 - 1) })),
    ] {
        assert_eq!(heard(&[copy(after)]), says, "{after:?}");
    }
}

#[test]
fn a_copy_that_comes_back_late_speaks_by_its_stamp_and_not_by_its_journey() {
    let sent_at = NOW.minus(Span::hours(5));
    let late = |after: Span| Stamp { theirs: sent_at.plus(after), heard_at: NOW, sent_at: Some(sent_at) };
    assert_eq!(heard(&[late(Span(0))]), Some(ClockIs::Right));
    assert_eq!(heard(&[late(Span::hours(-1))]), Some(ClockIs::Ahead { by: Span::hours(1) }));
    // It lay in a queue of the provider's before it was stamped.
    assert_eq!(heard(&[late(Span::hours(2))]), None);
}

#[test]
fn of_what_comes_at_once_the_surest_bound_speaks() {
    // Read after a night: one word looks fresh only because it is as old as the clock is behind.
    let night = [word(Span::hours(-6)), word(Span(0)), word(Span::hours(3))];
    assert_eq!(heard(&night), Some(ClockIs::Behind { by: Span::hours(3) }));
    let copies = [copy(Span(0)), copy(Span::hours(-2))];
    assert_eq!(heard(&copies), Some(ClockIs::Ahead { by: Span::hours(2) }));
}

#[test]
fn what_nothing_renews_is_not_believed_for_ever() {
    let behind = Evidence { says: ClockIs::Behind { by: Span::hours(3) }, heard_at: NOW };
    assert!(behind.doubts(NOW) && behind.doubts(NOW.plus(STANDS_MAX)));
    assert!(!behind.doubts(NOW.plus(STANDS_MAX).plus(Span(1))));
    assert!(!Evidence { says: ClockIs::Right, heard_at: NOW }.doubts(NOW));
}

proptest! {
    /// Whatever the journeys, an honest provider never makes a right clock look wrong, nor a wrong one more so than it is.
    #[test]
    fn an_honest_provider_shows_no_more_than_there_is(
        ahead in -20_000_000_i64..20_000_000,
        journeys in prop::collection::vec((0_i64..40_000_000, 0_i64..40_000_000, any::<bool>()), 0..6),
    ) {
        // True time 0 at the hearing; our clock shows `ahead`.
        let stamps: Vec<Stamp> = journeys.iter().map(|&(to, back, own)| Stamp {
            theirs: Moment(-back),
            heard_at: Moment(ahead),
            sent_at: own.then_some(Moment(ahead - back - to)),
        }).collect();
        match heard(&stamps) {
            Some(ClockIs::Behind { by }) => prop_assert!(by > APART_MIN && by.0 <= -ahead),
            Some(ClockIs::Ahead { by }) => prop_assert!(by > APART_MIN && by.0 <= ahead),
            Some(ClockIs::Right) | None => {}
        }
    }
}
