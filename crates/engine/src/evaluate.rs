//! The one judgement: does this rule act on this ticket now, and if not, why not and when may that change. The
//! scheduler, dry run, backtest, forecast and "Por quê?" all ask here. It is a table of checks in order; the first that
//! does not pass decides. It looks nothing up: what lies outside the ticket comes in as [`Surroundings`].

mod checks;

use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, QuietHours};
use crate::plant::{Bug, planted};
use crate::queue::not_before;
use crate::rule::RuleState;
use crate::witness::{Judgement, show};
use crate::{Action, Contact, Limits, Moment, Rule, RuleId, Span, Status, Ticket};
use checks::Case;

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

/// What a judgement comes to.
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

/// Why a step is left out for good in this episode.
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

/// What a step that is due waits for.
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
