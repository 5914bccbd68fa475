//! The checks behind the judgement, in the order in which they decide: one function each, and what it looked at. None
//! knows of the others.

use super::{Check, DeferWhy, Outcome, Part, Seen, SkipWhy, Surroundings, deadline};
use crate::plant::{Bug, planted};
use crate::rule::{ACTIONS_PER_TICKET_DAY_MAX, MESSAGE_LATENESS_MAX, RuleState};
use crate::{Contact, Hold, Moment, Rule, Span, Ticket};

/// One judgement: what is judged, and what follows from it at once.
pub(super) struct Case<'a> {
    rule: &'a Rule,
    part: Part,
    ticket: &'a Ticket,
    contact: &'a Contact,
    around: &'a Surroundings<'a>,
    anchor: Option<Moment>,
    pub deadline: Option<Moment>,
    now: Moment,
}

/// What one check found.
pub(super) struct Finding {
    /// `None`: it passed.
    pub outcome: Option<Outcome>,
    pub seen: Seen,
    pub changes_at: Option<Moment>,
}

/// A check and how it is made.
pub(super) type Row = (Check, fn(&Case) -> Finding);

/// Every check, in order. Those after `TicketActionLimit` concern messages only.
const CHECKS: [Row; 18] = [
    (Check::RuleOn, rule_on),
    (Check::NotExempt, not_exempt),
    (Check::CustomerOwesAnswer, customer_owes_answer),
    (Check::InScope, in_scope),
    (Check::NotRunYet, not_run_yet),
    // Before the deadline, for what a clock that was ahead switched on: waiting for a deadline that will not count is no use.
    (Check::AfterActivation, after_activation),
    (Check::DeadlinePassed, deadline_passed),
    (Check::TicketActionLimit, ticket_action_limit),
    (Check::NotOptedOut, not_opted_out),
    (Check::SilentEverywhere, silent_everywhere),
    (Check::NotSubstituted, not_substituted),
    (Check::InTime, in_time),
    (Check::WindowOpen, window_open),
    (Check::ContactLimit, contact_limit),
    (Check::Spacing, spacing),
    (Check::QuietHours, quiet_hours),
    (Check::Fuse, fuse),
    (Check::Synced, synced),
];
const INTERNAL_CHECKS: usize = 8;

impl<'a> Case<'a> {
    pub fn new(
        rule: &'a Rule,
        part: Part,
        ticket: &'a Ticket,
        contact: &'a Contact,
        around: &'a Surroundings<'a>,
        now: Moment,
    ) -> Self {
        let anchor = ticket.anchor();
        let deadline = deadline(rule, ticket, around.calendar);
        Case { rule, part, ticket, contact, around, anchor, deadline, now }
    }

    pub fn checks(&self) -> impl Iterator<Item = &'static Row> {
        CHECKS.iter().take(match self.part {
            Part::Internal => INTERNAL_CHECKS,
            Part::Message => CHECKS.len(),
        })
    }

    /// When the message could first have gone: its deadline, the end of the quiet hours it fell in, or what an earlier
    /// judgement put it off to. Lateness counts from here, so waiting on purpose never makes it late. What was ticked on
    /// the list of the overdue begins with the activation that showed it.
    pub fn could_go_at(&self) -> Option<Moment> {
        let deadline = self.deadline?;
        let deadline = if self.around.included { deadline.max(self.around.fence) } else { deadline };
        let quiet = match (self.rule.quiet_hours, self.around.quiet) {
            (true, Some(quiet)) => quiet.ends(self.around.calendar.zone(), deadline),
            (true, None) | (false, _) => None,
        };
        Some(deadline.max(quiet.unwrap_or(deadline)).max(self.around.deferred_until.unwrap_or(deadline)))
    }
}

fn passes(seen: Seen) -> Finding {
    Finding { outcome: None, seen, changes_at: None }
}

fn fails(outcome: Outcome, seen: Seen, changes_at: Option<Moment>) -> Finding {
    Finding { outcome: Some(outcome), seen, changes_at }
}

fn rule_on(case: &Case) -> Finding {
    let seen = Seen::State { state: case.rule.state };
    match (case.rule.state, case.part) {
        // A paused rule is judged on, so that what the fuse holds back is deferred and not lost.
        (RuleState::Active | RuleState::Shadow, _) | (RuleState::Paused, Part::Message) => passes(seen),
        (RuleState::Paused, Part::Internal) => fails(Outcome::Defer { until: None, why: DeferWhy::Fuse }, seen, None),
        (RuleState::Off | RuleState::Broken | RuleState::Archived, _) => fails(Outcome::RuleOff, seen, None),
    }
}

fn not_exempt(case: &Case) -> Finding {
    let Contact { do_not_disturb, group, erased, .. } = *case.contact;
    if case.ticket.hold == Hold::On || do_not_disturb || group || erased {
        return fails(Outcome::Exempt, Seen::Nothing, None);
    }
    passes(Seen::Nothing)
}

fn customer_owes_answer(case: &Case) -> Finding {
    match (case.anchor, case.ticket.silence.customer_at) {
        (Some(at), _) => passes(Seen::At { at }),
        (None, Some(at)) => fails(Outcome::CustomerWaits, Seen::At { at }, None),
        (None, None) => fails(Outcome::NeverSpoke, Seen::Nothing, None),
    }
}

