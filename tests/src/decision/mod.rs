//! Decisions written down: everything one judgement was made from, and its verdict, as a line of JSON that another version
//! can read and judge again. `evaluate` has no other inputs; that a line holds them all is shown by judging from the line.

pub mod golden;

use chrono::NaiveDate;
use engine::calendar::{BusinessHours, Calendar};
use engine::witness::Judgement;
use engine::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a calendar is made of, in the words of the settings: how the engine holds it is no matter of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFacts {
    pub zone: String,
    pub hours: Option<BusinessHours>,
    /// YYYY-MM-DD.
    pub holidays: Vec<String>,
}

impl CalendarFacts {
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        let zone = self.zone.parse().unwrap_or(chrono_tz::America::Sao_Paulo);
        let holidays = self.holidays.iter().filter_map(|day| day.parse::<NaiveDate>().ok()).collect();
        Calendar::new(zone, self.hours.clone(), holidays)
    }
}

/// The rest of [`Surroundings`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Around {
    pub limits: Limits,
    pub ran: bool,
    pub fence: Moment,
    pub included: bool,
    pub actions_today: u32,
    pub begun: bool,
    pub quiet: Option<QuietHours>,
    pub deferred_until: Option<Moment>,
    pub last_rule_message_at: Option<Moment>,
    pub contact_messages: u32,
    pub fuse_sends: u32,
    pub later_step: Option<RuleId>,
    pub window_closes: Option<Moment>,
    pub barrier: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub outcome: Outcome,
    pub deadline: Option<Moment>,
    pub could_go_at: Option<Moment>,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub rule: Rule,
    pub part: Part,
    pub ticket: Ticket,
    pub contact: Contact,
    pub calendar: CalendarFacts,
    pub around: Around,
    pub now: Moment,
    pub verdict: Verdict,
}

impl Decision {
    /// What was judged just now, on a calendar made of these facts.
    #[must_use]
    pub fn of(judgement: &Judgement<'_>, calendar: &CalendarFacts) -> Decision {
        let Judgement { rule, part, ticket, contact, around, now, judged } = *judgement;
        // A new field of either does not compile until the log holds it.
        let Surroundings {
            calendar: _,
            limits,
            ran,
            fence,
            included,
            actions_today,
            begun,
            quiet,
            deferred_until,
            last_rule_message_at,
            contact_messages,
            fuse_sends,
            later_step,
            window_closes,
            barrier,
        } = around.clone();
        let Judged { outcome, deadline, could_go_at } = *judged;
        let around = Around {
            limits: limits.clone(),
            ran,
            fence,
            included,
            actions_today,
            begun,
            quiet,
            deferred_until,
            last_rule_message_at,
            contact_messages,
            fuse_sends,
            later_step,
            window_closes,
            barrier,
        };
        Decision {
            rule: rule.clone(),
            part,
            ticket: ticket.clone(),
            contact: contact.clone(),
            calendar: calendar.clone(),
            around,
            now,
            verdict: Verdict { outcome, deadline, could_go_at },
        }
    }

    fn asked<T>(
        &self,
        ask: impl FnOnce(&Rule, Part, &Ticket, &Contact, &Surroundings<'_>, Moment) -> T,
        calendar: &Calendar,
    ) -> T {
        let Around { limits, .. } = &self.around;
        let around = Surroundings {
            calendar,
            limits,
            ran: self.around.ran,
            fence: self.around.fence,
            included: self.around.included,
            actions_today: self.around.actions_today,
            begun: self.around.begun,
            quiet: self.around.quiet,
            deferred_until: self.around.deferred_until,
            last_rule_message_at: self.around.last_rule_message_at,
            contact_messages: self.around.contact_messages,
            fuse_sends: self.around.fuse_sends,
            later_step: self.around.later_step,
            window_closes: self.around.window_closes,
            barrier: self.around.barrier,
        };
        ask(&self.rule, self.part, &self.ticket, &self.contact, &around, self.now)
    }

    /// The judgement once more, from this line alone.
    #[must_use]
    pub fn judged_again(&self) -> Verdict {
        self.on(&self.calendar.calendar())
    }

    /// The same on a calendar that was made from its facts before.
    #[must_use]
    pub fn on(&self, calendar: &Calendar) -> Verdict {
        let Judged { outcome, deadline, could_go_at } = self.asked(evaluate, calendar);
        Verdict { outcome, deadline, could_go_at }
    }

    /// The check that decided; `None` where all passed.
    #[must_use]
    pub fn decided_by(&self) -> Option<Check> {
        let (_, conditions) = self.asked(explain, &self.calendar.calendar());
        conditions.iter().find(|one| !one.pass).map(|one| one.check)
    }

    /// One line, without what is absent.
    ///
    /// # Errors
    /// None of our types has such: keys are texts.
    pub fn line(&self) -> serde_json::Result<String> {
        let mut value = serde_json::to_value(self)?;
        without_nulls(&mut value);
        serde_json::to_string(&value)
    }
}

fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A judgement made once more from its line in a log, on a calendar that was made from its facts before.
///
/// # Errors
/// What the line came to instead.
pub fn made_again(judgement: &Judgement<'_>, facts: &CalendarFacts, calendar: &Calendar) -> Result<Verdict, String> {
    let line = serde_json::to_string(&Decision::of(judgement, facts));
    let read = line.and_then(|line| serde_json::from_str::<Decision>(&line)).map_err(|error| error.to_string())?;
    let again = read.on(calendar);
    if again == read.verdict && judgement.around.calendar == calendar {
        Ok(again)
    } else {
        Err(format!("{again:?}, de novo, de {judgement:?}"))
    }
}

/// What lines of a log are judged differently now, or cannot be read: one sentence each.
#[must_use]
pub fn differences(log: &str) -> Vec<String> {
    let lines = log.lines().enumerate().map(|(index, line)| (index + 1, line));
    lines.filter_map(|(number, line)| difference(line).map(|what| format!("linha {number}: {what}"))).collect()
}

fn difference(line: &str) -> Option<String> {
    let decision: Decision = match serde_json::from_str(line) {
        Ok(decision) => decision,
        Err(error) => return Some(format!("não pode mais ser lida: {error}")),
    };
    let now = decision.judged_again();
    let was = decision.verdict;
    (now != was).then(|| {
        let by = decision.decided_by();
        format!("{:?} da regra {}: era {was:?}, agora {now:?} (decide {by:?})", decision.part, decision.rule.id)
    })
}
