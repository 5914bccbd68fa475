//! "Conferência": whether everything the desk ever planned has an end or waits for something. The store counts; here it is
//! added up and named.

use engine::{Moment, RuleId, TicketId};
use store::view::Tally;
use store::{Origin, Reader};

use crate::ask::Ask;
use crate::error::Result;
use crate::shape::{Nothing, views, words};

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

    pub struct SelfCheck {
        pub at: Moment,
        pub rows: Vec<PlanRow>,
        pub total: PlanEnds,
        /// Some of the tickets that hold something without an end.
        pub strays: Vec<StrayTicket>,
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
    let (tallies, strays) = ask.read(|reader| reader.snapshot(found))?;
    let rows: Vec<PlanRow> = tallies.into_iter().map(row).collect();
    let total = rows.iter().fold(PlanEnds::default(), |sum, row| sum.and(row.ends));
    let strays = strays.into_iter().map(|(ticket, protocol)| StrayTicket { ticket, protocol }).collect();
    Ok(SelfCheck { at: ask.now, rows, total, strays })
}

type Strays = Vec<(TicketId, String)>;

/// Of one and the same commit. Where everything adds up, nobody is looked for.
fn found(reader: &Reader) -> store::Result<(Vec<Tally>, Strays)> {
    let tallies = reader.tallies()?;
    let strays = if tallies.iter().any(|one| one.stray > 0) { reader.strays()? } else { vec![] };
    Ok((tallies, strays))
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
