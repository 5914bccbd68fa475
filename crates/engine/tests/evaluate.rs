//! Every verdict of the one judgement (domain.md sections 2 and 3): each check stops a rule by itself, at its exact edge,
//! with the value it saw and the moment it can change; of two that would stop it the earlier decides; and "Por quê?"
//! shows all of them. Ladders and deadlines are in `ladder.rs`.

#![allow(clippy::unwrap_used)]

#[path = "desk/mod.rs"]
mod desk;
#[path = "wall/mod.rs"]
mod wall;

use std::sync::LazyLock;

use chrono_tz::Tz;
use desk::{contact, rule, silent_since};
use engine::evaluate::deadline;
use engine::rule::MESSAGE_LATENESS_MAX;
use engine::*;
use wall::moment;

const SAO_PAULO: Tz = chrono_tz::America::Sao_Paulo;
const TICK: Span = Span(1);
static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| Calendar::always(SAO_PAULO));
static LIMITS: LazyLock<Limits> = LazyLock::new(Limits::default);

/// Of a day in March 2026.
fn at(text: &str) -> Moment {
    moment(SAO_PAULO, &format!("2026-03-{text}"))
}

/// All that is judged.
#[derive(Clone)]
struct Scene {
    rule: Rule,
    part: Part,
    ticket: Ticket,
    contact: Contact,
    around: Surroundings<'static>,
    now: Moment,
}

/// A message after 24 hours of silence at the very instant it is due, with nothing in the way.
fn due() -> Scene {
    let anchor = at("02 10:00");
    let ticket = silent_since(anchor);
    let contact = contact(ticket.silence.customer_at);
    let rule = rule(Span::hours(24), false, true);
    let around = Surroundings { quiet: Some(QuietHours::default()), ..Surroundings::clear(&CALENDAR, &LIMITS) };
    Scene { rule, part: Part::Message, ticket, contact, around, now: at("03 10:00") }
}

/// The same with a tag instead of a message.
fn internal() -> Scene {
    Scene { rule: rule(Span::hours(24), false, false), part: Part::Internal, ..due() }
}

impl Scene {
    /// The verdict and the deadline it was about.
    fn judged(&self) -> (Outcome, Option<Moment>) {
        let judged = evaluate(&self.rule, self.part, &self.ticket, &self.contact, &self.around, self.now);
        (judged.outcome, judged.deadline)
    }

    /// From when a message of it would be late.
    fn could_go_at(&self) -> Option<Moment> {
        let judge = |now| evaluate(&self.rule, self.part, &self.ticket, &self.contact, &self.around, now).could_go_at;
        let (explained, _) = explain(&self.rule, self.part, &self.ticket, &self.contact, &self.around, self.now);
        let at = judge(self.now);
        assert_eq!(
            [explained.could_go_at, judge(self.now.plus(Span::days(9)))],
            [at; 2],
            "it does not move with the clock"
        );
        at
    }

    fn outcome(&self) -> Outcome {
        self.judged().0
    }

    fn conditions(&self) -> Vec<Condition> {
        let (judged, conditions) = explain(&self.rule, self.part, &self.ticket, &self.contact, &self.around, self.now);
        assert_eq!((judged.outcome, judged.deadline), self.judged(), "\"Por quê?\" and the scheduler agree");
        conditions
    }

    fn seen(&self, check: Check) -> Condition {
        self.conditions().into_iter().find(|condition| condition.check == check).unwrap()
    }

    fn deadline(&self) -> Moment {
        deadline(&self.rule, &self.ticket, self.around.calendar).unwrap()
    }

    fn limited(&mut self, limits: Limits) {
        self.around.limits = Box::leak(Box::new(limits));
    }

    fn with(mut self, change: impl Fn(&mut Scene)) -> Scene {
        change(&mut self);
        self
    }
}

type Change = fn(&mut Scene);

/// One way to stop a rule: the check, what must change, the verdict, the value seen and when it can change by itself.
type Stop = (Check, Change, Outcome, Seen, Option<Moment>);

fn skip(why: SkipWhy) -> Outcome {
    Outcome::Skip { why }
}

