//! The golden log: cases drawn around every boundary a judgement has, some for each kind of verdict and each check that can
//! decide. `cargo run -p tests --bin simulate -- --golden FILE` writes it; `tests/tests/decisions.rs` judges it again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use engine::calendar::BusinessHours;
use engine::decision::{Around, CalendarFacts};
use engine::rule::ACTIONS_PER_TICKET_DAY_MAX;
use engine::*;

use super::{Decision, Lent};
use crate::sim::Draw;

/// Lines of one kind that are kept.
const EACH: usize = 7;
/// Cases drawn before it is said that a kind cannot be found.
const DRAWN_MAX: u32 = 400_000;
const SEED: u64 = 20;
/// Friday 2026-03-06, 12:00 in São Paulo.
const START: Moment = Moment(1_772_809_200_000);

/// How a verdict is filed. A new one does not compile until it has a word here; [`KINDS`] lists those a log must hold.
#[must_use]
pub fn kind(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Due => "due",
        Outcome::RuleOff => "rule_off",
        Outcome::Exempt => "exempt",
        Outcome::CustomerWaits => "customer_waits",
        Outcome::NeverSpoke => "never_spoke",
        Outcome::OutOfScope => "out_of_scope",
        Outcome::NotYet { .. } => "not_yet",
        Outcome::AlreadyRan => "already_ran",
        Outcome::Fenced => "fenced",
        Outcome::Missed => "missed",
        Outcome::Substituted { .. } => "substituted",
        Outcome::Skip { why } => match why {
            SkipWhy::OptedOut => "skip: opted_out",
            SkipWhy::ContactWroteElsewhere => "skip: contact_wrote_elsewhere",
            SkipWhy::ContactLimit => "skip: contact_limit",
            SkipWhy::WindowClosed => "skip: window_closed",
            SkipWhy::TicketActionLimit => "skip: ticket_action_limit",
            // Found when the text is made, after the judgement.
            SkipWhy::EmptyVariable => "skip: empty_variable",
            SkipWhy::Missing => "skip: missing",
        },
        Outcome::Defer { why, .. } => match why {
            DeferWhy::QuietHours => "defer: quiet_hours",
            DeferWhy::Spacing => "defer: spacing",
            DeferWhy::Barrier => "defer: barrier",
            DeferWhy::Fuse => "defer: fuse",
            // Said by the scheduler and by people, never by a judgement.
            DeferWhy::Deadline => "defer: deadline",
            DeferWhy::Included => "defer: included",
            DeferWhy::Postponed => "defer: postponed",
        },
    }
}

/// Every kind of verdict a judgement can give.
pub const KINDS: [&str; 20] = [
    "due",
    "rule_off",
    "exempt",
    "customer_waits",
    "never_spoke",
    "out_of_scope",
    "not_yet",
    "already_ran",
    "fenced",
    "missed",
    "substituted",
    "skip: opted_out",
    "skip: contact_wrote_elsewhere",
    "skip: contact_limit",
    "skip: window_closed",
    "skip: ticket_action_limit",
    "defer: quiet_hours",
    "defer: spacing",
    "defer: barrier",
    "defer: fuse",
];

/// The checks that can decide, as the log must show each.
pub const CHECKS: [Check; 18] = [
    Check::RuleOn,
    Check::NotExempt,
    Check::CustomerOwesAnswer,
    Check::InScope,
    Check::NotRunYet,
    Check::AfterActivation,
    Check::DeadlinePassed,
    Check::TicketActionLimit,
    Check::NotOptedOut,
    Check::SilentEverywhere,
    Check::NotSubstituted,
    Check::InTime,
    Check::WindowOpen,
    Check::ContactLimit,
    Check::Spacing,
    Check::QuietHours,
    Check::Fuse,
    Check::Synced,
];

