//! The one judgement: does this rule act on this ticket now, and if not, why not and when may that change. The
//! scheduler, dry run, backtest, forecast and "Por quê?" all ask here. It is a table of checks in order; the first that
//! does not pass decides. It looks nothing up: what lies outside the ticket comes in as [`Surroundings`].

use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, QuietHours};
use crate::plant::{Bug, planted};
use crate::queue::not_before;
use crate::rule::{ACTIONS_PER_TICKET_DAY_MAX, MESSAGE_LATENESS_MAX, RuleState};
use crate::witness::{Judgement, show};
use crate::{Action, Contact, Hold, Limits, Moment, Rule, RuleId, Span, Status, Ticket};

/// A rule's internal steps never wait; its messages may (quiet hours, spacing, lateness). Each part has its own
/// execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Internal,
    Message,
}

/// What a judgement needs beside rule, ticket and contact. Those marked *message* are read only for [`Part::Message`]
/// and may be left at their defaults otherwise.
#[derive(Debug, Clone)]
pub struct Surroundings<'a> {
    /// Business hours and zone of this ticket (queue before team before company).
    pub calendar: &'a Calendar,
    pub limits: &'a Limits,
    /// An execution exists for this rule, part and episode (or silence).
    pub ran: bool,
    /// When the rule was activated: deadlines up to here were overdue then.
    pub fence: Moment,
    /// The supervisor ticked "aplicar também aos já vencidos" and this ticket was on the list.
    pub included: bool,
    pub actions_today: u32,
    /// *message* The rule's internal steps have acted in this silence: what they changed is no reason against its words.
    pub begun: bool,
    /// *message* Quiet hours, if on.
    pub quiet: Option<QuietHours>,
    /// *message* Until when an earlier judgement deferred it.
    pub deferred_until: Option<Moment>,
    /// *message* Last rule message on this ticket.
    pub last_rule_message_at: Option<Moment>,
    /// *message* Rule messages to this contact inside the limit's span, and when the oldest of them leaves it.
    pub contact_messages: u32,
    /// *message* Sends of this rule inside the fuse's span.
    pub fuse_sends: u32,
    /// *message* A message rule whose later deadline has passed too.
    pub later_step: Option<RuleId>,
    /// *message* When free text stops being accepted on the connection it would use.
    pub window_closes: Option<Moment>,
    /// *message* The connection has not yet synced past the last start or wake.
    pub barrier: bool,
}