/// Every check, in the order in which they decide, stopped at its edge.
fn stops() -> Vec<Stop> {
    let (anchor, now) = (at("02 10:00"), at("03 10:00"));
    let after = |span| Some(now.plus(span));
    let defer = |until, why| Outcome::Defer { until, why };
    let late = Seen::Late { span: Span(Span::hours(1).0 + TICK.0), max: Span::hours(1) };
    let count = |n| Seen::Count { n, max: n };
    let state = RuleState::Off;
    let lasting: [Stop; 8] = [
        (Check::RuleOn, |s| s.rule.state = RuleState::Off, Outcome::RuleOff, Seen::State { state }, None),
        (Check::NotExempt, |s| s.contact.group = true, Outcome::Exempt, Seen::Nothing, None),
        (
            Check::CustomerOwesAnswer,
            |s| s.ticket.silence.customer_at = s.ticket.silence.human_at,
            Outcome::CustomerWaits,
            Seen::At { at: anchor },
            None,
        ),
        (
            Check::InScope,
            |s| s.rule.scope.statuses = vec![Status::Closed],
            Outcome::OutOfScope,
            Seen::Status { status: Status::Open },
            None,
        ),
        (Check::NotRunYet, |s| s.around.ran = true, Outcome::AlreadyRan, Seen::Nothing, None),
        (
            Check::AfterActivation,
            // Switched on by a clock that was ahead.
            |s| s.around.fence = s.now.plus(TICK),
            Outcome::Fenced,
            Seen::At { at: now.plus(TICK) },
            None,
        ),
        (
            Check::DeadlinePassed,
            |s| s.rule.wait = Span(s.now.since(at("02 10:00")).0 + 1),
            Outcome::NotYet { at: now.plus(TICK) },
            Seen::At { at: now.plus(TICK) },
            after(TICK),
        ),
        (Check::TicketActionLimit, |s| s.around.actions_today = 20, skip(SkipWhy::TicketActionLimit), count(20), None),
    ];
    let of_messages: [Stop; 10] = [
        (Check::NotOptedOut, |s| s.contact.opted_out = true, skip(SkipWhy::OptedOut), Seen::Nothing, None),
        (
            Check::SilentEverywhere,
            |s| s.contact.wrote_at = Some(at("02 10:00")),
            skip(SkipWhy::ContactWroteElsewhere),
            Seen::At { at: anchor },
            None,
        ),
        (
            Check::NotSubstituted,
            |s| s.around.later_step = Some(RuleId(9)),
            Outcome::Substituted { by: RuleId(9) },
            Seen::Rule { rule: RuleId(9) },
            None,
        ),
        (
            Check::InTime,
            |s| (s.rule.wait, s.rule.lateness_max) = (short_of(Span::hours(23)), Some(Span::hours(1))),
            Outcome::Missed,
            late,
            None,
        ),
        (
            Check::WindowOpen,
            |s| s.around.window_closes = Some(s.now),
            skip(SkipWhy::WindowClosed),
            Seen::At { at: now },
            None,
        ),
        (Check::ContactLimit, |s| s.around.contact_messages = 3, skip(SkipWhy::ContactLimit), count(3), None),
        (
            Check::Spacing,
            |s| s.around.last_rule_message_at = Some(s.now.minus(short_of(Span::hours(1)))),
            defer(after(TICK), DeferWhy::Spacing),
            Seen::At { at: now.minus(Span::hours(1)).plus(TICK) },
            after(TICK),
        ),
        (
            Check::QuietHours,
            |s| s.around.quiet = Some(QuietHours { from_minute: 600, to_minute: 601 }),
            defer(after(Span::minutes(1)), DeferWhy::QuietHours),
            Seen::At { at: now.plus(Span::minutes(1)) },
            after(Span::minutes(1)),
        ),
        (Check::Fuse, |s| s.around.fuse_sends = 30, defer(None, DeferWhy::Fuse), count(30), None),
        (Check::Synced, |s| s.around.barrier = true, defer(None, DeferWhy::Barrier), Seen::Nothing, None),
    ];
    lasting.into_iter().chain(of_messages).collect()
}

/// One step of the clock less.
fn short_of(span: Span) -> Span {
    Span(span.0 - TICK.0)
}