/// The whole log.
///
/// # Errors
/// A kind of verdict or a check that no case drawn shows.
pub fn log() -> Result<String, String> {
    let mut draw = Draw::new(SEED);
    let mut kept: BTreeMap<(&'static str, Option<Check>, Part), Vec<Decision>> = BTreeMap::new();
    for _ in 0..DRAWN_MAX {
        let decision = case(&mut draw);
        let filed = kept.entry((kind(decision.verdict.outcome), decision.decided_by(), decision.part)).or_default();
        if filed.len() < EACH {
            filed.push(decision);
        }
    }
    let missing = lacks(kept.values().flatten());
    if !missing.is_empty() {
        return Err(format!("nenhum caso mostra {missing:?}"));
    }
    let lines: Result<Vec<String>, _> = kept.values().flatten().map(Decision::line).collect();
    Ok(lines.map_err(|error| error.to_string())?.join("\n") + "\n")
}

/// The kinds and checks these decisions do not show.
#[must_use]
pub fn lacks<'d>(decisions: impl Iterator<Item = &'d Decision>) -> Vec<String> {
    let shown: Vec<_> = decisions.map(|one| (kind(one.verdict.outcome), one.decided_by())).collect();
    let kinds = KINDS.iter().filter(|kind| !shown.iter().any(|(one, _)| one == *kind)).map(|kind| (*kind).to_owned());
    let checks = CHECKS.iter().filter(|check| !shown.iter().any(|(_, by)| *by == Some(**check)));
    kinds.chain(checks.map(|check| format!("{check:?}"))).collect()
}

fn pick<T: Clone>(draw: &mut Draw, from: &[T]) -> T {
    let at = usize::try_from(draw.below(from.len() as u64)).unwrap_or(0);
    from[at].clone()
}

/// Mostly what lets a rule act; each fact is now and then the one that stands against it, often by a millisecond.
fn case(draw: &mut Draw) -> Decision {
    let rule = rule(draw);
    let calendar = calendar(draw);
    let part = pick(draw, rule.parts());
    let (ticket, mut contact) = ticket(draw);
    let deadline = deadline(&rule, &ticket, &calendar.calendar()).unwrap_or(START);
    let lateness = rule.lateness_max.unwrap_or(engine::rule::MESSAGE_LATENESS_MAX);
    let after = pick(draw, &[-1, 0, 0, 1, 60_000, 1_800_000, 14 * 3_600_000, lateness.0, lateness.0 + 1]);
    let now = Moment(deadline.0 + after);
    let around = around(draw, deadline, now);
    if let (true, Some(human)) = (draw.chance(10), ticket.silence.human_at) {
        contact.wrote_at = Some(Moment(human.0 + pick(draw, &[-1, 0, 1])));
    }
    let verdict = Verdict { outcome: Outcome::Due, deadline: None, could_go_at: None };
    let mut decision = Decision { rule, part, ticket, contact, calendar, around, now, verdict };
    decision.verdict = decision.judged_again();
    decision
}

fn rule(draw: &mut Draw) -> Rule {
    let says = Action::SendMessage { text: "Conseguiu ver?".into(), connection: None };
    let tags = Action::AddTag { tag: TagId(1) };
    let actions = pick(
        draw,
        &[
            vec![says.clone()],
            vec![says.clone(), Action::Close],
            vec![tags.clone(), says],
            vec![tags, Action::MoveToStage { stage: StageId(2) }],
        ],
    );
    let mut scope = Scope::default();
    match draw.below(12) {
        0 => scope.statuses = vec![Status::Open],
        1 => scope.stages = vec![StageId(1)],
        2 => scope.tags_with = vec![TagId(2)],
        3 => scope.tags_without = vec![TagId(1)],
        4 => scope.queues = vec![QueueId(1)],
        _ => {}
    }
    let unusual = [RuleState::Off, RuleState::Shadow, RuleState::Paused, RuleState::Broken, RuleState::Archived];
    Rule {
        id: RuleId(1),
        version: 3,
        name: "Follow-up".into(),
        description: String::new(),
        wait: Span(pick(draw, &[60_000, 3_600_000, 24 * 3_600_000, 72 * 3_600_000])),
        actions,
        scope,
        business_hours: draw.chance(30),
        quiet_hours: draw.chance(80),
        lateness_max: if draw.chance(20) { Some(Span::hours(20)) } else { None },
        repeat: pick(draw, &[Repeat::OncePerEpisode, Repeat::EverySilence]),
        position: 0,
        state: if draw.chance(12) { pick(draw, &unusual) } else { RuleState::Active },
    }
}

