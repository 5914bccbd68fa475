//! Decisions of the past, made again from what the file kept of them (R20): as they were explained then, and whether this
//! version of the program would still decide so.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use engine::decision::Lender;
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

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    pub was: Verdict,
    /// What comes of the same today.
    pub now: Verdict,
}

impl Past {
    /// Whether this version decides as was decided then.
    #[must_use]
    pub fn is_the_same(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.was == found.now)
    }
}

/// Circumstances and versions of rules as they were read, for whoever asks more than once.
#[derive(Debug, Default)]
struct Known {
    shared: BTreeMap<CircumstanceId, Option<(Circumstance, Calendar)>>,
    rules: BTreeMap<(RuleId, u32), Option<Rule>>,
}

/// The judgements that came to one execution, oldest first, each with its conditions: of the values of then, judged as this
/// version judges. None for an execution that a person made, that a restored copy brought, or of before they were kept.
///
/// # Errors
/// The store's.
pub fn of_execution(reader: &Reader, execution: ExecutionId) -> Result<Vec<(Past, Vec<Condition>)>> {
    let mut known = Known::default();
    let again = |row| {
        known.again(reader, row, |inputs: &Inputs, rule: &Rule, part, at, by: Lender<'_>| {
            inputs.explained(rule, part, at, by)
        })
    };
    reader
        .judgements(execution)?
        .into_iter()
        .map(again)
        .map(|again| again.map(|(past, all)| (past, all.unwrap_or_default())))
        .collect()
}

/// The newest judgements, newest first.
///
/// # Errors
/// The store's.
pub fn newest(reader: &Reader, limit: u32) -> Result<Vec<Past>> {
    let mut known = Known::default();
    let again = |row| {
        known.again(reader, row, |inputs: &Inputs, rule: &Rule, part, at, by: Lender<'_>| {
            (inputs.judged_again(rule, part, at, by), ())
        })
    };
    reader.newest_judgements(limit)?.into_iter().map(again).map(|again| again.map(|(past, _)| past)).collect()
}

impl Known {
    fn again<T>(
        &mut self,
        reader: &Reader,
        row: JudgementRow,
        judge: impl FnOnce(&Inputs, &Rule, Part, Moment, Lender<'_>) -> (Verdict, T),
    ) -> Result<(Past, Option<T>)> {
        let inputs: Option<Inputs> = serde_json::from_str(&row.inputs).ok();
        let version = inputs.as_ref().map_or(0, |inputs| inputs.version);
        self.learn(reader, row.circumstance, (row.rule, version))?;
        let shared = self.shared.get(&row.circumstance).and_then(Option::as_ref);
        let rule = self.rules.get(&(row.rule, version)).and_then(Option::as_ref);
        let judged = match (&inputs, shared, rule) {
            (Some(inputs), Some((shared, calendar)), Some(rule)) => {
                let (now, more) = judge(inputs, rule, row.part, row.at, shared.lends(calendar));
                Some((Found { was: inputs.verdict, now }, more))
            }
            _ => None,
        };
        let (found, more) = judged.unzip();
        let JudgementRow { execution, at, rule, rule_name, ticket, protocol, part, .. } = row;
        Ok((Past { execution, at, rule, rule_name, ticket, protocol, part, found }, more))
    }

    fn learn(&mut self, reader: &Reader, circumstance: CircumstanceId, rule: (RuleId, u32)) -> Result<()> {
        if let Entry::Vacant(unknown) = self.shared.entry(circumstance) {
            let read =
                reader.circumstance(circumstance)?.and_then(|body| serde_json::from_str::<Circumstance>(&body).ok());
            unknown.insert(read.map(|shared| {
                let calendar = shared.calendar.calendar();
                (shared, calendar)
            }));
        }
        if let Entry::Vacant(unknown) = self.rules.entry(rule) {
            let body = reader.rule_version(rule.0, rule.1)?;
            unknown.insert(body.and_then(|body| serde_json::from_str(&body).ok()));
        }
        Ok(())
    }
}
