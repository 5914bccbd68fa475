//! Every decision of the queue "Sem Interação" (domain.md section 4): who enters and when, where an answer and a
//! technician's word take a ticket, what the end of the day closes, what opens again.

#![allow(clippy::unwrap_used)]

#[path = "desk/mod.rs"]
mod desk;
#[path = "wall/mod.rs"]
mod wall;

use chrono_tz::Tz;
use desk::{HOME, KEEPER, NO_INTERACTION, OTHER, SUPPORT, TECHNICIAN, inside_since, silent_since, ticket};
use engine::day::{DayEnd, Grace, last_cut};
use engine::queue::{
    Answer, EntryMode, HOLD_RELEASE_GAP, MISSED_CUT_ASKS_AFTER, Stays, answered, attendant_wrote, closes, entry, home,
    not_before, reopens_to,
};
use engine::*;
use proptest::prelude::*;
use wall::moment;

const SAO_PAULO: Tz = chrono_tz::America::Sao_Paulo;
const TO_TECHNICIAN: Home = Home::Technician { user: TECHNICIAN, queue: SUPPORT };
const TO_QUEUE: Home = Home::Queue { queue: SUPPORT };
const TICK: Span = Span(1);

/// Of a day in March 2026; the 2nd is a Monday.
fn at(text: &str) -> Moment {
    moment(SAO_PAULO, &format!("2026-03-{text}"))
}

fn office() -> Calendar {
    Calendar::new(SAO_PAULO, Some(BusinessHours::weekdays(8 * 60, 18 * 60)), Default::default())
}

fn policy() -> QueuePolicy {
    QueuePolicy { keeper: Some(KEEPER), ..QueuePolicy::default() }
}

fn everybody(_: UserId) -> bool {
    true
}

fn nobody(_: UserId) -> bool {
    false
}

fn closed(reason: CloseReason, closed_at: Moment) -> Ticket {
    let day = reason == CloseReason::NoInteraction;
    Ticket {
        status: Status::Closed,
        closed_at: Some(closed_at),
        close_reason: Some(reason),
        returns_to: day.then_some(HOME),
        ..silent_since(closed_at.minus(Span::hours(1)))
    }
}

#[test]
fn the_settings_begin_as_section_4_says() {
    let QueuePolicy {
        on,
        wait,
        mode,
        keeper,
        day_end,
        stay_min,
        grace,
        other_grace,
        first_word_required,
        entry_text,
        closing_text,
    } = QueuePolicy::default();
    assert_eq!((on, wait, mode, keeper), (true, Span::minutes(10), EntryMode::Automatic, None));
    assert_eq!((day_end, stay_min), (DayEnd { minute: 18 * 60, days: [true; 7] }, Span(0)));
    assert_eq!((grace, other_grace), (Grace::NextBusinessDay { minute: 12 * 60 }, Span::hours(24)));
    assert!(first_word_required);
    assert_eq!((MISSED_CUT_ASKS_AFTER, HOLD_RELEASE_GAP), (Span::hours(12), Span::minutes(5)));
    for text in [entry_text, closing_text] {
        text::check(&text.unwrap()).unwrap();
    }
}

#[test]
fn ten_minutes_after_the_anchor_to_the_millisecond_a_ticket_enters_4_1() {
    let (anchor, due) = (at("02 10:00"), at("02 10:10"));
    let enters = Ok((KEEPER, HOME, anchor));
    let silent = silent_since(anchor);
    assert_eq!(entry(&policy(), &silent, false, due), enters);
    assert_eq!(entry(&policy(), &silent, false, due.minus(TICK)), Err(Stays::Until(due)));
    assert_eq!(entry(&policy(), &silent, false, due.plus(Span::days(3))), enters, "however late");
    assert_eq!(entry(&policy(), &silent, true, anchor), enters, "\"Mover agora\" needs no wait");
    let patient = QueuePolicy { wait: Span::hours(1), ..policy() };
    assert_eq!(entry(&patient, &silent, false, due), Err(Stays::Until(at("02 11:00"))));
    let elsewhere = Ticket { assignee: Some(OTHER), queue: QueueId(4), ..silent };
    let way_home = ReturnsTo { user: OTHER, queue: QueueId(4) };
    assert_eq!(entry(&policy(), &elsewhere, false, due), Ok((KEEPER, way_home, anchor)), "whose it is, and where");
}

