//! Decisions written down: everything one judgement was made from, and its verdict, as a line of JSON that another version
//! can read and judge again. `evaluate` has no other inputs; that a line holds them all is shown by judging from the line.

pub mod golden;

use engine::calendar::Calendar;
use engine::decision::{Around, CalendarFacts, Lender};
use engine::witness::Judgement;
use engine::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The rest of [`Surroundings`], with what the house lends in the same place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lent {
    pub limits: Limits,
    pub quiet: Option<QuietHours>,
    #[serde(flatten)]
    pub around: Around,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub rule: Rule,
    pub part: Part,
    pub ticket: Ticket,
    pub contact: Contact,
    pub calendar: CalendarFacts,
    pub around: Lent,
    pub now: Moment,
    pub verdict: Verdict,
}

impl Decision {
    fn asked<T>(
        &self,
        ask: impl FnOnce(&Rule, Part, &Ticket, &Contact, &Surroundings<'_>, Moment) -> T,
        calendar: &Calendar,
    ) -> T {
        let Lent { limits, quiet, around } = &self.around;
        let around = around.lent(Lender { calendar, limits, quiet: *quiet });
        ask(&self.rule, self.part, &self.ticket, &self.contact, &around, self.now)
    }

    /// The judgement once more, from this line alone.
    #[must_use]
    pub fn judged_again(&self) -> Verdict {
        self.asked(evaluate, &self.calendar.calendar()).into()
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

/// A judgement made once more from what the program keeps of it.
///
/// # Errors
/// What it came to instead.
pub fn made_again(judgement: &Judgement<'_>) -> Result<Verdict, String> {
    let Judgement { rule, part, ticket, contact, around, now, judged } = *judgement;
    let kept = serde_json::to_string(&Inputs::of(rule, ticket, contact, around, judged));
    let read: Inputs = kept.and_then(|kept| serde_json::from_str(&kept)).map_err(|error| error.to_string())?;
    let lender = Lender { calendar: around.calendar, limits: around.limits, quiet: around.quiet };
    let again = read.judged_again(rule, part, now, lender);
    if again == read.verdict && again == (*judged).into() {
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
