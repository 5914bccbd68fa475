//! The shell's part, played exactly as the desk's thread does: step, confirm, ask the provider, tell how it ended, nap.

use channels::Outcome;
use engine::{ConnectionId, OutboxId, TicketId};

use super::Violation;
use super::acts::What;
use super::draw::mix;
use super::provider::{Answer, contact_of};
use super::world::{World, refused};

impl World<'_> {
    /// The shell's loop until nothing is left to do now, then the nap.
    pub(super) fn drive(&mut self) -> Result<(), Violation> {
        loop {
            let now = self.moment();
            let step = self.core_mut()?.step(now).map_err(refused)?;
            let changed = self.core_mut()?.take_changed();
            self.law.hears(&changed);
            if changed.topics.contains(&runtime::Topic::Executions) {
                self.executions()?;
            }
            self.farewells_said(&changed.tickets)?;
            let idle = step.sends.is_empty() && step.hooks.is_empty() && !step.more;
            // A claimed one that a kill keeps from the provider is, to the program, one it may have got.
            for out in
                step.sends.iter().map(|send| &send.outgoing).filter(|out| What::of(&out.text) == Some(What::Closing))
            {
                self.farewells.entry(contact_of(&out.to.address)).or_default().insert(out.key.clone());
            }
            let mut sends = step.sends.into_iter();
            while let Some(send) = sends.next() {
                self.note(u64::try_from(send.outbox.0).unwrap_or(0));
                self.perhaps_answered_just_now(send.connection, &send.outgoing)?;
                if !self.core_mut()?.confirm(now, send.outbox).map_err(refused)? {
                    continue;
                }
                self.tried(&send.outgoing);
                let dies = self.dies.take_if(|_| send.outgoing.automatic);
                if dies.is_none_or(|(reaches, _)| reaches) {
                    self.ask(send.outbox, send.connection, send.ticket, &send.outgoing)?;
                }
                if let Some((_, down)) = dies {
                    sends.for_each(|send| self.tried(&send.outgoing));
                    return self.die(down);
                }
            }
            step.hooks.iter().try_for_each(|hook| self.called(hook))?;
            if idle {
                break;
            }
        }
        let wake = self.core_mut()?.wake().map_err(refused)?;
        self.wake_at = wake.at.0;
        self.nap();
        Ok(())
    }

    /// A claimed rule message, which the program counts as said even where its death keeps it from the provider.
    fn tried(&mut self, out: &channels::Outgoing) {
        if let Some(What::Rule(said)) = What::of(&out.text) {
            self.oracle.tried(contact_of(&out.to.address), said, self.wall(), &out.key);
        }
    }

    /// Now and then the customer answers between the claim and the network.
    pub(super) fn perhaps_answered_just_now(
        &mut self,
        on: ConnectionId,
        out: &channels::Outgoing,
    ) -> Result<(), Violation> {
        let contact = contact_of(&out.to.address);
        let fate = mix(self.script.seed ^ u64::from(contact) ^ self.asked.rotate_left(20));
        if !out.automatic || !fate.is_multiple_of(25) {
            return Ok(());
        }
        self.customer_says(contact, 0, 1);
        debug_assert!(self.ids.connections.contains(&on));
        self.deliver().map(|_| ())
    }

    pub(super) fn ask(
        &mut self,
        outbox: OutboxId,
        on: ConnectionId,
        ticket: TicketId,
        out: &channels::Outgoing,
    ) -> Result<(), Violation> {
        let contact = contact_of(&out.to.address);
        let what = What::of(&out.text);
        self.speaks_of(contact, ticket);
        if out.automatic && !self.barred.is_empty() {
            let what = format!("cliente {contact}, {what:?}: {:?} não sincronizou", self.barred);
            return Err(Violation { promise: "3.8 nada antes de sincronizar", at: self.wall(), what });
        }
        if let Some(What::Closing) = what {
            self.closing_is_right(ticket)?;
        }
        if out.automatic {
            self.clock_is_believed(contact)?;
        }
        self.clocks.sent(&out.key, self.wall());
        let answer = self.provider.request(self.now, on, out);
        let reached = !matches!(&answer, Answer::Now(Outcome::NotSent(_)));
        let taken = self.provider.ledger.last().is_some_and(|request| request.key == out.key && request.taken);
        if let Some(what) = what.filter(|_| reached) {
            self.report.sends += 1;
            self.oracle.asked(contact, what, self.wall(), &out.key, taken)?;
        }
        match answer {
            Answer::Now(outcome) => self.answered(outbox, contact, &out.key, outcome),
            Answer::Later { delay, outcome } => {
                self.asked += 1;
                let due = (self.now + delay, self.asked);
                self.answers.insert(due, (outbox, contact, out.key.clone(), outcome));
                Ok(())
            }
        }
    }

    /// R10: the closing text leaves while the ticket is still open, and only for one that was in the queue at the cut.
    pub(super) fn closing_is_right(&mut self, ticket: TicketId) -> Result<(), Violation> {
        let wall = self.wall();
        let row = self.change(|turn| Ok(turn.store.ticket(ticket)?))?;
        let Some(ticket) = row else { return Ok(()) };
        let no = |what: String| Violation { promise: "R10 encerra uma vez, na ordem certa", at: wall, what };
        match ticket.entered_at {
            None => Err(no(format!("{} já não está na fila", ticket.id))),
            Some(entered) if entered.0 > self.oracle.last_cut(wall) => {
                Err(no(format!("{} entrou depois do corte", ticket.id)))
            }
            Some(_) => Ok(()),
        }
    }

    pub(super) fn answered(
        &mut self,
        outbox: OutboxId,
        contact: u32,
        key: &str,
        outcome: Outcome,
    ) -> Result<(), Violation> {
        let now = self.moment();
        let person = self.provider.ledger.iter().rev().find(|one| one.key == key).is_some_and(|one| !one.automatic);
        let (accepted, not_sent) = match &outcome {
            Outcome::Accepted { .. } => {
                self.proved(contact, person, key);
                (true, false)
            }
            Outcome::Unknown { .. } => {
                self.oracle.uncertain(contact, key);
                (false, false)
            }
            Outcome::NotSent(_) => (false, true),
            Outcome::Rejected(_) => (false, false),
        };
        self.oracle.ended(contact, key, !not_sent);
        let closed = if accepted { self.closed_before(outbox, contact, key)? } else { None };
        self.core_mut()?.sent(now, outbox, outcome).map_err(refused)?;
        closed.map_or(Ok(()), |(ticket, said)| self.reopened_rightly(ticket, said))
    }
}