#[test]
fn who_does_not_enter_is_told_why_by_hand_as_well_4_1() {
    let anchor = at("02 10:00");
    let silent = silent_since(anchor);
    let answered = Silence { turn: 2, customer_at: Some(anchor), human_at: Some(anchor) };
    let unasked = Silence { turn: 0, customer_at: None, human_at: Some(anchor) };
    let off = QueuePolicy { on: false, ..policy() };
    let table = [
        ("switched off", off, silent.clone(), Stays::Off),
        ("the customer answered", policy(), Ticket { silence: answered, ..silent.clone() }, Stays::NotWaiting),
        ("nobody spoke", policy(), ticket(), Stays::NotWaiting),
        ("on hold (2.9)", policy(), Ticket { hold: Hold::On, ..silent.clone() }, Stays::NotWaiting),
        ("pending", policy(), Ticket { status: Status::Pending, ..silent.clone() }, Stays::NotOurs),
        ("closed", policy(), Ticket { status: Status::Closed, ..silent.clone() }, Stays::NotOurs),
        ("nobody has it", policy(), Ticket { assignee: None, ..silent.clone() }, Stays::NotOurs),
        ("already inside", policy(), inside_since(anchor, at("02 10:10")), Stays::NotOurs),
        ("no first word", policy(), Ticket { silence: unasked, ..silent.clone() }, Stays::NoFirstWord),
        ("no keeper", QueuePolicy::default(), silent.clone(), Stays::NoKeeper),
    ];
    for (case, policy, ticket, why) in table {
        for by_hand in [false, true] {
            assert_eq!(entry(&policy, &ticket, by_hand, at("02 12:00")), Err(why), "{case}, by hand: {by_hand}");
        }
    }
    let any_word = QueuePolicy { first_word_required: false, ..policy() };
    let unasked = Ticket { silence: unasked, ..silent };
    assert_eq!(entry(&any_word, &unasked, false, at("02 10:10")), Ok((KEEPER, HOME, anchor)));
}

#[test]
fn a_released_ticket_has_five_minutes_or_the_rest_of_its_wait_2_9() {
    let anchor = at("02 10:00");
    let table =
        [("02 10:02", "02 10:10"), ("02 10:05", "02 10:10"), ("02 10:06", "02 10:11"), ("02 15:00", "02 15:05")];
    for (released, due) in table {
        let ticket = Ticket { hold: Hold::Released(at(released)), ..silent_since(anchor) };
        let due = at(due);
        assert_eq!(entry(&policy(), &ticket, false, due.minus(TICK)), Err(Stays::Until(due)), "{released}");
        assert_eq!(entry(&policy(), &ticket, false, due), Ok((KEEPER, HOME, anchor)), "{released}");
        assert_eq!(not_before(&ticket, anchor), at(released).plus(Span::minutes(5)));
        let settled = Ticket { hold: Hold::Lapsed(at(released)), ..ticket };
        assert_eq!(entry(&policy(), &settled, false, due), Ok((KEEPER, HOME, anchor)), "{released}");
        assert_eq!(not_before(&settled, anchor), at(released).plus(Span::minutes(5)), "it stays what it was");
    }
    for hold in [Hold::Never, Hold::On] {
        assert_eq!(not_before(&Ticket { hold, ..ticket() }, anchor), anchor);
    }
}