#[test]
fn with_nothing_in_the_way_it_is_due_and_por_que_shows_every_value() {
    let scene = due();
    assert_eq!(scene.judged(), (Outcome::Due, Some(scene.now)));
    let (anchor, now) = (at("02 10:00"), scene.now);
    let at_all = |at| Seen::At { at };
    let none = |max| Seen::Count { n: 0, max };
    let expected = [
        (Check::RuleOn, Seen::State { state: RuleState::Active }, None),
        (Check::NotExempt, Seen::Nothing, None),
        (Check::CustomerOwesAnswer, at_all(anchor), None),
        (Check::InScope, Seen::Status { status: Status::Open }, None),
        (Check::NotRunYet, Seen::Nothing, None),
        (Check::AfterActivation, at_all(Moment::MIN), None),
        (Check::DeadlinePassed, at_all(now), None),
        (Check::TicketActionLimit, none(20), None),
        (Check::NotOptedOut, Seen::Nothing, None),
        (Check::SilentEverywhere, at_all(anchor.minus(Span::minutes(1))), None),
        (Check::NotSubstituted, Seen::Nothing, None),
        (Check::InTime, Seen::Late { span: Span(0), max: Span::hours(2) }, Some(at("03 12:00"))),
        (Check::WindowOpen, Seen::Nothing, None),
        (Check::ContactLimit, none(3), None),
        (Check::Spacing, Seen::Nothing, None),
        (Check::QuietHours, Seen::Nothing, None),
        (Check::Fuse, none(30), None),
        (Check::Synced, Seen::Nothing, None),
    ];
    let passed = |(check, seen, changes_at)| Condition { check, pass: true, seen, changes_at };
    assert_eq!(scene.conditions(), expected.map(passed));
    assert_eq!(internal().conditions(), expected.map(passed)[..8], "an internal step is not asked what messages are");
    assert_eq!(internal().judged(), (Outcome::Due, Some(now)));
}

#[test]
fn each_check_stops_a_message_by_itself_and_an_internal_step_only_with_the_first_eight() {
    for (n, (check, stop, outcome, seen, changes_at)) in stops().into_iter().enumerate() {
        let stopped = due().with(stop);
        assert_eq!(stopped.outcome(), outcome, "{check:?}");
        assert_eq!(stopped.seen(check), Condition { check, pass: false, seen, changes_at }, "{check:?}");
        let expected = if n < 8 { outcome } else { Outcome::Due };
        assert_eq!(internal().with(stop).outcome(), expected, "{check:?} of an internal step");
    }
}

#[test]
fn of_two_reasons_the_earlier_decides_and_both_are_shown() {
    let stops = stops();
    for (n, (first, stop_first, outcome, ..)) in stops.iter().enumerate() {
        for (second, stop_second, ..) in &stops[n + 1..] {
            // The earlier one last: some move the deadline, and its value must stand.
            let both = due().with(stop_second).with(stop_first);
            assert_eq!(both.outcome(), *outcome, "{first:?} before {second:?}");
            assert!(!both.seen(*first).pass);
        }
    }
}

#[test]
fn one_step_inside_each_edge_the_rule_acts() {
    let table: [(&str, Change); 18] = [
        ("3.2 activated just before the deadline", |s| s.around.fence = s.now.minus(TICK)),
        ("3.2 overdue, but ticked by the supervisor", |s| (s.around.fence, s.around.included) = (s.now, true)),
        ("3.13 the twentieth action", |s| s.around.actions_today = 19),
        ("2.10 he wrote before the anchor", |s| s.contact.wrote_at = Some(at("02 10:00").minus(TICK))),
        ("2.10 he never wrote", |s| s.contact.wrote_at = None),
        ("3.7 two hours late", |s| s.rule.wait = Span::hours(22)),
        ("3.7 ticked by the supervisor, however late, two hours ago", |s| {
            (s.now, s.around.fence, s.around.included) = (at("09 10:00"), at("09 08:00"), true);
        }),
        ("3.7 a week late, by its own maximum", |s| {
            (s.now, s.rule.lateness_max) = (at("10 10:00"), Some(Span::days(7)));
        }),
        ("3.10 the window closes a moment later", |s| s.around.window_closes = Some(s.now.plus(TICK))),
        ("3.4 the third message of the week", |s| s.around.contact_messages = 2),
        ("3.4 no limit per contact", |s| {
            s.around.contact_messages = 99;
            s.limited(Limits { per_contact: None, ..Limits::default() });
        }),
        ("3.4 an hour after the last message", |s| {
            s.around.last_rule_message_at = Some(s.now.minus(Span::hours(1)));
        }),
        ("3.4 no spacing", |s| {
            s.around.last_rule_message_at = Some(s.now);
            s.limited(Limits { spacing: None, ..Limits::default() });
        }),
        ("3.6 the quiet ends now", |s| s.around.quiet = Some(QuietHours { from_minute: 540, to_minute: 600 })),
        ("3.6 the quiet begins in a minute", |s| {
            s.around.quiet = Some(QuietHours { from_minute: 601, to_minute: 660 });
        }),
        ("3.5 the thirtieth send", |s| s.around.fuse_sends = 29),
        ("3.5 no fuse", |s| {
            s.around.fuse_sends = 999;
            s.limited(Limits { fuse: None, ..Limits::default() });
        }),
        ("3 observing is judged like acting", |s| s.rule.state = RuleState::Shadow),
    ];
    for (case, change) in table {
        assert_eq!(due().with(change).outcome(), Outcome::Due, "{case}");
    }
}

