//! Decisions of the past, made again from what the file kept of them (R20): as they were explained then, and whether this
//! version of the program would still decide so.

use std::collections::BTreeMap;

use engine::*;
use store::view::JudgementRow;
use store::{Reader, Result};

/// One verdict that came to something.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    pub execution: ExecutionId,
    pub at: Moment,
    pub rule: RuleId,
    pub rule_name: String,
    pub ticket: TicketId,
    pub protocol: String,
    pub part: Part,
    /// `None`: what was kept of it cannot be read by this version.
    pub found: Option<Found>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub was: Verdict,
    /// What comes of the same today.
    pub now: Verdict,
    /// As they are judged today, of the values of then.
    pub conditions: Vec<Condition>,
}

impl Past {
    /// Whether this version decides as was decided then.
    #[must_use]
    pub fn is_the_same(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.was == found.now)
    }
}

/// Circumstances as they were read, for whoever asks more than once.
#[derive(Debug, Default)]
pub struct Known(BTreeMap<CircumstanceId, Shared>);

type Shared = Option<(Circumstance, Calendar)>;

/// The judgements that came to one execution, oldest first; none for one that a person made, or of before they were kept.
///
/// # Errors
/// The store's.
pub fn of_execution(reader: &Reader, execution: ExecutionId, known: &mut Known) -> Result<Vec<Past>> {
    again(reader, reader.judgements(execution)?, known)
}

/// The newest judgements, newest first.
///
/// # Errors
/// The store's.
pub fn newest(reader: &Reader, limit: u32) -> Result<Vec<Past>> {
    again(reader, reader.newest_judgements(limit)?, &mut Known::default())
}

fn again(reader: &Reader, rows: Vec<JudgementRow>, known: &mut Known) -> Result<Vec<Past>> {
    let Known(known) = known;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        if !known.contains_key(&row.circumstance) {
            known.insert(row.circumstance, shared(reader.circumstance(row.circumstance)?));
        }
        let lender = known.get(&row.circumstance).and_then(Option::as_ref);
        let found = lender.and_then(|(shared, calendar)| found(&row, shared.lends(calendar)));
        let JudgementRow { execution, at, rule, rule_name, ticket, protocol, part, .. } = row;
        all.push(Past { execution, at, rule, rule_name, ticket, protocol, part, found });
    }
    Ok(all)
}

fn shared(body: Option<String>) -> Shared {
    let shared: Circumstance = serde_json::from_str(&body?).ok()?;
    let calendar = shared.calendar.calendar();
    Some((shared, calendar))
}

fn found(row: &JudgementRow, by: decision::Lender<'_>) -> Option<Found> {
    let inputs: Inputs = serde_json::from_str(&row.inputs).ok()?;
    let rule: Rule = serde_json::from_str(row.rule_body.as_deref()?).ok()?;
    let (now, conditions) = inputs.explained(&rule, row.part, row.at, by);
    Some(Found { was: inputs.verdict, now, conditions })
}