#[test]
fn an_answer_brings_a_ticket_home_4_3() {
    let inside = inside_since(at("02 10:00"), at("02 10:10"));
    let now = at("02 10:30");
    assert_eq!(answered(&policy(), &inside, now, &office(), everybody), Answer::Returns(TO_TECHNICIAN));
    assert_eq!(answered(&policy(), &inside, now, &office(), nobody), Answer::Returns(TO_QUEUE));
    let only_the_keeper_is_left = |user| user == KEEPER;
    assert_eq!(answered(&policy(), &inside, now, &office(), only_the_keeper_is_left), Answer::Returns(TO_QUEUE));
    assert_eq!(home(HOME, |user| user == TECHNICIAN), TO_TECHNICIAN);
    for status in [Status::Open, Status::Pending] {
        let outside = Ticket { status, ..silent_since(at("02 10:00")) };
        assert_eq!(answered(&policy(), &outside, now, &office(), everybody), Answer::Stays, "{status:?}");
    }
    let off = QueuePolicy { on: false, ..policy() };
    assert_eq!(
        answered(&off, &inside, now, &office(), everybody),
        Answer::Returns(TO_TECHNICIAN),
        "switching the queue off keeps nobody in it"
    );
}

#[test]
fn the_technicians_own_word_brings_it_back_and_no_one_elses_4_4() {
    let inside = inside_since(at("02 10:00"), at("02 10:10"));
    let outside = silent_since(at("02 10:00"));
    let table = [
        (&inside, Some(TECHNICIAN), Some(TO_TECHNICIAN)),
        (&inside, Some(KEEPER), None),
        (&inside, Some(OTHER), None),
        (&inside, None, None),
        (&outside, Some(TECHNICIAN), None),
    ];
    for (ticket, by, way) in table {
        assert_eq!(attendant_wrote(ticket, by, everybody), way, "{by:?}");
    }
    assert_eq!(attendant_wrote(&inside, Some(TECHNICIAN), nobody), Some(TO_QUEUE));
    let after_the_grace_began = closed(CloseReason::NoInteraction, at("02 18:00"));
    assert_eq!(attendant_wrote(&after_the_grace_began, Some(TECHNICIAN), everybody), None);
}

#[test]
fn what_the_end_of_the_day_closed_opens_again_until_noon_of_the_next_business_day_4_8() {
    let friday = closed(CloseReason::NoInteraction, at("06 18:00"));
    let noon = at("09 12:00");
    let answer = |policy: &QueuePolicy, received| answered(policy, &friday, received, &office(), everybody);
    assert_eq!(answer(&policy(), at("06 18:00")), Answer::Reopens(TO_TECHNICIAN));
    assert_eq!(answer(&policy(), noon), Answer::Reopens(TO_TECHNICIAN), "noon is within");
    assert_eq!(answer(&policy(), noon.plus(TICK)), Answer::NewTicket);
    assert_eq!(answered(&policy(), &friday, noon, &office(), nobody), Answer::Reopens(TO_QUEUE));
    let an_hour = QueuePolicy { grace: Grace::For { span: Span::hours(1) }, ..policy() };
    assert_eq!(answer(&an_hour, at("06 19:00")), Answer::Reopens(TO_TECHNICIAN));
    assert_eq!(answer(&an_hour, at("06 19:00").plus(TICK)), Answer::NewTicket);
}

#[test]
fn any_other_closed_ticket_opens_again_for_a_day_4_8() {
    for reason in [CloseReason::Person, CloseReason::Rule] {
        let friday = closed(reason, at("06 15:00"));
        let answer = |policy: &QueuePolicy, received| answered(policy, &friday, received, &office(), everybody);
        assert_eq!(answer(&policy(), at("07 15:00")), Answer::Reopens(TO_TECHNICIAN));
        assert_eq!(answer(&policy(), at("07 15:00").plus(TICK)), Answer::NewTicket);
        let week = QueuePolicy { other_grace: Span::days(7), ..policy() };
        assert_eq!(answer(&week, at("13 15:00")), Answer::Reopens(TO_TECHNICIAN));
        assert_eq!(answer(&week, at("13 15:00").plus(TICK)), Answer::NewTicket);
    }
    let no_reason = Ticket { close_reason: None, ..closed(CloseReason::Person, at("06 15:00")) };
    assert_eq!(answered(&policy(), &no_reason, at("07 15:00"), &office(), everybody), Answer::Reopens(TO_TECHNICIAN));
    let no_instant = Ticket { closed_at: None, ..no_reason };
    assert_eq!(answered(&policy(), &no_instant, at("06 15:00"), &office(), everybody), Answer::NewTicket);
}