#[test]
fn hold_do_not_disturb_groups_and_the_erased_are_exempt_2_9() {
    let table: [(&str, Change); 4] = [
        ("on hold", |s| s.ticket.hold = Hold::On),
        ("Não incomodar", |s| s.contact.do_not_disturb = true),
        ("group", |s| s.contact.group = true),
        ("erased", |s| s.contact.erased = true),
    ];
    for (case, change) in table {
        for scene in [due(), internal()] {
            assert_eq!(scene.with(change).outcome(), Outcome::Exempt, "{case}");
        }
    }
    assert_eq!(due().with(|s| s.ticket.hold = Hold::Released(at("03 09:00"))).outcome(), Outcome::Due);
    let released = due().with(|s| s.ticket.hold = Hold::Released(s.now));
    let five_minutes_on = at("03 10:05");
    assert_eq!(released.judged(), (Outcome::NotYet { at: five_minutes_on }, Some(five_minutes_on)));
}

#[test]
fn who_waits_for_us_and_who_never_heard_us_are_told_apart_2_4_2_5() {
    let customer_waits = due().with(|s| s.ticket.silence.customer_at = Some(s.now));
    assert_eq!(customer_waits.judged(), (Outcome::CustomerWaits, None));
    let only_he_spoke = due().with(|s| s.ticket.silence.human_at = None);
    assert_eq!(only_he_spoke.outcome(), Outcome::CustomerWaits);
    let nobody = due().with(|s| s.ticket.silence = Silence::default());
    assert_eq!(nobody.judged(), (Outcome::NeverSpoke, None));
    // No deadline runs: the checks that look at one say so instead of guessing.
    for scene in [customer_waits, nobody] {
        let failed = |check| Condition { check, pass: false, seen: Seen::Nothing, changes_at: None };
        assert_eq!(scene.seen(Check::DeadlinePassed), failed(Check::DeadlinePassed));
        assert_eq!(scene.seen(Check::InTime), Condition { pass: true, ..failed(Check::InTime) });
        assert!(scene.seen(Check::AfterActivation).pass && scene.seen(Check::SilentEverywhere).pass);
    }
}

#[test]
fn each_state_of_a_rule_has_its_verdict_3_3_3_5() {
    let held_back = Outcome::Defer { until: None, why: DeferWhy::Fuse };
    let table = [
        (RuleState::Active, Outcome::Due, Outcome::Due),
        (RuleState::Shadow, Outcome::Due, Outcome::Due),
        (RuleState::Paused, held_back, held_back),
        (RuleState::Off, Outcome::RuleOff, Outcome::RuleOff),
        (RuleState::Broken, Outcome::RuleOff, Outcome::RuleOff),
        (RuleState::Archived, Outcome::RuleOff, Outcome::RuleOff),
    ];
    for (state, message, step) in table {
        assert_eq!(due().with(|s| s.rule.state = state).outcome(), message, "{state:?}");
        assert_eq!(internal().with(|s| s.rule.state = state).outcome(), step, "{state:?}");
        assert_eq!(due().with(|s| s.rule.state = state).seen(Check::RuleOn).seen, Seen::State { state });
    }
    let paused = due().with(|s| (s.rule.state, s.around.fuse_sends) = (RuleState::Paused, 4));
    let fuse = Condition { check: Check::Fuse, pass: false, seen: Seen::Count { n: 4, max: 30 }, changes_at: None };
    assert_eq!(paused.seen(Check::Fuse), fuse);
    let skipped = paused.clone().with(|s| s.contact.opted_out = true);
    assert_eq!(skipped.outcome(), skip(SkipWhy::OptedOut), "what would not go anyway is not held back");
    let off = due().with(|s| {
        s.limited(Limits { fuse: None, ..Limits::default() });
        s.rule.state = RuleState::Paused;
    });
    assert_eq!(off.outcome(), held_back, "a paused rule waits for the click even with the fuse switched off");
}

