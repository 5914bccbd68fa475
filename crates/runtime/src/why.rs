//! Looking without acting: "Por quê?", "Próximas automações", dry run. The same judgement as the scheduler's, with its
//! conditions kept; nothing is written.

use engine::day::next_cut;
use engine::evaluate::Part;
use engine::queue::{Stays, entry};
use engine::*;
use store::{Deferred, ExecutionRow, StoredRule};

use crate::rules::{around, silence_key};
use crate::turn::Turn;
use crate::{Refusal, Result};

/// Tickets a dry run looks at, at most.
const DRY_RUN_LOOKED_AT_MAX: u32 = 5_000;

/// Every condition of a rule on a ticket, by part.
#[derive(Debug, Clone, PartialEq)]
pub struct Why {
    pub parts: Vec<(Part, Judged, Vec<Condition>)>,
    /// The execution of this episode, if there is one: what became of it.
    pub ran: Vec<ExecutionRow>,
}

/// Something that will happen to a ticket by itself if nothing changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Planned {
    Rule { rule: RuleId, part: Part, outcome: Outcome },
    Enter,
    DayEnd,
}

/// One thing that will happen to a ticket by itself, if nothing else does.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    pub at: Moment,
    pub planned: Planned,
}

/// Whom a rule would touch, soonest first.
#[derive(Debug, Clone, PartialEq)]
pub struct DryRuns {
    pub found: Vec<DryRun>,
    /// More tickets wait than were looked at.
    pub beyond: bool,
}

/// One ticket a rule would touch.
#[derive(Debug, Clone, PartialEq)]
pub struct DryRun {
    pub ticket: TicketId,
    pub part: Part,
    pub at: Moment,
    pub outcome: Outcome,
}

