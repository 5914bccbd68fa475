//! What people say about a rule's next step on one ticket ("Próximas automações"): not in this episode, later, or as it
//! was before they said so. What a step does is `rules.rs`.

use engine::evaluate::Part;
use engine::rule::WAIT_MAX;
use engine::*;
use serde_json::json;
use store::{Deferred, ExecutionOutcome, ExecutionRow, SendState, StoredRule};

use super::{Said, Turn};
use crate::Result;
use crate::change::Topic;
use crate::refusal::Refusal;
use crate::rules::{has_run, silence_key, was_judged};
use crate::words::Words;

/// Why an execution was skipped: a person said so.
const BY_PERSON: &str = "person";

fn skipped(row: &ExecutionRow) -> bool {
    row.outcome == ExecutionOutcome::Skipped && row.why == BY_PERSON
}

/// A step that may still come.
struct Ahead {
    stored: StoredRule,
    ticket: Ticket,
    anchor: Moment,
    /// When it comes if nobody says anything.
    due: Moment,
}

impl Turn<'_> {
    /// "Pular": this rule does not act in this episode. Returns until when it was postponed before.
    pub fn skip_step(&mut self, rule: RuleId, ticket: TicketId, by: UserId) -> Result<Option<Moment>> {
        let (step, left) = self.not_run(rule, ticket)?;
        let before = self.postponed_until(&step)?;
        for part in left {
            self.store.drop_deferred(rule, step.ticket.id, part)?;
            if let (Part::Message, Words::GoOn { execution, .. }) = (part, self.words(&step)?) {
                // What it has said it has said.
                self.store.set_execution(execution, ExecutionOutcome::Executed, BY_PERSON)?;
                continue;
            }
            self.store.record(&store::NewExecution {
                rule,
                version: step.stored.rule.version,
                ticket: step.ticket.id,
                contact: step.ticket.contact,
                turn: step.ticket.silence.turn,
                silence: silence_key(&step.stored.rule, step.anchor),
                part,
                anchor: step.anchor,
                deadline: step.due,
                at: self.now,
                outcome: ExecutionOutcome::Skipped,
                why: BY_PERSON.into(),
                detail: json!({ "by": by }).to_string(),
            })?;
        }
        self.changed.touch(Topic::Executions);
        self.say(step.ticket.id, Said::by("step_skipped", by).with(json!({ "rule": rule })))?;
        Ok(before)
    }

    /// "Adiar". Returns until when it was postponed before.
    pub fn postpone_step(
        &mut self,
        rule: RuleId,
        ticket: TicketId,
        until: Moment,
        by: UserId,
    ) -> Result<Option<Moment>> {
        if until <= self.now || until > self.now.plus(WAIT_MAX) {
            return Err(Refusal::field("until", "Escolha um instante futuro, até um ano à frente."));
        }
        let (step, left) = self.not_run(rule, ticket)?;
        let before = self.postponed_until(&step)?;
        for part in left {
            self.wait_until(&step, part, until, DeferWhy::Postponed)?;
        }
        self.changed.touch(Topic::Executions);
        let said = Said::by("step_postponed", by).with(json!({ "rule": rule, "until": until }));
        self.say(step.ticket.id, said)?;
        Ok(before)
    }

    /// Takes back "Pular" or "Adiar": the step comes in its own time again, or when an earlier "Adiar" said. What was skipped
    /// in the tray goes back there: its time is over.
    pub fn resume_step(&mut self, rule: RuleId, ticket: TicketId, until: Option<Moment>, by: UserId) -> Result<()> {
        if until.is_some_and(|at| at > self.now.plus(WAIT_MAX)) {
            return Err(Refusal::field("until", "Escolha um instante até um ano à frente."));
        }
        let step = self.ahead(rule, ticket)?;
        let (turn, silence) = (step.ticket.silence.turn, silence_key(&step.stored.rule, step.anchor));
        let (mut taken_back, mut acted) = (false, false);
        for part in step.stored.rule.parts() {
            match self.store.execution_of(rule, step.ticket.id, turn, silence, *part)? {
                Some(row) if skipped(&row) && self.came_too_late(&row)? => {
                    self.store.set_execution(row.id, ExecutionOutcome::Missed, "")?;
                    self.changed.touch(Topic::Missed);
                    taken_back = true;
                    continue;
                }
                Some(row) if skipped(&row) => {
                    self.store.set_execution(row.id, ExecutionOutcome::Cancelled, "desfeito por uma pessoa")?;
                }
                Some(row) if row.outcome == ExecutionOutcome::Executed && row.why == BY_PERSON => {
                    self.store.set_execution(row.id, ExecutionOutcome::Executed, "")?;
                }
                Some(_) if has_run(self, &step.stored.rule, *part, &step.ticket, step.anchor)? => {
                    acted = true;
                    continue;
                }
                Some(_) | None if self.postponed(&step, *part)?.is_some() => {}
                Some(_) | None => continue,
            }
            taken_back = true;
            let goes_on = *part == Part::Message && matches!(self.words(&step)?, Words::GoOn { .. });
            // Due in the past, it is judged at once, and as late as it is. What goes on begins to wait now.
            let (at, why) = match until {
                Some(until) => (until, DeferWhy::Postponed),
                None if goes_on => (self.now, DeferWhy::Spacing),
                None if step.due <= step.stored.fence => (step.due, DeferWhy::Included),
                None => (step.due, DeferWhy::Deadline),
            };
            self.wait_until(&step, *part, at, why)?;
        }
        if !taken_back {
            return Err(Refusal::conflict(if acted {
                "Esta ação já agiu neste atendimento: não dá mais para desfazer."
            } else {
                "Não há mais o que desfazer: o atendimento ou a ação mudou desde então."
            }));
        }
        self.changed.touch(Topic::Executions);
        self.say(step.ticket.id, Said::by("step_resumed", by).with(json!({ "rule": rule })))
    }

    /// Whether a message of this execution was planned and not called off: only the tray skips one that was.
    fn came_too_late(&mut self, row: &ExecutionRow) -> Result<bool> {
        let sends = self.store.outgoing_of_execution(row.ticket, row.id)?;
        Ok(sends.last().is_some_and(|last| last.state != SendState::Cancelled))
    }

    /// A step with the parts that are still to come.
    fn not_run(&mut self, rule: RuleId, ticket: TicketId) -> Result<(Ahead, Vec<Part>)> {
        let step = self.ahead(rule, ticket)?;
        let mut left = Vec::new();
        for part in step.stored.rule.parts() {
            if !has_run(self, &step.stored.rule, *part, &step.ticket, step.anchor)? {
                left.push(*part);
            }
        }
        if left.is_empty() {
            return Err(Refusal::conflict("Esta ação já foi executada neste silêncio."));
        }
        Ok((step, left))
    }

    fn words(&mut self, step: &Ahead) -> Result<Words> {
        Words::of(self, &step.stored.rule, &step.ticket, step.anchor)
    }

    fn ahead(&mut self, rule: RuleId, ticket: TicketId) -> Result<Ahead> {
        let stored = self.house.rule(rule).cloned().ok_or_else(|| Refusal::not_found("Esta ação"))?;
        let ticket = self.ticket(ticket)?;
        let Some(anchor) = ticket.anchor() else {
            return Err(Refusal::conflict("Nada está previsto: o cliente não deve resposta neste atendimento."));
        };
        let due = deadline(&stored.rule, &ticket, self.house.calendar_of(&ticket)).unwrap_or(anchor);
        let step = Ahead { stored, ticket, anchor, due };
        // What waits behind the fence goes; so nothing may begin to wait there but by the list of the overdue.
        if due <= step.stored.fence && !self.waits(&step)? {
            return Err(Refusal::conflict(
                "O prazo venceu antes de esta ação valer: ela não alcança este atendimento.",
            ));
        }
        Ok(step)
    }

    fn waits(&mut self, step: &Ahead) -> Result<bool> {
        for part in step.stored.rule.parts() {
            let row = self.store.deferred_step(step.stored.rule.id, step.ticket.id, *part)?;
            if row.is_some_and(|row| row.anchor == step.anchor && was_judged(row.why)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Until when a person put this part off in this silence.
    fn postponed(&mut self, step: &Ahead, part: Part) -> Result<Option<Moment>> {
        let row = self.store.deferred_step(step.stored.rule.id, step.ticket.id, part)?;
        let row = row.filter(|row| row.why == DeferWhy::Postponed && row.anchor == step.anchor);
        Ok(row.and_then(|row| row.due_at))
    }

    fn postponed_until(&mut self, step: &Ahead) -> Result<Option<Moment>> {
        let mut until = None;
        for part in step.stored.rule.parts() {
            until = until.max(self.postponed(step, *part)?);
        }
        Ok(until)
    }

    fn wait_until(&mut self, step: &Ahead, part: Part, until: Moment, why: DeferWhy) -> Result<()> {
        self.store.defer(&Deferred {
            rule: step.stored.rule.id,
            ticket: step.ticket.id,
            part,
            turn: step.ticket.silence.turn,
            anchor: step.anchor,
            due_at: Some(until),
            why,
            created_at: self.now,
        })?;
        Ok(())
    }
}