#[test]
fn a_message_put_off_by_the_night_is_not_late_in_the_morning_3_6_3_7() {
    // Due at 23:00; the night ends at 08:00; two hours later it is lost.
    let at_night = |text: &str| due().with(|s| (s.rule.wait, s.now) = (Span::hours(13), at(text)));
    let morning = Some(at("03 08:00"));
    let deferred = Outcome::Defer { until: morning, why: DeferWhy::QuietHours };
    assert_eq!(at_night("02 23:00").deadline(), at("02 23:00"));
    for text in ["02 23:00", "03 00:00", "03 07:59"] {
        assert_eq!(at_night(text).outcome(), deferred, "{text}");
        let on_time = Seen::Late { span: Span(0), max: MESSAGE_LATENESS_MAX };
        assert_eq!(at_night(text).seen(Check::InTime).seen, on_time, "{text}: the night is no lateness");
        assert_eq!(at_night(text).seen(Check::InTime).changes_at, Some(at("03 10:00")), "{text}");
    }
    assert_eq!(at_night("03 08:00").outcome(), Outcome::Due);
    assert_eq!(at_night("03 10:00").outcome(), Outcome::Due);
    assert_eq!(at_night("03 10:01").outcome(), Outcome::Missed);
    assert_eq!(at_night("02 23:00").could_go_at(), morning);
    let step = Scene { part: Part::Internal, ..at_night("02 23:00") };
    assert_eq!(step.outcome(), Outcome::Due, "internal steps do not wait for the morning");
    let no_quiet: [Change; 2] = [|s| s.rule.quiet_hours = false, |s| s.around.quiet = None];
    for change in no_quiet {
        assert_eq!(at_night("02 23:00").with(change).outcome(), Outcome::Due);
        assert_eq!(at_night("02 23:00").with(change).could_go_at(), Some(at("02 23:00")));
        assert_eq!(at_night("03 01:00").with(change).outcome(), Outcome::Due);
        assert_eq!(at_night("03 01:01").with(change).outcome(), Outcome::Missed, "without a night it is late at night");
    }
}

#[test]
fn what_the_rule_changed_itself_is_no_reason_against_its_message_3_6() {
    let open_in_support = |s: &mut Scene| {
        s.rule.scope.statuses = vec![Status::Open];
        s.rule.scope.queues = vec![s.ticket.queue];
        s.rule.scope.stages = vec![StageId(1)];
        s.rule.scope.tags_without = vec![TagId(1)];
        s.ticket.stage = Some(StageId(1));
    };
    let changes: [(Action, Change); 5] = [
        (Action::Close, |s| s.ticket.status = Status::Closed),
        (Action::TransferToQueue { queue: QueueId(77) }, |s| {
            (s.ticket.queue, s.ticket.status) = (QueueId(77), Status::Pending);
        }),
        (Action::MoveToStage { stage: StageId(2) }, |s| s.ticket.stage = Some(StageId(2))),
        (Action::AddTag { tag: TagId(1) }, |s| s.contact.tags = vec![TagId(1)]),
        (Action::Assign { user: UserId(77) }, |s| s.ticket.assignee = Some(UserId(77))),
    ];
    for (index, (action, change)) in changes.iter().enumerate() {
        let mut scene = due();
        open_in_support(&mut scene);
        assert_eq!(scene.outcome(), Outcome::Due);
        scene.rule.actions.push(action.clone());
        change(&mut scene);
        let begun = scene.clone().with(|s| s.around.begun = true);
        assert_eq!(begun.outcome(), Outcome::Due, "{action:?}");
        // What somebody else changed counts as ever, and so does the rule's own change before it was made.
        if index < 4 {
            assert_eq!(scene.outcome(), Outcome::OutOfScope, "{action:?}");
            scene.rule.actions.pop();
            assert_eq!(scene.with(|s| s.around.begun = true).outcome(), Outcome::OutOfScope, "{action:?}");
        }
    }
    let untagged = due().with(|s| {
        s.rule.scope.tags_with = vec![TagId(1)];
        s.rule.actions.push(Action::RemoveTag { tag: TagId(1) });
    });
    assert_eq!(untagged.outcome(), Outcome::OutOfScope);
    assert_eq!(untagged.with(|s| s.around.begun = true).outcome(), Outcome::Due);
}