fn in_scope(case: &Case) -> Finding {
    let seen = Seen::Status { status: case.ticket.status };
    let covers = if case.around.begun {
        case.rule.scope.but_for(&case.rule.actions).covers(case.ticket, case.contact)
    } else {
        case.rule.scope.covers(case.ticket, case.contact)
    };
    if covers { passes(seen) } else { fails(Outcome::OutOfScope, seen, None) }
}

fn not_run_yet(case: &Case) -> Finding {
    if case.around.ran { fails(Outcome::AlreadyRan, Seen::Nothing, None) } else { passes(Seen::Nothing) }
}

fn deadline_passed(case: &Case) -> Finding {
    match case.deadline {
        Some(at) if at <= case.now => passes(Seen::At { at }),
        Some(at) => fails(Outcome::NotYet { at }, Seen::At { at }, Some(at)),
        None => fails(Outcome::NeverSpoke, Seen::Nothing, None),
    }
}

fn after_activation(case: &Case) -> Finding {
    match case.deadline {
        Some(deadline) if deadline <= case.around.fence && !case.around.included => {
            fails(Outcome::Fenced, Seen::At { at: case.around.fence }, None)
        }
        Some(_) | None => passes(Seen::At { at: case.around.fence }),
    }
}

fn ticket_action_limit(case: &Case) -> Finding {
    let seen = Seen::Count { n: case.around.actions_today, max: ACTIONS_PER_TICKET_DAY_MAX };
    // Its messages are judged one by one.
    let these = match case.part {
        Part::Internal => u32::try_from(case.rule.actions_of(Part::Internal).count()).unwrap_or(u32::MAX),
        Part::Message => 1,
    };
    if case.around.actions_today.saturating_add(these) > ACTIONS_PER_TICKET_DAY_MAX {
        return fails(Outcome::Skip { why: SkipWhy::TicketActionLimit }, seen, None);
    }
    passes(seen)
}

fn not_opted_out(case: &Case) -> Finding {
    if case.contact.opted_out {
        return fails(Outcome::Skip { why: SkipWhy::OptedOut }, Seen::Nothing, None);
    }
    passes(Seen::Nothing)
}

fn silent_everywhere(case: &Case) -> Finding {
    match (case.contact.wrote_at, case.anchor) {
        (Some(wrote), Some(anchor)) if wrote >= anchor => {
            fails(Outcome::Skip { why: SkipWhy::ContactWroteElsewhere }, Seen::At { at: wrote }, None)
        }
        (Some(at), _) => passes(Seen::At { at }),
        (None, _) => passes(Seen::Nothing),
    }
}

fn not_substituted(case: &Case) -> Finding {
    match case.around.later_step {
        Some(by) => fails(Outcome::Substituted { by }, Seen::Rule { rule: by }, None),
        None => passes(Seen::Nothing),
    }
}

fn in_time(case: &Case) -> Finding {
    let Some(could_go) = case.could_go_at() else { return passes(Seen::Nothing) };
    let max = case.rule.lateness_max.unwrap_or(MESSAGE_LATENESS_MAX);
    let seen = Seen::Late { span: case.now.since(could_go).max(Span(0)), max };
    if case.now.since(could_go) > max && !planted(Bug::C7LateFires) {
        return fails(Outcome::Missed, seen, None);
    }
    Finding { outcome: None, seen, changes_at: Some(could_go.plus(max)) }
}

fn window_open(case: &Case) -> Finding {
    match case.around.window_closes {
        Some(at) if case.now >= at => fails(Outcome::Skip { why: SkipWhy::WindowClosed }, Seen::At { at }, None),
        Some(at) => Finding { outcome: None, seen: Seen::At { at }, changes_at: Some(at) },
        None => passes(Seen::Nothing),
    }
}

fn contact_limit(case: &Case) -> Finding {
    let Some(max) = case.around.limits.per_contact else { return passes(Seen::Nothing) };
    let seen = Seen::Count { n: case.around.contact_messages, max };
    if case.around.contact_messages >= max {
        return fails(Outcome::Skip { why: SkipWhy::ContactLimit }, seen, None);
    }
    passes(seen)
}

fn spacing(case: &Case) -> Finding {
    match (case.around.limits.spacing, case.around.last_rule_message_at) {
        (Some(gap), Some(last)) if case.now < last.plus(gap) => {
            let until = Some(last.plus(gap));
            fails(Outcome::Defer { until, why: DeferWhy::Spacing }, Seen::At { at: last }, until)
        }
        (Some(_) | None, Some(at)) => passes(Seen::At { at }),
        (Some(_) | None, None) => passes(Seen::Nothing),
    }
}

fn quiet_hours(case: &Case) -> Finding {
    let quiet = case.around.quiet.filter(|_| case.rule.quiet_hours);
    match quiet.and_then(|quiet| quiet.ends(case.around.calendar.zone(), case.now)) {
        Some(at) => fails(Outcome::Defer { until: Some(at), why: DeferWhy::QuietHours }, Seen::At { at }, Some(at)),
        None => passes(Seen::Nothing),
    }
}

fn fuse(case: &Case) -> Finding {
    let max = case.around.limits.fuse.unwrap_or(u32::MAX);
    let seen = Seen::Count { n: case.around.fuse_sends, max };
    if case.rule.state == RuleState::Paused || case.around.fuse_sends >= max {
        return fails(Outcome::Defer { until: None, why: DeferWhy::Fuse }, seen, None);
    }
    passes(seen)
}

fn synced(case: &Case) -> Finding {
    if case.around.barrier {
        return fails(Outcome::Defer { until: None, why: DeferWhy::Barrier }, Seen::Nothing, None);
    }
    passes(Seen::Nothing)
}
