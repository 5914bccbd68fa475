//! Questions about a rule that is not saved yet, or not acting: what is wrong with it, whom it would be for, and when.

use std::collections::BTreeSet;

use engine::*;
use runtime::{DryRun, DryRuns, Refusal, Turn};

use super::draft::{meant, parse, problems};
use super::*;
use crate::ask::{Ask, page};
use crate::bounds::OVERDUE_ROWS_MAX;
use crate::error::{FieldProblem, Result};

/// The problems of a draft are its answer, not its failure. It is asked while somebody types, so the tickets are counted
/// among the first the dry run looks at; the exact list is [`overdue_of_rule`].
pub(crate) fn check_rule(ask: &Ask, args: DraftArgs) -> Result<RuleCheck> {
    let meant = meant(args.rule, RuleState::Active);
    ask.turn(move |turn| {
        let problems: Vec<FieldProblem> = problems(turn, &meant)
            .into_iter()
            .map(|problem| FieldProblem::new(&problem.field, problem.message))
            .collect();
        let rule = meant.rule;
        let overlaps = overlaps(turn, &rule);
        if !problems.is_empty() {
            return Ok(RuleCheck { problems, matching: 0, overdue: 0, beyond: false, overlaps });
        }
        let (mut matching, mut overdue) = (BTreeSet::new(), BTreeSet::new());
        let DryRuns { found, beyond } = turn.dry_run(&rule)?;
        for DryRun { ticket, part: _, at, outcome } in found {
            matching.insert(ticket);
            if at <= turn.now && !over(outcome) {
                overdue.insert(ticket);
            }
        }
        let (matching, overdue) = (count(matching.len()), count(overdue.len()));
        Ok(RuleCheck { problems, matching, overdue, beyond, overlaps })
    })
}

/// It has acted already, or never will in this silence.
fn over(outcome: Outcome) -> bool {
    match outcome {
        Outcome::AlreadyRan
        | Outcome::Skip { .. }
        | Outcome::Substituted { .. }
        | Outcome::RuleOff
        | Outcome::Exempt
        | Outcome::CustomerWaits
        | Outcome::NeverSpoke
        | Outcome::OutOfScope => true,
        Outcome::Due | Outcome::NotYet { .. } | Outcome::Fenced | Outcome::Missed | Outcome::Defer { .. } => false,
    }
}

/// Other rules that also write to customers this one writes to.
fn overlaps(turn: &Turn<'_>, rule: &Rule) -> Vec<RuleId> {
    if !rule.customer_visible() {
        return vec![];
    }
    let others = turn.house.rules.iter().map(|stored| &stored.rule);
    others
        .filter(|other| other.id != rule.id && other.watches() && other.customer_visible())
        .filter(|other| may_meet(&rule.scope, &other.scope))
        .map(|other| other.id)
        .collect()
}

fn may_meet(one: &Scope, other: &Scope) -> bool {
    fn share<T: PartialEq>(one: &[T], other: &[T]) -> bool {
        one.is_empty() || other.is_empty() || one.iter().any(|item| other.contains(item))
    }
    fn none<T: PartialEq>(wanted: &[T], unwanted: &[T]) -> bool {
        !wanted.iter().any(|item| unwanted.contains(item))
    }
    share(&one.statuses, &other.statuses)
        && share(&one.stages, &other.stages)
        && share(&one.queues, &other.queues)
        && share(&one.connections, &other.connections)
        && none(&one.tags_with, &other.tags_without)
        && none(&other.tags_with, &one.tags_without)
}

pub(crate) fn overdue_of_rule(ask: &Ask, args: DraftArgs) -> Result<Overdue> {
    let rule = parse(args.rule, RuleState::Active)?;
    ask.turn(move |turn| {
        let all = turn.overdue(&rule)?;
        let total = count(all.len());
        let tickets = all
            .into_iter()
            .take(OVERDUE_ROWS_MAX)
            .map(|id| overdue_ticket(turn, id))
            .collect::<std::result::Result<_, _>>()?;
        Ok(Overdue { total, tickets })
    })
}

fn overdue_ticket(turn: &mut Turn<'_>, id: TicketId) -> std::result::Result<OverdueTicket, Refusal> {
    let extra = turn.store.ticket_extra(id)?;
    let silent_since = turn.store.ticket(id)?.and_then(|ticket| ticket.anchor());
    Ok(OverdueTicket { ticket: id, protocol: extra.protocol, contact_name: extra.contact_name, silent_since })
}

pub(crate) fn simulate_rule(ask: &Ask, args: SimulateRule) -> Result<Simulation> {
    let limit = page(args.limit)?;
    let rule = parse(args.rule, RuleState::Active)?;
    ask.turn(move |turn| {
        let DryRuns { found: mut all, beyond } = turn.dry_run(&rule)?;
        // What the reply has no room for is what matters least; each kind keeps its order by deadline.
        all.sort_by_key(|one| nearness(one.outcome));
        let due = all.iter().filter(|one| one.outcome == Outcome::Due).count();
        let upcoming = all.iter().filter(|one| matches!(one.outcome, Outcome::NotYet { .. })).count();
        let more = all.len() > limit as usize;
        let mut rows = Vec::new();
        for one in all.into_iter().take(limit as usize) {
            let extra = turn.store.ticket_extra(one.ticket)?;
            rows.push(SimulatedRow {
                ticket: one.ticket,
                protocol: extra.protocol,
                contact_name: extra.contact_name,
                part: one.part,
                outcome: one.outcome,
                deadline: Some(one.at),
            });
        }
        Ok(Simulation { now: turn.now, due: count(due), upcoming: count(upcoming), rows, more, beyond })
    })
}

/// Whom it would act on, then who waits for that, then those it passes by.
fn nearness(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Due => 0,
        Outcome::Defer { .. } => 1,
        Outcome::NotYet { .. } => 2,
        Outcome::Missed | Outcome::Fenced => 3,
        Outcome::Skip { .. } | Outcome::Substituted { .. } => 4,
        Outcome::AlreadyRan => 5,
        Outcome::RuleOff | Outcome::Exempt | Outcome::CustomerWaits | Outcome::NeverSpoke | Outcome::OutOfScope => 6,
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_share_no_ticket_do_not_overlap() {
        let all = Scope::default();
        let closed = Scope { statuses: vec![Status::Closed], ..Scope::default() };
        let open = Scope { statuses: vec![Status::Open], ..Scope::default() };
        let vip = Scope { tags_with: vec![TagId(1)], ..Scope::default() };
        let not_vip = Scope { tags_without: vec![TagId(1)], ..Scope::default() };
        let table = [(&all, &closed, true), (&open, &closed, false), (&vip, &not_vip, false), (&vip, &all, true)];
        for (one, other, expected) in table {
            assert_eq!(may_meet(one, other), expected, "{one:?} / {other:?}");
            assert_eq!(may_meet(other, one), expected, "{other:?} / {one:?}");
        }
    }
}
