//! "Conferência": whether everything the desk ever planned has an end or waits for something, and whether what it decided
//! would be decided so again. The store counts, the engine judges; here it is added up and named.

use std::collections::BTreeSet;

use engine::{ExecutionId, Moment, RuleId, TicketId};
use runtime::again::{self, Past};
use store::view::Tally;
use store::{Origin, Reader};

use crate::ask::Ask;
use crate::error::Result;
use crate::shape::{Nothing, views, words};

/// Decisions made again at most, the newest first: about as many as a second of a person's waiting holds.
const JUDGED_AGAIN_MAX: u32 = 10_000;
/// Decisions named that come out differently.
const OTHERS_MAX: usize = 20;

words! {
    /// Who plans what goes out or is done.
    pub enum Planner { Rule, Entry, Closing, Person }
}

views! {
    /// What became of what was planned: `planned` is the sum of the others.
    #[derive(Copy, Eq, Default)]
    pub struct PlanEnds {
        pub planned: u32,
        /// Went out, or was done inside.
        pub done: u32,
        pub failed: u32,
        /// Nobody knows whether it went out.
        pub unknown: u32,
        /// Left out for a reason that is kept.
        pub skipped: u32,
        /// Taken back for a reason that is kept.
        pub cancelled: u32,
        pub missed: u32,
        /// Waits for its time, or for an event that will come.
        pub open: u32,
        /// Without an end that is known: 0 where everything adds up.
        pub stray: u32,
    }

    pub struct PlanRow {
        pub planner: Planner,
        /// Of a rule.
        pub rule: Option<RuleId>,
        pub rule_name: Option<String>,
        pub ends: PlanEnds,
    }

    pub struct StrayTicket {
        pub ticket: TicketId,
        pub protocol: String,
    }

    pub struct OtherDecision {
        pub execution: ExecutionId,
        pub ticket: TicketId,
        pub protocol: String,
        pub rule_name: String,
        pub at: Moment,
    }

    pub struct SelfCheck {
        pub at: Moment,
        pub rows: Vec<PlanRow>,
        pub total: PlanEnds,
        /// Some of the tickets that hold something without an end.
        pub strays: Vec<StrayTicket>,
        /// So many decisions, the newest, were made again from what was kept of them.
        pub judged_again: u32,
        /// So many of these come out differently in this version of the program, or cannot be read by it.
        pub differing: u32,
        /// Some of these, newest first, each execution once.
        pub others: Vec<OtherDecision>,
    }
}

impl PlanEnds {
    fn of(tally: &Tally) -> PlanEnds {
        PlanEnds {
            planned: tally.planned,
            done: tally.done,
            failed: tally.failed,
            unknown: tally.unknown,
            skipped: tally.skipped,
            cancelled: tally.cancelled,
            missed: tally.missed,
            open: tally.open,
            stray: tally.stray,
        }
    }

    fn and(self, other: PlanEnds) -> PlanEnds {
        PlanEnds {
            planned: self.planned + other.planned,
            done: self.done + other.done,
            failed: self.failed + other.failed,
            unknown: self.unknown + other.unknown,
            skipped: self.skipped + other.skipped,
            cancelled: self.cancelled + other.cancelled,
            missed: self.missed + other.missed,
            open: self.open + other.open,
            stray: self.stray + other.stray,
        }
    }
}

pub(crate) fn self_check(ask: &Ask, _: Nothing) -> Result<SelfCheck> {
    let Found { tallies, strays, past } = ask.read(|reader| reader.snapshot(found))?;
    let rows: Vec<PlanRow> = tallies.into_iter().map(row).collect();
    let total = rows.iter().fold(PlanEnds::default(), |sum, row| sum.and(row.ends));
    let strays = strays.into_iter().map(|(ticket, protocol)| StrayTicket { ticket, protocol }).collect();
    let differing: Vec<&Past> = past.iter().filter(|past| !past.is_the_same()).collect();
    let mut named = BTreeSet::new();
    let once = differing.iter().filter(|past| named.insert(past.execution));
    let others = once.take(OTHERS_MAX).map(|past| other(past)).collect();
    let many = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (judged_again, differing) = (many(past.len()), many(differing.len()));
    Ok(SelfCheck { at: ask.now, rows, total, strays, judged_again, differing, others })
}

struct Found {
    tallies: Vec<Tally>,
    strays: Vec<(TicketId, String)>,
    past: Vec<Past>,
}

/// Of one and the same commit. Where everything adds up, nobody is looked for.
fn found(reader: &Reader) -> store::Result<Found> {
    let tallies = reader.tallies()?;
    let strays = if tallies.iter().any(|one| one.stray > 0) { reader.strays()? } else { vec![] };
    Ok(Found { tallies, strays, past: again::newest(reader, JUDGED_AGAIN_MAX)? })
}

fn other(past: &Past) -> OtherDecision {
    let Past { execution, ticket, protocol, rule_name, at, .. } = past.clone();
    OtherDecision { execution, ticket, protocol, rule_name, at }
}

fn row(tally: Tally) -> PlanRow {
    let planner = match tally.origin {
        Origin::Rule => Planner::Rule,
        Origin::Entry => Planner::Entry,
        Origin::Closing => Planner::Closing,
        Origin::Person => Planner::Person,
    };
    PlanRow { planner, rule: tally.rule, ends: PlanEnds::of(&tally), rule_name: tally.rule_name }
}