impl<'a> Surroundings<'a> {
    /// Nothing in the way.
    #[must_use]
    pub fn clear(calendar: &'a Calendar, limits: &'a Limits) -> Self {
        Surroundings {
            calendar,
            limits,
            ran: false,
            fence: Moment::MIN,
            included: false,
            actions_today: 0,
            begun: false,
            quiet: None,
            deferred_until: None,
            last_rule_message_at: None,
            contact_messages: 0,
            fuse_sends: 0,
            later_step: None,
            window_closes: None,
            barrier: false,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Outcome {
    /// Act now.
    Due,
    /// The rule is off, paused, broken or archived.
    RuleOff,
    /// On hold, "Não incomodar", a group, or erased.
    Exempt,
    /// The last human word is the customer's.
    CustomerWaits,
    /// No human of ours ever spoke here.
    NeverSpoke,
    OutOfScope,
    NotYet {
        at: Moment,
    },
    AlreadyRan,
    /// Was overdue when the rule was activated.
    Fenced,
    /// Logged and over for this episode.
    Skip {
        why: SkipWhy,
    },
    /// Too late to send by itself: the tray "Perdidas".
    Missed,
    /// A later step of the ladder speaks instead.
    Substituted {
        by: RuleId,
    },
    /// Due, but has to wait; without `until`, for an event.
    Defer {
        until: Option<Moment>,
        why: DeferWhy,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum SkipWhy {
    OptedOut,
    ContactWroteElsewhere,
    ContactLimit,
    WindowClosed,
    TicketActionLimit,
    /// A variable of the text has no value for this ticket.
    EmptyVariable,
    /// Something it needs is gone.
    Missing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum DeferWhy {
    QuietHours,
    Spacing,
    Barrier,
    Fuse,
    /// Its own calendar says later than the watermark's, or it was released from hold.
    Deadline,
    /// The supervisor ticked it on the overdue list.
    Included,
    /// A person postponed it.
    Postponed,
}

/// The checks, in the order in which they decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(rename_all = "snake_case")]
pub enum Check {
    RuleOn,
    NotExempt,
    CustomerOwesAnswer,
    InScope,
    NotRunYet,
    AfterActivation,
    DeadlinePassed,
    TicketActionLimit,
    NotOptedOut,
    SilentEverywhere,
    NotSubstituted,
    InTime,
    WindowOpen,
    ContactLimit,
    Spacing,
    QuietHours,
    Fuse,
    Synced,
}

/// The value a check looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Seen {
    Nothing,
    State { state: RuleState },
    Status { status: Status },
    At { at: Moment },
    Late { span: Span, max: Span },
    Count { n: u32, max: u32 },
    Rule { rule: RuleId },
}

/// One line of "Por quê?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS, schemars::JsonSchema))]
#[cfg_attr(feature = "ts", ts(export))]
pub struct Condition {
    pub check: Check,
    pub pass: bool,
    pub seen: Seen,
    /// The next moment at which it can change by itself.
    pub changes_at: Option<Moment>,
}

/// The judgement: what to do, and the deadline it was about (if the silence is running).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    pub outcome: Outcome,
    pub deadline: Option<Moment>,
    /// When a message of it could first have gone: lateness counts from here.
    pub could_go_at: Option<Moment>,
}

struct Case<'a> {
    rule: &'a Rule,
    part: Part,
    ticket: &'a Ticket,
    contact: &'a Contact,
    around: &'a Surroundings<'a>,
    anchor: Option<Moment>,
    deadline: Option<Moment>,
    now: Moment,
}

struct Finding {
    outcome: Option<Outcome>,
    seen: Seen,
    changes_at: Option<Moment>,
}

/// A check and how it is made.
type Row = (Check, fn(&Case) -> Finding);

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

/// When the rule is due on this ticket; `None` while the customer owes nothing.
#[must_use]
pub fn deadline(rule: &Rule, ticket: &Ticket, calendar: &Calendar) -> Option<Moment> {
    let anchor = ticket.anchor()?;
    if planted(Bug::C9LocalArithmetic) {
        return Some(wall_deadline(rule, anchor, calendar));
    }
    Some(not_before(ticket, wait_over(rule, anchor, calendar)))
}

/// When the wait alone is over, whatever a hold puts off.
fn wait_over(rule: &Rule, anchor: Moment, calendar: &Calendar) -> Moment {
    if rule.business_hours { calendar.deadline(anchor, rule.wait) } else { anchor.plus(rule.wait) }
}

/// The planted mistake: the wait is added to what the wall shows.
fn wall_deadline(rule: &Rule, anchor: Moment, calendar: &Calendar) -> Moment {
    let local = calendar.local(anchor) + chrono::TimeDelta::milliseconds(rule.wait.0);
    let minute = u16::try_from(local.time().signed_duration_since(chrono::NaiveTime::MIN).num_minutes()).unwrap_or(0);
    calendar.instant(local.date(), minute)
}

/// The latest anchor whose deadline is not after `now`: the exact inverse of [`deadline`] but for releases from hold.
#[must_use]
pub fn threshold(rule: &Rule, calendar: &Calendar, now: Moment) -> Moment {
    if rule.business_hours { calendar.threshold(now, rule.wait) } else { now.minus(rule.wait) }
}

/// The message rule whose longer wait is over as well and whose deadline has passed, if any: it speaks instead of `rule`.
/// (After a hold the deadlines of both may be the same.) `others` are the rules that would act on this ticket.
#[must_use]
pub fn later_deadline<'r>(
    rule: &Rule,
    others: impl Iterator<Item = &'r Rule>,
    ticket: &Ticket,
    calendar: &Calendar,
    now: Moment,
) -> Option<RuleId> {
    let anchor = ticket.anchor()?;
    let own = wait_over(rule, anchor, calendar);
    others
        .filter(|other| other.id != rule.id)
        .map(|other| (wait_over(other, anchor, calendar), other.id))
        .filter(|(at, _)| own < *at && not_before(ticket, *at) <= now)
        .max()
        .map(|(_, id)| id)
}

/// Judges one part of a rule on a ticket.
#[must_use]
pub fn evaluate(
    rule: &Rule,
    part: Part,
    ticket: &Ticket,
    contact: &Contact,
    around: &Surroundings<'_>,
    now: Moment,
) -> Judged {
    let case = Case::new(rule, part, ticket, contact, around, now);
    let outcome = case.checks().find_map(|(_, check)| check(&case).outcome).unwrap_or(Outcome::Due);
    let judged = Judged { outcome, deadline: case.deadline, could_go_at: case.could_go_at() };
    show(&Judgement { rule, part, ticket, contact, around, now, judged: &judged });
    judged
}

/// The same judgement with every condition, passed or not.
#[must_use]
pub fn explain(
    rule: &Rule,
    part: Part,
    ticket: &Ticket,
    contact: &Contact,
    around: &Surroundings<'_>,
    now: Moment,
) -> (Judged, Vec<Condition>) {
    let case = Case::new(rule, part, ticket, contact, around, now);
    let mut outcome = None;
    let conditions = case
        .checks()
        .map(|(check, make)| {
            let found = make(&case);
            outcome = outcome.or(found.outcome);
            Condition { check: *check, pass: found.outcome.is_none(), seen: found.seen, changes_at: found.changes_at }
        })
        .collect();
    let outcome = outcome.unwrap_or(Outcome::Due);
    (Judged { outcome, deadline: case.deadline, could_go_at: case.could_go_at() }, conditions)
}

impl Rule {
    /// Which parts this rule has, the one it begins with first.
    #[must_use]
    pub fn parts(&self) -> &'static [Part] {
        let internal = self.actions.iter().any(|action| !action.customer_visible());
        match (internal, self.customer_visible()) {
            (true, true) if self.actions.first().is_some_and(Action::customer_visible) => {
                &[Part::Message, Part::Internal]
            }
            (true, true) => &[Part::Internal, Part::Message],
            (false, true) => &[Part::Message],
            (true | false, false) => &[Part::Internal],
        }
    }

    /// The actions of one part, in order.
    pub fn actions_of(&self, part: Part) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(move |action| action.customer_visible() == (part == Part::Message))
    }
}

impl<'a> Case<'a> {
    fn new(
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

    fn checks(&self) -> impl Iterator<Item = &'static Row> {
        CHECKS.iter().take(match self.part {
            Part::Internal => INTERNAL_CHECKS,
            Part::Message => CHECKS.len(),
        })
    }

    /// When the message could first have gone: its deadline, the end of the quiet hours it fell in, or what an earlier
    /// judgement put it off to. Lateness counts from here, so waiting on purpose never makes it late. What was ticked on
    /// the list of the overdue begins with the activation that showed it.
    fn could_go_at(&self) -> Option<Moment> {
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
