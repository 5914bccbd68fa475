//! R20: every judgement of the run, and not only those that came to something, is written down as a line, read from it and
//! made once more. And every decision in the program's file was such a judgement: made by the version of the rule it names,
//! on the silence, at the deadline and the instant it names, with the verdict that stands there.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use engine::witness::{Judgement, witness};
use engine::{ExecutionId, Moment, Outcome, Part, Rule, RuleId, TicketId, Verdict};
use runtime::again::{self, Past};
use store::{ExecutionOutcome, ExecutionRow};

use super::Violation;
use super::world::{World, broken};
use crate::decision::made_again;

const PROMISE: &str = "R20 cada decisão pode ser refeita";

type Key = (RuleId, TicketId, Part);

/// What of a judgement a decision in the file must agree with.
#[derive(Debug, Clone, Copy)]
struct Made {
    now: Moment,
    version: u32,
    turn: u32,
    anchor: Option<Moment>,
    verdict: Verdict,
}

#[derive(Default)]
pub(super) struct Replay {
    made: Rc<RefCell<Log>>,
    /// As they were found in the file first.
    versions: BTreeMap<(RuleId, u32), Rule>,
}

#[derive(Default)]
struct Log {
    /// The judgements since the last look, newest last.
    made: BTreeMap<Key, Vec<Made>>,
    count: u64,
    differs: Option<String>,
}

impl Log {
    fn sees(&mut self, judgement: &Judgement<'_>) {
        self.count += 1;
        match made_again(judgement) {
            Ok(verdict) => {
                let made = Made {
                    now: judgement.now,
                    version: judgement.rule.version,
                    turn: judgement.ticket.silence.turn,
                    anchor: judgement.ticket.anchor(),
                    verdict,
                };
                self.made.entry((judgement.rule.id, judgement.ticket.id, judgement.part)).or_default().push(made);
            }
            Err(what) => self.differs = Some(what),
        }
    }
}

impl Replay {
    /// From here on every judgement on this thread is made twice.
    pub fn begins(&self) {
        let made = Rc::clone(&self.made);
        witness(Some(Box::new(move |judgement| made.borrow_mut().sees(judgement))));
    }

    pub fn count(&self) -> u64 {
        self.made.borrow().count
    }

    pub fn forget(&self) {
        self.made.borrow_mut().made.clear();
    }

    /// Why this decision is none that was judged, if it is none.
    fn disowns(&self, row: &ExecutionRow) -> Option<String> {
        let log = self.made.borrow();
        let made = log.made.get(&(row.rule, row.ticket, row.part)).map_or(&[][..], Vec::as_slice);
        let agrees = |made: &&Made| {
            made.now == row.at
                && made.version == row.version
                && made.anchor == Some(row.anchor)
                // A late word of before the anchor makes it another turn.
                && made.turn <= row.turn
                && made.verdict.deadline == Some(row.deadline)
                && comes_to(made.verdict.outcome, row)
        };
        if made.iter().any(|made| agrees(&made)) { None } else { Some(format!("{row:?}: {made:?}")) }
    }
}

/// Whether a judgement may stand in the file like this by the time of the next look: what was due may have been taken back
/// or become too late by then, or lacked its text.
fn comes_to(verdict: Outcome, row: &ExecutionRow) -> bool {
    use ExecutionOutcome::{Cancelled, Executed, Missed, Observed, Skipped, Substituted};
    match verdict {
        Outcome::Due => match row.outcome {
            Executed | Observed | Cancelled | Missed => true,
            Skipped => matches!(row.why.as_str(), "empty_variable" | "missing"),
            Substituted => false,
        },
        Outcome::Skip { why } => {
            row.outcome == Skipped
                && serde_json::to_value(why).is_ok_and(|word| word.as_str() == Some(row.why.as_str()))
        }
        Outcome::Missed => row.outcome == Missed,
        Outcome::Substituted { by } => {
            let detail: serde_json::Value = serde_json::from_str(&row.detail).unwrap_or_default();
            row.outcome == Substituted && detail["by"] == by.0
        }
        Outcome::RuleOff
        | Outcome::Exempt
        | Outcome::CustomerWaits
        | Outcome::NeverSpoke
        | Outcome::OutOfScope
        | Outcome::NotYet { .. }
        | Outcome::AlreadyRan
        | Outcome::Fenced
        | Outcome::Defer { .. } => false,
    }
}

impl World<'_> {
    /// A decision the program has written down: was it judged, and by that version of the rule?
    pub(super) fn was_judged(&mut self, row: &ExecutionRow) -> Result<(), Violation> {
        let at = self.wall();
        let no = |what| Err(Violation { promise: PROMISE, at, what });
        if let Some(what) = self.replay.disowns(row) {
            return no(format!("sem julgamento: {what}"));
        }
        let key = (row.rule, row.version);
        let kept = match self.replay.versions.get(&key) {
            Some(kept) => Some(kept.clone()),
            None => self.law.version(row.rule, row.version).map_err(broken)?,
        };
        if let Some(kept) = &kept {
            self.replay.versions.entry(key).or_insert_with(|| kept.clone());
        }
        let known =
            self.core_mut()?.house().rule(row.rule).filter(|stored| stored.rule.version == row.version).cloned();
        match (kept, known) {
            (None, _) => no(format!("a versão não está guardada: {row:?}")),
            // State and place in the list are no part of a version.
            (Some(kept), Some(now)) => {
                let kept = Rule { state: now.rule.state, position: now.rule.position, ..kept };
                if kept == now.rule {
                    Ok(())
                } else {
                    no(format!("a versão guardada é outra: {kept:?}, {:?}", now.rule))
                }
            }
            (Some(_), None) => Ok(()),
        }
    }

    /// Every decision in the file holds what it was made from, and comes out the same from that alone.
    pub(super) fn kept(&mut self) -> Result<(), Violation> {
        let at = self.wall();
        let no = |what| Err(Violation { promise: PROMISE, at, what });
        let Some(reader) = self.law.reader() else { return no("o arquivo está fechado".into()) };
        let mut kept: BTreeMap<ExecutionId, Past> = BTreeMap::new();
        for past in again::newest(reader, u32::MAX).map_err(broken)? {
            if !past.is_the_same() {
                return no(format!("refeita do arquivo, a decisão é outra: {past:?}"));
            }
            // Newest first: the one that is left is the first.
            kept.insert(past.execution, past);
        }
        for id in 1..=self.last_execution {
            let Some(row) = self.change(|turn| Ok(turn.store.execution(ExecutionId(id))?))? else { continue };
            let past = kept.remove(&row.id);
            let made = past.as_ref().and_then(|past| past.found.as_ref().map(|found| (past.at, past.part, &found.was)));
            let agrees = made
                .is_some_and(|(at, part, was)| at == row.at && part == row.part && was.deadline == Some(row.deadline));
            if !agrees {
                return no(format!("do que esta decisão foi feita não está guardado: {row:?}, {past:?}"));
            }
        }
        if kept.is_empty() { Ok(()) } else { no(format!("guardado de decisões que não existem: {kept:?}")) }
    }

    /// Nothing so far came out differently.
    pub(super) fn replayed(&self) -> Result<(), Violation> {
        let differs = self.replay.made.borrow().differs.clone();
        differs.map_or(Ok(()), |what| Err(Violation { promise: PROMISE, at: self.wall(), what }))
    }
}