#[test]
fn a_closed_ticket_opens_with_its_way_home_else_its_last_attendant_else_its_queue() {
    let day = closed(CloseReason::NoInteraction, at("06 18:00"));
    let kept = Ticket { last_attendant: Some(OTHER), queue: NO_INTERACTION, ..day };
    assert_eq!(reopens_to(&kept, everybody), TO_TECHNICIAN);
    let by_hand = Ticket { last_attendant: Some(OTHER), ..closed(CloseReason::Person, at("06 18:00")) };
    assert_eq!(reopens_to(&by_hand, everybody), Home::Technician { user: OTHER, queue: SUPPORT });
    assert_eq!(reopens_to(&by_hand, nobody), TO_QUEUE);
    assert_eq!(reopens_to(&Ticket { last_attendant: None, ..by_hand }, everybody), TO_QUEUE);
}

#[test]
fn the_end_of_the_day_closes_who_was_there_at_the_cut_long_enough_4_5() {
    let cut = at("02 18:00");
    let half_an_hour = QueuePolicy { stay_min: Span::minutes(30), ..policy() };
    let inside = |entered| inside_since(at("02 10:00"), entered);
    let table = [
        ("since the morning", policy(), inside(at("02 10:10")), true),
        ("since last week", policy(), Ticket { entered_at: Some(at("01 10:00")), ..inside(cut) }, true),
        ("entered at the cut", policy(), inside(cut), true),
        ("entered after the cut", policy(), inside(cut.plus(TICK)), false),
        ("stayed just long enough", half_an_hour.clone(), inside(at("02 17:30")), true),
        ("a millisecond short", half_an_hour, inside(at("02 17:30").plus(TICK)), false),
        ("never entered", policy(), silent_since(at("02 10:00")), false),
        ("on hold (2.9)", policy(), Ticket { hold: Hold::On, ..inside(at("02 10:10")) }, false),
        ("released", policy(), Ticket { hold: Hold::Released(cut), ..inside(at("02 10:10")) }, true),
        ("closed already", policy(), Ticket { status: Status::Closed, ..inside(at("02 10:10")) }, false),
    ];
    for (case, policy, ticket, closed) in table {
        assert_eq!(closes(&policy, &ticket, cut), closed, "{case}");
    }
}

#[test]
fn a_missed_cut_closes_those_who_qualified_then_and_not_who_came_since_4_6() {
    // Off at six on Friday, on again on Saturday at ten: the cut is Friday's.
    let now = at("07 10:00");
    let cut = last_cut(&policy().day_end, &office(), now).unwrap().at;
    assert_eq!(cut, at("06 18:00"));
    assert!(now.since(cut) > MISSED_CUT_ASKS_AFTER, "so late it asks first");
    assert!(closes(&policy(), &inside_since(at("06 17:00"), at("06 17:10")), cut));
    assert!(!closes(&policy(), &inside_since(at("06 17:55"), at("07 10:00")), cut), "the ten minutes ended after it");
}