impl Turn<'_> {
    /// Why a rule does or does not act on a ticket now.
    pub fn why(&mut self, rule: RuleId, ticket: TicketId) -> Result<Why> {
        let stored = match self.house.rule(rule) {
            Some(stored) => stored.clone(),
            None => self.store.rule(rule)?.ok_or_else(|| Refusal::not_found("Esta ação"))?,
        };
        let ticket = self.ticket(ticket)?;
        let contact = self.store.contact(ticket.contact)?;
        let house = self.house.clone();
        let mut parts = Vec::new();
        let mut ran = Vec::new();
        for part in stored.rule.parts() {
            let deferred = self.store.deferred_step(rule, ticket.id, *part)?;
            let around = around(self, &stored, *part, &ticket, &contact, deferred.as_ref())?.lent(house.lends(&ticket));
            let (mut judged, conditions) = explain(&stored.rule, *part, &ticket, &contact, &around, self.now);
            judged.outcome = put_off(deferred.as_ref(), judged.outcome, self.now);
            if let Some(row) = self.execution_of(&stored, &ticket, *part)? {
                judged.outcome = became(&row, judged.outcome);
                ran.push(row);
            }
            parts.push((*part, judged, conditions));
        }
        Ok(Why { parts, ran })
    }

    fn execution_of(&mut self, stored: &StoredRule, ticket: &Ticket, part: Part) -> Result<Option<ExecutionRow>> {
        let anchor = ticket.anchor().unwrap_or(Moment(0));
        let silence = silence_key(&stored.rule, anchor);
        Ok(self.store.execution_of(stored.rule.id, ticket.id, ticket.silence.turn, silence, part)?)
    }

    /// What will happen to this ticket by itself, soonest first.
    pub fn forecast(&mut self, ticket: TicketId) -> Result<Vec<Forecast>> {
        let ticket = self.ticket(ticket)?;
        let contact = self.store.contact(ticket.contact)?;
        let house = self.house.clone();
        let mut all = Vec::new();
        for stored in house.rules.iter().filter(|stored| stored.rule.watches()) {
            for (part, at, outcome) in self.next_of(stored, &ticket, &contact)? {
                all.push(Forecast { at, planned: Planned::Rule { rule: stored.rule.id, part, outcome } });
            }
        }
        let policy = &house.settings.queue;
        if let Err(Stays::Until(at)) = entry(policy, &ticket, false, self.now) {
            all.push(Forecast { at, planned: Planned::Enter });
        }
        if let (Some(entered), true) = (ticket.entered_at, policy.on) {
            let from = self.now.max(entered.plus(policy.stay_min).minus(Span(1)));
            if let Some(cut) = next_cut(&policy.day_end, house.company(), from) {
                all.push(Forecast { at: cut.at, planned: Planned::DayEnd });
            }
        }
        all.sort_by_key(|forecast| forecast.at);
        Ok(all)
    }

    /// When each part of a rule would next act on the ticket, with what it would come to; nothing for what never will.
    fn next_of(
        &mut self,
        stored: &StoredRule,
        ticket: &Ticket,
        contact: &Contact,
    ) -> Result<Vec<(Part, Moment, Outcome)>> {
        let house = self.house.clone();
        let mut next = Vec::new();
        for part in stored.rule.parts() {
            let deferred = self.store.deferred_step(stored.rule.id, ticket.id, *part)?;
            let around = around(self, stored, *part, ticket, contact, deferred.as_ref())?.lent(house.lends(ticket));
            let judged = evaluate(&stored.rule, *part, ticket, contact, &around, self.now);
            // A wait that is on already says itself why, unless it is for the deadline.
            let waits = deferred.as_ref().is_some_and(|step| step.why != DeferWhy::Deadline);
            let outcome = match after_the_night(*part, &judged).filter(|_| !waits) {
                Some(until) => Outcome::Defer { until: Some(until), why: DeferWhy::QuietHours },
                None => put_off(deferred.as_ref(), judged.outcome, self.now),
            };
            let at = match outcome {
                Outcome::NotYet { at } => Some(at),
                Outcome::Due => Some(self.now),
                Outcome::Defer { until, .. } => Some(until.unwrap_or(self.now)),
                Outcome::RuleOff
                | Outcome::Exempt
                | Outcome::CustomerWaits
                | Outcome::NeverSpoke
                | Outcome::OutOfScope
                | Outcome::AlreadyRan
                | Outcome::Fenced
                | Outcome::Skip { .. }
                | Outcome::Missed
                | Outcome::Substituted { .. } => None,
            };
            if let Some(at) = at {
                next.push((*part, at, outcome));
            }
        }
        Ok(next)
    }

    /// Which waiting tickets a rule (saved or a draft) would act on, and when, of those that have waited longest.
    pub fn dry_run(&mut self, rule: &Rule) -> Result<DryRuns> {
        let known = self.house.rule(rule.id).cloned();
        let mut draft = rule.clone();
        draft.state = RuleState::Active;
        // A draft is judged as if it were switched on now.
        let fence = known.filter(|stored| stored.rule.watches()).map_or(Moment::MIN, |stored| stored.fence);
        let stored = StoredRule { rule: draft, fence, watermark: Moment::MIN, problem: String::new() };
        let mut found = Vec::new();
        let waiting = self.store.waiting(Moment::MIN, Moment::MAX, DRY_RUN_LOOKED_AT_MAX)?;
        let beyond = waiting.len() >= DRY_RUN_LOOKED_AT_MAX as usize;
        for (ticket, contact) in waiting {
            for part in stored.rule.parts() {
                let house = self.house.clone();
                let around = around(self, &stored, *part, &ticket, &contact, None)?.lent(house.lends(&ticket));
                let judged = evaluate(&stored.rule, *part, &ticket, &contact, &around, self.now);
                let Some(deadline) = judged.deadline else { continue };
                match judged.outcome {
                    Outcome::OutOfScope | Outcome::Exempt | Outcome::CustomerWaits | Outcome::NeverSpoke => {}
                    Outcome::RuleOff => {}
                    Outcome::Due
                    | Outcome::NotYet { .. }
                    | Outcome::AlreadyRan
                    | Outcome::Fenced
                    | Outcome::Skip { .. }
                    | Outcome::Missed
                    | Outcome::Substituted { .. }
                    | Outcome::Defer { .. } => {
                        let at = after_the_night(*part, &judged).unwrap_or(deadline);
                        found.push(DryRun { ticket: ticket.id, part: *part, at, outcome: judged.outcome });
                    }
                }
            }
        }
        found.sort_by_key(|one| (one.at, one.ticket));
        Ok(DryRuns { found, beyond })
    }
}

/// When a message will go whose time is yet to come and falls in the quiet hours.
fn after_the_night(part: Part, judged: &Judged) -> Option<Moment> {
    let ahead = part == Part::Message && matches!(judged.outcome, Outcome::NotYet { .. });
    judged.could_go_at.filter(|goes| ahead && judged.deadline.is_some_and(|due| due < *goes))
}

/// What a person put off waits until then, whenever its own time is.
fn put_off(step: Option<&Deferred>, judged: Outcome, now: Moment) -> Outcome {
    let until = step.filter(|step| step.why == DeferWhy::Postponed).and_then(|step| step.due_at);
    match (until, judged) {
        (Some(until), Outcome::NotYet { at }) => {
            Outcome::Defer { until: Some(until.max(at)), why: DeferWhy::Postponed }
        }
        (Some(until), Outcome::Due) if until > now => Outcome::Defer { until: Some(until), why: DeferWhy::Postponed },
        (_, judged) => judged,
    }
}

/// What an execution means for somebody who asks why: a missed one is overdue, not done.
fn became(row: &ExecutionRow, judged: Outcome) -> Outcome {
    match (row.outcome, judged) {
        (store::ExecutionOutcome::Missed, Outcome::AlreadyRan) => Outcome::Missed,
        (_, judged) => judged,
    }
}
