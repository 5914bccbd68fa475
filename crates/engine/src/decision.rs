//! A judgement written down: everything [`evaluate`] was asked with and what it answered, in a form that another day or
//! another version reads and judges again (R20). What a whole house shares stands in [`Circumstance`], once for many
//! judgements; which rule, in which version, on which part and when is said by the execution it came to.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    BusinessHours, Calendar, Condition, Contact, Judged, Limits, Moment, Outcome, Part, QuietHours, Rule, RuleId,
    RuleState, Surroundings, Ticket, evaluate, explain,
};

/// What a calendar is made of, in the words of the settings: how [`Calendar`] holds it is no matter of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFacts {
    /// IANA name.
    pub zone: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<BusinessHours>,
    pub holidays: BTreeSet<NaiveDate>,
}

impl CalendarFacts {
    /// A zone nobody knows any more reads as São Paulo's, as the house reads it.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        let zone: Tz = self.zone.parse().unwrap_or(chrono_tz::America::Sao_Paulo);
        Calendar::new(zone, self.hours.clone(), self.holidays.clone())
    }
}

/// What many judgements share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Circumstance {
    pub calendar: CalendarFacts,
    pub limits: Limits,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<QuietHours>,
}

impl Circumstance {
    /// Lends itself, on a calendar that was made of its facts.
    #[must_use]
    pub fn lends<'a>(&'a self, calendar: &'a Calendar) -> Lender<'a> {
        Lender { calendar, limits: &self.limits, quiet: self.quiet }
    }
}

/// What many judgements share, ready to be asked.
#[derive(Debug, Clone, Copy)]
pub struct Lender<'a> {
    pub calendar: &'a Calendar,
    pub limits: &'a Limits,
    pub quiet: Option<QuietHours>,
}

/// The rest of [`Surroundings`]. What stands in nobody's way is left out when written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Around {
    #[serde(default, skip_serializing_if = "is_default")]
    pub ran: bool,
    pub fence: Moment,
    #[serde(default, skip_serializing_if = "is_default")]
    pub included: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub actions_today: u32,
    #[serde(default, skip_serializing_if = "is_default")]
    pub begun: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferred_until: Option<Moment>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub last_rule_message_at: Option<Moment>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub contact_messages: u32,
    #[serde(default, skip_serializing_if = "is_default")]
    pub fuse_sends: u32,
    #[serde(default, skip_serializing_if = "is_default")]
    pub later_step: Option<RuleId>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub window_closes: Option<Moment>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub barrier: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub outcome: Outcome,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub could_go_at: Option<Moment>,
}

/// What one judgement was made from beside its rule, part, instant and [`Circumstance`], and its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// The rule's version and state then; neither can be read from the execution once it has several words.
    pub version: u32,
    pub state: RuleState,
    pub ticket: Ticket,
    pub contact: Contact,
    pub around: Around,
    pub verdict: Verdict,
}

impl From<Judged> for Verdict {
    fn from(Judged { outcome, deadline, could_go_at }: Judged) -> Verdict {
        Verdict { outcome, deadline, could_go_at }
    }
}

impl Around {
    #[must_use]
    pub fn of(around: &Surroundings<'_>) -> Around {
        // A new field does not compile until it is kept here, or with what many share.
        let Surroundings {
            calendar: _,
            limits: _,
            quiet: _,
            ran,
            fence,
            included,
            actions_today,
            begun,
            deferred_until,
            last_rule_message_at,
            contact_messages,
            fuse_sends,
            later_step,
            window_closes,
            barrier,
        } = *around;
        Around {
            ran,
            fence,
            included,
            actions_today,
            begun,
            deferred_until,
            last_rule_message_at,
            contact_messages,
            fuse_sends,
            later_step,
            window_closes,
            barrier,
        }
    }

    #[must_use]
    pub fn lent<'a>(&self, by: Lender<'a>) -> Surroundings<'a> {
        Surroundings {
            calendar: by.calendar,
            limits: by.limits,
            quiet: by.quiet,
            ran: self.ran,
            fence: self.fence,
            included: self.included,
            actions_today: self.actions_today,
            begun: self.begun,
            deferred_until: self.deferred_until,
            last_rule_message_at: self.last_rule_message_at,
            contact_messages: self.contact_messages,
            fuse_sends: self.fuse_sends,
            later_step: self.later_step,
            window_closes: self.window_closes,
            barrier: self.barrier,
        }
    }
}

impl Inputs {
    #[must_use]
    pub fn of(rule: &Rule, ticket: &Ticket, contact: &Contact, around: &Surroundings<'_>, judged: &Judged) -> Inputs {
        Inputs {
            version: rule.version,
            state: rule.state,
            ticket: ticket.clone(),
            contact: contact.clone(),
            around: Around::of(around),
            verdict: (*judged).into(),
        }
    }

    /// The judgement made again: `rule` in the version of then, of which state and place are no part.
    #[must_use]
    pub fn judged_again(&self, rule: &Rule, part: Part, now: Moment, by: Lender<'_>) -> Verdict {
        evaluate(&self.then(rule), part, &self.ticket, &self.contact, &self.around.lent(by), now).into()
    }

    /// The same with every condition as it was then.
    #[must_use]
    pub fn explained(&self, rule: &Rule, part: Part, now: Moment, by: Lender<'_>) -> (Verdict, Vec<Condition>) {
        let around = self.around.lent(by);
        let (judged, conditions) = explain(&self.then(rule), part, &self.ticket, &self.contact, &around, now);
        (judged.into(), conditions)
    }

    fn then(&self, rule: &Rule) -> Rule {
        Rule { state: self.state, ..rule.clone() }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