fn calendar(draw: &mut Draw) -> CalendarFacts {
    let (zone, hours) = match draw.below(4) {
        0 => ("America/Sao_Paulo", Some(BusinessHours::weekdays(9 * 60, 18 * 60))),
        // The clocks go forward on 8 March.
        1 => ("America/New_York", Some(BusinessHours::weekdays(8 * 60, 17 * 60))),
        2 => ("Pacific/Auckland", None),
        _ => ("America/Sao_Paulo", None),
    };
    let brazilian = hours.is_some() && zone == "America/Sao_Paulo";
    let holidays = if brazilian { NaiveDate::from_ymd_opt(2026, 3, 9).into_iter().collect() } else { BTreeSet::new() };
    CalendarFacts { zone: zone.into(), hours, holidays }
}

fn ticket(draw: &mut Draw) -> (Ticket, Contact) {
    // Four days, every minute of the week's turn and of a change of the clocks.
    let human = Moment(START.0 + draw.range(0, 4 * 24 * 60) * 60_000);
    let silence = match draw.below(14) {
        0 => Silence { turn: 2, customer_at: Some(Moment(human.0 + 1)), human_at: Some(human) },
        1 => Silence { turn: 2, customer_at: Some(human), human_at: Some(human) },
        2 => Silence { turn: 0, customer_at: None, human_at: None },
        3 => Silence { turn: 0, customer_at: None, human_at: Some(human) },
        _ => Silence { turn: 1, customer_at: Some(Moment(human.0 - 60_000)), human_at: Some(human) },
    };
    let hold = match draw.below(20) {
        0 => Hold::On,
        1 => Hold::Released(Moment(human.0 + 3_600_000)),
        2 => Hold::Lapsed(Moment(human.0 + 3_600_000)),
        _ => Hold::Never,
    };
    let status = if draw.chance(80) { Status::Open } else { pick(draw, &[Status::Pending, Status::Closed]) };
    let ticket = Ticket {
        id: TicketId(1),
        contact: ContactId(1),
        connection: ConnectionId(1),
        status,
        queue: QueueId(pick(draw, &[1, 1, 2])),
        assignee: Some(UserId(2)),
        stage: Some(StageId(pick(draw, &[1, 1, 2]))),
        silence,
        hold,
        entered_at: None,
        returns_to: None,
        closed_at: (status == Status::Closed).then_some(human),
        close_reason: (status == Status::Closed).then_some(CloseReason::Person),
        last_attendant: Some(UserId(2)),
    };
    let contact = Contact {
        id: ContactId(1),
        tags: pick(draw, &[vec![], vec![TagId(1)], vec![TagId(2)]]),
        wallet_owner: None,
        opted_out: draw.chance(8),
        do_not_disturb: draw.chance(3),
        group: draw.chance(2),
        erased: draw.chance(2),
        wrote_at: silence.customer_at,
    };
    (ticket, contact)
}

fn around(draw: &mut Draw, deadline: Moment, now: Moment) -> Lent {
    let standard = Limits::default();
    let limits =
        if draw.chance(20) { Limits { spacing: None, per_contact: None, fuse: None, ..standard } } else { standard };
    let (fuse, per_contact) = (limits.fuse.unwrap_or(30), limits.per_contact.unwrap_or(3));
    let spacing = limits.spacing.unwrap_or(Span::hours(1));
    let near = |draw: &mut Draw, at: Moment| Moment(at.0 + pick(draw, &[-1, 0, 1]));
    let ran = draw.chance(6);
    let fence = if draw.chance(15) { near(draw, deadline) } else { START.minus(Span::days(30)) };
    let included = draw.chance(25);
    let actions_today = if draw.chance(20) { ACTIONS_PER_TICKET_DAY_MAX - pick(draw, &[0, 1, 2]) } else { 0 };
    let begun = draw.chance(15);
    let quiet = draw.chance(75).then(QuietHours::default);
    let around = Around {
        ran,
        fence,
        included,
        actions_today,
        begun,
        deferred_until: draw.chance(20).then(|| Moment(deadline.0 + pick(draw, &[0, 3_600_000, 14 * 3_600_000]))),
        last_rule_message_at: draw.chance(20).then(|| near(draw, now.minus(spacing))),
        contact_messages: if draw.chance(20) { per_contact - pick(draw, &[0, 1]) } else { 0 },
        fuse_sends: if draw.chance(20) { fuse - pick(draw, &[0, 1]) } else { 0 },
        later_step: draw.chance(8).then_some(RuleId(2)),
        window_closes: draw.chance(15).then(|| near(draw, now)),
        barrier: draw.chance(8),
    };
    Lent { limits, quiet, around }
}