/// A whole day: entry, a word of the keeper, one of the technician, entry again, answer, the end of the day.
#[test]
fn the_return_chain_keeps_the_first_technician_and_each_of_his_words_arms_anew_2_6_4_4() {
    let policy = policy();
    let enter = |ticket: &Ticket, now| {
        let (keeper, returns_to, anchor) = entry(&policy, ticket, false, now).unwrap();
        (apply(ticket, &Fact::Entered { at: now, queue: NO_INTERACTION, keeper, returns_to }), anchor)
    };
    let (inside, first) = enter(&silent_since(at("02 10:00")), at("02 10:10"));
    assert_eq!((first, &inside), (at("02 10:00"), &inside_since(at("02 10:00"), at("02 10:10"))));

    let kept = apply(&inside, &Fact::HumanWrote { at: at("02 10:20"), by: Some(KEEPER) });
    assert_eq!(attendant_wrote(&kept, Some(KEEPER), everybody), None);
    assert_eq!((kept.returns_to, kept.assignee, kept.entered_at), (Some(HOME), Some(KEEPER), Some(at("02 10:10"))));

    let spoke = apply(&kept, &Fact::HumanWrote { at: at("02 10:30"), by: Some(TECHNICIAN) });
    let way = attendant_wrote(&spoke, Some(TECHNICIAN), everybody).unwrap();
    let back = apply(&spoke, &Fact::Returned { home: way });
    assert_eq!(back, silent_since_asked_at(at("02 09:59"), at("02 10:30")));
    assert_eq!(entry(&policy, &back, false, at("02 10:39")), Err(Stays::Until(at("02 10:40"))));

    let (again, second) = enter(&back, at("02 10:40"));
    assert_eq!((second, again.returns_to), (at("02 10:30"), Some(HOME)));
    let told = apply(&again, &Fact::CustomerWrote { at: at("02 11:00") });
    assert_eq!(answered(&policy, &told, at("02 11:00"), &office(), everybody), Answer::Returns(TO_TECHNICIAN));
    let returned = apply(&told, &Fact::Returned { home: TO_TECHNICIAN });
    assert_eq!((returned.status, returned.queue, returned.assignee), (Status::Open, SUPPORT, Some(TECHNICIAN)));
    assert!(!closes(&policy, &returned, at("02 18:00")) && closes(&policy, &again, at("02 18:00")));
    assert_eq!(entry(&policy, &returned, true, at("02 18:00")), Err(Stays::NotWaiting), "it is our turn");
}

fn silent_since_asked_at(asked: Moment, anchor: Moment) -> Ticket {
    let silence = Silence { turn: 1, customer_at: Some(asked), human_at: Some(anchor) };
    Ticket { silence, ..silent_since(anchor) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_024, failure_persistence: None, ..ProptestConfig::default() })]

    /// What enters by itself is exactly what could be moved by hand and has waited; what the day closes had entered.
    #[test]
    fn by_itself_is_by_hand_plus_the_wait(
        on in any::<bool>(), keeper in any::<bool>(), first_word in any::<bool>(), assigned in any::<bool>(),
        status in prop_oneof![Just(Status::Open), Just(Status::Pending), Just(Status::Closed)], inside in any::<bool>(),
        asked in proptest::option::of(0_i64..40), spoke in proptest::option::of(0_i64..40), wait in 1_i64..20,
        hold in prop_oneof![Just(None), Just(Some(None)), (0_i64..60).prop_map(|n| Some(Some(n)))], now in 0_i64..80,
    ) {
        let minute = |n: i64| at("02 10:00").plus(Span::minutes(n));
        let policy = QueuePolicy {
            on, keeper: keeper.then_some(KEEPER), first_word_required: first_word, wait: Span::minutes(wait), ..policy()
        };
        let silence = Silence { turn: 1, customer_at: asked.map(minute), human_at: spoke.map(minute) };
        let held = match hold {
            None => Hold::Never,
            Some(None) => Hold::On,
            Some(Some(n)) => Hold::Released(minute(n)),
        };
        let ticket = Ticket {
            status, silence, hold: held, assignee: assigned.then_some(TECHNICIAN),
            entered_at: inside.then_some(minute(0)), ..ticket()
        };
        let owes = spoke.is_some_and(|ours| asked.is_none_or(|theirs| theirs < ours)) && held != Hold::On;
        let ours = status == Status::Open && !inside && assigned;
        let may = on && keeper && owes && ours && (asked.is_some() || !first_word);
        prop_assert_eq!(entry(&policy, &ticket, true, minute(now)).is_ok(), may);
        let rested = hold.flatten().is_none_or(|released| released + 5 <= now);
        let waited = may && rested && spoke.is_some_and(|ours| ours + wait <= now);
        prop_assert_eq!(entry(&policy, &ticket, false, minute(now)).is_ok(), waited);
    }
}