#[test]
fn lateness_counts_from_what_an_earlier_judgement_put_it_off_to_3_7() {
    let put_off =
        |until: &str, now: &str| due().with(|s| (s.around.deferred_until, s.now) = (Some(at(until)), at(now)));
    assert_eq!(put_off("03 15:00", "03 17:00").outcome(), Outcome::Due);
    assert_eq!(put_off("03 15:00", "03 17:01").outcome(), Outcome::Missed);
    assert_eq!(
        put_off("03 09:00", "03 12:00").outcome(),
        Outcome::Due,
        "put off to before its deadline is not put off"
    );
    assert_eq!(put_off("03 09:00", "03 12:01").outcome(), Outcome::Missed);
    assert_eq!(put_off("03 15:00", "03 17:00").could_go_at(), Some(at("03 15:00")));
    assert_eq!(put_off("03 09:00", "03 12:00").could_go_at(), Some(at("03 10:00")));
    assert_eq!(due().with(|s| s.ticket.silence.customer_at = Some(s.now)).could_go_at(), None, "nothing is to go");
    let late = Seen::Late { span: Span::minutes(30), max: MESSAGE_LATENESS_MAX };
    let in_time = put_off("03 15:00", "03 15:30").seen(Check::InTime);
    assert_eq!((in_time.seen, in_time.changes_at), (late, Some(at("03 17:00"))));
}

#[test]
fn what_passes_for_now_says_what_it_saw_and_until_when() {
    let seen = |change: Change, check| {
        let Condition { pass, seen, changes_at, .. } = due().with(change).seen(check);
        (pass, seen, changes_at)
    };
    let window = seen(|s| s.around.window_closes = Some(at("03 11:00")), Check::WindowOpen);
    assert_eq!(window, (true, Seen::At { at: at("03 11:00") }, Some(at("03 11:00"))));
    let spacing = seen(|s| s.around.last_rule_message_at = Some(at("03 08:00")), Check::Spacing);
    assert_eq!(spacing, (true, Seen::At { at: at("03 08:00") }, None));
    let no_limit = seen(|s| s.limited(Limits { per_contact: None, ..Limits::default() }), Check::ContactLimit);
    assert_eq!(no_limit, (true, Seen::Nothing, None));
    let no_fuse = seen(|s| s.limited(Limits { fuse: None, ..Limits::default() }), Check::Fuse);
    assert_eq!(no_fuse, (true, Seen::Count { n: 0, max: u32::MAX }, None));
    let fence = seen(|s| s.around.fence = at("01 10:00"), Check::AfterActivation);
    assert_eq!(fence, (true, Seen::At { at: at("01 10:00") }, None));
}

#[test]
fn verdicts_keep_their_stored_form() {
    let moment = Moment(5);
    let table = [
        (Outcome::Due, r#"{"type":"due"}"#),
        (Outcome::NotYet { at: moment }, r#"{"type":"not_yet","at":5}"#),
        (skip(SkipWhy::EmptyVariable), r#"{"type":"skip","why":"empty_variable"}"#),
        (Outcome::Substituted { by: RuleId(9) }, r#"{"type":"substituted","by":9}"#),
        (
            Outcome::Defer { until: Some(moment), why: DeferWhy::Postponed },
            r#"{"type":"defer","until":5,"why":"postponed"}"#,
        ),
    ];
    for (outcome, form) in table {
        assert_eq!(serde_json::to_string(&outcome).unwrap(), form);
        assert_eq!(serde_json::from_str::<Outcome>(form).unwrap(), outcome);
    }
}
